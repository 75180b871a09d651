import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createIssuer, type IssuedCard } from '../../sandbox/card/issue.ts'
import { CardState } from '../../shared/contract/card.ts'
import type { Look, StoredCertificate, TokenSeen } from './port.ts'
import { chooseCard, type Followed, follow, NOBODY, seeCard, stateOf } from './state.ts'

const now = Date.now()
const MODULE = { file: 'm', manufacturer: '', description: '', version: '1.0' }
const stored = (card: IssuedCard): StoredCertificate[] =>
  card.objects.map(({ id, certificateLabel, certificate }) => ({ id, label: certificateLabel, der: certificate }))

const token = (certificates: StoredCertificate[], more: Partial<TokenSeen> = {}): TokenSeen => ({
  slot: '01',
  reader: 'Lecteur 1',
  insertion: 1,
  tries: 'normal',
  pinPad: false,
  fault: null,
  certificates,
  ...more,
})

describe('what a look means', () => {
  const cards: Record<string, StoredCertificate[]> = {}
  let withChain: StoredCertificate[] = []
  beforeAll(async () => {
    const issuer = await createIssuer(now)
    cards['cpe'] = stored(await issuer.issue('cpe'))
    cards['cps'] = stored(await issuer.issue('cps'))
    cards['expired'] = stored(await issuer.issue('cpe', 'expired'))
    cards['contactless'] = stored(await issuer.issue('cps', 'contactless'))
    cards['garbage'] = stored(await issuer.issue('cps', 'garbage'))
    const carrying = await issuer.issue('cps')
    withChain = [...stored(carrying), ...carrying.chain.map(der => ({ id: 'ca00', label: '', der }))]
  })
  const of = (name: string) => cards[name] ?? []

  test('each kind of card has its status', () => {
    expect(seeCard(token(of('cpe')), now).status).toBe('ready')
    expect(seeCard(token(of('cpe'), { tries: 'none' }), now).status).toBe('locked')
    expect(seeCard(token(of('expired')), now).status).toBe('expired')
    expect(seeCard(token(of('contactless')), now).status).toBe('contactless')
    expect(seeCard(token(of('garbage')), now)).toMatchObject({ status: 'foreign', detail: 'certificates-unreadable 2' })
    expect(seeCard(token([]), now).status).toBe('foreign')
    expect(seeCard(token([], { fault: 0x80000001 }), now)).toMatchObject({
      status: 'unreadable',
      detail: 'CKR_ASIP_BAD_EF_ACTUA',
    })
  })

  test('of several cards the usable one is spoken of, and the one in use before any other', () => {
    const tokens = [
      token([], { slot: '01' }),
      token(of('cpe'), { slot: '02' }),
      token(of('cps'), { slot: '03', tries: 'none' }),
    ]
    expect(chooseCard(tokens, now, null)?.token.slot).toBe('02')
    const inUse = seeCard(token(of('cps')), now).auth?.fingerprint ?? ''
    expect(chooseCard(tokens, now, inUse)?.token.slot).toBe('03')
  })

  test('authorities found on the card go with the leaf, roots stay away', () => {
    expect(seeCard(token(withChain), now).auth?.chain).toHaveLength(1)
    expect(seeCard(token(of('cps')), now).auth?.chain).toEqual([])
  })

  test('two hundred objects on a card are two hundred certificates looked at, not a fault', () => {
    const many = [
      ...Array.from({ length: 200 }, (_, i) => ({ id: 'aa', label: `x${i}`, der: new Uint8Array(20) })),
      ...of('cpe'),
    ]
    expect(seeCard(token(many), now).status).toBe('ready')
  })

  test('whatever is seen, the state is one of the contract', () => {
    const tokens = fc.record({
      slot: fc.constant('01'),
      reader: fc.string({ maxLength: 64 }),
      insertion: fc.nat(),
      tries: fc.constantFrom('unknown', 'normal', 'low', 'final', 'none') as fc.Arbitrary<TokenSeen['tries']>,
      pinPad: fc.boolean(),
      fault: fc.option(fc.integer({ min: 0, max: 0xffffffff })),
      certificates: fc.oneof(
        fc.constantFrom('cpe', 'expired', 'garbage', 'contactless').map(of),
        fc.array(fc.record({ id: fc.constant('aa'), label: fc.string(), der: fc.uint8Array({ maxLength: 80 }) }), {
          maxLength: 4,
        }),
      ),
    })
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 5 }), seen => {
        const look: Look = { kind: 'tokens', module: MODULE, tokens: seen }
        expect(CardState.safeParse(stateOf(look, chooseCard(seen, now, null), false, now)).success).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('once gone, a card in use stays gone until somebody signs in again', () => {
    const fingerprint = seeCard(token(of('cpe')), now).auth?.fingerprint ?? ''
    const present = (insertion: number): Look => ({
      kind: 'tokens',
      module: MODULE,
      tokens: [token(of('cpe'), { insertion })],
    })
    const looks = fc.constantFrom<Look>(
      present(1),
      present(2),
      present(1_000_001),
      { kind: 'tokens', module: MODULE, tokens: [] },
      { kind: 'tokens', module: MODULE, tokens: [token(of('cps'), { insertion: 3 })] },
      { kind: 'tokens', module: MODULE, tokens: [token(of('cpe'), { fault: 0x30 })] },
      { kind: 'fault', status: 'module-hung', detail: '' },
    )
    const processOf = (insertion: number) => Math.floor(insertion / 1_000_000)
    fc.assert(
      fc.property(fc.array(looks, { maxLength: 12 }), sequence => {
        let followed: Followed = { presence: 'present', fingerprint, insertion: 1 }
        let gone = false
        for (const look of sequence) {
          followed = follow(followed, look, processOf)
          if (gone) expect(followed.presence).toBe('gone')
          if (
            look.kind === 'tokens' &&
            !look.tokens.some(seen => seen.certificates === of('cpe') && seen.fault === null)
          )
            gone = true
          if (gone) expect(followed.presence).toBe('gone')
          if (look.kind === 'fault' && !gone) expect(['unknown', 'gone']).toContain(followed.presence)
          gone = followed.presence === 'gone'
        }
      }),
    )
    expect(follow({ presence: 'present', fingerprint, insertion: 1 }, present(2), processOf).presence).toBe('gone')
    expect(follow({ presence: 'unknown', fingerprint, insertion: 1 }, present(1_000_001), processOf).presence).toBe(
      'present',
    )
    expect(follow(NOBODY, present(1), processOf)).toBe(NOBODY)
  })
})
