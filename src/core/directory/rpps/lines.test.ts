import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { type Line, LONGEST_LINE, readLines } from './lines.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'relais-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function linesOf(content: string | Buffer): Line[] {
  const file = path.join(folder, 'lines.txt')
  writeFileSync(file, content)
  return [...readLines(file, () => {})]
}

const texts = (content: string | Buffer) => linesOf(content).map(line => (line.kind === 'text' ? line.text : line.kind))

test('lines come without their ends, a byte order mark or a carriage return', () => {
  expect(texts('\ufeffa|é\r\nb|"ç\nc')).toEqual(['a|é', 'b|"ç', 'c'])
  expect(linesOf('a\nb').map(line => line.ended)).toEqual([true, false])
  expect(texts('')).toEqual([])
  expect(texts('\ufeff')).toEqual([''])
})

test('one line that is not UTF-8 costs one line', () => {
  expect(texts(Buffer.concat([Buffer.from('é\n'), Buffer.from([0xe9, 0x0a]), Buffer.from('è\n')]))).toEqual([
    'é',
    'not-utf8',
    'è',
  ])
})

test('a line of ten megabytes is refused, not kept in memory, and the next one is read', () => {
  const giant = 'x'.repeat(10_000_000)
  expect(texts(`a\n${giant}\nb\n`)).toEqual(['a', 'too-long', 'b'])
  expect(texts(`a\n${giant}`)).toEqual(['a', 'too-long'])
  expect(texts(`${'y'.repeat(LONGEST_LINE)}\nb`)).toEqual(['y'.repeat(LONGEST_LINE), 'b'])
})

test('lines are the same wherever the chunks of the reader fall', () => {
  // More than two chunks of a megabyte, with characters of several bytes on the seams.
  const lines = Array.from({ length: 60_000 }, (_, at) => `${at}|é€😀${'-'.repeat(at % 37)}`)
  expect(texts(lines.join('\n'))).toEqual(lines)
})

test('whatever the bytes, reading ends and every line end is counted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      const content = Buffer.from(bytes)
      const ends = content.filter(byte => byte === 0x0a).length
      const found = linesOf(content)
      expect(found.filter(line => line.ended)).toHaveLength(ends)
      expect(found.length - ends).toBe(content.length > 0 && content.at(-1) !== 0x0a ? 1 : 0)
    }),
    { numRuns: 200 },
  )
})
