/** Cards judged by the desk itself: chain, dates, revocation by lists and by a real OCSP responder (OpenSSL), environment. */
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { TrustSettings } from '../../src/core/settings/schema.ts'
import { createTrust, type Trust } from '../../src/core/trust/index.ts'
import {
  type CardVariant,
  createPracticeCards,
  type IssuedCard,
  type PracticeCards,
} from '../../src/sandbox/card/index.ts'

const DAY = 86_400_000
const dir = mkdtempSync(path.join(tmpdir(), 'relais-trust-'))
const http = openHttp({})
const open: { close(): void }[] = []
const servers: Server[] = []
let cards: PracticeCards
let cpe: IssuedCard
let trusts = 0

const der = (card: IssuedCard) => card.objects[0]?.certificate ?? new Uint8Array()
const kindOf = async (trust: Trust, card: IssuedCard, sent?: Uint8Array[]) => {
  const verified = await trust.verify(der(card), sent)
  return verified.ok ? verified.value.revocation : verified.error.kind
}

/** A trust on the practice PKI, with some settings changed. */
async function trustOf(
  more: Record<string, unknown> = {},
  { profile = 'sandbox' as 'sandbox' | 'production', ahead = 0, at = `t${trusts++}` } = {},
): Promise<Trust> {
  const settings = TrustSettings.parse({
    roots: [cards.rootsFile],
    intermediates: [cards.intermediatesFile],
    crls: cards.crlFiles,
    ...more,
  })
  const clock = { now: () => Date.now() + ahead }
  const trust = createTrust({ settings, profile, dir: path.join(dir, at), http, clock, log: silentLog })
  open.push(trust)
  await trust.ready
  return trust
}

/** A server that answers each request with what `answer` makes of it. */
async function serve(answer: (body: Buffer, url: string) => { status: number; bytes: Uint8Array }): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { status, bytes } = answer(Buffer.concat(chunks), request.url ?? '')
      response.writeHead(status).end(bytes)
    })
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  cards = await createPracticeCards({ dir: path.join(dir, 'cards') })
  cpe = await cards.issue('cpe')
})
afterAll(async () => {
  for (const one of open) one.close()
  for (const server of servers) server.close()
  await http.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('a card before the desk’s own judgement', () => {
  test.each<[CardVariant, string]>([
    ['good', 'good'],
    ['expired', 'refused-expired'],
    ['not-yet-valid', 'refused-expired'],
    ['revoked', 'refused-revoked'],
    ['other-root', 'refused-chain'],
    ['signature-only', 'refused-certificate'],
    ['contactless', 'refused-certificate'],
    ['garbage', 'refused-certificate'],
    ['signature-first', 'refused-certificate'],
  ])('%s: %s', async (variant, verdict) => {
    const card = await cards.issue('cps', variant)
    expect(await kindOf(await trustOf(), card)).toBe(verdict)
  })

  test('a test card is refused in production, after everything else is sound; a real one is not', async () => {
    const trust = await trustOf({}, { profile: 'production' })
    expect(await kindOf(trust, cpe)).toBe('refused-environment')
    expect(await kindOf(trust, await cards.issue('cpe', 'real-environment'))).toBe('good')
  })

  test('what the card brings itself may lead to a root, and cannot be one', async () => {
    const other = await cards.issue('cpe', 'other-root')
    const alone = await trustOf({ intermediates: [], revocationRequired: false, crls: [] })
    expect(await kindOf(alone, cpe)).toBe('refused-chain')
    expect(await kindOf(alone, cpe, cpe.chain)).toBe('unchecked')
    expect(await kindOf(alone, other, other.chain)).toBe('refused-chain')
    // The leaf itself, sent as its own issuer.
    expect(await kindOf(alone, other, [der(other)])).toBe('refused-chain')
    // A root trusted by nobody but the card.
    expect(await kindOf(await trustOf({ roots: [] }), cpe, cpe.chain)).toBe('refused-chain')
  })

  test('a card in force of an intermediate authority that is over is refused for that, by the desk and by openssl', async () => {
    const card = await cards.issue('cpe', 'expired-authority')
    expect(await kindOf(await trustOf(), card, card.chain)).toBe('refused-authority-expired')
    // Nothing leads from it to a root: no word of dates.
    expect(await kindOf(await trustOf(), card)).toBe('refused-chain')
    expect(await kindOf(await trustOf({ roots: [] }), card, card.chain)).toBe('refused-chain')
    const pem = (name: string, bytes: Uint8Array) => {
      const file = path.join(dir, name)
      writeFileSync(file, new X509Certificate(Buffer.from(bytes)).toString())
      return file
    }
    const [leaf, between] = [
      pem('ended-leaf.pem', der(card)),
      pem('ended-between.pem', card.chain[0] ?? new Uint8Array()),
    ]
    const openssl = (...more: string[]) =>
      spawnSync('openssl', ['verify', ...more, '-CAfile', cards.rootsFile, '-untrusted', between, leaf], {
        encoding: 'utf8',
      })
    expect(openssl().stdout + openssl().stderr).toContain('certificate has expired')
    expect(openssl('-no_check_time').status).toBe(0)
  })

  test('the same chain verifies with openssl, and the same revoked card does not', async () => {
    const revoked = await cards.issue('cpe', 'revoked')
    const trust = await trustOf()
    const list = path.join(dir, 'all.crl.pem')
    const pem = (file: string) =>
      `-----BEGIN X509 CRL-----\n${readFileSync(file).toString('base64')}\n-----END X509 CRL-----\n`
    writeFileSync(list, cards.crlFiles.map(pem).join(''))
    for (const [card, good] of [
      [cpe, true],
      [revoked, false],
    ] as const) {
      const leaf = path.join(dir, 'leaf.pem')
      writeFileSync(leaf, new X509Certificate(Buffer.from(der(card))).toString())
      const { status } = spawnSync('openssl', [
        ...['verify', '-crl_check', '-CAfile', cards.rootsFile, '-untrusted', cards.intermediatesFile],
        ...['-CRLfile', list, leaf],
      ])
      expect(status === 0).toBe(good)
      expect((await kindOf(trust, card)) === 'good').toBe(good)
    }
  })

  test('no altered certificate is believed, and none breaks the desk', async () => {
    const trust = await trustOf()
    const sound = der(cpe)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sound.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoilt = Uint8Array.from(sound)
        spoilt[at] = (spoilt[at] ?? 0) ^ change
        expect((await trust.verify(spoilt)).ok).toBe(false)
      }),
      { numRuns: 80 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async noise => {
        expect((await trust.verify(noise, [noise])).ok).toBe(false)
      }),
      { numRuns: 80 },
    )
  })
})

describe('revocation lists', () => {
  test('expired, that is overdue: used during the grace and said so, then not enough; a revoked card stays revoked', async () => {
    const revoked = await cards.issue('cpe', 'revoked')
    expect(await kindOf(await trustOf({}, { ahead: 8 * DAY }), cpe)).toBe('stale')
    const late = await trustOf({}, { ahead: 15 * DAY })
    expect(await kindOf(late, cpe)).toBe('revocation-unknown')
    expect(await kindOf(late, revoked)).toBe('refused-revoked')
    expect(await kindOf(await trustOf({ revocationRequired: false }, { ahead: 15 * DAY }), cpe)).toBe('unchecked')
  })

  test('a clock two hours slow: the list is from the future and is not taken for fresh', async () => {
    expect(await kindOf(await trustOf({}, { ahead: -2 * 3_600_000 }), cpe)).toBe('revocation-unknown')
  })

  test('none at all: refused where the site wants to know, and not for another reason', async () => {
    expect(await kindOf(await trustOf({ crls: [] }), cpe)).toBe('revocation-unknown')
    expect(await kindOf(await trustOf({ crls: [], revocationRequired: false }), cpe)).toBe('unchecked')
  })

  test('a list that was never reachable is told, and its cards are not taken for good', async () => {
    const trust = await trustOf({ crls: ['http://127.0.0.1:9/ACI-ST-PP.crl'] })
    expect(trust.report().crls).toMatchObject([{ status: 'waiting', problem: 'unreachable' }])
    expect(await kindOf(trust, cpe)).toBe('revocation-unknown')
  })

  test('fetched, kept on disk, and used at the next start with the server away', async () => {
    let hits = 0
    const base = await serve((_body, url) => {
      hits++
      return { status: 200, bytes: readFileSync(cards.crlFiles[Number(url.slice(1))] ?? '') }
    })
    const crls = cards.crlFiles.map((_, i) => `${base}/${i}`)
    const first = await trustOf({ crls }, { at: 'kept' })
    expect(hits).toBe(crls.length)
    expect(await kindOf(first, cpe)).toBe('good')
    const server = servers.pop()
    await new Promise(resolve => server?.close(resolve))
    const second = await trustOf({ crls }, { at: 'kept' })
    expect(second.report().crls).toMatchObject(crls.map(() => ({ status: 'held', problem: 'unreachable' })))
    expect(await kindOf(second, cpe)).toBe('good')
  })

  test.each<[string, (good: Buffer) => { status: number; bytes: Uint8Array }, string]>([
    ['cut in the middle', good => ({ status: 200, bytes: good.subarray(0, 200) }), 'truncated'],
    ['a proxy’s page', () => ({ status: 200, bytes: Buffer.from('<html>Accès refusé</html>') }), 'not-a-crl'],
    ['a refusal', () => ({ status: 503, bytes: Buffer.from('') }), 'status 503'],
    ['huge, without an end', () => ({ status: 200, bytes: Buffer.alloc(64_000_001) }), 'too-large'],
  ])('%s: told, and the list in hand stays', async (_name, spoil, problem) => {
    let broken = false
    const base = await serve((_body, url) => {
      const good = readFileSync(cards.crlFiles[Number(url.slice(1))] ?? '')
      return broken ? spoil(good) : { status: 200, bytes: good }
    })
    const trust = await trustOf({ crls: cards.crlFiles.map((_, i) => `${base}/${i}`) })
    broken = true
    await trust.refresh()
    expect(trust.report().crls.map(crl => crl.problem)).toEqual(cards.crlFiles.map(() => problem))
    expect(await kindOf(trust, cpe)).toBe('good')
    // A desk that has nothing else takes it for nothing: nobody is cleared by it.
    const bare = await trustOf({ crls: [`${base}/2`] })
    expect(bare.report().crls).toMatchObject([{ status: 'waiting', problem }])
    expect(await kindOf(bare, cpe)).toBe('revocation-unknown')
  })

  test('signed by somebody of the same name: as if there were none', async () => {
    const strangers = await createPracticeCards({ dir: path.join(dir, 'strangers') })
    expect(await kindOf(await trustOf({ crls: strangers.crlFiles }), cpe)).toBe('revocation-unknown')
  })

  test('a forged list, of the same name and newer, does not push out the good one', async () => {
    const strangers = await createPracticeCards({ dir: path.join(dir, 'forgers') })
    let forged = false
    const base = await serve((_body, url) => {
      const files = forged ? strangers.crlFiles : cards.crlFiles
      return { status: 200, bytes: readFileSync(files[Number(url.slice(1))] ?? '') }
    })
    const trust = await trustOf({ crls: cards.crlFiles.map((_, i) => `${base}/${i}`) }, { at: 'forged' })
    forged = true
    await trust.refresh()
    expect(trust.report().crls.map(crl => crl.problem)).toEqual(cards.crlFiles.map(() => 'unsigned'))
    expect(await kindOf(trust, cpe)).toBe('good')
    forged = false
    await trust.refresh()
    expect(trust.report().crls.map(crl => crl.problem)).toEqual(cards.crlFiles.map(() => null))
  })

  test('files of the settings that hold no authority are named', async () => {
    const text = path.join(dir, 'lisezmoi.txt')
    writeFileSync(text, 'Bonjour')
    const trust = await trustOf({ roots: [cards.rootsFile, text], intermediates: [path.join(dir, 'nowhere.pem')] })
    expect(trust.report().refusedFiles).toEqual([
      { file: text, why: 'no-authority' },
      { file: path.join(dir, 'nowhere.pem'), why: 'unreadable' },
    ])
  })
})

describe('OCSP, answered by openssl', () => {
  /** A responder on OpenSSL, for one authority; `revoked` are the serials that it refuses. */
  async function responder(card: IssuedCard, status: 'V' | 'R', signer: 'authority' | 'stranger') {
    const home = mkdtempSync(path.join(dir, 'ocsp-'))
    const at = (name: string) => path.join(home, name)
    const ca = cards.authorityOf(card)
    const other = await createPracticeCards({ dir: at('other') })
    const by = signer === 'authority' ? ca : other.authorityOf(await other.issue(card.person.name))
    const serial = new X509Certificate(Buffer.from(der(card))).serialNumber
    writeFileSync(at('ca.pem'), ca.certificate)
    writeFileSync(at('signer.pem'), by.certificate)
    writeFileSync(at('signer.key'), by.key)
    writeFileSync(
      at('index.txt'),
      `${status}\t351231235959Z\t${status === 'R' ? '261101000000Z' : ''}\t${serial}\tunknown\t/CN=x\n`,
    )
    return serve(body => {
      writeFileSync(at('request'), body)
      const { status: code, stderr } = spawnSync('openssl', [
        ...[
          'ocsp',
          '-index',
          at('index.txt'),
          '-CA',
          at('ca.pem'),
          '-rsigner',
          at('signer.pem'),
          '-rkey',
          at('signer.key'),
        ],
        ...['-reqin', at('request'), '-respout', at('response'), '-ndays', '1', '-resp_no_certs'],
      ])
      if (code !== 0) throw new Error(String(stderr))
      return { status: 200, bytes: readFileSync(at('response')) }
    })
  }

  test('good without any list; revoked although no list says so; signed by a stranger: the lists decide', async () => {
    const good = await responder(cpe, 'V', 'authority')
    expect(await kindOf(await trustOf({ crls: [], ocsp: good }), cpe)).toBe('good')
    const revoked = await responder(cpe, 'R', 'authority')
    expect(await kindOf(await trustOf({ ocsp: revoked }), cpe)).toBe('refused-revoked')
    const stranger = await responder(cpe, 'V', 'stranger')
    expect(await kindOf(await trustOf({ crls: [], ocsp: stranger }), cpe)).toBe('revocation-unknown')
    expect(await kindOf(await trustOf({ ocsp: stranger }), cpe)).toBe('good')
    const offline = await (await trustOf({ ocsp: revoked })).verify(der(cpe), [], { offline: true })
    expect(offline.ok).toBe(true)
  })

  test('a responder that is away or answers nonsense: the lists decide', async () => {
    const nonsense = await serve(() => ({ status: 200, bytes: Buffer.from('<html>') }))
    expect(await kindOf(await trustOf({ ocsp: nonsense }), cpe)).toBe('good')
    expect(await kindOf(await trustOf({ ocsp: 'http://127.0.0.1:9' }), cpe)).toBe('good')
    expect(await kindOf(await trustOf({ crls: [], ocsp: 'http://127.0.0.1:9' }), cpe)).toBe('revocation-unknown')
  })
})
