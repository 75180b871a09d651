/**
 * The hand is never nowhere. What held it may go away (a slot that is taken, a line that settles, a button whose window closed
 * after it had gone): it comes back to the part of the desk where it was at work.
 */
import { useAsk } from '../features/availability/store.ts'
import { useCall } from '../features/call/store.ts'
import { useOrientation } from '../features/orientation/store.ts'
import { type FocusPlace, focusOn, isHandGoing } from '../ui/focus.ts'
import { useUi, type Zone } from '../ui/store.ts'

const PLACES: Record<Zone, readonly FocusPlace[]> = {
  question: ['need'],
  list: ['list', 'directory', 'board'],
  detail: ['primary', 'detail', 'list'],
  elsewhere: ['need'],
}

/** After what is being drawn, and after a window has given the hand back by itself. */
const SOON_MS = 50
/** A second, then nothing will come. */
const MOST_LOOKS = 20

const isThere = (place: FocusPlace) => document.querySelector(`[data-zone="${place}"]`)?.checkVisibility() === true

/** Where the hand is at work, as far as it is on the page. */
export const placeAtWork = (): FocusPlace | undefined => PLACES[useUi.getState().zone].find(isThere)

/** Watches over it until the answer is called; only where the desk is drawn. */
export function watchHand(): () => void {
  /** A mouse may put it nowhere: on words to select, say. The next key brings it back. */
  let isMouse = false
  let timer: ReturnType<typeof setTimeout> | null = null
  let looked = 0
  function look() {
    timer = null
    const { dialog } = useUi.getState()
    if (isMouse || dialog !== null || document.activeElement !== document.body || isHandGoing()) {
      looked = 0
      return
    }
    const place = placeAtWork()
    // What it went to may still be on its way to the page.
    if (!place && ++looked < MOST_LOOKS) return soon()
    looked = 0
    focusOn(place ?? 'need')
  }
  function soon() {
    if (timer !== null) return
    // Not with a frame: asking for one at each update of a stream cost a key 20 ms at a quarter of the speed.
    timer = setTimeout(look, SOON_MS)
  }
  function onKey() {
    isMouse = false
    soon()
  }
  function onPointer() {
    isMouse = true
  }
  const stops = [useUi, useOrientation, useAsk, useCall].map(store => store.subscribe(soon))
  window.addEventListener('keyup', onKey, { capture: true })
  window.addEventListener('pointerdown', onPointer, { capture: true })
  return () => {
    if (timer !== null) clearTimeout(timer)
    for (const stop of stops) stop()
    window.removeEventListener('keyup', onKey, { capture: true })
    window.removeEventListener('pointerdown', onPointer, { capture: true })
  }
}
