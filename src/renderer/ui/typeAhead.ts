/**
 * What is typed between a key that brings another call and the answer that shows it: meant for the call that comes, never for
 * the one that leaves. Letters are kept and typed where the hand comes to, as if the answer had been there at once; Enter and
 * Tab go on to the next field of what was typed, and arrows and Enter alone act on nothing.
 */

/** A console that says nothing for so long is not waited for: keys are the page's again, ms. */
const PATIENCE_MS = 3_000
/** As much as a field takes. */
const MOST_KEYS = 200

interface Kept {
  /** Characters, and `Enter` between the words of two fields. */
  keys: string[]
  end(): void
}

/** Only one at a time: a second key that brings a call follows the first, with what was typed so far. */
let current: Kept | null = null

/**
 * Does `work`, keeping what is typed meanwhile; keys stay with it for as long as `isWanted`, which is asked at each of them.
 * `left` is told, after the work, the words that were typed before another key of the desk led the hand elsewhere.
 */
export async function keepTyped(
  isWanted: () => boolean,
  work: () => Promise<void>,
  left?: (words: string) => void,
): Promise<void> {
  const mine: Kept = { keys: current?.keys.splice(0) ?? [], end }
  current?.end()
  current = mine
  window.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('paste', onPaste, { capture: true })
  const late = setTimeout(give, PATIENCE_MS)
  try {
    await work()
  } finally {
    if (isWanted()) give()
    end()
    const [words] = mine.keys.splice(0).join('').split('Enter')
    if (words) left?.(words)
  }

  function onKey(event: KeyboardEvent) {
    if (!isWanted()) return end()
    const isOurs = event.getModifierState('AltGraph') || !(event.ctrlKey || event.altKey || event.metaKey)
    // Keys of the desk go their own way; so do those that write a letter in two strokes.
    if (!isOurs || /^(F\d+|Dead|Process|Unidentified)$/.test(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if ([...event.key].length === 1) keep([event.key])
    else if (event.key === 'Backspace') mine.keys.pop()
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) keep(['Enter'])
  }
  function onPaste(event: ClipboardEvent) {
    if (!isWanted()) return end()
    event.preventDefault()
    event.stopPropagation()
    keep([...(event.clipboardData?.getData('text/plain') ?? '').replace(/\s+/g, ' ').trim()])
  }
  function keep(keys: string[]) {
    mine.keys = [...mine.keys, ...keys].slice(0, MOST_KEYS)
  }
  function end() {
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('paste', onPaste, { capture: true })
    clearTimeout(late)
    if (current === mine) current = null
  }
  function give() {
    // Ended already: what was kept went with the key that followed.
    if (current !== mine) return
    end()
    typeAll(mine.keys.splice(0))
  }
}

/** What was kept is forgotten and keys are the page's again: behind a lock the code of a card is typed. */
export function forgetTyped(): void {
  current?.keys.splice(0)
  current?.end()
}

/** As if typed now. An Enter goes on from words that have just been typed; alone, it was for another screen. */
function typeAll(keys: readonly string[]): void {
  let words = ''
  for (const key of [...keys, 'end']) {
    if (key !== 'Enter' && key !== 'end') {
      words += key
      continue
    }
    const isTyped = words !== '' && type(words)
    words = ''
    if (isTyped && key === 'Enter') press('Enter')
  }
}

/** False where the words have no place. */
function type(words: string): boolean {
  const field = document.activeElement
  if (field instanceof HTMLInputElement) {
    // A field that is full and chosen whole is there to be read first: who typed had not seen it.
    const isWhole = field.value !== '' && field.selectionStart === 0 && field.selectionEnd === field.value.length
    // The field hears of it, and it can be taken back.
    return !isWhole && document.execCommand('insertText', false, words)
  }
  // The list of offers, come or still to come, filters by letters; an Enter after them is not theirs.
  if (field?.matches('.offers')) for (const letter of words) press(letter)
  return false
}

function press(key: string): void {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}
