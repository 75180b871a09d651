/** The slot is beyond the clinical limit: a reason by code from who may decide, or a doctor's word. Nothing is typed. */
import { Button } from 'react-aria-components'
import type { Problem } from '../../../shared/contract/kit.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Choices } from '../../ui/Choices.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

export function Beyond({ problem }: { problem: Problem }) {
  const { t } = useWords()
  const acts = useActs()
  const { value } = useAnswer('orientation.choices', null)
  const mayDecide = problem.params['mayDecide'] === true
  const reasons = (value?.reasons ?? []).map(({ code, label }) => ({ value: code, label }))
  return (
    <>
      <ProblemBox problem={problem} tone="warn" />
      {mayDecide ? (
        <Choices label={t('orientation.reason')} lines={reasons} onChoose={reason => void acts.take({ reason })} />
      ) : (
        <p data-zone="primary" tabIndex={-1}>
          {t('orientation.askDoctor')}
        </p>
      )}
      <div className="outcome__acts">
        <Button className="button" onPress={() => acts.back()}>
          {t('orientation.backToOffers')} <Keys chord="Escape" />
        </Button>
      </div>
    </>
  )
}
