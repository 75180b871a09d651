import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RankRule, type RowToRank, rankRows, standingOf } from './ranking.ts'

const MINUTE = 60_000
/** Aligned on a quarter of an hour. */
const NOON = Date.parse('2026-11-23T12:00:00+01:00')
const rule: RankRule = { limitMs: null, seed: 'ask' }
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

describe('for any rows', () => {
  const slot = fc.record({
    startMs: fc.integer({ min: 0, max: 8 }).map(n => NOON + n * 6 * MINUTE),
    km: fc.option(fc.constantFrom(0, 0.4, 0.6, 1, 7, 7.2)),
    kept: fc.boolean(),
  })
  const rows = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      km: fc.option(fc.constantFrom(0, 3, 3.1)),
      slots: fc.array(slot, { maxLength: 4 }),
    }),
    { selector: one => one.id, maxLength: 12 },
  )
  const rules = fc.record({
    limitMs: fc.option(fc.integer({ min: 0, max: 50 }).map(n => NOON + n * MINUTE)),
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
          if (lead) expect(b.slots).toContain(lead)
          if (lead && tier === 0) {
            const first = Math.min(...acceptable.map(one => one.startMs))
            expect(lead.startMs - first).toBeLessThan(15 * MINUTE)
          }
          if (!before) continue
          expect(before.tier).toBeLessThanOrEqual(tier)
          if (before.tier !== tier || !lead || !before.lead) continue
          // Never a quarter of an hour or more behind the one below it.
          expect(before.lead.startMs - lead.startMs).toBeLessThan(15 * MINUTE)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
