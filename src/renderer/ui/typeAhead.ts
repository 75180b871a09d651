/**
 * What is typed between a key that brings another call and the answer that shows it: meant for the call that comes, never for
 * the one that leaves. Letters are kept and typed where the hand comes to; what would act (Enter, arrows, Tab) acts on nothing.
 */

/** A console that says nothing for so long is not waited for: keys are the page's again, ms. */
const PATIENCE_MS = 3_000

/** Only one at a time: a second key that brings a call follows the first, with what was typed so far. */
let current: { text: string; end(): void } | null = null

/** Does `work`, keeping what is typed meanwhile; keys stay with it for as long as `isWanted`, which is asked at each of them. */
export async function keepTyped(isWanted: () => boolean, work: () => Promise<void>): Promise<void> {
  const before = current
  before?.end()
  const mine = { text: before?.text ?? '', end }
  current = mine
  window.addEventListener('keydown', onKey, { capture: true })
  const late = setTimeout(give, PATIENCE_MS)
  try {
    await work()
  } finally {
    give()
  }

  function onKey(event: KeyboardEvent) {
    if (!isWanted()) return end()
    const isOurs = event.getModifierState('AltGraph') || !(event.ctrlKey || event.altKey || event.metaKey)
    // Keys of the desk go their own way; so do those that write a letter in two strokes.
    if (!isOurs || /^(F\d+|Dead|Process|Unidentified)$/.test(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if ([...event.key].length === 1) mine.text += event.key
    else if (event.key === 'Backspace') mine.text = [...mine.text].slice(0, -1).join('')
  }
  function end() {
    window.removeEventListener('keydown', onKey, { capture: true })
    clearTimeout(late)
    if (current === mine) current = null
  }
  function give() {
    // Ended already: what was kept went with the key that followed.
    if (current !== mine) return
    end()
    const field = document.activeElement
    // As if typed: the field hears of it, and it can be taken back.
    if (mine.text && isWanted() && field instanceof HTMLInputElement)
      document.execCommand('insertText', false, mine.text)
  }
}

/** What was kept is forgotten and keys are the page's again: behind a lock the code of a card is typed. */
export function forgetTyped(): void {
  current?.end()
}
