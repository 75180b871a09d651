/** The sign-in server against honest and dishonest proofs, made here without any code of the console. */
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPracticeCards, type IssuedCard, type PracticeCards } from '../card/index.ts'
import { createSignIn, type SignIn } from './index.ts'

const AUDIENCE = 'urn:test:relais'
const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('the sign-in server', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'relais-sign-in-'))
  let cards: PracticeCards
  let cps: IssuedCard
  let app: FastifyInstance
  let signIn: SignIn
  let now = Date.now()

  beforeAll(async () => {
    cards = await createPracticeCards({ dir })
    cps = await cards.issue('cps')
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  beforeEach(() => {
    now = Date.now()
    signIn = createSignIn({
      ...cards,
      audience: AUDIENCE,
      clock: { now: () => now },
      environment: 'test',
      tokenSeconds: 600,
    })
    app = fastify()
    signIn.register(app)
  })

  const post = async (url: string, payload: unknown) => {
    const answer = await app.inject({ method: 'POST', url, payload: payload as object })
    return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
  }
  const nonceFor = async (workstation = 'poste 1') =>
    String((await post('/sign-in/challenge', { workstation })).body['nonce'])
  const keyOf = (card: IssuedCard, at = 0): KeyObject =>
    createPrivateKey({ key: Buffer.from(card.objects[at]?.key ?? []), format: 'der', type: 'pkcs8' })
  const x5cOf = (card: IssuedCard, at = 0) => [Buffer.from(card.objects[at]?.certificate ?? []).toString('base64')]

  interface Made {
    card?: IssuedCard
    at?: number
    nonce?: string
    header?: object
    payload?: object
    key?: KeyObject
  }
  const make = async ({ card = cps, at = 0, nonce, header, payload, key }: Made = {}) => {
    const claims = {
      nonce: nonce ?? (await nonceFor()),
      aud: AUDIENCE,
      iat: Math.floor(now / 1000),
      workstation: 'poste 1',
      ...payload,
    }
    const text = `${b64({ alg: 'RS256', typ: 'JWT', x5c: x5cOf(card, at), ...header })}.${b64(claims)}`
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), key ?? keyOf(card, at)).toString('base64url')}`
  }
  const give = (proof: unknown) => post('/sign-in/token', { proof })

  test('a challenge lives a minute and names its audience', async () => {
    expect(await post('/sign-in/challenge', { workstation: 'poste 1' })).toMatchObject({
      status: 200,
      body: { audience: AUDIENCE, expiresIn: 60 },
    })
    expect(await nonceFor()).not.toBe(await nonceFor())
  })

  test('an honest proof opens a session, and its token stands for the person until it ends', async () => {
    const { status, body } = await give(await make())
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { expiresIn: 600, operator: { idnps: '8ANS20260001', role: 'regulator' } },
    })
    const token = String(body['accessToken'])
    expect(signIn.operatorOf(token)).toEqual({
      idnps: '8ANS20260001',
      role: 'regulator',
      displayName: 'Dr Dominique Fictif',
    })
    now += 601_000
    expect(signIn.operatorOf(token)).toBeNull()
    expect(signIn.operatorOf('x')).toBeNull()
  })

  test('the intermediate may come with the proof, for servers that do not know it', async () => {
    signIn = createSignIn({
      ...cards,
      intermediates: [],
      audience: AUDIENCE,
      clock: { now: () => now },
      environment: 'test',
    })
    app = fastify()
    signIn.register(app)
    expect((await give(await make())).body).toEqual({ error: 'refused-chain' })
    const x5c = [...x5cOf(cps), ...cps.chain.map(der => Buffer.from(der).toString('base64'))]
    expect((await give(await make({ header: { x5c } }))).status).toBe(200)
  })

  test('a nonce serves once, for a minute, from the desk that asked', async () => {
    const proof = await make()
    expect((await give(proof)).status).toBe(200)
    expect(await give(proof)).toEqual({ status: 401, body: { error: 'refused-nonce' } })
    const late = await make()
    now += 61_000
    expect((await give(late)).body).toEqual({ error: 'refused-nonce' })
    expect((await give(await make({ nonce: await nonceFor('poste 2') }))).body).toEqual({ error: 'refused-nonce' })
    expect((await give(await make({ nonce: 'bm90LWEtbm9uY2U' }))).body).toEqual({ error: 'refused-nonce' })
  })

  test('a nonce that was shown with a bad signature is spent', async () => {
    const nonce = await nonceFor()
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect((await give(await make({ nonce, key: other }))).body).toEqual({ error: 'refused' })
    expect((await give(await make({ nonce }))).body).toEqual({ error: 'refused-nonce' })
  })

  test('another audience is refused', async () => {
    expect(await give(await make({ payload: { aud: 'urn:test:other' } }))).toEqual({
      status: 401,
      body: { error: 'refused' },
    })
  })

  test.each([
    ['expired', 0, 'refused-expired'],
    ['not-yet-valid', 0, 'refused-expired'],
    ['revoked', 0, 'refused-revoked'],
    ['other-root', 0, 'refused-chain'],
    ['expired-authority', 0, 'refused-authority-expired'],
    ['real-environment', 0, 'refused-environment'],
    ['signature-first', 0, 'refused-certificate'],
    ['contactless', 0, 'refused-certificate'],
  ] as const)('a card that is %s is refused for that', async (variant, at, error) => {
    const card = await cards.issue('cps', variant)
    // Its own issuer comes along: a stranger's chain is no better for being complete.
    const x5c = [...x5cOf(card, at), ...card.chain.map(der => Buffer.from(der).toString('base64'))]
    expect((await give(await make({ card, at, header: { x5c } }))).body).toEqual({ error })
  })

  test('an authority that the service itself knows is no better once it is over, whether the card brings it or not', async () => {
    const card = await cards.issue('cps', 'expired-authority')
    const ended = card.chain.map(der => new X509Certificate(der).toString())
    // The one in force, of the same name, is known beside it.
    for (const intermediates of [ended, [...ended, ...cards.intermediates], [...cards.intermediates, ...ended]]) {
      signIn = createSignIn({
        ...cards,
        intermediates,
        audience: AUDIENCE,
        clock: { now: () => now },
        environment: 'test',
      })
      app = fastify()
      signIn.register(app)
      expect(await give(await make({ card }))).toEqual({ status: 401, body: { error: 'refused-authority-expired' } })
    }
  })

  test('an authority of the hierarchy is not a person', async () => {
    const authority = Buffer.from(cps.chain[0] ?? []).toString('base64')
    expect((await give(await make({ header: { x5c: [authority] } }))).body).toEqual({ error: 'refused' })
  })

  test('somebody who is in no directory is refused', async () => {
    expect(await give(await make({ card: await cards.issue('stranger') }))).toEqual({
      status: 403,
      body: { error: 'refused-unknown-person' },
    })
  })

  test('algorithms other than RS256 are not looked at', async () => {
    const nonce = await nonceFor()
    const claims = b64({ nonce, aud: AUDIENCE, iat: 1, workstation: 'poste 1' })
    const none = `${b64({ alg: 'none', x5c: x5cOf(cps) })}.${claims}.`
    const hs = `${b64({ alg: 'HS256', x5c: x5cOf(cps) })}.${claims}`
    const mac = createHmac('sha256', Buffer.from(x5cOf(cps)[0] ?? '', 'base64'))
      .update(hs)
      .digest('base64url')
    for (const proof of [
      none,
      `${hs}.${mac}`,
      await make({ header: { alg: 'PS256' } }),
      await make({ header: { alg: 'RS512' } }),
    ]) {
      expect(await give(proof)).toEqual({ status: 400, body: { error: 'refused' } })
    }
  })

  test.each([null, 1, '', 'x', 'a.b.c', 'a.b', '....', 'é.é.é', {}, []])(
    '%j is not a proof: 400, and the server goes on',
    async proof => {
      expect(await give(proof)).toEqual({ status: 400, body: { error: 'refused' } })
      expect((await give(await make())).status).toBe(200)
    },
  )

  test('bodies that are not JSON, or too large, are refused in our words', async () => {
    for (const payload of ['{', '<html></html>', 'x'.repeat(100_000)]) {
      const answer = await app.inject({
        method: 'POST',
        url: '/sign-in/token',
        payload,
        headers: { 'content-type': 'application/json' },
      })
      expect([answer.statusCode, answer.json()]).toEqual([400, { error: 'refused' }])
    }
  })

  test('no alteration of one character of a proof is accepted', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(alphabet.length - 1), fc.boolean(), async (where, which, tail) => {
        const proof = await make()
        // The last characters are where base64url has two spellings for the same bytes.
        const at = tail ? proof.length - 1 - (where % 2) : where % proof.length
        const altered = proof.slice(0, at) + alphabet[which] + proof.slice(at + 1)
        if (altered === proof) return
        expect((await give(altered)).status).not.toBe(200)
      }),
      { numRuns: 400 },
    )
  })
})
