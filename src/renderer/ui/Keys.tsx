/** A key or a chord as it stands on the keyboard. */
import { useWords } from './words.ts'

const NAMED = new Set(['Enter', 'Escape', 'Tab', 'Shift', 'Ctrl', 'Alt', 'Home', 'End'])

export function Keys({ chord }: { chord: string }) {
  const { t } = useWords()
  const word = (key: string) => {
    if (NAMED.has(key)) return t(`app.key.${key}`)
    if (key === 'letters') return t('app.action.letters')
    return key
  }
  return <kbd className="kbd">{chord.split('+').map(word).join('+')}</kbd>
}
