/**
 * Talks to the sign-in server: a nonce, then the proof that the card made of it. Every way in which a server may answer
 * badly is a named problem.
 */
import { z } from 'zod'
import { Idnps } from '../../shared/contract/identifiers.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { Role, type SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Http } from '../http.ts'

export type ServerProblem = Extract<
  (typeof SIGN_IN_PROBLEMS)[number],
  `server-${string}` | `refused${string}` | 'clock-off'
>

const TIMEOUT_MS = 8_000
const MAX_BYTES = 100_000

const Challenge = z.object({
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,200}$/),
  audience: z.string().min(1).max(500),
  /** Seconds. A nonce that lives longer is one that can be kept for later. */
  expiresIn: z.number().positive().max(60),
})

const Opened = z.object({
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
  const post = async (
    path: string,
    body: unknown,
  ): Promise<Result<{ status: number; json: unknown }, ServerProblem>> => {
    const answer = await deps.http.request({
      method: 'POST',
      url: `${deps.url.replace(/\/+$/, '')}/${path}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    })
    if (answer.kind === 'untrusted') return problem('server-untrusted', { code: answer.code })
    if (answer.kind === 'too-large') return problem('server-answer', { why: 'too-large' })
    if (answer.kind !== 'answer') return problem('server-unreachable', { code: answer.code })
    deps.heard?.(answer.headers['date'], answer.ms)
    const json = parse(answer.text)
    return json === undefined
      ? problem('server-answer', { why: 'not-json', status: answer.status })
      : ok({ status: answer.status, json })
  }

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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
