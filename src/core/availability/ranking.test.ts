import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RankingPolicy } from '../../shared/contract/availability.ts'
import { type RankRule, type RowToRank, rankRows, type SlotToRank, standingOf } from './ranking.ts'

const MINUTE = 60_000
/** Aligned on a quarter of an hour. */
const NOON = Date.parse('2026-11-23T12:00:00+01:00')
const rule: RankRule = { policy: 'default', limitMs: null, nowMs: NOON, seed: 'ask' }
const row = (id: string, minutes: number | null, km: number | null = 1, kept = false): RowToRank => ({
  id,
  km,
  slots: minutes === null ? [] : [{ startMs: NOON + minutes * MINUTE, km, kept }],
})
const order = (rows: RowToRank[], wanted: Partial<RankRule> = {}) =>
  rankRows(rows, { ...rule, ...wanted }).map(one => one.row.id)

describe('the default order', () => {
  test('earliest first, whatever the distance', () => {
    expect(order([row('late', 20, 1), row('early', 0, 30)])).toEqual(['early', 'late'])
  })
  test('near ties by distance', () => {
    expect(order([row('far', 0, 9), row('near', 14, 2)])).toEqual(['near', 'far'])
  })
  test('then kept for the SAS before public', () => {
    expect(order([row('public', 0, 2.4), row('kept', 14, 2, true), row('nearer', 7, 1)])).toEqual([
      'nearer',
      'kept',
      'public',
    ])
  })
  test('an unknown distance comes after every known one', () => {
    expect(order([row('unknown', 0, null), row('known', 5, 40)])).toEqual(['known', 'unknown'])
  })
  test('beyond the limit after every acceptable one, before those without slots', () => {
    const rows = [row('none', null, 0), row('beyond', 60, 0), row('within', 45, 30)]
    expect(order(rows, { limitMs: NOON + 50 * MINUTE })).toEqual(['within', 'beyond', 'none'])
  })
  test('without slots, by distance', () => {
    expect(order([row('c', null, null), row('b', null, 2.2), row('a', null, 2.1)])).toEqual(['a', 'b', 'c'])
  })
  test('without slots, who can be phoned before who cannot, however near', () => {
    const rows = [row('near', null, 0), { ...row('far', null, 20), phoned: true }, row('slot', 30, 40)]
    expect(order(rows)).toEqual(['slot', 'far', 'near'])
  })
  test('a row stands by its best slot, not by its first', () => {
    const two: RowToRank = { id: 'two', km: 1, slots: [...row('x', 0, 9).slots, ...row('x', 10, 1).slots] }
    expect(standingOf(two, rule).lead).toMatchObject({ km: 1 })
    expect(order([row('between', 5, 5), two])).toEqual(['two', 'between'])
  })
  test('equals take turns from one ask to the next, and keep theirs within one', () => {
    const rows = Array.from({ length: 10 }, (_, i) => row(`r${i}`, 0))
    const firsts = new Map<string, number>()
    for (let seed = 0; seed < 5_000; seed++) {
      const first = order(rows, { seed: `ask-${seed}` })[0] ?? ''
      firsts.set(first, (firsts.get(first) ?? 0) + 1)
    }
    // Fair: each would be first 500 times; six standard deviations are 127.
    expect(firsts.size).toBe(10)
    for (const times of firsts.values()) expect(Math.abs(times - 500)).toBeLessThan(127)
    expect(order(rows)).toEqual(order([...rows].reverse()))
  })
})

describe('placed by rule', () => {
  const with_ = (id: string, change: Partial<SlotToRank>, rest: Partial<RowToRank> = {}): RowToRank => ({
    id,
    km: 1,
    slots: [{ startMs: NOON, km: 1, kept: false, ...change }],
    ...rest,
  })
  const bothWays = (rows: RowToRank[], wanted: Partial<RankRule> = {}) => {
    const one = order(rows, wanted)
    expect(order([...rows].reverse(), wanted)).toEqual(one)
    return one
  }

  test('the patient’s own doctor first, whatever the policy, but not before who may still be in time', () => {
    const own = row('own', 60, 40)
    for (const policy of RankingPolicy.options) {
      expect(bothWays([row('near', 0, 0, true), { ...own, treating: true }], { policy })[0]).toBe('own')
      const late = { policy, limitMs: NOON + 30 * MINUTE }
      expect(bothWays([row('near', 0, 0, true), { ...own, treating: true }], late)).toEqual(['near', 'own'])
    }
  })
  test('doors that have been open since morning are for now, after a slot with an hour', () => {
    const open = with_('open', { startMs: NOON - 240 * MINUTE, walkIn: true })
    expect(bothWays([open, with_('slot', {}), row('later', 20)])).toEqual(['slot', 'open', 'later'])
  })
  test('a point of consultation after a professional, a slot kept for emergencies after every other of its hour', () => {
    const rows = [with_('urgent', { emergency: true }), with_('sos', {}, { point: true }), with_('doctor', {})]
    for (const policy of ['default', 'distance', 'cpts'] as const)
      expect(bothWays(rows, { policy })).toEqual(['doctor', 'sos', 'urgent'])
    expect(bothWays([...rows, row('tomorrow', 1_000)]).at(-1)).toBe('tomorrow')
  })
  test('without slots, who accepts to be asked «en sus» first', () => {
    expect(bothWays([row('near', null, 1), { ...row('asked', null, 9), enSus: true }])).toEqual(['asked', 'near'])
  })
})

describe('policies', () => {
  const far: RowToRank = { id: 'far', km: 9, slots: [{ startMs: NOON, km: 9, kept: true, cpts: true }] }
  const near: RowToRank = { id: 'near', km: 2, slots: [{ startMs: NOON + 40 * MINUTE, km: 2, kept: false }] }
  test('distance: the nearest, though later', () => {
    expect(order([far, near], { policy: 'default' })).toEqual(['far', 'near'])
    expect(order([far, near], { policy: 'distance' })).toEqual(['near', 'far'])
  })
  test('CPTS: the community’s slot, though later and further; its row leads with it', () => {
    const late: RowToRank = { ...far, slots: [{ startMs: NOON + 300 * MINUTE, km: 9, kept: true, cpts: true }] }
    expect(order([near, late], { policy: 'cpts' })).toEqual(['far', 'near'])
    const two: RowToRank = { id: 'two', km: 1, slots: [...near.slots, ...late.slots] }
    expect(standingOf(two, { ...rule, policy: 'cpts' }).lead).toMatchObject({ cpts: true })
  })
  test('platform: who takes part first, then distance; the hour counts for nothing', () => {
    expect(order([near, far], { policy: 'platform' })).toEqual(['far', 'near'])
    const tomorrow = row('tomorrow', 1_440, 1, true)
    expect(order([far, tomorrow], { policy: 'platform' })).toEqual(['tomorrow', 'far'])
  })
  test('equity: everybody of one hour and one stretch has the same turns', () => {
    const rows = [row('a', 0, 0.2, true), row('b', 50, 4.8), row('c', 30, 3)]
    const firsts = new Set(Array.from({ length: 60 }, (_, i) => order(rows, { policy: 'equity', seed: `${i}` })[0]))
    expect(firsts).toEqual(new Set(['a', 'b', 'c']))
    expect(order([...rows, row('later', 60, 0)], { policy: 'equity' }).at(-1)).toBe('later')
  })
})

describe('for any rows, by any policy', () => {
  const slot = fc.record({
    startMs: fc.integer({ min: 0, max: 8 }).map(n => NOON + n * 6 * MINUTE),
    km: fc.option(fc.constantFrom(0, 0.4, 0.6, 1, 7, 7.2)),
    kept: fc.boolean(),
    cpts: fc.boolean(),
    walkIn: fc.boolean(),
    emergency: fc.boolean(),
  })
  const rows = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      km: fc.option(fc.constantFrom(0, 3, 3.1)),
      slots: fc.array(slot, { maxLength: 4 }),
      treating: fc.boolean(),
      point: fc.boolean(),
      enSus: fc.boolean(),
    }),
    { selector: one => one.id, maxLength: 12 },
  )
  const rules = fc.record({
    limitMs: fc.option(fc.integer({ min: 0, max: 50 }).map(n => NOON + n * MINUTE)),
    nowMs: fc.integer({ min: 0, max: 50 }).map(n => NOON + n * MINUTE),
    policy: fc.constantFrom(...RankingPolicy.options),
    seed: fc.string({ maxLength: 3 }),
  })

  test('the order is total: the same rows stand the same way whatever order they came in', () => {
    fc.assert(
      fc.property(rows, rules, fc.infiniteStream(fc.nat()), (some, wanted, draws) => {
        const expected = order(some, wanted)
        const shuffled = some.map(one => ({ one, key: draws.next().value })).sort((a, b) => a.key - b.key)
        expect(
          order(
            shuffled.map(({ one }) => one),
            wanted,
          ),
        ).toEqual(expected)
        expect([...expected].sort()).toEqual(some.map(one => one.id).sort())
      }),
      { numRuns: 1_000 },
    )
  })

  test('each pair keeps its order when others come or go: a row that arrives never reorders the others', () => {
    fc.assert(
      fc.property(rows, rules, fc.nat(), (some, wanted, pick) => {
        const whole = order(some, wanted)
        const gone = whole[pick % Math.max(1, whole.length)]
        expect(
          order(
            some.filter(one => one.id !== gone),
            wanted,
          ),
        ).toEqual(whole.filter(id => id !== gone))
      }),
      { numRuns: 1_000 },
    )
  })

  test('neighbours obey the rule, said again in plain words', () => {
    fc.assert(
      fc.property(rows, rules, (some, wanted) => {
        const standings = rankRows(some, wanted)
        for (const [index, { row: b, tier, lead }] of standings.entries()) {
          const before = standings[index - 1]
          const acceptable = b.slots.filter(one => wanted.limitMs === null || one.startMs <= wanted.limitMs)
          expect(tier).toBe(acceptable.length > 0 ? 0 : b.slots.length > 0 ? 1 : 2)
          if (lead) expect(tier === 0 ? acceptable : b.slots).toContain(lead)
          if (!before) continue
          expect(before.tier).toBeLessThanOrEqual(tier)
          if (before.tier !== tier) continue
          // The own doctor never stands below anybody of the same tier.
          expect(Number(before.row.treating)).toBeGreaterThanOrEqual(Number(b.treating))
          if (before.row.treating !== b.treating || !lead || !before.lead) continue
          const hour = (one: SlotToRank) => Math.max(one.startMs, one.walkIn ? wanted.nowMs : 0)
          const km = (one: SlotToRank) => one.km ?? Number.POSITIVE_INFINITY
          // What each policy says first is never said the wrong way round.
          if (wanted.policy === 'default') expect(hour(before.lead) - hour(lead)).toBeLessThan(15 * MINUTE)
          if (wanted.policy === 'distance')
            expect(Math.round(km(before.lead))).toBeLessThanOrEqual(Math.round(km(lead)))
          if (wanted.policy === 'cpts') expect(Number(before.lead.cpts)).toBeGreaterThanOrEqual(Number(lead.cpts))
          if (wanted.policy === 'equity') expect(hour(before.lead) - hour(lead)).toBeLessThan(60 * MINUTE)
          if (wanted.policy === 'platform') {
            const takesPart = (one: RowToRank) => Number(one.slots.some(each => each.kept))
            expect(takesPart(before.row)).toBeGreaterThanOrEqual(takesPart(b))
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
