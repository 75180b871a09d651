/** Places that the hand goes to, by name (`data-zone`), so that a key can bring it there from anywhere. */
import { useUi } from './store.ts'

export type FocusPlace = 'need' | 'place' | 'when' | 'list' | 'primary' | 'directory' | 'pin'

const zoneOf = (place: FocusPlace) =>
  place === 'need' || place === 'place' || place === 'when' ? 'question' : place === 'primary' ? 'detail' : 'list'

function find(place: FocusPlace): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-zone="${place}"]`)
}

/** Moves the focus; waits a few frames when the place is about to be drawn. */
export function focusOn(place: FocusPlace): void {
  useUi.setState({ zone: zoneOf(place) })
  let frames = 0
  const attempt = () => {
    const element = find(place)
    if (element && element.offsetParent !== null) {
      element.focus()
      if (element instanceof HTMLInputElement && place !== 'directory') element.select()
      return
    }
    frames += 1
    if (frames < 8) requestAnimationFrame(attempt)
  }
  // What was just decided is drawn by then: the button of a moment ago is never taken for the new one.
  if (place === 'primary') queueMicrotask(attempt)
  else attempt()
}
