/** «Vérifier maintenant»: what the national directory says of somebody at this moment. Nothing is asked before the press. */
import { useState } from 'react'
import type { CallValue } from '../../../shared/contract/index.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import { useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { localeOf } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { valueWords } from './Changes.tsx'

export function VerifyNow({ idnps }: { idnps: string }) {
  const { t, language } = useWords()
  const console = useConsole()
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState<{ idnps: string; value: CallValue<'directory.verifyNow'> } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function ask() {
    setAsking(true)
    const result = await console.call('directory.verifyNow', { idnps })
    setAsking(false)
    setSaid(result.ok ? { idnps, value: result.value } : null)
    setProblem(result.ok ? null : result.error)
  }

  const known = said?.idnps === idnps ? said.value : null
  const time = known
    ? new Intl.DateTimeFormat(localeOf(language), { timeStyle: 'short' }).format(new Date(known.at))
    : ''
  return (
    <>
      <Button className="button button--quiet button--flush" disabled={asking} onPress={() => void ask()}>
        {t('directory.verifyNow')}
      </Button>
      <div role="status">
        {known ? <p>{t(`directory.verified.${known.verdict}`, { time })}</p> : null}
        {known && known.changes.length > 0 ? (
          <ul className="board__addresses">
            {known.changes.map(({ field, before, after }) => (
              <li key={`${field} ${before} ${after}`}>
                {t('directory.verifiedChange', {
                  field: t(`directory.field.${field}`, { defaultValue: field }),
                  before: valueWords(field, before),
                  after: valueWords(field, after),
                })}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {problem ? <ProblemBox problem={problem} tone="warn" /> : null}
    </>
  )
}
