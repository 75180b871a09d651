/** A whole sign-in on real PKCS#11 (SoftHSM2) against the real server of the sandbox, and all the ways it must fail. */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type CardVariant,
  createPracticeCards,
  type PracticeCards,
  provisionSoftHsm,
} from '../../src/sandbox/card/index.ts'
import { type Desk, type DeskOptions, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'

/** A sound library with nothing of PKCS#11 in it. */
const LIBC =
  ['/lib/x86_64-linux-gnu/libc.so.6', '/lib/aarch64-linux-gnu/libc.so.6', '/lib64/libc.so.6'].find(file =>
    existsSync(file),
  ) ?? process.execPath

const reason = whyNoModule()
if (reason) console.log(`not run: tests/card/sign-in.softhsm — ${reason}`)

describe.skipIf(reason !== null)('signing in with a card on SoftHSM2', { timeout: 60_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let desk: Desk
  let layouts = 0
  const open: Desk[] = []

  const withCards = async (
    wanted: { person: string; variant?: CardVariant; pin?: string }[],
    more: Partial<DeskOptions> = {},
  ) => {
    const issued = []
    for (const { person, variant, pin } of wanted) {
      issued.push({ card: await cards.issue(person, variant), ...(pin === undefined ? {} : { pin }) })
    }
    const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, `hsm-${layouts++}`), cards: issued })
    desk = await startDesk({
      cards,
      settings: { kind: 'pkcs11', module, pollMs: 200, timeoutMs: 8_000 },
      env: { SOFTHSM2_CONF: conf },
      ...more,
    })
    open.push(desk)
    await until('a first look', () => desk.state().status !== 'starting')
    return desk
  }

  beforeAll(async () => {
    cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('the right PIN opens a session, with the role that the server knows', async () => {
    await withCards([{ person: 'cpe' }])
    expect(desk.state()).toMatchObject({ status: 'ready', kind: 'CPE', tries: 'normal', practice: false })
    const result = await desk.enter('1234')
    expect(result).toMatchObject({
      ok: true,
      value: {
        status: 'signed-in',
        operator: {
          idnps: '3370ANS001/000000018',
          displayName: 'Camille Exercice',
          role: 'osnp',
          card: 'CPE',
          rights: ['search', 'book'],
        },
      },
    })
    expect(desk.signIn.operatorOf(desk.session.accessToken() ?? '')).toMatchObject({
      idnps: '3370ANS001/000000018',
      role: 'osnp',
    })
    expect(desk.session.gate('book')).toBe('yes')
    const steps = desk.events
      .filter(e => e.name === 'session.changed')
      .map(e => (e.payload as { step: string | null }).step)
    expect(steps).toEqual(['pin', 'challenge', 'signature', 'server', null])
  })

  test('a CPS signs in as the doctor who may override, and a CPE without a name as its record names it', async () => {
    await withCards([{ person: 'cps' }])
    expect(desk.state().kind).toBe('CPS')
    expect(await desk.enter('1234')).toMatchObject({
      ok: true,
      value: { operator: { role: 'regulator', card: 'CPS', rights: ['search', 'book', 'override', 'site'] } },
    })
    await withCards([{ person: 'cpe-unnamed' }])
    expect(await desk.enter('1234')).toMatchObject({
      ok: true,
      value: { operator: { role: 'arm', displayName: 'Sacha Modèle' } },
    })
    expect(desk.session.gate('book')).toEqual({
      kind: 'not-allowed',
      params: { right: 'book', roles: 'osnp,regulator' },
    })
  })

  test('the proof verifies with openssl: signature, chain and purpose', async () => {
    await withCards([{ person: 'cps' }])
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    const [header = '', payload = '', signature = ''] = (desk.proofs[0] ?? '').split('.')
    const { x5c } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { x5c: string[] }
    const file = (name: string, content: string | Buffer) => {
      const at = path.join(dir, name)
      writeFileSync(at, content)
      return at
    }
    const leaf = file('leaf.der', Buffer.from(x5c[0] ?? '', 'base64'))
    const openssl = (...args: string[]) => spawnSync('openssl', args, { encoding: 'utf8' })
    const version = openssl('version')
    if (version.error) return console.log('not run: openssl is not installed')
    const pem = openssl('x509', '-inform', 'DER', '-in', leaf)
    const key = openssl('x509', '-inform', 'DER', '-in', leaf, '-pubkey', '-noout')
    const verified = openssl(
      'dgst',
      '-sha256',
      '-verify',
      file('leaf.pub', key.stdout),
      '-signature',
      file('proof.sig', Buffer.from(signature, 'base64url')),
      file('proof.txt', `${header}.${payload}`),
    )
    expect(verified.stdout.trim()).toBe('Verified OK')
    const chain = openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslclient',
      '-CAfile',
      cards.rootsFile,
      '-untrusted',
      file('between.pem', cards.intermediates.join('\n')),
      file('leaf.pem', pem.stdout),
    )
    expect(chain.stdout + chain.stderr).toContain('leaf.pem: OK')
  })

  test('a wrong PIN is told, and the right one is still accepted after it', async () => {
    await withCards([{ person: 'cpe' }])
    const wrong = await desk.enter('9999')
    expect(kindOf(wrong)).toBe('pin-wrong')
    expect(desk.state().tries).toBe('low')
    expect(desk.session.accessToken()).toBeNull()
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.state().tries).toBe('normal')
  })

  test.each(['123', '12345', '12a4', '', '١٢٣٤', '    '])(
    'the PIN «%s» is refused before the card hears of it',
    async pin => {
      await withCards([{ person: 'cpe' }])
      expect(kindOf(await desk.enter(pin))).toBe('pin-format')
      expect(desk.state().tries).toBe('normal')
      expect(desk.logs.some(line => line.code === 'card.login')).toBe(false)
    },
  )

  test('no card: it says so, and says so no longer when a card is there', async () => {
    await withCards([])
    expect(desk.state().status).toBe('absent')
    expect(kindOf(await desk.enter('1234'))).toBe('card-absent')
  })

  test('the signature certificate is never taken for the authentication one, wherever it stands', async () => {
    await withCards([{ person: 'cpe', variant: 'signature-first' }])
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    await withCards([{ person: 'cpe', variant: 'signature-only' }])
    expect(desk.state().status).toBe('foreign')
    expect(kindOf(await desk.enter('1234'))).toBe('card-foreign')
  })

  test.each([
    ['expired', 'expired', 'card-expired'],
    ['not-yet-valid', 'expired', 'card-expired'],
    ['contactless', 'contactless', 'card-contactless'],
    ['garbage', 'foreign', 'card-foreign'],
  ] as const)('a card that is %s stops at the desk, and no try is spent', async (variant, status, kind) => {
    await withCards([{ person: 'cpe', variant }])
    expect(desk.state().status).toBe(status)
    expect(kindOf(await desk.enter('1234'))).toBe(kind)
    expect(desk.proofs).toEqual([])
  })

  test.each([
    ['revoked', 'refused-revoked'],
    ['other-root', 'refused-chain'],
    ['real-environment', 'refused-environment'],
  ] as const)('a card that is %s is refused by the server', async (variant, kind) => {
    await withCards([{ person: 'cpe', variant }])
    expect(kindOf(await desk.enter('1234'))).toBe(kind)
    expect(desk.session.operator()).toBeNull()
    expect(desk.session.gate('signed-in')).toBe('not-signed-in')
  })

  test('a desk whose clock is set back finds its expired card ready, and signs nothing with it', async () => {
    await withCards([{ person: 'cpe', variant: 'expired' }], {
      clock: { now: () => Date.now() - 10 * 24 * 3600 * 1000 },
      signIn: { clock: { now: () => Date.now() } },
    })
    expect(desk.state().status).toBe('ready')
    // A desk that is years off signs nothing, whatever its card.
    expect(kindOf(await desk.enter('1234'))).toBe('clock-off')
    expect(desk.proofs).toEqual([])
  })

  test('a person whom nobody knows is refused by name of the reason', async () => {
    await withCards([{ person: 'stranger' }])
    expect(kindOf(await desk.enter('1234'))).toBe('refused-unknown-person')
  })

  test('a test card is refused under a production policy: at the desk, and by the server', async () => {
    await withCards([{ person: 'cps' }], { profile: 'production' })
    expect(kindOf(await desk.enter('1234'))).toBe('refused-environment')
    expect(desk.proofs).toEqual([])
    await withCards([{ person: 'cps' }], { environment: 'production' })
    expect(kindOf(await desk.enter('1234'))).toBe('refused-environment')
    expect(desk.proofs).toHaveLength(1)
  })

  test('two cards at once: the usable one is spoken of', async () => {
    await withCards([{ person: 'cpe', variant: 'signature-only' }, { person: 'cps' }])
    expect(desk.state()).toMatchObject({ status: 'ready', kind: 'CPS' })
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  })

  test('two sign-ins at once: the second is told to wait, the first goes on', async () => {
    await withCards([{ person: 'cpe' }])
    const [first, second] = await Promise.all([desk.enter('1234'), desk.enter('1234')])
    expect([kindOf(first), kindOf(second)]).toEqual(['ok', 'busy'])
  })

  test('the PIN is found nowhere: not in logs, events, answers, requests, nor what the process says', async () => {
    // A PIN that no date, length or identifier here contains.
    await withCards([{ person: 'cpe', pin: '7391' }])
    const answers = [await desk.enter('7399'), await desk.enter('7391')]
    expect(answers.map(kindOf)).toEqual(['pin-wrong', 'ok'])
    const everything = [...desk.said, ...answers.map(answer => JSON.stringify(answer))]
    expect(everything.length).toBeGreaterThan(10)
    for (const pin of ['7391', '7399']) {
      const spellings = [pin, [...pin].map(digit => digit.charCodeAt(0)).join(','), Buffer.from(pin).toString('base64')]
      for (const spelling of spellings) {
        // Random base64 (nonces, signatures) may hold four digits by chance: only whole words count in requests.
        const found = everything.filter(line =>
          new RegExp(`(?<![A-Za-z0-9+/_=-])${spelling}(?![A-Za-z0-9+/_=-])`).test(line),
        )
        expect(found).toEqual([])
      }
    }
  })

  test('the arrays that carry the PIN are wiped when the answer comes', async () => {
    await withCards([{ person: 'cpe' }])
    const pin = [0x31, 0x32, 0x33, 0x34]
    await desk.session.handlers['session.signIn']({ pin, lastTryAccepted: false }, { clientId: 'test' })
    expect(pin).toEqual([0, 0, 0, 0])
    desk.session.handlers['session.signOut'](null, { clientId: 'test' })
    const bytes = Uint8Array.from([0x39, 0x39, 0x39, 0x39])
    await desk.card.login(bytes, false)
    expect([...bytes]).toEqual([0, 0, 0, 0])
  })

  test.each<[string, () => string, string]>([
    ['a module that is not there', () => '/nowhere/libcps3_pkcs11_lux.so', 'module-missing'],
    [
      'a text file',
      () => {
        const file = path.join(dir, 'module.txt')
        writeFileSync(file, 'not a library')
        return file
      },
      'module-invalid',
    ],
    ['a library that is no PKCS#11 module', () => LIBC, 'module-invalid'],
  ])('%s: IT reads which file and why, and the console answers', async (_name, fileOf, status) => {
    desk = await startDesk({ cards, settings: { kind: 'pkcs11', module: fileOf(), pollMs: 200, timeoutMs: 8_000 } })
    open.push(desk)
    await until('a verdict', () => desk.state().status !== 'starting')
    expect(desk.state()).toMatchObject({ status, reader: null })
    expect(desk.state().detail).toContain(fileOf())
    expect(kindOf(await desk.enter('1234'))).toBe(status)
  })
})
