/**
 * The access token: short-lived, renewed long before it ends for as long as the card is there, without a word to the
 * operator. What cannot be renewed is said, and stops bookings when it ends; it never closes the session nor the call.
 */
import type { Problem, Result } from '../../shared/contract/kit.ts'
import type { PSC_PROBLEMS, SessionState, SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Clock, Log } from '../ports.ts'
import type { Opened } from './server.ts'

type ProofView = NonNullable<SessionState['proof']>
type RenewalProblem = Problem<(typeof SIGN_IN_PROBLEMS)[number] | (typeof PSC_PROBLEMS)[number]>

/** Waits between two tries while the service does not answer, ms; the last one repeats. */
const RETRY_MS = [3_000, 5_000, 10_000, 20_000, 30_000]
/** Part of a token's life after which it is renewed. */
const RENEW_AT = 0.6

export interface Renewal {
  /** Holds a token; null: there is none yet (degraded mode), one is asked for in a moment. */
  hold(token: Pick<Opened, 'accessToken' | 'expiresIn'> | null): void
  /** The token; null when none holds now. */
  token(): string | null
  view(): ProofView
  /** Asks for another one now, instead of in its turn. */
  hurry(): void
  /** No more tokens: locked, signed out, closed. */
  drop(): void
}

export interface RenewalDeps {
  clock: Clock
  log: Log
  /** Proves again who is there, without a PIN. */
  renew(): Promise<Result<Opened, RenewalProblem['kind']>>
  /** False while it makes no sense to try: the card has been lent its reader. */
  may(): boolean
  onChange(): void
  /** The service took a proof again. */
  onRenewed(opened: Opened): void
}

/** Problems that another try by itself will not mend. */
const FINAL = new Set<string>([
  'refused-certificate',
  'refused-expired',
  'refused-revoked',
  'refused-chain',
  'refused-authority-expired',
  'refused-environment',
  'refused-unknown-person',
  'refused',
])
/** The card wants its PIN again, or is no longer the one that signed in. */
const NEEDS_PIN = /^(pin-|card-)/

export function createRenewal(deps: RenewalDeps): Renewal {
  const { clock, log } = deps
  let held: { text: string; ends: number } | null = null
  let trouble: { state: 'late' | 'needs-pin' | 'refused'; problem: string } | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  /** Grows when what is under way no longer concerns anybody. */
  let epoch = 0
  let active = false

  const good = () => held !== null && clock.now() <= held.ends
  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void attempt(), ms)
  }

  async function attempt(): Promise<void> {
    if (!active) return
    if (!deps.may()) return later(RETRY_MS[0] ?? 0)
    const mine = epoch
    const result = await deps.renew()
    if (mine !== epoch) return
    if (result.ok) {
      take(result.value)
      deps.onRenewed(result.value)
      return
    }
    const { kind } = result.error
    log.warn('session.renewal', { result: kind, failures })
    const state = FINAL.has(kind) ? 'refused' : NEEDS_PIN.test(kind) ? 'needs-pin' : 'late'
    trouble = { state, problem: kind }
    // Somebody the service no longer wants books nothing more, from now on.
    if (state === 'refused') held = null
    if (state === 'late') later(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0)
    else if (held) timer = setTimeout(deps.onChange, Math.max(0, held.ends - clock.now()) + 50)
    deps.onChange()
  }

  function take(token: Pick<Opened, 'accessToken' | 'expiresIn'>) {
    held = { text: token.accessToken, ends: clock.now() + token.expiresIn * 1000 }
    trouble = null
    failures = 0
    later(token.expiresIn * 1000 * RENEW_AT)
    deps.onChange()
  }

  return {
    hold(token) {
      epoch++
      active = true
      held = null
      trouble = token ? null : { state: 'late', problem: 'server-unreachable' }
      failures = 0
      if (token) take(token)
      else later(RETRY_MS[1] ?? 0)
    },
    token: () => (good() ? (held?.text ?? null) : null),
    view() {
      const ends = held ? new Date(held.ends).toISOString() : null
      const problem = trouble?.problem ?? null
      if (trouble?.state === 'refused') return { state: 'refused', ends, problem }
      if (trouble?.state === 'needs-pin') return { state: 'needs-pin', ends, problem }
      if (!good()) return { state: 'ended', ends, problem }
      return { state: trouble ? 'late' : 'fresh', ends, problem }
    },
    hurry() {
      if (active && trouble?.state !== 'refused' && trouble?.state !== 'needs-pin') later(0)
    },
    drop() {
      epoch++
      active = false
      clearTimeout(timer)
      held = null
      trouble = null
    },
  }
}
