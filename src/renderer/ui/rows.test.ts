import fc from 'fast-check'
import { expect, test } from 'vitest'
import { offsetsOf, rangeOf, rolledTo } from './rows.ts'

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
