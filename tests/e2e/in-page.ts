/** What runs inside the page. As text: the tests know no DOM types, so that the rooms they import cannot use them either. */

/** The page's clock tells the world's time, `shift` ms from the machine's; what the policy refuses is said aloud. */
export const beforeAnything = (shift: number): string => `{
  const Real = Date
  const now = () => Real.now() + ${shift}
  class WorldDate extends Real {
    constructor(...parts) { super(...(parts.length === 0 ? [now()] : parts)) }
    static now = now
  }
  globalThis.Date = WorldDate
  document.addEventListener('securitypolicyviolation', event =>
    console.error('policy: ' + event.violatedDirective + ' refused ' + event.blockedURI))
}`

/** Every word in the page: hidden ones, what fields hold, what only a screen reader says. */
export const ALL_WORDS = `[
  document.title,
  document.body.textContent,
  ...[...document.querySelectorAll('input, textarea')].flatMap(field => [field.value, field.placeholder]),
  ...[...document.querySelectorAll('[aria-label], [title]')]
    .flatMap(element => [element.getAttribute('aria-label'), element.getAttribute('title')]),
].filter(Boolean).join('\\n')`

export const CLIPBOARD = 'navigator.clipboard.readText()'

/** Where the focus is, and the ring that shows it: its own outline, or that of what stands for it. */
export const FOCUS = `{
  const at = document.activeElement
  const ring = element => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  }
  const named = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
  ;({
    at: at === document.body ? 'nothing' : at.tagName.toLowerCase() + ' ' + named.trim().slice(0, 40),
    seen: at !== null && at !== document.body && (ring(at) || [...at.querySelectorAll('[role="row"]')].some(ring)),
  })
}`
