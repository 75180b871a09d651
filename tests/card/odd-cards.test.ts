/** Cards that nobody meant to make: two hundred objects, labels in any encoding, certificates that are nearly ones. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { IssuedCard, PracticeCards } from '../../src/sandbox/card/index.ts'
import { createPracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'

type CardObject = IssuedCard['objects'][number]

import { type Desk, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'

const reason = whyNoModule()
if (reason) console.log(`not run: tests/card/odd-cards — ${reason}`)

/** Bytes that some program somewhere took for a label. */
const LABELS = [
  Buffer.from('Certificat d’Authentification CPS', 'utf8'),
  Buffer.from("Certificat d'Authentification é", 'latin1'),
  Buffer.from('Certificat', 'utf16le'),
  Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80]),
  Buffer.from('\u202eSPC\u0000\u0007\n<script>', 'utf8'),
  Buffer.alloc(0),
  Buffer.alloc(4_000, 'A'),
  Buffer.from('🩺'.repeat(50), 'utf8'),
]

/** Writing two hundred keys takes a token most of a minute. */
const ALONE = { key: new Uint8Array() }

describe.skipIf(reason !== null)('a card that is odd', { timeout: 120_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let good: IssuedCard
  let desk: Desk
  let layouts = 0

  beforeAll(async () => {
    cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    good = await cards.issue('cpe')
    ;[auth, signature] = good.objects as [CardObject, CardObject]
  })
  afterEach(async () => desk.close())
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const withObjects = async (objects: CardObject[]) => {
    const layout = [{ card: { ...good, objects } }]
    const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, `hsm-${layouts++}`), cards: layout })
    const settings = { kind: 'pkcs11', module, pollMs: 200, timeoutMs: 20_000 } as const
    desk = await startDesk({ cards, settings, env: { SOFTHSM2_CONF: conf } })
    await until('a first look', () => desk.state().status !== 'starting')
    return desk.state()
  }
  let auth: CardObject
  let signature: CardObject
  const nearly = (turn: number): Uint8Array => {
    const bytes = Uint8Array.from(good.objects[0]?.certificate ?? [])
    // Always the same ones: bytes changed, an end cut off, a length that lies, noise behind a good beginning.
    const random = (step: number) => Math.imul(turn * 31 + step + 1, 2_654_435_761) >>> 0
    if (turn % 4 === 0) return bytes.subarray(0, random(0) % bytes.length)
    if (turn % 4 === 1) bytes[1 + (turn % 3)] = random(1) & 0xff
    for (let i = 0; i < 1 + (turn % 9); i++) bytes[random(i) % bytes.length] = random(i + 20) & 0xff
    return bytes
  }
  const named = (object: CardObject, turn: number): CardObject => ({
    ...object,
    id: Buffer.from(`objet ${turn}`).toString('hex'),
    labelBytes: (LABELS[turn % LABELS.length] ?? LABELS[0])?.toString('hex') ?? '',
  })

  test('two hundred objects, one of which is the card’s certificate: that one signs in', async () => {
    const many = Array.from({ length: 198 }, (_, turn) =>
      named(
        turn % 2 === 0 ? { ...auth, certificate: nearly(turn).subarray(0, 300), ...ALONE } : { ...signature, ...ALONE },
        turn,
      ),
    )
    const state = await withObjects([...many.slice(0, 150), auth, signature, ...many.slice(150)])
    expect(state).toMatchObject({ status: 'ready', kind: 'CPE' })
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  })

  test.each([1, 3, 4, 6].map(index => [index, LABELS[index] ?? Buffer.alloc(0)] as const))(
    'label %i in an encoding of its own: read, told in printable words, and no hindrance',
    async (_index, bytes) => {
      const state = await withObjects([{ ...auth, labelBytes: bytes.toString('hex') }, signature])
      expect(state.status).toBe('ready')
      expect(kindOf(await desk.enter('1234'))).toBe('ok')
      const told = JSON.stringify(await desk.card.handlers['card.diagnose'](null, { clientId: 'test' }))
      expect(told).not.toMatch(/\\u0000|\\u0007|\u202e|<script>/)
    },
  )

  test('nothing but certificates that are nearly ones: the card is foreign or stops at the desk or the service, nobody is in', async () => {
    for (const from of [0, 20, 40]) {
      const state = await withObjects(
        Array.from({ length: 20 }, (_, turn) =>
          named({ ...auth, certificate: nearly(from + turn), ...(turn % 5 === 0 ? {} : ALONE) }, turn),
        ),
      )
      expect(['foreign', 'unreadable', 'contactless', 'expired', 'ready']).toContain(state.status)
      const result = await desk.enter('1234')
      expect(kindOf(result)).not.toBe('ok')
      expect(desk.session.gate('signed-in')).toBe('not-signed-in')
      expect(desk.logs.filter(({ code }) => /defect|hung|ended/.test(code))).toEqual([])
      if (from !== 40) await desk.close()
    }
  })

  test('a reader that announces two hundred certificates of nothing costs no try and no crash', async () => {
    const state = await withObjects(
      Array.from({ length: 200 }, (_, turn) => ({
        ...named(auth, turn),
        ...ALONE,
        certificate: Buffer.alloc(1 + (turn % 40), turn),
      })),
    )
    expect(state.status).toBe('foreign')
    expect(kindOf(await desk.enter('1234'))).toBe('card-foreign')
    expect(desk.logs.some(({ code }) => code === 'card.login')).toBe(false)
  })
})
