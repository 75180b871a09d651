/** The second way in, opened by its key: the system's browser, or a yes on one's telephone to the two digits shown here. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { SessionState } from '../../../shared/contract/session.ts'
import { useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

const KEY = 'F4'

export function PscForm({ session }: { session: SessionState }) {
  const { t } = useWords()
  const console = useConsole()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const under = session.status === 'signing-in' && session.step === 'psc'
  const busy = session.status === 'signing-in'
  const { pscFlows, psc } = session

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === KEY && !busy) {
        event.preventDefault()
        setOpen(true)
      }
      if (event.key === 'Escape' && under) void console.call('session.pscCancel', null)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [console, busy, under])

  useEffect(() => {
    if (under) cancel.current?.focus()
  }, [under])

  useEffect(() => {
    if (open) field.current?.focus()
  }, [open])

  if (pscFlows.length === 0) return null

  async function start(input: { flow: 'browser' } | { flow: 'ciba'; nationalId: string }) {
    setProblem(null)
    const result = await console.call('session.pscSignIn', input)
    if (!result.ok && result.error.kind !== 'psc-cancelled') setProblem(result.error)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    const nationalId = field.current?.value.trim() ?? ''
    if (nationalId !== '') void start({ flow: 'ciba', nationalId })
  }

  if (under)
    return (
      <section className="psc" aria-label={t('session.psc.title')}>
        {psc?.code ? (
          <p className="psc__code" role="status">
            <span>{t('session.psc.code')}</span> <strong className="psc__digits">{psc.code}</strong>
          </p>
        ) : (
          <p role="status">{t(psc ? 'session.psc.inBrowser' : 'session.psc.starting')}</p>
        )}
        {psc ? <Left until={psc.until} /> : null}
        <Button ref={cancel} className="button" onPress={() => void console.call('session.pscCancel', null)}>
          {t('session.psc.cancel')} <Keys chord="Escape" />
        </Button>
      </section>
    )
  if (!open)
    return (
      <Button className="button button--quiet button--flush psc__open" disabled={busy} onPress={() => setOpen(true)}>
        {t('session.psc.open')} <Keys chord={KEY} />
      </Button>
    )
  return (
    <section className="psc" aria-label={t('session.psc.title')}>
      <h2 className="suggestions__head">{t('session.psc.title')}</h2>
      {pscFlows.includes('ciba') ? (
        <form className="pin__line" onSubmit={submit} autoComplete="off">
          <label className="field__label" htmlFor={id}>
            {t('session.psc.nationalId')}
          </label>
          <input ref={field} id={id} className="input" inputMode="numeric" maxLength={40} autoComplete="off" />
          <Button className="button" type="submit" disabled={busy}>
            {t('session.psc.byPhone')} <Keys chord="Enter" />
          </Button>
        </form>
      ) : null}
      {pscFlows.includes('browser') ? (
        <Button className="button" disabled={busy} onPress={() => void start({ flow: 'browser' })}>
          <Icon name="page" /> {t('session.psc.byBrowser')}
        </Button>
      ) : null}
      {problem ? <ProblemBox problem={problem} tone="warn" /> : null}
    </section>
  )
}

function Left({ until }: { until: string }) {
  const { t } = useWords()
  const now = useNow(1000)
  return (
    <p className="secondary">
      {t('session.approve.left', { seconds: Math.max(0, Math.round((Date.parse(until) - now) / 1000)) })}
    </p>
  )
}
