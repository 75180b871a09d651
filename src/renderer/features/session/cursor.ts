/**
 * Where the cursor was when the desk locked, so that the same person finds it there: which field, and what was selected in
 * it. Nothing that was typed is kept here.
 */
interface Cursor {
  /** Words of the element: its zone, else its label and kind, and which of those that share them. */
  name: string
  index: number
  selection: [number, number] | null
}

let kept: Cursor | null = null

const FIELDS = 'input, textarea, select, button, [tabindex], [role="grid"]'

function nameOf(element: Element): string {
  const zone = element.getAttribute('data-zone')
  if (zone) return `zone ${zone}`
  const { labels } = element as HTMLInputElement
  const label = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent ?? ''
  return `${element.tagName} ${element.getAttribute('role') ?? ''} ${label.trim().slice(0, 80)}`
}

const alike = (name: string) => [...document.querySelectorAll(FIELDS)].filter(each => nameOf(each) === name)

/** Call while the desk is still on the page. */
export function rememberCursor(): void {
  const at = document.activeElement
  if (!at || at === document.body) {
    kept = null
    return
  }
  const name = nameOf(at)
  const { selectionStart, selectionEnd } = at as HTMLInputElement
  const selection: Cursor['selection'] =
    typeof selectionStart === 'number' && typeof selectionEnd === 'number' ? [selectionStart, selectionEnd] : null
  kept = { name, index: alike(name).indexOf(at), selection }
}

/** Somebody else comes: the place of the one before is nobody's. */
export function forgetCursor(): void {
  kept = null
}

/** Puts the cursor back once the desk is drawn; `otherwise` where its field is not there any more. */
export function returnCursor(otherwise: () => void): void {
  const cursor = kept
  kept = null
  if (!cursor) {
    otherwise()
    return
  }
  let frames = 0
  const attempt = () => {
    const found = alike(cursor.name)[cursor.index] as HTMLElement | undefined
    if (found && found.offsetParent !== null) {
      found.focus()
      if (cursor.selection && found instanceof HTMLInputElement) found.setSelectionRange(...cursor.selection)
      return
    }
    frames += 1
    // Lists are drawn when their answer is back: a moment, no more.
    if (frames < 20) requestAnimationFrame(attempt)
    else otherwise()
  }
  queueMicrotask(attempt)
}
