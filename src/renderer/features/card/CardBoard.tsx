/** For IT: everything between this desk and a card, line by line, to read or to send. */
import { useState } from 'react'
import { type DiagnosisLine, diagnosisLines, diagnosisText } from '../../../shared/card/diagnosis-words.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

const ICON: Record<DiagnosisLine['state'], IconName> = { ok: 'check', warn: 'warn', bad: 'cross', info: 'info' }

export function CardBoard() {
  const { t, language } = useWords()
  const [look, setLook] = useState(0)
  const seen = useAnswer('card.diagnose', null, { revision: String(look), keepLast: true })
  const [copied, setCopied] = useState<boolean | null>(null)
  const { value } = seen
  const inLanguage = language === 'en' ? 'en' : 'fr'
  return (
    <div className="card-board">
      <p className="secondary">{t('card.board.what')}</p>
      <p>
        <Button className="button" disabled={seen.waiting} onPress={() => setLook(look + 1)}>
          {t('card.board.again')}
        </Button>{' '}
        <Button
          className="button"
          disabled={!value}
          onPress={() => void (value && copyText(diagnosisText(value, inLanguage)).then(setCopied))}
        >
          <Icon name="copy" /> {t('card.board.copy')}
        </Button>
      </p>
      <p role="status">{copied === null ? '' : t(copied ? 'card.board.copied' : 'card.board.notCopied')}</p>
      {seen.problem ? <ProblemBox problem={seen.problem} /> : null}
      {value ? (
        <ul className="card-board__lines">
          {diagnosisLines(value, inLanguage).map(({ state, text }) => (
            <li key={text} className={`card-board__line card-board__line--${state}`}>
              <Icon name={ICON[state]} />
              <span className="out-of-sight">{t(`card.board.state.${state}`)}</span>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      ) : seen.problem ? null : (
        <p className="secondary">{t('card.board.looking')}</p>
      )}
    </div>
  )
}
