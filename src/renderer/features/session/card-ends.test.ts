import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endToTell } from './card-ends.ts'

const card = (expires: string | null, daysLeft: number | null) => ({ expires, daysLeft })
const MINE = card('2026-12-10', 11)
const THEIRS = card('2026-12-20', 21)

test('less than thirty days: told, once a day, and again on the next', () => {
  const told = endToTell(MINE, null, '2026-11-29')
  expect(told).not.toBeNull()
  expect(endToTell(MINE, told, '2026-11-29')).toBeNull()
  expect(endToTell(MINE, told, '2026-11-30')).not.toBeNull()
})

test('two people who take turns are each told once, whoever came last', () => {
  const first = endToTell(MINE, null, '2026-11-29')
  const second = endToTell(THEIRS, first, '2026-11-29')
  expect(second).not.toBeNull()
  expect(endToTell(MINE, second, '2026-11-29')).toBeNull()
  expect(endToTell(THEIRS, second, '2026-11-29')).toBeNull()
})

test.each([
  [card(null, null), 'unknown'],
  [card('2027-03-01', 30), 'thirty days off'],
  [card('2026-11-01', -28), 'over: it opens nothing, and that is said elsewhere'],
])('%j: nothing is told (%s)', ending => {
  expect(endToTell(ending, null, '2026-11-29')).toBeNull()
})

test('the last days are told, the very last one too', () => {
  for (const daysLeft of [0, 1, 29]) expect(endToTell(card('2026-12-01', daysLeft), null, '2026-11-29')).not.toBeNull()
})

test('whatever was remembered, a card is told at most once a day', () => {
  fc.assert(
    fc.property(fc.option(fc.string()), told => {
      const next = endToTell(MINE, told, '2026-11-29')
      if (next !== null) expect(endToTell(MINE, next, '2026-11-29')).toBeNull()
    }),
  )
})
