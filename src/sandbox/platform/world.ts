/** The practice world as the sources see it: who publishes where, which times are free now. */
import { DateTime } from 'luxon'
import type { Community, SosPoint, Territory, TerritoryActivity, TerritoryPerson } from '../territory/types.ts'
import { type AgendaSlot, agendaOf } from '../vendors/agenda.ts'
import { SOS, sourceById, type VendorSource } from '../vendors/catalogue.ts'
import { createMembership, type Membership } from '../vendors/membership.ts'
import { type SosSlot, sosAgendaOf } from '../vendors/sos-agenda.ts'
import type { Bookings } from './bookings.ts'

/** Time. Tests hold it still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** A time of the practice world found by its id; free or not. */
export interface FoundSlot {
  id: string
  /** Names the time itself, whichever source shows it. */
  key: string
  source: VendorSource
  start: number
  end: number
  zone: string
  walkIn: boolean
  /** `8`+RPPS of the person, or `3`+SIRET of the SOS point. */
  ownerId: string
  free: boolean
}

export interface World {
  readonly territory: Territory
  readonly clock: Clock
  person(rpps: string): TerritoryPerson | undefined
  membership(person: TerritoryPerson): Membership
  community(finess: string): Community | undefined
  /** Points of a SIRET, without prefix; several may share one. */
  sosPoints(siret: string): readonly SosPoint[]
  /** Free times of a person at a source that start within [from, to] and not before now, in order of time. */
  freeSlots(source: VendorSource, person: TerritoryPerson, from: number, to: number): AgendaSlot[]
  freeSosSlots(siret: string, from: number, to: number): SosSlot[]
  slotById(id: string): FoundSlot | undefined
  /** The time at which this person (IDNPS) or point (SIRET with prefix) may be seen, at one of these sources. */
  slotAt(ownerId: string, start: number, sources: (source: VendorSource) => boolean): FoundSlot | undefined
}

export const slotIdOf = (source: string, owner: string, place: number, start: number): string =>
  `${source}-${owner}-${place}-${(start / 60_000).toString(36)}`

export const personSlotKey = (slot: AgendaSlot): string => `${slot.rpps}/${slot.place}/${slot.start}`
export const sosSlotKey = (slot: SosSlot): string => `sos/${slot.siret}/${slot.place}/${slot.start}`

const SLOT_ID = /^(.+)-([0-9A-Z]{11}|[0-9A-Z]{14})-(\d+)-([0-9a-z]+)$/

/** Agendas kept; beyond that they are drawn anew, the same. */
const KEPT_AGENDAS = 6_000

export function createWorld(territory: Territory, clock: Clock, bookings: Bookings): World {
  const membershipOf = createMembership(territory)
  const communities = new Map(territory.communities.map(community => [community.finess, community]))
  const points = Map.groupBy(territory.sosPoints, point => point.siret)
  const agendas = new Map<string, AgendaSlot[]>()

  const agenda = (person: TerritoryPerson, day: string): AgendaSlot[] => {
    const name = `${person.rpps}/${day}`
    const kept = agendas.get(name)
    if (kept) return kept
    if (agendas.size >= KEPT_AGENDAS) agendas.clear()
    const drawn = agendaOf(territory.seed, person, membershipOf(person), day)
    agendas.set(name, drawn)
    return drawn
  }
  const open = (start: number, from: number, to: number) => start >= from && start <= to && start >= clock.now()

  const personSlots = (person: TerritoryPerson, from: number, to: number) =>
    daysOf(from, to).flatMap(day => agenda(person, day))
  const sosSlots = (siret: string, from: number, to: number) =>
    (points.get(siret) ?? []).flatMap((point, place) =>
      daysOf(from, to).flatMap(day => sosAgendaOf(territory.seed, point, place, day)),
    )

  const foundPerson = (source: VendorSource, slot: AgendaSlot): FoundSlot => ({
    id: slotIdOf(source.id, slot.rpps, slot.place, slot.start),
    key: personSlotKey(slot),
    source,
    start: slot.start,
    end: slot.end,
    zone: slot.zone,
    walkIn: false,
    ownerId: `8${slot.rpps}`,
    free: !bookings.isTaken(personSlotKey(slot)),
  })
  const foundSos = (slot: SosSlot): FoundSlot => ({
    id: slotIdOf(SOS.id, slot.siret, slot.place, slot.start),
    key: sosSlotKey(slot),
    source: SOS,
    start: slot.start,
    end: slot.end,
    zone: slot.zone,
    walkIn: slot.walkIn,
    ownerId: `3${slot.siret}`,
    free: !bookings.isTaken(sosSlotKey(slot)),
  })

  return {
    territory,
    clock,
    person: rpps => territory.byRpps(rpps),
    membership: membershipOf,
    community: finess => communities.get(finess),
    sosPoints: siret => points.get(siret) ?? [],
    freeSlots: (source, person, from, to) =>
      membershipOf(person).sources.has(source.id)
        ? personSlots(person, from, to).filter(
            slot =>
              open(slot.start, from, to) && slot.sources.includes(source.id) && !bookings.isTaken(personSlotKey(slot)),
          )
        : [],
    freeSosSlots: (siret, from, to) =>
      sosSlots(siret, from, to).filter(slot => open(slot.start, from, to) && !bookings.isTaken(sosSlotKey(slot))),
    slotById(id) {
      const parts = SLOT_ID.exec(id)
      const source = sourceById(parts?.[1] ?? '')
      if (!parts || !source) return undefined
      const owner = parts[2] ?? ''
      const place = Number(parts[3])
      const start = Number.parseInt(parts[4] ?? '', 36) * 60_000
      if (!Number.isSafeInteger(start)) return undefined
      if (source.kind === 'sos') {
        const slot = sosSlots(owner, start, start).find(each => each.start === start && each.place === place)
        return slot && foundSos(slot)
      }
      const person = territory.byRpps(owner)
      const slot =
        person && personSlots(person, start, start).find(each => each.start === start && each.place === place)
      return slot?.sources.includes(source.id) ? foundPerson(source, slot) : undefined
    },
    slotAt(ownerId, start, sources) {
      if (ownerId.startsWith('3')) {
        const slot = sources(SOS) ? sosSlots(ownerId.slice(1), start, start).find(each => each.start === start) : null
        return slot ? foundSos(slot) : undefined
      }
      const person = territory.byRpps(ownerId.slice(1))
      const slot = person && personSlots(person, start, start).find(each => each.start === start)
      const source = slot?.sources.map(sourceById).find(each => each !== undefined && sources(each))
      return slot && source ? foundPerson(source, slot) : undefined
    },
  }
}

/** ISO dates whose day, somewhere on Earth where somebody practises, touches [from, to]. */
function daysOf(from: number, to: number): string[] {
  const days: string[] = []
  // From UTC-11 to UTC+13: a day of margin on each side.
  const last = DateTime.fromMillis(to, { zone: 'utc' }).plus({ hours: 13 }).startOf('day')
  for (
    let day = DateTime.fromMillis(from, { zone: 'utc' }).minus({ hours: 11 }).startOf('day');
    day <= last;
    day = day.plus({ days: 1 })
  ) {
    days.push(day.toFormat('yyyy-MM-dd'))
  }
  return days
}

/** The address that a person's place is known by: the prefix says of what kind (FINESS > SIRET > RPPS rank). */
export function structureIdOf(person: TerritoryPerson, activity: TerritoryActivity, index: number): string {
  if (activity.finess) return `1${activity.finess}`
  if (activity.siret) return `3${activity.siret}`
  return `4${person.rpps}${String(index + 1).padStart(3, '0')}`
}
