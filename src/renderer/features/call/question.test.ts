import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { When } from '../../../shared/contract/call.ts'
import { hour } from '../../ui/time.ts'
import { type Asked, limitOf, questionOf, readHour, signature, windowOf } from './question.ts'

const place = {
  insee: '37050',
  name: 'Chambray-lès-Tours',
  postalCode: '37170',
  departement: '37',
  departementName: 'Indre-et-Loire',
  population: 11_800,
  position: { lat: 47.33, lon: 0.71 },
  precision: 'commune' as const,
  radiusKm: 10,
  enlargementKm: 5,
}
const asked: Asked = {
  need: { kind: 'speciality', code: 'SM26', label: 'Médecine générale' },
  also: [],
  place,
  when: 'today',
  modes: [],
  limit: null,
  ageBand: null,
  treating: null,
  radiusKm: null,
  reach: null,
}
const local = (y: number, m: number, d: number, h: number, min = 0) => new Date(y, m - 1, d, h, min)

describe('the window', () => {
  test('never begins before now nor ends before it begins, whatever the hour', () => {
    fc.assert(
      fc.property(
        fc.date({ min: local(2026, 1, 1, 0), max: local(2027, 12, 31, 0), noInvalidDate: true }),
        fc.constantFrom(...When.options),
        (now, when) => {
          const { from, to } = windowOf(when, now)
          expect(Date.parse(from)).toBeGreaterThanOrEqual(Math.floor(now.getTime() / 1000) * 1000)
          expect(Date.parse(to)).toBeGreaterThan(Date.parse(from))
        },
      ),
    )
  })

  test('today ends at midnight in the day and with the night in the evening', () => {
    expect(windowOf('today', local(2026, 11, 22, 16)).to.slice(0, 19)).toBe('2026-11-22T23:59:59')
    expect(hour(windowOf('today', local(2026, 11, 22, 23)).to)).toBe('08:00')
  })

  test.each([
    ['within-1', '17:00'],
    ['within-6', '22:00'],
    ['now', '20:00'],
  ] as const)('«%s» at 16:00 goes until %s', (when, until) => {
    const { from, to } = windowOf(when, local(2026, 11, 22, 16))
    expect([hour(from), hour(to)]).toEqual(['16:00', until])
  })

  test('tomorrow morning is the next one, and at three in the night the one that comes', () => {
    const { from, to } = windowOf('tomorrow-morning', local(2026, 11, 22, 16))
    expect([from, to].map(text => text.slice(0, 16))).toEqual(['2026-11-23T06:00', '2026-11-23T12:00'])
    expect(windowOf('tomorrow-morning', local(2026, 11, 22, 3)).from.slice(0, 16)).toBe('2026-11-22T06:00')
  })

  test('until the clinical limit ends with it; without one, or once it is past, it is today’s', () => {
    const now = local(2026, 11, 22, 16)
    expect(hour(windowOf('limit', now, limitOf('18:30', now)).to)).toBe('18:30')
    expect(windowOf('limit', now)).toEqual(windowOf('today', now))
    expect(windowOf('limit', now, '2026-11-22T10:00:00+01:00')).toEqual(windowOf('today', now))
  })

  test('tonight at three in the morning is what is left of the night', () => {
    const { from, to } = windowOf('tonight', local(2026, 11, 22, 3))
    expect([hour(from), hour(to), to.slice(0, 10)]).toEqual(['03:00', '08:00', '2026-11-22'])
  })
})

describe('the limit', () => {
  test.each([
    ['20', 20, 0],
    ['20h', 20, 0],
    ['20:30', 20, 30],
    ['20h30', 20, 30],
    ['2030', 20, 30],
    ['830', 8, 30],
    ['8', 8, 0],
  ])('reads «%s»', (text, hours, minutes) => {
    expect(readHour(text)).toEqual({ hours, minutes })
  })

  test.each(['', 'vingt', '25', '20:75', '20:3', '-1', '12345'])('refuses «%s»', text => {
    expect(readHour(text)).toBeNull()
  })

  test('is the next time that the hour comes', () => {
    const now = local(2026, 11, 22, 16)
    expect(limitOf('20', now)?.slice(0, 16)).toBe('2026-11-22T20:00')
    expect(limitOf('2', now)?.slice(0, 16)).toBe('2026-11-23T02:00')
  })
})

describe('the question', () => {
  test('waits for need and place; a named person needs no place', () => {
    const now = local(2026, 11, 22, 16)
    expect(questionOf({ ...asked, need: null }, now)).toBeNull()
    expect(questionOf({ ...asked, place: null }, now)).toBeNull()
    expect(questionOf(asked, now)?.place?.insee).toBe('37050')
    const need = { kind: 'person' as const, idnps: '810000000001', label: 'Dr X' }
    expect(questionOf({ ...asked, need, place: null }, now)?.need).toEqual(need)
  })

  test('is another one when the radius changes, the same when only the limit does', () => {
    expect(signature({ ...asked, radiusKm: 15 })).not.toBe(signature(asked))
    const reach = { departements: ['36'], remote: false }
    expect(signature({ ...asked, reach })).not.toBe(signature(asked))
    expect(questionOf({ ...asked, reach }, new Date())?.reach).toEqual(reach)
    const limit = '2026-11-22T20:00:00+01:00'
    expect(signature({ ...asked, limit })).toBe(signature(asked))
    // Unless the question goes until it.
    expect(signature({ ...asked, when: 'limit', limit })).not.toBe(signature({ ...asked, when: 'limit' }))
  })

  test('holds the names that were added to it, and is another one with each of them', () => {
    const now = local(2026, 11, 22, 16)
    const name = { kind: 'person' as const, idnps: '810000000001', label: 'Dr X' }
    expect(questionOf(asked, now)).not.toHaveProperty('also')
    expect(questionOf({ ...asked, also: [name] }, now)?.also).toEqual([name])
    expect(signature({ ...asked, also: [name] })).not.toBe(signature(asked))
  })

  test('an establishment is asked for by its name, with or without a place; a kind of establishment is not', () => {
    const now = local(2026, 11, 22, 16)
    const need = { kind: 'establishment' as const, finess: '370099603', siret: null, label: 'MSP' }
    expect(questionOf({ ...asked, need, place: null }, now)?.need).toEqual(need)
    expect(questionOf({ ...asked, need: { kind: 'structure', code: 'msp', label: 'MSP' } }, now)).toBeNull()
  })
})
