/** Several cards that could sign in: whose is it? Named by reader and kind, never by holder. */
import { useId } from 'react'
import type { CardState } from '../../../shared/contract/card.ts'
import { useConsole } from '../../app/console.ts'
import { useWords } from '../../ui/words.ts'

export function CardChoice({ choice }: { choice: CardState['choice'] }) {
  const { t } = useWords()
  const console = useConsole()
  const name = useId()
  if (choice.length < 2) return null
  return (
    <fieldset className="card-choice">
      <legend className="card-choice__title">{t('card.choice.title')}</legend>
      {choice.map(({ id, kind, reader, chosen }) => (
        <label key={id} className="card-choice__card">
          <input type="radio" name={name} checked={chosen} onChange={() => void console.call('card.choose', { id })} />
          <span>
            {t('card.choice.reader', {
              kind: kind ? t(`card.kind.${kind}`) : t('card.inWords', { word: '?' }),
              reader: reader ?? t('card.choice.noReader'),
            })}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
