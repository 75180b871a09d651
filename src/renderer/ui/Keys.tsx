/** A key or a chord as it stands on the keyboard. */
import { useUi } from './store.ts'
import { useWords } from './words.ts'

const NAMED = new Set(['Enter', 'Escape', 'Tab', 'Backspace', 'Shift', 'Ctrl', 'Alt', 'Home', 'End'])

/** `chord`: as delivered; drawn as the key that does the same on this desk, unless `asIs`. */
export function Keys({ chord, asIs = false }: { chord: string; asIs?: boolean }) {
  const { t } = useWords()
  const now = useUi(state => (asIs ? chord : (state.chords[chord] ?? chord)))
  const word = (key: string) => {
    if (NAMED.has(key)) return t(`app.key.${key}`)
    if (key === 'letters') return t('app.action.letters')
    return key
  }
  return <kbd className="kbd">{now.split('+').map(word).join('+')}</kbd>
}
