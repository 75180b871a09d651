import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Instant, Phone } from '../../shared/contract/identifiers.ts'
import { cleanText, readPhone } from './text.ts'
import { readTime, writeTime } from './times.ts'

test.each([
  ['02 47 00 00 01', '+33247000001'],
  ['+33.2.47.00.00.01', '+33247000001'],
  ['0033247000001', '+33247000001'],
  ['+33 (0)2 47 00 00 01', '+33247000001'],
  ['tel:+33247000001', '+33247000001'],
  ['0262 00 00 01', '+262262000001'],
  ['0690000001', '+590690000001'],
  ['15', null],
  ['appeler', null],
  ['', null],
])('the phone «%s» is %s', (written, read) => {
  expect(readPhone(written)).toBe(read)
})

test('any text gives a phone of the contract or none', () => {
  fc.assert(fc.property(fc.string(), text => readPhone(text) === null || Phone.safeParse(readPhone(text)).success))
})

test('words from elsewhere are one line, cut, and cannot turn their direction', () => {
  expect(cleanText('  12\n rue \u202etest\u0000 ')).toBe('12 rue test')
  expect(cleanText('\u202e')).toBeNull()
  expect(cleanText('x'.repeat(10_000_000), 10)).toBe('xxxxxxxxx…')
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 2, max: 40 }),
      (text, max) => (cleanText(text, max) ?? '').length <= max,
    ),
  )
})

test.each([
  ['2026-11-22T14:30:00.000+01:00', '2026-11-22T14:30:00.000+01:00'],
  ['2026-11-22T14:30:00-04:00', '2026-11-22T14:30:00.000-04:00'],
  ['2026-11-22T14:30+0100', '2026-11-22T14:30:00.000+01:00'],
  ['2026-11-22T14:30:00.123456Z', '2026-11-22T14:30:00.123+00:00'],
  ['2026-11-22T14:30:00', null],
  ['2026-11-22', null],
  ['2026-13-22T14:30:00Z', null],
  ['2026-02-30T14:30:00Z', null],
  ['2026-11-22T25:30:00Z', null],
  ['22/11/2026 14:30', null],
  ['2026-11-22T14:30:60Z', null],
  ['2026-11-22T24:00:00Z', null],
  ['2026-11-22T14:30:00+25:00', null],
  ['2028-02-29T14:30:00Z', '2028-02-29T14:30:00.000+00:00'],
  ['2026-02-29T14:30:00Z', null],
])('the time «%s» is %s', (written, read) => {
  expect(readTime(written)?.text ?? null).toBe(read)
})

test('whatever is read as a time is an instant of the contract', () => {
  const digits = fc.integer({ min: 0, max: 99 }).map(n => String(n).padStart(2, '0'))
  const parts = fc.tuple(
    digits,
    digits,
    digits,
    digits,
    digits,
    fc.constantFrom('Z', '+01:00', '-12:30', '+0100'),
    digits,
  )
  fc.assert(
    fc.property(parts, ([month, day, hour, minute, second, offset, fraction]) => {
      const read = readTime(`2026-${month}-${day}T${hour}:${minute}:${second}.${fraction}${offset}`)
      const known = Instant.safeParse(`2026-${month}-${day}T${hour}:${minute}:${second}Z`).success
      expect(read !== null).toBe(known)
      if (read) expect(Instant.safeParse(read.text).success).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('every time that is read is an instant of the contract, at the same moment', () => {
  const written = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(written, date => {
      const read = readTime(date.toISOString())
      expect(read?.ms).toBe(date.getTime())
      expect(Instant.safeParse(read?.text).success).toBe(true)
      expect(writeTime(date.toISOString())).toBe(read?.text)
    }),
  )
})
