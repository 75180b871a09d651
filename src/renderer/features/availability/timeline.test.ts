import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOURS, marksOf, shareOf } from './timeline.ts'

const NOW = Date.parse('2026-11-22T16:05:00+01:00')

test('later is never further left, and the line begins now and ends in two days', () => {
  expect(shareOf(NOW - 1000, NOW)).toBe(0)
  expect(shareOf(NOW + HOURS * 3_600_000, NOW)).toBe(1)
  expect(shareOf(NOW + 99 * 3_600_000, NOW)).toBe(1)
  const minutes = fc.integer({ min: -60, max: 4000 })
  fc.assert(
    fc.property(minutes, minutes, (a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)].map(each => shareOf(NOW + each * 60_000, NOW))
      expect(first).toBeLessThanOrEqual(last ?? 0)
    }),
  )
})

test('the hours written above never touch each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1440 }), minutes => {
      const marks = marksOf(NOW + minutes * 60_000)
      expect(marks.length).toBeGreaterThan(6)
      for (const [i, mark] of marks.entries())
        expect(mark.share - (marks[i - 1]?.share ?? -1)).toBeGreaterThanOrEqual(0.055)
    }),
  )
})
