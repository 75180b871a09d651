import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fr } from '../i18n/fr/index.ts'
import {
  ago,
  dayAndTime,
  daysAhead,
  dayThere,
  deskInstant,
  distance,
  hour,
  relative,
  type Say,
  shortDay,
  timer,
} from './time.ts'

const say: Say = (key, holes = {}) => {
  const [group, name] = key.split('.') as ['time', keyof typeof fr.time]
  return fr[group][name].replace(/\{\{(\w+)\}\}/g, (_, hole: string) => String(holes[hole])).replaceAll('\u202f', ' ')
}
const at = (text: string) => Date.parse(text)

describe('relative time', () => {
  const now = at('2026-11-22T16:05:10+01:00')
  test.each([
    ['2026-11-22T16:05:30+01:00', 'maintenant'],
    ['2026-11-22T16:40:10+01:00', 'dans 35 min'],
    ['2026-11-22T17:15:10+01:00', 'dans 1 h 10'],
    ['2026-11-22T17:10:10+01:00', 'dans 1 h 05'],
    ['2026-11-22T18:05:10+01:00', 'dans 2 h'],
    ['2026-11-22T23:30:10+01:00', 'dans 7 h 25'],
    ['2026-11-23T08:30:00+01:00', 'demain'],
    ['2026-11-24T08:30:00+01:00', 'mar. 24 nov.'],
    ['2026-11-22T16:00:00+01:00', 'passé'],
  ])('%s is «%s»', (instant, words) => {
    expect(relative(instant, now, say, 'fr')).toBe(words)
  })

  test('a slot a little after midnight is counted in hours, not called tomorrow', () => {
    expect(relative('2026-11-23T00:30:00+01:00', at('2026-11-22T23:00:00+01:00'), say, 'fr')).toBe('dans 1 h 30')
  })

  test('never promises less time than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 359 * 60 }), seconds => {
        const words = relative(new Date(now + seconds * 1000).toISOString(), now, say, 'fr')
        const found = /^dans (?:(\d+) h ?)?(?:(\d+)(?: min)?)?$/.exec(words)
        const minutes = found ? Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0) : 0
        expect(minutes * 60).toBeLessThanOrEqual(seconds)
        expect(seconds - minutes * 60).toBeLessThan(60)
      }),
    )
  })
})

describe("the practice's own time", () => {
  test('an hour is shown as it is written, wherever the desk is', () => {
    expect(hour('2026-11-22T19:40:00+04:00')).toBe('19:40')
    expect(hour('2026-11-22T08:05:00-04:00')).toBe('08:05')
  })

  test("today is the practice's today", () => {
    const now = at('2026-11-22T22:30:00+01:00')
    expect(dayThere(now, '2026-11-23T08:00:00+04:00')).toBe('2026-11-23')
    expect(daysAhead('2026-11-23T08:00:00+04:00', now)).toBe(0)
    expect(daysAhead('2026-11-23T08:00:00+01:00', now)).toBe(1)
  })

  test('the night when clocks change has the right days', () => {
    const now = at('2026-10-24T23:00:00+02:00')
    expect(daysAhead('2026-10-25T08:00:00+01:00', now)).toBe(1)
  })
})

describe('other words', () => {
  test('age, timer, distance', () => {
    const now = at('2026-11-22T16:00:00Z')
    expect(ago('2026-11-22T15:59:48Z', now, say)).toBe('il y a 12 s')
    expect(ago('2026-11-22T15:57:00Z', now, say)).toBe('il y a 3 min')
    expect(ago('2026-11-22T16:00:05Z', now, say)).toBe('à l’instant')
    expect(timer('2026-11-22T15:57:46Z', now)).toBe('02:14')
    expect(timer('2026-11-22T14:57:46Z', now)).toBe('1:02:14')
    expect(distance(4.4, say)).toBe('4 km')
    expect(distance(0.3, say)).toBe('< 1 km')
    expect(distance(null, say)).toBeNull()
  })

  test('an instant of the desk means the same moment as its date', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), date => {
        const text = deskInstant(date)
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
        expect(Date.parse(text)).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
  })
})

test('an English desk reads 24 hours, and the day before the month', () => {
  expect(dayAndTime('2026-11-22T20:05:00Z', 'en')).toMatch(/^2[23]\/11\/2026, \d\d:\d\d$/)
  expect(shortDay('2026-11-24', 'en')).toMatch(/^Tue,? 24 Nov$/)
})
