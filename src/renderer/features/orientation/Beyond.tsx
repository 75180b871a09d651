/** The slot is beyond the clinical limit: a reason by code from who may decide, or a doctor's word. Nothing is typed. */
import type { Problem } from '../../../shared/contract/kit.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { useNow } from '../../ui/clock.ts'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'
import { askApproval, forgetApproval, useApproval } from '../session/approval.ts'
import { BackToOffers } from './BackToOffers.tsx'

const PURPOSE = 'override'

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
        <DoctorsWord />
      )}
      <div className="outcome__acts">
        <BackToOffers />
      </div>
    </>
  )
}

/** A doctor's card for a minute; their yes, good once, then takes the slot. */
function DoctorsWord() {
  const { t } = useWords()
  const acts = useActs()
  const now = useNow(1000)
  const given = useApproval(state => state.given)
  const word = given?.purpose === PURPOSE && Date.parse(given.expiresAt) > now ? given : null
  return (
    <>
      {word ? null : <p>{t('orientation.askDoctor')}</p>}
      <Button
        className="button button--primary"
        data-zone="primary"
        onPress={() => {
          if (!word) return askApproval({ purpose: PURPOSE, what: t('session.approve.override') })
          // Good once: whatever the console answers, this one is spent.
          forgetApproval()
          void acts.take({ approvalId: word.approvalId })
        }}
      >
        {word ? t('orientation.takeApproved', { name: word.by.displayName }) : t('orientation.callDoctor')}
      </Button>
    </>
  )
}
