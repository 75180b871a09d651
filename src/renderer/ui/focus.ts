/** Places that the hand goes to, by name (`data-zone`), so that a key can bring it there from anywhere. */
import { flushSync } from 'react-dom'
import { useUi } from './store.ts'

const QUESTION = ['need', 'place', 'when', 'mode', 'limit', 'age', 'treating', 'drm'] as const
const isQuestion = (place: string): place is (typeof QUESTION)[number] =>
  (QUESTION as readonly string[]).includes(place)

export type FocusPlace = (typeof QUESTION)[number] | 'list' | 'primary' | 'detail' | 'directory' | 'board'

const zoneOf = (place: FocusPlace) =>
  isQuestion(place) ? 'question' : place === 'primary' || place === 'detail' ? 'detail' : 'list'

function find(place: FocusPlace): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-zone="${place}"]`)
}

/** Two seconds: then nothing will come. */
const MOST_FRAMES = 120
let wanted = 0
/** True while the last one waits for its place to be drawn. */
let waiting = false

/** True while the hand is on its way to a place that is not drawn yet: what merely comes up meanwhile does not call it. */
export const isHandGoing = (): boolean => waiting

const inDetail = (element: Element | null) => element?.closest('.detail') ?? null

/**
 * Where the hand is now, to be asked again when an answer comes: true while it has not gone elsewhere. Who types in another
 * field is never taken from it, whatever the answer brings. Within the detail the hand follows what is to be done next.
 */
export function handHere(): () => boolean {
  const from = document.activeElement
  const detail = inDetail(from)
  return () => {
    if (isHandGoing()) return false
    const now = document.activeElement
    return now === from || now === null || now === document.body || (detail !== null && inDetail(now) === detail)
  }
}

/**
 * Moves the focus. What was just decided is drawn first, so that the next key, however quick, falls where it is meant:
 * never on the button of a moment ago. For event handlers; effects use {@link focusSoon}.
 */
export function focusOn(place: FocusPlace): void {
  flushSync(() => useUi.setState({ zone: zoneOf(place) }))
  const mine = ++wanted
  waiting = false
  const isStill = handHere()
  let frames = 0
  const attempt = () => {
    if (mine !== wanted) return
    waiting = false
    if (!isStill()) return
    const element = find(place)
    // Asked of its style alone: asking where it stands would have the page laid out once more.
    if (element?.checkVisibility()) {
      element.focus()
      if (element instanceof HTMLInputElement && place !== 'directory') element.select()
      return
    }
    frames += 1
    // What is loaded when it is first asked for may take a second; whoever has gone elsewhere meanwhile is left there.
    if (frames >= MOST_FRAMES) return
    waiting = true
    requestAnimationFrame(attempt)
  }
  attempt()
}

/** The same from inside an effect, where nothing may be drawn at once. */
export function focusSoon(place: FocusPlace): void {
  queueMicrotask(() => focusOn(place))
}
