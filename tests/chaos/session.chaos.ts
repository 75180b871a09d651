/**
 * `npm run chaos -- session [--seed N]`: forged sign-ins of every kind against the sign-in server, between good ones. None
 * may be let in; every good one is checked by `openssl` as well, which shares no line with the server nor the console.
 */
import { spawnSync } from 'node:child_process'
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fastify from 'fastify'
import { createPracticeCards, type IssuedCard } from '../../src/sandbox/card/index.ts'
import { createSignIn } from '../../src/sandbox/sign-in/index.ts'

const AUDIENCE = 'urn:chaos:relais'
const ATTEMPTS = 10_000
/** One attempt of a hundred is an honest one: a server that refuses everybody would pass otherwise. */
const GOOD_EVERY = 100

const KINDS = [
  'altered',
  'replayed',
  'old-nonce',
  'no-nonce',
  'other-key',
  'other-chain',
  'expired',
  'revoked',
  'signature-certificate',
  'unknown-person',
  'other-audience',
  'other-desk',
  'other-hour',
  'alg-none',
  'alg-hs256',
  'garbage',
] as const
type Kind = (typeof KINDS)[number]

/** A small generator with a seed: the same attempts at every run. */
function random(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 0x1_0000_0000
  }
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function run(options: { seed: number; needs?: number }) {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-chaos-session-'))
  const dice = random(options.seed)
  const attempts = options.needs ?? ATTEMPTS
  let now = Date.now()
  try {
    const cards = await createPracticeCards({ dir })
    const signIn = createSignIn({ ...cards, audience: AUDIENCE, clock: { now: () => now }, environment: 'test' })
    const app = fastify()
    signIn.register(app)
    const [cps, expired, revoked, stranger, otherRoot, twoCertificates] = await Promise.all([
      cards.issue('cps'),
      cards.issue('cps', 'expired'),
      cards.issue('cps', 'revoked'),
      cards.issue('stranger'),
      cards.issue('cps', 'other-root'),
      cards.issue('cps', 'signature-first'),
    ])
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const keyOf = (card: IssuedCard): KeyObject =>
      createPrivateKey({ key: Buffer.from(card.objects[0]?.key ?? []), format: 'der', type: 'pkcs8' })
    const keys = new Map([cps, expired, revoked, stranger, otherRoot, twoCertificates].map(card => [card, keyOf(card)]))
    const x5c = (card: IssuedCard) =>
      [card.objects[0]?.certificate ?? new Uint8Array(), ...card.chain].map(der => Buffer.from(der).toString('base64'))
    const post = async (url: string, payload: object) => {
      const answer = await app.inject({ method: 'POST', url, payload })
      return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
    }
    const nonce = async (workstation = 'poste 1') =>
      String((await post('/sign-in/challenge', { workstation })).body['nonce'])
    const make = async (
      card: IssuedCard,
      change: { claims?: object; header?: object; key?: KeyObject } = {},
    ): Promise<string> => {
      const claims = {
        nonce: await nonce(),
        aud: AUDIENCE,
        iat: Math.floor(now / 1000),
        workstation: 'poste 1',
        ...change.claims,
      }
      const text = `${b64({ alg: 'RS256', typ: 'JWT', x5c: x5c(card), ...change.header })}.${b64(claims)}`
      const key = change.key ?? (keys.get(card) as KeyObject)
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
    }
    const unsigned = async (alg: string, mac: (text: string) => string) => {
      const claims = { nonce: await nonce(), aud: AUDIENCE, iat: Math.floor(now / 1000), workstation: 'poste 1' }
      const text = `${b64({ alg, x5c: x5c(cps) })}.${b64(claims)}`
      return `${text}.${mac(text)}`
    }
    let lastGood = ''
    const forge: Record<Kind, () => Promise<string>> = {
      async altered() {
        const proof = await make(cps)
        const at = Math.floor(dice() * proof.length)
        const letter =
          'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[Math.floor(dice() * 64)] ?? 'A'
        const other = proof[at] === letter ? (letter === 'A' ? 'B' : 'A') : letter
        return proof.slice(0, at) + other + proof.slice(at + 1)
      },
      replayed: async () => lastGood,
      async 'old-nonce'() {
        const proof = await make(cps)
        now += 61_000
        return proof
      },
      'no-nonce': () => make(cps, { claims: { nonce: Buffer.from(String(dice())).toString('base64url') } }),
      'other-key': () => make(cps, { key: foreign }),
      'other-chain': () => make(otherRoot),
      expired: () => make(expired),
      revoked: () => make(revoked),
      'signature-certificate': () => make(twoCertificates),
      'unknown-person': () => make(stranger),
      'other-audience': () => make(cps, { claims: { aud: 'urn:another' } }),
      'other-desk': async () => make(cps, { claims: { nonce: await nonce('poste 2') } }),
      'other-hour': () => make(cps, { claims: { iat: Math.floor(now / 1000) + (dice() < 0.5 ? -7200 : 7200) } }),
      'alg-none': () => unsigned('none', () => 'AA'),
      'alg-hs256': () =>
        unsigned('HS256', text =>
          createHmac('sha256', Buffer.from(x5c(cps)[0] ?? '', 'base64'))
            .update(text)
            .digest('base64url'),
        ),
      garbage: async () => Buffer.from(Array.from({ length: 60 }, () => Math.floor(dice() * 256))).toString('latin1'),
    }

    const tally = new Map<string, { tried: number; accepted: number }>()
    const count = (kind: string, accepted: boolean) => {
      const row = tally.get(kind) ?? { tried: 0, accepted: 0 }
      tally.set(kind, { tried: row.tried + 1, accepted: row.accepted + (accepted ? 1 : 0) })
    }
    let agreed = 0
    for (let i = 0; i < attempts; i++) {
      if (i % GOOD_EVERY === 0) {
        lastGood = await make(cps)
        count('good', (await post('/sign-in/token', { proof: lastGood })).status === 200)
        if (byOpenssl(lastGood, dir, cards)) agreed++
      }
      const kind = KINDS[Math.floor(dice() * KINDS.length)] ?? 'garbage'
      const answer = await post('/sign-in/token', { proof: await forge[kind]() })
      count(kind, answer.status === 200 || 'accessToken' in answer.body)
    }
    await app.close()
    const good = tally.get('good')
    const forged = [...tally].filter(([kind]) => kind !== 'good')
    const rows = [...tally].map(([kind, row]) => ({ kind, ...row, ...(kind === 'good' ? { openssl: agreed } : {}) }))
    const none = forged.every(([, { accepted }]) => accepted === 0)
    return { ok: none && good !== undefined && good.accepted === good.tried && agreed === good.tried, rows }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The same proof judged by `openssl` alone: the chain of its certificate, then the signature by its key. */
function byOpenssl(proof: string, dir: string, cards: { roots: string[]; intermediates: string[] }): boolean {
  const [header = '', payload = '', signature = ''] = proof.split('.')
  const { x5c } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { x5c: string[] }
  const leaf = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64'))
  const file = (name: string, content: string | Buffer) => {
    const where = path.join(dir, name)
    writeFileSync(where, content)
    return where
  }
  const pem = file('leaf.pem', leaf.toString())
  const roots = file('roots.pem', cards.roots.join('\n'))
  const between = file('between.pem', cards.intermediates.join('\n'))
  const chain = spawnSync('openssl', ['verify', '-CAfile', roots, '-untrusted', between, pem], { encoding: 'utf8' })
  const key = file('key.pem', leaf.publicKey.export({ type: 'spki', format: 'pem' }))
  const text = file('signed.txt', `${header}.${payload}`)
  const bytes = file('signature.bin', Buffer.from(signature, 'base64url'))
  const signed = spawnSync('openssl', ['dgst', '-sha256', '-verify', key, '-signature', bytes, text], {
    encoding: 'utf8',
  })
  return chain.status === 0 && signed.status === 0
}
