import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnOf, offsetsOf, rangeOf, rolledTo } from './rows.ts'

const lists = fc.array(fc.constantFrom(24, 32, 56), { minLength: 1, maxLength: 300 })
const windows = fc.record({ top: fc.nat(12_000), height: fc.integer({ min: 120, max: 1200 }) })

test('every item that a window shows is in its range, and none that it does not show', () => {
  fc.assert(
    fc.property(lists, windows, (heights, { top: wanted, height }) => {
      const offsets = offsetsOf(heights)
      const top = Math.min(wanted, Math.max(0, (offsets.at(-1) ?? 0) - height))
      const { first, last } = rangeOf(offsets, top, height)
      for (const [at, from] of offsets.slice(0, -1).entries()) {
        const seen = from < top + height && (offsets[at + 1] ?? 0) > top
        expect(at >= first && at <= last).toBe(seen)
      }
    }),
  )
})

test('the item under the hand comes whole into the window, by the shortest way', () => {
  fc.assert(
    fc.property(lists, windows, fc.nat(299), (heights, { top, height }, nth) => {
      const offsets = offsetsOf(heights)
      const at = nth % heights.length
      const target = rolledTo(offsets, at, top, height)
      const [from = 0, to = 0] = offsets.slice(at, at + 2)
      expect(from).toBeGreaterThanOrEqual(target)
      expect(to).toBeLessThanOrEqual(target + height)
      // What was already seen does not move the list; the first row brings the line above it.
      if (at > 1 && from >= top && to <= top + height) expect(target).toBe(top)
      if (at <= 1) expect(target).toBe(0)
    }),
  )
})

test('what is next to the hand is drawn first, and everything that is seen once enough may be', () => {
  const ranges = fc.tuple(fc.nat(300), fc.nat(40)).map(([first, more]) => ({ first, last: first + more }))
  fc.assert(
    fc.property(ranges, fc.integer({ min: -1, max: 340 }), fc.integer({ min: 1, max: 60 }), (range, at, may) => {
      const count = 341
      const seen = Array.from({ length: range.last - range.first + 1 }, (_, nth) => range.first + nth)
      const drawn = drawnOf(range, at, may, count)
      expect(drawn).toEqual([...drawn].sort((a, b) => a - b))
      if (at >= 0) expect(drawn).toContain(at)
      const hand = Math.min(Math.max(at, range.first), range.last)
      const near = seen.filter(index => Math.abs(index - hand) < may)
      expect(drawn.filter(index => index !== at || near.includes(at))).toEqual(near)
      if (may >= seen.length) expect(near).toEqual(seen)
    }),
  )
})

test('nothing is drawn of an empty list, nor past the end of one', () => {
  expect(drawnOf({ first: 0, last: 0 }, -1, 4, 0)).toEqual([])
  expect(drawnOf({ first: 0, last: 21 }, 1, 40, 3)).toEqual([0, 1, 2])
  expect(drawnOf({ first: 0, last: 21 }, 5, 40, 3)).toEqual([0, 1, 2])
})
