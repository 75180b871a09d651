import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { createTerritory } from '../territory/index.ts'
import { agendaOf } from './agenda.ts'
import { covers, sourceById, VENDORS } from './catalogue.ts'
import { createMembership, isGeneralPractitioner } from './membership.ts'

const territory = createTerritory({ seed: 7, rows: 3_000 })
const membershipOf = createMembership(territory)
const published = territory.people.filter(person => membershipOf(person).sources.size > 0)
const agenda = (index: number, day: string) => {
  const person = published[index % published.length]
  if (!person) throw new Error('nobody')
  return { person, slots: agendaOf(territory.seed, person, membershipOf(person), day) }
}
const anyDay = fc
  .integer({ min: 0, max: 700 })
  .map(days => DateTime.fromISO('2026-01-01', { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd'))

test('an agenda told twice is the same, also by a world made anew', () => {
  const again = createMembership(createTerritory({ seed: 7, rows: 3_000 }))
  fc.assert(
    fc.property(fc.nat(2_000), anyDay, (index, day) => {
      const { person, slots } = agenda(index, day)
      expect(agendaOf(7, person, again(person), day)).toEqual(slots)
    }),
    { numRuns: 100 },
  )
})

test('another seed gives another agenda', () => {
  const days = ['2026-11-23', '2026-11-24', '2026-11-25']
  const starts = (seed: number) =>
    published.slice(0, 40).flatMap(person => days.flatMap(day => agendaOf(seed, person, membershipOf(person), day)))
  expect(starts(7)).not.toEqual(starts(8))
})

test('times of a place never overlap, last what agendas last, and lie on the day asked', () => {
  fc.assert(
    fc.property(fc.nat(2_000), anyDay, (index, day) => {
      const { slots } = agenda(index, day)
      for (const [at, slot] of slots.entries()) {
        const next = slots[at + 1]
        if (next?.place === slot.place) expect(next.start).toBeGreaterThanOrEqual(slot.end)
        expect([15, 20, 30]).toContain((slot.end - slot.start) / 60_000)
        expect(DateTime.fromMillis(slot.start, { zone: slot.zone }).toFormat('yyyy-MM-dd')).toBe(day)
        expect(slot.modes.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 200 },
  )
})

test('a vendor shows only places of the départements that it covers, and nobody has more than two vendors', () => {
  const vendorIds = new Set(VENDORS.map(vendor => vendor.id))
  const seen = new Set<string>()
  for (const person of published) {
    const membership = membershipOf(person)
    expect([...membership.sources.keys()].filter(id => vendorIds.has(id)).length).toBeLessThanOrEqual(2)
    for (const [id, places] of membership.sources) {
      seen.add(id)
      const source = sourceById(id)
      for (const place of places)
        expect(source && covers(source, person.activities[place]?.departement ?? '')).toBe(true)
    }
  }
  expect(seen.size).toBe(VENDORS.length + 2)
})

test('an overseas place keeps its own clock', () => {
  const person = published.find(each => each.activities.every(activity => activity.departement === '974'))
  expect(person).toBeDefined()
  if (!person) return
  const days = Array.from({ length: 14 }, (_, i) => `2026-11-${String(i + 10)}`)
  const slots = days.flatMap(day => agendaOf(7, person, membershipOf(person), day))
  expect(slots.length).toBeGreaterThan(0)
  expect(new Set(slots.map(slot => slot.zone))).toEqual(new Set(['Indian/Reunion']))
})

test('at any hour of the week, some general practitioner of the territory has a time within four hours', () => {
  const doctors = published.filter(isGeneralPractitioner)
  const starts = Array.from({ length: 9 }, (_, i) => `2026-11-${String(i + 22)}`)
    .flatMap(day => doctors.flatMap(person => agendaOf(7, person, membershipOf(person), day)))
    .filter(slot => slot.zone === 'Europe/Paris')
    .map(slot => slot.start)
  const first = Date.parse('2026-11-22T00:00:00+01:00')
  for (let hour = 0; hour < 7 * 24; hour++) {
    const now = first + hour * 3_600_000
    expect(starts.some(start => start >= now && start <= now + 4 * 3_600_000)).toBe(true)
  }
})
