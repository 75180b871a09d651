/**
 * Pro Santé Connect by the site's server (BFF), the only client that PSC knows: this desk holds no secret of it, opens no page
 * of it in its own window, and is given a token of the application. Two ways: the system's browser, or CIBA, where the person
 * says yes on their telephone to the two digits that the desk shows.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { PSC_PROBLEMS, SessionState, SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Http } from '../http.ts'
import type { Clock, Shell } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { createExchange } from './exchange.ts'
import { Opened } from './server.ts'

type PscSettings = NonNullable<Settings['signIn']['psc']>
type PscProblem = (typeof PSC_PROBLEMS)[number] | (typeof SIGN_IN_PROBLEMS)[number]
type Flow = NonNullable<SessionState['psc']>['flow']

const Started = z.object({
  id: z.string().min(1).max(200),
  expiresIn: z.number().positive().max(600),
  page: z.url({ protocol: /^https?$/ }).optional(),
})
const Proven = Opened.extend({
  status: z.literal('proven'),
  renewal: z.string().regex(/^[\x21-\x7e]{16,2000}$/),
})
const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('pending') }),
  z.object({
    status: z.literal('refused'),
    error: z.enum(['psc-refused', 'psc-expired', 'refused-unknown-person']),
  }),
  Proven,
])

export interface Psc {
  flows: readonly Flow[]
  /** Waits until the person has proven themselves, refused, or the time is up. `told`: what to show meanwhile. */
  signIn(
    flow: Flow,
    nationalId: string | null,
    told: (shown: NonNullable<SessionState['psc']>) => void,
  ): Promise<Result<Opened, PscProblem>>
  cancel(): void
  /** Another token of the same session. PSC itself is not asked: its own session may have ended. */
  renew(): Promise<Result<Opened, PscProblem>>
  drop(): void
}

export function createPsc(deps: {
  settings: PscSettings | undefined
  profile: Settings['profile']
  workstation: string
  http: Http
  shell: Pick<Shell, 'openExternal'>
  heard: (date: string | undefined, ms: number) => void
  clock: Clock
}): Psc {
  const { settings, clock } = deps
  let renewal: string | null = null
  let under: { id: string | null; stop: AbortController } | null = null

  const post = createExchange({ http: deps.http, url: settings?.url ?? '', heard: deps.heard })

  const opened = (proven: z.infer<typeof Proven>): { ok: true; value: Opened } => {
    renewal = proven.renewal
    const { accessToken, expiresIn, operator } = proven
    return ok({ accessToken, expiresIn, operator })
  }

  /** Only the server's own pages, by https; on this machine, in the sandbox, without. */
  const safe = (page: string): boolean => {
    const { protocol, origin } = new URL(page)
    return (protocol === 'https:' || deps.profile === 'sandbox') && (settings?.pages ?? []).includes(origin)
  }

  const start = async (
    flow: Flow,
    nationalId: string | null,
    stop: AbortController,
    told: Parameters<Psc['signIn']>[2],
  ) => {
    const verifier = randomBytes(32).toString('base64url')
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const code = flow === 'ciba' ? String(randomInt(100)).padStart(2, '0') : null
    const answer = await post('start', {
      flow,
      workstation: deps.workstation,
      challenge,
      ...(flow === 'ciba' ? { nationalId, code } : {}),
    })
    if (!answer.ok) return answer
    const started = answer.value.status === 200 ? Started.safeParse(answer.value.json) : null
    if (!started?.success) return problem('server-answer', { why: 'start', status: answer.value.status })
    const { id, expiresIn, page } = started.data
    const until = clock.now() + expiresIn * 1000
    if (under) under.id = id
    if (flow === 'browser') {
      if (page === undefined || !safe(page)) return problem('psc-page')
      try {
        await deps.shell.openExternal(page)
      } catch {
        return problem('psc-page')
      }
    }
    told({ flow, code, until: new Date(until).toISOString() })
    return poll({ id, verifier }, until, stop.signal)
  }

  const poll = async (
    what: { id: string; verifier: string },
    until: number,
    signal: AbortSignal,
  ): Promise<Result<Opened, PscProblem>> => {
    while (clock.now() <= until) {
      await delay(settings?.pollMs ?? 2_000, undefined, { signal }).catch(() => {})
      if (signal.aborted) return problem('psc-cancelled')
      const answer = await post('poll', what)
      if (signal.aborted) return problem('psc-cancelled')
      if (!answer.ok) {
        // A moment without the server is not an answer; what it cannot be trusted with is.
        if (answer.error.kind === 'server-unreachable') continue
        return answer
      }
      const said = answer.value.status === 200 ? Answer.safeParse(answer.value.json) : null
      if (!said?.success) return problem('server-answer', { why: 'poll', status: answer.value.status })
      if (said.data.status === 'refused') return problem(said.data.error)
      if (said.data.status === 'proven') return opened(said.data)
    }
    return problem('psc-expired')
  }

  const psc: Psc = {
    flows: settings?.flows ?? [],
    async signIn(flow, nationalId, told) {
      if (!psc.flows.includes(flow)) return problem('psc-unavailable')
      const stop = new AbortController()
      under = { id: null, stop }
      try {
        return await start(flow, nationalId, stop, told)
      } finally {
        under = null
      }
    },
    cancel() {
      const id = under?.id
      under?.stop.abort()
      if (id) void post('cancel', { id, verifier: '' })
    },
    async renew() {
      if (renewal === null) return problem('refused')
      const answer = await post('renew', { renewal })
      if (!answer.ok) return answer
      if (answer.value.status === 401) return problem('refused')
      const said = answer.value.status === 200 ? Proven.safeParse(answer.value.json) : null
      return said?.success ? opened(said.data) : problem('server-answer', { why: 'renew', status: answer.value.status })
    },
    drop() {
      renewal = null
    },
  }
  return psc
}
