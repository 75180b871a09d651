/**
 * The agenda of one person on one day: opening hours Monday to Saturday, evenings, nights and Sundays on duty for a
 * share of them, so that a call at three on a Sunday morning still finds something. Told again and again, it is the
 * same: it depends on seed, person and day only, never on the hour at which it is asked.
 */
import { DateTime } from 'luxon'
import type { TerritoryPerson } from '../territory/types.ts'
import { AGENDA_SAS, CPTS } from './catalogue.ts'
import { type Dice, dice } from './dice.ts'
import { isGeneralPractitioner, type Membership } from './membership.ts'
import { ON_DUTY, reasonsFor } from './reasons.ts'
import { zoneOf } from './zones.ts'

export type Mode = 'AMB' | 'VR' | 'HH'
export type SlotKind = 'PUBLIC' | 'PRO' | 'SNP' | 'CPTS'

/** One free time of one person at one place, before anybody takes it. */
export interface AgendaSlot {
  rpps: string
  /** Index of the activity in `TerritoryPerson.activities`. */
  place: number
  /** Milliseconds since the epoch. */
  start: number
  end: number
  zone: string
  modes: readonly Mode[]
  kinds: readonly SlotKind[]
  reason: string | null
  /** Sources that show it: one, or two when both vendors of the person do. */
  sources: readonly string[]
  /** FINESS of the communities that share it; empty unless its kind is CPTS. */
  communities: readonly string[]
}

interface Segment {
  place: number
  /** Minutes since midnight, on the clock of the place. */
  from: number
  to: number
  /** Share of its times that are free. */
  density: number
  duty: boolean
}

const at = (hours: number, minutes = 0) => hours * 60 + minutes

/** Stretches of work of a day. `weekday`: 1 Monday … 7 Sunday. */
function segmentsOf(
  seed: number,
  person: TerritoryPerson,
  membership: Membership,
  day: string,
  weekday: number,
): Segment[] {
  const places = membership.places.map(({ index }) => index)
  const segments: Segment[] = []
  const habits = dice(seed, 'habits', person.rpps)
  const density = 0.05 + habits.next() * 0.2
  const opening = habits.between(0, 3) * 30
  const closing = habits.between(0, 3) * 30
  const week = dice(seed, 'week', person.rpps, weekday)
  const work = (from: number, to: number, open: number) => {
    const place = week.pick(places)
    if (week.chance(open)) segments.push({ place, from, to, density, duty: false })
  }
  if (weekday <= 5) {
    work(at(8) + opening, at(12, 30), 0.85)
    work(at(14), at(18) + closing, 0.85)
  } else if (weekday === 6) work(at(8, 30), at(12), 0.5)

  const general = isGeneralPractitioner(person)
  const share = general ? 1 : person.profession.code === '10' ? 0.12 : 0.2
  const rota = dice(seed, 'duty', person.rpps, day)
  const duty = (probability: number, from: number, to: number) => {
    const first = places[0]
    if (rota.chance(probability * share) && first !== undefined)
      segments.push({ place: first, from, to, density: 0.4, duty: true })
  }
  duty(0.16, at(0), at(8))
  duty(0.28, at(20), at(24))
  if (weekday === 6) duty(0.35, at(13), at(20))
  if (weekday === 7) duty(0.3, at(8), at(20))
  return segments
}

function modesOf(draws: Dice, duty: boolean, profession: string): readonly Mode[] {
  if (profession === '60' || profession === '70') return draws.chance(0.4) ? ['HH'] : ['AMB']
  return draws.weigh<readonly Mode[]>(
    duty
      ? [
          [45, ['AMB']],
          [35, ['VR']],
          [20, ['HH']],
        ]
      : [
          [76, ['AMB']],
          [14, ['VR']],
          [5, ['HH']],
          [5, ['AMB', 'VR']],
        ],
  )
}

function kindsOf(draws: Dice, source: string): readonly SlotKind[] {
  if (source === CPTS.id) return draws.chance(0.5) ? ['CPTS'] : ['CPTS', 'SNP']
  if (source === AGENDA_SAS.id) return ['SNP']
  return draws.weigh<readonly SlotKind[]>([
    [50, ['PUBLIC']],
    [30, ['SNP']],
    [12, ['PUBLIC', 'SNP']],
    [8, ['PRO']],
  ])
}

/** Which of the person's sources shows a time at this place. Empty when none covers the place. */
function sourcesOf(draws: Dice, membership: Membership, place: number): string[] {
  const showing = [...membership.sources].filter(([, places]) => places.has(place)).map(([id]) => id)
  const vendors = showing.filter(id => id !== AGENDA_SAS.id && id !== CPTS.id)
  const turn = draws.next()
  const both = draws.chance(0.3)
  if (showing.includes(CPTS.id) && (turn < 0.25 || showing.length === 1)) return [CPTS.id]
  if (showing.includes(AGENDA_SAS.id) && (turn < 0.5 || vendors.length === 0)) return [AGENDA_SAS.id]
  if (vendors.length === 2 && both) return vendors
  return vendors.length === 0 ? [] : [draws.pick(vendors)]
}

/**
 * Free times of a person on a day, in order of time.
 * @param day ISO date, on the clock of each place.
 */
export function agendaOf(seed: number, person: TerritoryPerson, membership: Membership, day: string): AgendaSlot[] {
  if (membership.sources.size === 0) return []
  const weekday = DateTime.fromISO(day, { zone: 'utc' }).weekday
  const minutes = dice(seed, 'length', person.rpps).weigh([
    [45, 15],
    [35, 20],
    [20, 30],
  ])
  const reasons = reasonsFor(person.profession.code, isGeneralPractitioner(person))
  const slots: AgendaSlot[] = []
  for (const segment of segmentsOf(seed, person, membership, day, weekday)) {
    const zone = zoneOf(person.activities[segment.place]?.departement ?? '')
    const midnight = DateTime.fromISO(day, { zone })
    // `set` gives the time on the wall, also on the days when the clocks change.
    const opens = midnight.set({ hour: Math.floor(segment.from / 60), minute: segment.from % 60 }).toMillis()
    const closes = opens + (segment.to - segment.from) * 60_000
    for (let start = opens; start + minutes * 60_000 <= closes; start += minutes * 60_000) {
      const draws = dice(seed, 'slot', person.rpps, segment.place, start)
      if (!draws.chance(segment.density)) continue
      const sources = sourcesOf(draws, membership, segment.place)
      const [first] = sources
      if (first === undefined) continue
      slots.push({
        rpps: person.rpps,
        place: segment.place,
        start,
        end: start + minutes * 60_000,
        zone,
        modes: modesOf(draws, segment.duty, person.profession.code),
        kinds: kindsOf(draws, first),
        reason: segment.duty ? ON_DUTY : draws.chance(0.9) ? draws.pick(reasons) : null,
        sources,
        communities: first === CPTS.id ? membership.communities.map(({ finess }) => finess) : [],
      })
    }
  }
  return slots.sort((a, b) => a.start - b.start)
}
