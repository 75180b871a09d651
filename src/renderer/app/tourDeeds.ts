/**
 * What was done at the desk, read from the stores: the tour follows the hand, and never leads it. Call once the tour is on
 * the page; answers what stops it.
 */
import type { OrientationStatus } from '../../shared/contract/orientation.ts'
import { currentId, useAsk } from '../features/availability/store.ts'
import { useCall } from '../features/call/store.ts'
import { useOrientation } from '../features/orientation/store.ts'
import { beginAgain, countKey, did, notByKeys } from './tourStore.ts'

type Calls = ReturnType<typeof useCall.getState>
type Asks = ReturnType<typeof useAsk.getState>
type Orientations = ReturnType<typeof useOrientation.getState>

/** Taken, as far as this desk goes. A vendor's page that is open has not said so yet. */
const TAKEN: readonly OrientationStatus[] = ['confirmed', 'declared', 'sent', 'pending']

/** Keys that write or mend words, or do nothing alone: not counted. */
const OF_WORDS = /^(.|Shift|Control|Alt|AltGraph|Meta|CapsLock|Dead|Process|Backspace|Delete)$/u

export function watchDeeds(): () => void {
  const stops = [useCall.subscribe(callDeeds), useAsk.subscribe(walked), useOrientation.subscribe(takingDeeds)]
  window.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('click', onClick, { capture: true })
  return () => {
    for (const stop of stops) stop()
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('click', onClick, { capture: true })
  }
}

function callDeeds({ call, parked }: Calls, before: Calls): void {
  if (!call) return
  // Read when the desk opens: nothing was done, but a desk that is empty has no offers to walk in.
  if (!before.call) {
    if (!call.need) beginAgain()
    return
  }
  const came = parked.filter(one => !before.parked.some(each => each.id === one.id))
  const left = before.parked.filter(one => !parked.some(each => each.id === one.id))
  // What waits is told first, while the call that was put aside is still on the screen.
  if (came.some(one => one.id === call.id)) did('park')
  else if (left.length > 0) did('back')
  if (call.id !== before.call.id) {
    const { id, number } = before.call
    if (call.need) {
      // It came back, or from the LRM, with its need.
      notByKeys()
      did('need')
    } else {
      if (call.number > number && !parked.some(one => one.id === id)) did('next')
      beginAgain()
    }
    return
  }
  if (call.need && call.need !== before.call.need) did('need')
  if (call.place && call.place !== before.call.place) did('place')
  const further = (now: unknown, was: unknown) => now !== was && now !== null
  if (further(call.radiusKm, before.call.radiusKm) || further(call.reach, before.call.reach)) did('further')
}

/** Another row than the one that was already under Enter. */
function walked({ rowId, items }: Asks, before: Asks): void {
  if (rowId === null || rowId === before.rowId || items !== before.items) return
  if (currentId(before) !== rowId) did('offers')
}

const takenOf = ({ mine, byId }: Orientations) => mine.filter(id => TAKEN.includes(byId[id]?.status ?? 'unknown'))

function takingDeeds(now: Orientations, before: Orientations): void {
  if (now.armed && now.armed !== before.armed) did('arm')
  const known = takenOf(before)
  // Just sent, or settled since it was known; what is read again after a lock was taken long ago.
  const fresh = (id: string) => before.sending !== null || (before.mine.includes(id) && id in before.byId)
  if (takenOf(now).some(id => !known.includes(id) && fresh(id))) did('take')
  if (now.mine.some(id => now.byId[id]?.status === 'waiting')) notByKeys()
  if (now.copies > before.copies) did('copy')
}

function onKey({ key, ctrlKey, altKey, repeat }: KeyboardEvent): void {
  const chord = key.length === 1 && (ctrlKey || altKey)
  if (!repeat && (chord || !OF_WORDS.test(key))) countKey()
}

/** A press by mouse; Enter on a button is a click without one. */
function onClick({ detail, target }: MouseEvent): void {
  if (detail > 0 && !(target as Element).closest('.tour')) notByKeys()
}
