/** Places that the hand goes to, by name (`data-zone`), so that a key can bring it there from anywhere. */
import { flushSync } from 'react-dom'
import { useUi } from './store.ts'

const QUESTION = ['need', 'place', 'when', 'mode', 'limit', 'age', 'treating', 'drm'] as const
const isQuestion = (place: string): place is (typeof QUESTION)[number] =>
  (QUESTION as readonly string[]).includes(place)

export type FocusPlace = (typeof QUESTION)[number] | 'list' | 'primary' | 'directory' | 'board'

const zoneOf = (place: FocusPlace) => (isQuestion(place) ? 'question' : place === 'primary' ? 'detail' : 'list')

function find(place: FocusPlace): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-zone="${place}"]`)
}

let wanted = 0

/**
 * Moves the focus. What was just decided is drawn first, so that the next key, however quick, falls where it is meant:
 * never on the button of a moment ago. For event handlers; effects use {@link focusSoon}.
 */
export function focusOn(place: FocusPlace): void {
  flushSync(() => useUi.setState({ zone: zoneOf(place) }))
  const mine = ++wanted
  let frames = 0
  const attempt = () => {
    if (mine !== wanted) return
    const element = find(place)
    // Asked of its style alone: asking where it stands would have the page laid out once more.
    if (element?.checkVisibility()) {
      element.focus()
      if (element instanceof HTMLInputElement && place !== 'directory') element.select()
      return
    }
    frames += 1
    if (frames < 8) requestAnimationFrame(attempt)
  }
  attempt()
}

/** The same from inside an effect, where nothing may be drawn at once. */
export function focusSoon(place: FocusPlace): void {
  queueMicrotask(() => focusOn(place))
}
