/**
 * Talks to the sign-in server: a nonce, then the proof that the card made of it.
 */
import { z } from 'zod'
import { Idnps } from '../../shared/contract/identifiers.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { Role, type SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Http } from '../http.ts'
import { createExchange } from './exchange.ts'

export type ServerProblem = Extract<
  (typeof SIGN_IN_PROBLEMS)[number],
  `server-${string}` | `refused${string}` | 'clock-off'
>

const Challenge = z.object({
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,200}$/),
  audience: z.string().min(1).max(500),
  /** Seconds. A nonce that lives longer is one that can be kept for later. */
  expiresIn: z.number().positive().max(60),
})

/** A session as a service gives it. */
export const Opened = z.object({
  accessToken: z.string().regex(/^[\x21-\x7e]{16,8000}$/),
  /** Seconds. */
  expiresIn: z.number().positive().max(86_400),
  operator: z.object({ idnps: Idnps, displayName: z.string().min(1).max(200), role: Role }),
})
export type Opened = z.infer<typeof Opened>

const Refused = z.object({
  error: z.enum([
    'refused-certificate',
    'refused-expired',
    'refused-revoked',
    'refused-chain',
    'refused-authority-expired',
    'refused-environment',
    'refused-unknown-person',
    'refused-nonce',
    'refused-clock',
    'refused',
  ]),
})

export interface SignInServer {
  /** A nonce for this audience and no other. */
  challenge(workstation: string): Promise<Result<{ nonce: string }, ServerProblem>>
  /** Gives the proof in; a session comes back, or the reason why not. */
  open(proof: string): Promise<Result<Opened, ServerProblem>>
}

/** `url`: base of the service; `/challenge` and `/token` come after it. */
export function createSignInServer(deps: {
  http: Http
  url: string
  audience: string
  /** Told of every answer: its `Date`, and how long it took, ms. */
  heard?: (date: string | undefined, ms: number) => void
  /** How far this desk's clock is off when that forbids to sign, seconds; null when it may. */
  clockOff?: () => number | null
}): SignInServer {
  const post = createExchange(deps)

  return {
    async challenge(workstation) {
      const answer = await post('challenge', { workstation })
      if (!answer.ok) return answer
      const { status, json } = answer.value
      const challenge = Challenge.safeParse(json)
      if (status !== 200 || !challenge.success) return problem('server-answer', { why: 'challenge', status })
      // Signing for another audience would let this server open a session elsewhere in the operator's name.
      if (challenge.data.audience !== deps.audience) return problem('server-answer', { why: 'audience' })
      // A proof dated wrongly would be refused, or worse: kept for the hour it names.
      const off = deps.clockOff?.() ?? null
      if (off !== null) return problem('clock-off', { minutes: Math.round(Math.abs(off) / 60), ahead: off > 0 })
      return ok({ nonce: challenge.data.nonce })
    },

    async open(proof) {
      const answer = await post('token', { proof })
      if (!answer.ok) return answer
      const { status, json } = answer.value
      if (status !== 200) {
        const refused = Refused.safeParse(json)
        return refused.success
          ? problem(refused.data.error, { status })
          : problem('server-answer', { why: 'refusal', status })
      }
      const opened = Opened.safeParse(json)
      return opened.success ? ok(opened.data) : problem('server-answer', { why: 'session', status })
    },
  }
}
