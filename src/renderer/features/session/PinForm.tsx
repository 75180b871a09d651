/** Opening or unlocking the session by the card's PIN, with the steps that follow it. */
import type { CardState } from '../../../shared/contract/card.ts'
import type { SessionState } from '../../../shared/contract/session.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useWords } from '../../ui/words.ts'
import { PinEntry } from './PinEntry.tsx'

export function PinForm({ card, session, unlocking }: { card: CardState; session: SessionState; unlocking: boolean }) {
  const { t } = useWords()
  const console = useConsole()
  const settings = useAnswer('settings.view', null)
  const ready = card.status === 'ready'
  const signingIn = session.status === 'signing-in'
  const practicePin = ready && settings.value?.profile === 'sandbox' ? settings.value.practicePin : null
  return (
    <PinEntry
      ready={ready}
      busy={signingIn}
      tries={card.tries}
      pinPad={card.pinPad}
      act={unlocking ? t('session.unlock') : t('session.open')}
      send={(pin, lastTryAccepted) => console.call('session.signIn', { pin, lastTryAccepted })}
    >
      {practicePin ? (
        <p className="pin__practice">
          <Icon name="info" /> {t('session.practicePin', { pin: practicePin })}
        </p>
      ) : null}
      {signingIn && session.step !== 'psc' ? <Steps step={session.step} /> : null}
    </PinEntry>
  )
}

const BY_SERVICE = ['pin', 'challenge', 'signature', 'server'] as const
/** The service is silent: this desk checks by itself. */
const ON_DESK = ['pin', 'signature', 'local'] as const

function Steps({ step }: { step: SessionState['step'] }) {
  const { t } = useWords()
  const steps: readonly NonNullable<SessionState['step']>[] = step === 'local' ? ON_DESK : BY_SERVICE
  const at = step === null ? 0 : steps.indexOf(step)
  return (
    <ol className="steps" aria-label={t('session.steps.title')}>
      {steps.map((each, index) => {
        const state = index < at ? 'done' : index === at ? 'now' : 'todo'
        return (
          <li
            key={each}
            className={`steps__step steps__step--${state}`}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <Icon name={state === 'done' ? 'check' : state === 'now' ? 'dots' : 'clock'} />
            <span>{t(`session.steps.${each}`)}</span>
            <span className="steps__state">{t(`session.steps.${state}`)}</span>
          </li>
        )
      })}
    </ol>
  )
}
