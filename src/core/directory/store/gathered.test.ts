/** What an import gathers outside of the engine's heap is what a map and a sorted list would hold. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../sqlite.ts'
import { createMet } from './met.ts'
import { createPairs } from './pairs.ts'
import { createWordTable } from './word-table.ts'

test('words are numbered as they first come, and read back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12, unit: 'grapheme' })), said => {
      const table = createWordTable(1000)
      const numbers = said.map(table.numberOf)
      const distinct = [...new Set(said.map(word => word.toWellFormed()))]
      expect([...table.words()]).toEqual(distinct)
      expect(numbers.map(table.word)).toEqual(said.map(word => word.toWellFormed()))
      expect(table.size).toBe(distinct.length)
    }),
  )
})

test('fifty thousand words are told apart while the table grows; past its limit a new one has no number', () => {
  const table = createWordTable(50_000)
  const words = Array.from({ length: 50_000 }, (_, at) => `nom${(at * 7919) % 1_000_003}`)
  expect(words.map(table.numberOf)).toEqual(words.map((_, at) => at))
  expect(words.map(table.numberOf)).toEqual(words.map((_, at) => at))
  expect(table.numberOf('un-de-plus')).toBe(-1)
  expect(table.numberOf(words[7] ?? '')).toBe(7)
})

test('pairs come back in order, those that were in the temporary file too', () => {
  const db = openDatabase(':memory:')
  for (const count of [0, 1, 40_000, 65_536]) {
    const pairs = createPairs(db, `of_${count}`)
    const given = Array.from(
      { length: count },
      (_, at) => [(at * 7919) % 4_294_967_291, (at * 104_729) % 65_537] as const,
    )
    for (const [upper, lower] of given) pairs.add(upper, lower)
    const sorted = pairs.sorted()
    const read = Array.from({ length: count }, (_, at) => [sorted[2 * at + 1], sorted[2 * at]])
    expect(read).toEqual(given.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
  }
  db.close()
})

test('a row written is met again by its key, until all is forgotten', () => {
  const met = createMet()
  const keys = Array.from({ length: 120_000 }, (_, at) => `81${String(at * 37).padStart(10, '0')}`)
  for (const [at, key] of keys.entries()) met.add(key, at + 1)
  expect(keys.every((key, at) => met.candidates(key).includes(at + 1))).toBe(true)
  expect(keys.filter(key => met.candidates(key).length > 1).length).toBeLessThan(50)
  expect(met.candidates('none of them')).toEqual([])
  met.forget()
  expect(met.candidates(keys[0] ?? '')).toEqual([])
})
