/** Opening hours as people write them in a spreadsheet: understood whole, or not at all. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WeekHours } from '../../../shared/contract/directory.ts'
import { weekOf } from './hours.ts'

const WEEKDAYS = [1, 2, 3, 4, 5]
const at = (from: string, to: string): [number, number] => {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return [minutes(from), minutes(to)]
}
const SPLIT = [at('08:30', '12:00'), at('14:00', '19:00')]

describe('a week', () => {
  test.each([
    ['lun.-ven. 8h30-12h et 14h-19h ; sam. 9h-12h'],
    ['du lundi au vendredi de 8 h 30 à 12 h et de 14 h à 19 h, le samedi de 9 h à 12 h'],
    ['Lundi à vendredi : 8:30–12:00 / 14:00–19:00\nSamedi : 9:00–12:00'],
    ['en semaine 8h30-12h, 14h-19h; sam 9h-12h'],
    ['LUN-VEN 08H30-12H00 14H00-19H00 SAM 9H-12H'],
    ['lun mar mer jeu ven 8h30 - 12h puis 14h - 19h, samedis 9 heures à 12 heures'],
  ])('«%s» is the same one', text => {
    expect(weekOf(text)).toEqual([
      { days: WEEKDAYS, spans: SPLIT },
      { days: [6], spans: [at('09:00', '12:00')] },
    ])
  })

  test.each<[string, WeekHours]>([
    ['tous les jours 24h/24', [{ days: [1, 2, 3, 4, 5, 6, 7], spans: [[0, 1440]] }]],
    ['7j/7 24/24', [{ days: [1, 2, 3, 4, 5, 6, 7], spans: [[0, 1440]] }]],
    ['tous les jours sauf dimanche 9h-20h', [{ days: [1, 2, 3, 4, 5, 6], spans: [at('09:00', '20:00')] }]],
    ['tous les jours sauf mercredi et dimanche 9h-20h', [{ days: [1, 2, 4, 5, 6], spans: [at('09:00', '20:00')] }]],
    ['week-end 20h-8h', [{ days: [6, 7], spans: [at('20:00', '08:00')] }]],
    ['sam.-lun. 9h-12h', [{ days: [1, 6, 7], spans: [at('09:00', '12:00')] }]],
    [
      'lundi et jeudi 9h-12h ; dimanche fermé',
      [
        { days: [1, 4], spans: [at('09:00', '12:00')] },
        { days: [7], spans: [] },
      ],
    ],
    ['lundi, mercredi 20h-0h', [{ days: [1, 3], spans: [[1200, 0]] }]],
  ])('«%s» is read', (text, week) => {
    expect(weekOf(text)).toEqual(week)
    expect(WeekHours.safeParse(week).error).toBeUndefined()
  })

  test.each([
    [''],
    ['sur rendez-vous'],
    ['9h-12h'],
    ['lundi'],
    ['lun.-ven. 9h'],
    ['lun.-ven. 9h-'],
    ['lun.-ven. 9h-12h14h-18h'],
    ['lun.-ven. 9h-25h'],
    ['lun.-ven. 9h75-12h'],
    ['lun.-ven. 9-12'],
    ['lun.-ven. 14h-19h et 9h-15h'],
    ['lun.-ven. 20h-8h et 22h-23h'],
    ['lun.-ven. 9h-12h ; ven. 14h-18h'],
    ['lun.-ven. 9h-12h sur rendez-vous'],
    ['lun.-ven. 9h-9h'],
    ['lun.-ven. fermé 9h-12h'],
    ['sauf dimanche 9h-12h'],
    ['tous les jours sauf 9h-12h'],
    ['l’été 9h-12h'],
    ['-'],
    ['lun.-ven.-sam. 9h-12h'],
  ])('«%s» is none: not half understood', text => {
    expect(weekOf(text)).toBeNull()
  })
})

test('what is told in any of the usual ways is read back as it was meant', () => {
  const names = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']
  const span = fc
    .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 })
    .map(quarters => quarters.toSorted((a, b) => a - b).map(quarter => quarter * 15))
    .map(times =>
      Array.from({ length: times.length >> 1 }, (_, n) => [times[2 * n], times[2 * n + 1]] as [number, number]),
    )
  const groups = fc
    .array(span, { minLength: 1, maxLength: 7 })
    .chain(spans =>
      fc
        .shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: spans.length })
        .map(days =>
          spans.map((own, n) => ({ days: days.filter((_, place) => place % spans.length === n), spans: own })),
        ),
    )
  const style = fc.record({
    short: fc.boolean(),
    colon: fc.boolean(),
    wide: fc.boolean(),
    to: fc.constantFrom('-', '–', ' à ', ' - '),
    and: fc.constantFrom(' et ', ', ', ' / ', ' '),
    next: fc.constantFrom(' ; ', ', ', ' ', '\n'),
  })
  fc.assert(
    fc.property(groups, style, (week, { short, colon, wide, to, and, next }) => {
      const time = (minutes: number) => {
        const [hours, rest] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0')]
        if (colon) return `${hours}:${rest}`
        const sign = wide ? ' h ' : 'h'
        return rest === '00' ? `${hours}${sign.trimEnd()}` : `${hours}${sign}${rest}`
      }
      const name = (day: number) => (short ? `${names[day - 1]?.slice(0, 3)}.` : (names[day - 1] ?? ''))
      const text = week
        .map(
          ({ days, spans }) =>
            `${days.map(name).join(and)} ${spans.map(([a, b]) => `${time(a)}${to}${time(b)}`).join(and)}`,
        )
        .join(next)
      expect(weekOf(text), text).toEqual(
        week.map(({ days, spans }) => ({ days: days.toSorted((a, b) => a - b), spans })),
      )
    }),
  )
})

test('whatever is written, it is a week of the contract or none', () => {
  const parts = fc.constantFrom(
    'lun.',
    'mardi',
    'au',
    '-',
    ' ',
    '9h',
    '12h30',
    '24h/24',
    'sauf',
    'fermé',
    ';',
    ',',
    'et',
    '7j/7',
    'é',
    '25:99',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(parts, { maxLength: 20 }).map(all => all.join(' ')),
      ),
      text => {
        const week = weekOf(text)
        if (week === null) return
        expect(WeekHours.safeParse(week).success).toBe(true)
        const days = week.flatMap(each => each.days)
        expect(new Set(days).size).toBe(days.length)
      },
    ),
    { numRuns: 2000 },
  )
})
