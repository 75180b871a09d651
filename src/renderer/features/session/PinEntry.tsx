/**
 * The PIN field. Its value lives in the field only, is read once as character codes, and the field is emptied before
 * anything else happens. It is no login form to the browser: nothing proposes to fill it or to keep it.
 */
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { CardState } from '../../../shared/contract/card.ts'
import type { Problem, Result } from '../../../shared/contract/kit.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

const DIGITS = /^\d{4}$/

interface PinEntryProps {
  /** A card waits for its PIN. */
  ready: boolean
  /** Another proof is under way. */
  busy: boolean
  tries: CardState['tries']
  /** A reader with keys of its own takes the PIN itself: nothing is typed here. */
  pinPad: boolean
  /** Words of the button. */
  act: string
  send(pin: number[], lastTryAccepted: boolean): Promise<Result<unknown>>
  /** Beside the button. */
  aside?: ReactNode
  children?: ReactNode
}

export function PinEntry({ ready, busy, tries, pinPad, act, send, aside, children }: PinEntryProps) {
  const { t } = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [wrong, setWrong] = useState<Problem | null>(null)
  const [sending, setSending] = useState(false)
  const [lastTry, setLastTry] = useState(false)
  const final = tries === 'final' || wrong?.kind === 'pin-final-try'
  // The card itself says so, right above.
  const told = !ready && wrong?.kind === 'pin-locked'
  const waiting = sending || busy

  useEffect(() => {
    if (ready && !waiting) input.current?.focus()
    // A card taken out takes with it what was typed for it.
    if (!ready && input.current) input.current.value = ''
  }, [ready, waiting])

  useEffect(() => {
    if (!ready) setLastTry(false)
  }, [ready])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const field = input.current
    if (waiting || !ready) return
    const typed = pinPad ? '' : (field?.value ?? '')
    const good = pinPad || DIGITS.test(typed)
    const pin = good ? Array.from(typed, digit => digit.charCodeAt(0)) : []
    if (field) field.value = ''
    if (!good) return setWrong({ kind: 'pin-format', params: {} })
    setSending(true)
    setWrong(null)
    const result = await send(pin, final && lastTry)
    pin.fill(0)
    setSending(false)
    setLastTry(false)
    if (!result.ok) setWrong(result.error)
  }

  return (
    <form className="pin" onSubmit={submit} autoComplete="off">
      <div className="pin__line">
        {pinPad ? null : (
          <>
            <label className="field__label" htmlFor={id}>
              {t('session.pin')}
            </label>
            <input
              ref={input}
              id={id}
              className="input pin__input"
              type="password"
              inputMode="numeric"
              // «one-time-code» is what browsers obey when they are told neither to fill nor to keep a field.
              autoComplete="one-time-code"
              maxLength={4}
              spellCheck={false}
              disabled={!ready || waiting}
              aria-describedby={`${id}-help`}
              aria-invalid={wrong?.kind.startsWith('pin-') || undefined}
            />
            <span id={`${id}-help`} className="secondary">
              {t('session.pinHelp')}
            </span>
          </>
        )}
        <Button className="button button--primary" type="submit" disabled={!ready || waiting || (final && !lastTry)}>
          {act} <Keys chord="Enter" />
        </Button>
        {aside}
      </div>
      {final && ready ? (
        <Check checked={lastTry} onChange={setLastTry}>
          {t('session.lastTry')}
        </Check>
      ) : null}
      {children}
      {wrong && !waiting && !told ? (
        <ProblemBox problem={wrong} tone={wrong.kind === 'pin-wrong' ? 'warn' : 'bad'} />
      ) : null}
    </form>
  )
}
