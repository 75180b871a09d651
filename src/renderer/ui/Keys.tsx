/** A key or a chord as it stands on the keyboard. */
import { useUi } from './store.ts'
import type { Say } from './time.ts'
import { useWords } from './words.ts'

const NAMED = new Set([
  'Enter',
  'Escape',
  'Tab',
  'Backspace',
  'Shift',
  'Ctrl',
  'Alt',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])

/** «Shift+F8» as the language of the screen writes it: «Maj+F8». */
export function keyWords(chord: string, t: Say): string {
  const word = (key: string) => {
    if (NAMED.has(key)) return t(`app.key.${key}`)
    if (key === 'letters') return t('app.action.letters')
    return key
  }
  return chord.split('+').map(word).join('+')
}

/** The words of the key that does today what `chord` does as delivered; of that very key when `asIs`. */
export function useKeyWords(chord: string, asIs = false): string {
  const { t } = useWords()
  const now = useUi(state => (asIs ? chord : (state.chords[chord] ?? chord)))
  return keyWords(now, t)
}

/** `chord`: as delivered; drawn as the key that does the same on this desk, unless `asIs`. */
export function Keys({ chord, asIs = false }: { chord: string; asIs?: boolean }) {
  return <kbd className="kbd">{useKeyWords(chord, asIs)}</kbd>
}
