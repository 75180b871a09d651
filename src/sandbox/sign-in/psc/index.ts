/**
 * The site's server between the desks and Pro Santé Connect (BFF): it alone is PSC's client and holds its secret. A desk
 * starts, waits, and is given a token of the application; both documented flows, system browser with code and PKCE, and CIBA.
 * What PSC says opens a session of ours: PSC's own, of minutes, may end without ending anybody's call.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Configuration } from 'openid-client'
import { z } from 'zod'
import type { SignedInOperator } from '../index.ts'
import { CLIENT_ID, type PhoneRequest, type PscProvider, page, startProvider } from './provider.ts'

/** How long somebody may take, seconds; CIBA's is PSC's own. */
const PATIENCE_S = 120
/** How long a session opened by PSC may be renewed, seconds: a shift. */
const SHIFT_S = 12 * 3600
const MOST = 1_000

const Start = z.discriminatedUnion('flow', [
  z.object({ flow: z.literal('browser'), workstation: z.string().min(1).max(200), challenge: z.string().length(43) }),
  z.object({
    flow: z.literal('ciba'),
    workstation: z.string().min(1).max(200),
    challenge: z.string().length(43),
    nationalId: z.string().min(1).max(64),
    code: z.string().regex(/^\d{2}$/),
  }),
])
const Poll = z.object({ id: z.uuid(), verifier: z.string().max(200) })
const Renew = z.object({ renewal: z.string().max(200) })
const UserInfo = z.object({ SubjectNameID: z.string() })

type Outcome =
  | { status: 'pending' }
  | { status: 'refused'; error: 'psc-refused' | 'psc-expired' | 'refused-unknown-person' }
  | { status: 'proven'; operator: SignedInOperator }

interface Waiting {
  challenge: string
  ends: number
  outcome: Outcome
  /** Of the browser's way. */
  browser?: { state: string; nonce: string; verifier: string }
  stop: AbortController
}

export interface Psc {
  /** Adds `/psc/start`, `/psc/poll`, `/psc/cancel`, `/psc/renew`, for desks. */
  registerDesk(app: FastifyInstance): void
  /** Adds `/psc/go/ID` and `/psc/callback`, for browsers. */
  registerPages(app: FastifyInstance): void
  /** The practice telephones; empty until somebody has been asked. */
  phone: { pending(): PhoneRequest[]; answer(id: string, yes: boolean): Promise<boolean> }
  close(): Promise<void>
}

export function createPsc(options: {
  operatorOf: (idnps: string) => SignedInOperator | null
  issue: (operator: SignedInOperator) => { accessToken: string; expiresIn: number }
  /** `http://127.0.0.1:port` of the pages; known once they listen. */
  pageBase: () => string
  clock: { now(): number }
}): Psc {
  const { clock } = options
  const waiting = new Map<string, Waiting>()
  const renewals = new Map<string, { operator: SignedInOperator; ends: number }>()
  let provider: Promise<PscProvider> | null = null
  let known: Promise<Configuration> | null = null
  let started: PscProvider | null = null

  const secret = randomBytes(32).toString('base64url')
  const redirectUri = () => `${options.pageBase()}/psc/callback`
  /** Started when somebody first needs it: a sandbox without PSC starts as fast as ever. */
  const client = async () => {
    const openid = await import('openid-client')
    provider ??= startProvider({ secret, redirectUri: redirectUri() }).then(one => {
      started = one
      return one
    })
    const { discovery } = await provider
    known ??= openid.discovery(new URL(discovery), CLIENT_ID, secret, openid.ClientSecretBasic(secret), {
      // Everything is on loopback here; the real one is https only.
      execute: [openid.allowInsecureRequests],
    })
    return { openid, config: await known }
  }

  const settle = (one: Waiting, outcome: Outcome) => {
    if (one.outcome.status === 'pending') one.outcome = outcome
  }

  /** Who PSC says it is, from its userinfo: the identifier, and nothing that our own records do not hold. */
  const proven = async (accessToken: string, subject: string): Promise<Outcome> => {
    const { openid, config } = await client()
    const info = UserInfo.safeParse(await openid.fetchUserInfo(config, accessToken, subject))
    const operator = info.success ? options.operatorOf(info.data.SubjectNameID) : null
    return operator ? { status: 'proven', operator } : { status: 'refused', error: 'refused-unknown-person' }
  }

  async function ciba(one: Waiting, nationalId: string, code: string) {
    const { openid, config } = await client()
    try {
      const request = await openid.initiateBackchannelAuthentication(config, {
        scope: 'openid scope_all',
        acr_values: 'eidas1',
        binding_message: code,
        login_hint: nationalId,
        channel: 'MOBILE',
      })
      const tokens = await openid.pollBackchannelAuthenticationGrant(
        config,
        { ...request, interval: 1 },
        {},
        { signal: one.stop.signal },
      )
      settle(one, await proven(tokens.access_token, tokens.claims()?.sub ?? ''))
    } catch (error) {
      const said = (error as { error?: string }).error
      const unknown = said === 'unknown_user_id'
      settle(one, {
        status: 'refused',
        error: unknown ? 'refused-unknown-person' : said === 'expired_token' ? 'psc-expired' : 'psc-refused',
      })
    }
  }

  const open = (operator: SignedInOperator, ends: number) => {
    const renewal = randomBytes(32).toString('base64url')
    renewals.set(renewal, { operator, ends })
    for (const key of renewals.keys()) if (renewals.size > MOST) renewals.delete(key)
    return { status: 'proven', renewal, operator, ...options.issue(operator) }
  }
  const dated = (reply: FastifyReply) =>
    reply.header('cache-control', 'no-store').header('date', new Date(clock.now()).toUTCString())

  const desk = async (app: FastifyInstance) => {
    app.setErrorHandler((_error, _request, reply) => dated(reply).code(400).send({ error: 'refused' }))

    app.post('/psc/start', { bodyLimit: 4_000 }, async (request, reply) => {
      const asked = Start.parse(request.body)
      const id = randomUUID()
      const one: Waiting = {
        challenge: asked.challenge,
        ends: clock.now() + PATIENCE_S * 1000,
        outcome: { status: 'pending' },
        stop: new AbortController(),
      }
      waiting.set(id, one)
      for (const key of waiting.keys()) if (waiting.size > MOST) waiting.delete(key)
      if (asked.flow === 'ciba') {
        await client()
        void ciba(one, asked.nationalId, asked.code)
        return dated(reply).send({ id, expiresIn: PATIENCE_S })
      }
      const { openid } = await client()
      const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()]
      one.browser = { state, nonce, verifier }
      return dated(reply).send({ id, expiresIn: PATIENCE_S, page: `${options.pageBase()}/psc/go/${id}` })
    })

    app.post('/psc/poll', { bodyLimit: 4_000 }, async (request, reply) => {
      const { id, verifier } = Poll.parse(request.body)
      const one = waiting.get(id)
      // Whoever saw the address of the page is not yet the desk that asked for it.
      if (!one || createHash('sha256').update(verifier).digest('base64url') !== one.challenge)
        return dated(reply).code(401).send({ error: 'refused' })
      if (one.outcome.status === 'pending' && clock.now() > one.ends)
        settle(one, { status: 'refused', error: 'psc-expired' })
      const { outcome } = one
      if (outcome.status === 'pending') return dated(reply).send(outcome)
      waiting.delete(id)
      one.stop.abort()
      return dated(reply).send(
        outcome.status === 'proven' ? open(outcome.operator, clock.now() + SHIFT_S * 1000) : outcome,
      )
    })

    app.post('/psc/cancel', { bodyLimit: 4_000 }, async (request, reply) => {
      const { id } = Poll.parse(request.body)
      waiting.get(id)?.stop.abort()
      waiting.delete(id)
      return dated(reply).send({})
    })

    app.post('/psc/renew', { bodyLimit: 4_000 }, async (request, reply) => {
      const { renewal } = Renew.parse(request.body)
      const session = renewals.get(renewal)
      // Serves once: shown twice, somebody copied it.
      renewals.delete(renewal)
      const operator = session && clock.now() <= session.ends ? options.operatorOf(session.operator.idnps) : null
      if (!session || !operator) return dated(reply).code(401).send({ error: 'refused' })
      return dated(reply).send(open(operator, session.ends))
    })
  }

  const pages = async (app: FastifyInstance) => {
    app.get<{ Params: { id: string } }>('/psc/go/:id', async (request, reply) => {
      const one = waiting.get(request.params.id)
      if (!one?.browser) return say(reply, 404, 'Cette demande n’existe plus : recommencer sur le poste.')
      const { openid, config } = await client()
      const { state, nonce, verifier } = one.browser
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri(),
        scope: 'openid scope_all',
        acr_values: 'eidas1',
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return reply.redirect(url.href)
    })

    app.get('/psc/callback', async (request, reply) => {
      const url = new URL(request.url, options.pageBase())
      const one = [...waiting.values()].find(({ browser }) => browser?.state === url.searchParams.get('state'))
      if (!one?.browser) return say(reply, 404, 'Cette demande n’existe plus : recommencer sur le poste.')
      const { openid, config } = await client()
      try {
        const tokens = await openid.authorizationCodeGrant(config, url, {
          pkceCodeVerifier: one.browser.verifier,
          expectedState: one.browser.state,
          expectedNonce: one.browser.nonce,
        })
        settle(one, await proven(tokens.access_token, tokens.claims()?.sub ?? ''))
      } catch {
        settle(one, { status: 'refused', error: 'psc-refused' })
      }
      return say(reply, 200, 'C’est fait : revenir sur le poste. Cette page peut être fermée.')
    })
  }

  return {
    registerDesk: app => void app.register(desk),
    registerPages: app => void app.register(pages),
    phone: {
      pending: () => started?.phone.pending() ?? [],
      answer: async (id, yes) => (await started?.phone.answer(id, yes)) ?? false,
    },
    async close() {
      for (const { stop } of waiting.values()) stop.abort()
      await (await provider)?.close()
    },
  }
}

const say = (reply: FastifyReply, status: number, words: string) =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(page('Relais, bac à sable', `<p>${words}</p>`))
