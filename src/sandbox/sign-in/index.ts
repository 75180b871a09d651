/**
 * The sign-in server of the sandbox: gives a nonce, checks what a card signed, and opens a session with a role. Its
 * checks share no code with the console.
 */
import { randomBytes, X509Certificate } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Role } from '../../shared/contract/session.ts'
import { checkCard, type Policy, type Refusal } from './chain.ts'
import { readProof } from './proof.ts'

/** Life of a nonce, seconds. */
const NONCE_SECONDS = 60
const MAX_NONCES = 10_000
const MAX_TOKENS = 10_000
/** Minutes, not a shift: the card that is still there renews it, the one that has left does not. */
const TOKEN_SECONDS = 10 * 60
/** How far the hour in a proof may be from this server's, seconds. */
const IAT_SECONDS = 300

export interface SignInOptions {
  /** Trust anchors, PEM. */
  roots: readonly string[]
  /** Authorities between a root and the cards, PEM: cards seldom carry them. */
  intermediates: readonly string[]
  /** Whom a proof must be made for. */
  audience: string
  operators: readonly { idnps: string; displayName: string; role: Role }[]
  clock: { now(): number }
  /** Serial numbers of revoked leaves, hexadecimal capitals; read at each sign-in. */
  revoked?: ReadonlySet<string>
  /** `test` takes test cards only, `production` real ones only. */
  environment: 'test' | 'production'
  /** Life of an access token, seconds. */
  tokenSeconds?: number
  /** What the vendors know of somebody: `GET /sign-in/vendors`. Absent: this service does not keep it. */
  vendorsOf?: (idnps: string) => object
}

export interface SignedInOperator {
  idnps: string
  role: Role
  displayName: string
}

export interface SignIn {
  /** Adds `POST /sign-in/challenge`, `POST /sign-in/token` and `GET /sign-in/vendors`. Before the server listens. */
  register(app: FastifyInstance): void
  /** Whom an access token stands for; null when it is unknown or has ended. */
  operatorOf(token: string): SignedInOperator | null
  /** The operator of an identifier; null: unknown here. */
  operator(idnps: string): SignedInOperator | null
  /** Opens a session for somebody who was proven another way. */
  issue(operator: SignedInOperator): { accessToken: string; expiresIn: number }
  /** True: hangs up on whoever calls, until told otherwise. */
  silence(on: boolean): void
}

const ChallengeBody = z.object({ workstation: z.string().min(1).max(200) })
const TokenBody = z.object({ proof: z.string().min(1).max(60_000) })

/** 400: not understood. 403: proven, but not welcome. 401: not proven. */
const STATUS: Record<Refusal, 401 | 403> = {
  refused: 401,
  'refused-nonce': 401,
  'refused-clock': 401,
  'refused-certificate': 401,
  'refused-chain': 401,
  'refused-authority-expired': 401,
  'refused-expired': 401,
  'refused-revoked': 403,
  'refused-environment': 403,
  'refused-unknown-person': 403,
}

/** Keeps the newest `size` entries of a map that is filled from outside. */
function bound(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return
    map.delete(key)
  }
}

export function createSignIn(options: SignInOptions): SignIn {
  const { audience, clock } = options
  const tokenSeconds = options.tokenSeconds ?? TOKEN_SECONDS
  const policy: Policy = {
    roots: options.roots.map(pem => new X509Certificate(pem)),
    intermediates: options.intermediates.map(pem => new X509Certificate(pem)),
    environment: options.environment,
    revoked: options.revoked ?? new Set(),
  }
  const nonces = new Map<string, { workstation: string; ends: number }>()
  const tokens = new Map<string, { operator: SignedInOperator; ends: number }>()

  /** A nonce serves once, whatever comes of it. */
  const spend = (nonce: string, workstation: string): boolean => {
    const known = nonces.get(nonce)
    nonces.delete(nonce)
    return known !== undefined && clock.now() <= known.ends && known.workstation === workstation
  }

  const check = (
    proof: NonNullable<ReturnType<typeof readProof>>,
  ): { operator: SignedInOperator } | { refusal: Refusal } => {
    const fresh = spend(proof.payload.nonce, proof.payload.workstation)
    if (!proof.signed) return { refusal: 'refused' }
    if (!fresh) return { refusal: 'refused-nonce' }
    if (proof.payload.aud !== audience) return { refusal: 'refused' }
    // Whoever it is: a proof of another hour was kept, or made by a desk whose clock is wrong.
    if (Math.abs(proof.payload.iat - clock.now() / 1000) > IAT_SECONDS) return { refusal: 'refused-clock' }
    const card = checkCard(proof.leaf, proof.sent, policy, clock.now())
    if ('refusal' in card) return card
    const operator = operatorBy(card.facts.idnps)
    return operator ? { operator } : { refusal: 'refused-unknown-person' }
  }

  const operatorBy = (wanted: string): SignedInOperator | null => {
    const known = options.operators.find(({ idnps }) => idnps === wanted)
    return known ? { idnps: known.idnps, role: known.role, displayName: known.displayName } : null
  }
  const issue = (operator: SignedInOperator) => {
    const accessToken = randomBytes(32).toString('base64url')
    tokens.set(accessToken, { operator, ends: clock.now() + tokenSeconds * 1000 })
    bound(tokens, MAX_TOKENS)
    return { accessToken, expiresIn: tokenSeconds }
  }

  /** Kept by nobody, and dated by this server's own clock, which a test may hold. */
  const plain = (reply: FastifyReply) =>
    reply.header('cache-control', 'no-store').header('date', new Date(clock.now()).toUTCString())
  const refuse = (reply: FastifyReply, status: number, error: Refusal) => plain(reply).code(status).send({ error })

  let silent = false
  const routes = async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request, reply) => {
      if (!silent) return
      reply.hijack()
      request.raw.destroy()
    })
    // Bodies that are not JSON, or too large: said in our own words, not the framework's.
    app.setErrorHandler((_error, _request, reply) => refuse(reply, 400, 'refused'))

    app.post('/sign-in/challenge', { bodyLimit: 4_000 }, async (request, reply) => {
      const body = ChallengeBody.safeParse(request.body)
      if (!body.success) return refuse(reply, 400, 'refused')
      const nonce = randomBytes(32).toString('base64url')
      nonces.set(nonce, { workstation: body.data.workstation, ends: clock.now() + NONCE_SECONDS * 1000 })
      bound(nonces, MAX_NONCES)
      return plain(reply).send({ nonce, audience, expiresIn: NONCE_SECONDS })
    })

    app.post('/sign-in/token', { bodyLimit: 64_000 }, async (request, reply) => {
      const body = TokenBody.safeParse(request.body)
      const proof = body.success ? readProof(body.data.proof) : null
      if (!proof) return refuse(reply, 400, 'refused')
      const checked = check(proof)
      if ('refusal' in checked) return refuse(reply, STATUS[checked.refusal], checked.refusal)
      return plain(reply).send({ ...issue(checked.operator), operator: checked.operator })
    })

    app.get('/sign-in/vendors', async (request, reply) => {
      const { vendorsOf } = options
      if (!vendorsOf) return plain(reply).code(404).send({ error: 'refused' })
      const operator = operatorOf(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '')
      return operator ? plain(reply).send(vendorsOf(operator.idnps)) : refuse(reply, 401, 'refused')
    })
  }

  const operatorOf = (token: string): SignedInOperator | null => {
    const known = tokens.get(token)
    if (!known) return null
    if (clock.now() <= known.ends) return known.operator
    tokens.delete(token)
    return null
  }

  return {
    register(app) {
      void app.register(routes)
    },
    operator: operatorBy,
    issue,
    silence(on) {
      silent = on
    },
    operatorOf,
  }
}
