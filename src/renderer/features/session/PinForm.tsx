/**
 * The PIN field. Its value lives in the field only, is read once as character codes, and the field is emptied before
 * anything else happens. It is no login form to the browser: nothing proposes to fill it or to keep it.
 */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, Checkbox } from 'react-aria-components'
import type { CardState } from '../../../shared/contract/card.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { SessionState } from '../../../shared/contract/session.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

const DIGITS = /^\d{4}$/

export function PinForm({ card, session, unlocking }: { card: CardState; session: SessionState; unlocking: boolean }) {
  const { t } = useWords()
  const console = useConsole()
  const settings = useAnswer('settings.view', null)
  const input = useRef<HTMLInputElement>(null)
  const [wrong, setWrong] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [lastTry, setLastTry] = useState(false)
  const ready = card.status === 'ready'
  const final = card.tries === 'final' || wrong?.kind === 'pin-final-try'
  const signingIn = busy || session.status === 'signing-in'

  useEffect(() => {
    if (ready && !signingIn) input.current?.focus()
    // A card taken out takes with it what was typed for it.
    if (!ready && input.current) input.current.value = ''
  }, [ready, signingIn])

  useEffect(() => {
    if (!ready) setLastTry(false)
  }, [ready])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const field = input.current
    if (signingIn || !ready) return
    // A reader with keys of its own takes the PIN itself: nothing is typed here.
    const typed = card.pinPad ? '' : (field?.value ?? '')
    const good = card.pinPad || DIGITS.test(typed)
    const pin = good ? Array.from(typed, digit => digit.charCodeAt(0)) : []
    if (field) field.value = ''
    if (!good) return setWrong({ kind: 'pin-format', params: {} })
    setBusy(true)
    setWrong(null)
    const result = await console.call('session.signIn', { pin, lastTryAccepted: final && lastTry })
    pin.fill(0)
    setBusy(false)
    setLastTry(false)
    if (!result.ok) setWrong(result.error)
  }

  const practicePin = ready && settings.value?.profile === 'sandbox' ? settings.value.practicePin : null
  return (
    <form className="pin" onSubmit={submit} autoComplete="off">
      <div className="pin__line">
        {card.pinPad ? null : (
          <>
            <label className="field__label" htmlFor="pin">
              {t('session.pin')}
            </label>
            <input
              ref={input}
              id="pin"
              className="input pin__input"
              type="password"
              inputMode="numeric"
              // «one-time-code» is what browsers obey when they are told neither to fill nor to keep a field.
              autoComplete="one-time-code"
              maxLength={4}
              spellCheck={false}
              disabled={!ready || signingIn}
              aria-describedby="pin-help"
              aria-invalid={wrong?.kind.startsWith('pin-') || undefined}
            />
            <span id="pin-help" className="secondary">
              {t('session.pinHelp')}
            </span>
          </>
        )}
        <Button
          className="button button--primary"
          type="submit"
          autoFocus={card.pinPad}
          isDisabled={!ready || signingIn || (final && !lastTry)}
        >
          {unlocking ? t('session.unlock') : t('session.open')} <Keys chord="Enter" />
        </Button>
      </div>
      {final && ready ? (
        <Checkbox className="check" isSelected={lastTry} onChange={setLastTry}>
          <span className="check__box" aria-hidden="true">
            {lastTry ? <Icon name="check" /> : null}
          </span>
          <span>{t('session.lastTry')}</span>
        </Checkbox>
      ) : null}
      {practicePin ? (
        <p className="pin__practice">
          <Icon name="info" /> {t('session.practicePin', { pin: practicePin })}
        </p>
      ) : null}
      {signingIn ? <Steps step={session.step} /> : null}
      {wrong && !signingIn ? <ProblemBox problem={wrong} tone={wrong.kind === 'pin-wrong' ? 'warn' : 'bad'} /> : null}
    </form>
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
