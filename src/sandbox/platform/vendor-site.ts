/** What the vendors' pages know, and how a vendor tells the platform what was booked there (flow INT_R03). */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { DateTime } from 'luxon'
import type { VendorAccounts } from '../vendors/accounts.ts'
import type { VendorSite } from '../vendors/pages.ts'
import { type Appointments, VENDOR_IDENTIFIER } from './appointments.ts'
import type { Bookings } from './bookings.ts'
import { concept, EXTENSION, PROFILE, type Resource, SYSTEM } from './fhir.ts'
import { instant } from './instants.ts'
import { nameOf } from './resources.ts'
import type { TroubleOf } from './trouble.ts'
import { slotIdOf, type World } from './world.ts'

const UUID = /^[0-9a-f-]{36}$/i
const HOW = { AMB: 'au cabinet', VR: 'téléconsultation', HH: 'à domicile' } as const

export function createVendorSite(parts: {
  world: World
  bookings: Bookings
  appointments: Appointments
  trouble: TroubleOf
  operators: VendorSite['operators']
  accounts: VendorAccounts
  closing: AbortSignal
}): VendorSite {
  const { world, bookings, appointments, trouble } = parts
  const horizon = () => {
    const now = world.clock.now()
    return {
      from: now,
      to: DateTime.fromMillis(now, { zone: 'Europe/Paris' }).plus({ days: 2 }).endOf('day').toMillis(),
    }
  }
  return {
    operators: parts.operators,
    accounts: parts.accounts,
    describe(source, ownerId) {
      const owner = ownerId.slice(1)
      if (source.kind === 'sos') {
        const point = ownerId.startsWith('3') ? world.sosPoints(owner)[0] : undefined
        return point ? { who: point.name, where: `${point.line}, ${point.postalCode} ${point.city}` } : null
      }
      const person = ownerId.startsWith('8') ? world.person(owner) : undefined
      const places = person && world.membership(person).sources.get(source.id)
      const activity = places && person.activities[[...places][0] ?? 0]
      return person && activity
        ? { who: nameOf(person), where: `${activity.line}, ${activity.postalCode} ${activity.city}` }
        : null
    },
    slots(source, ownerId) {
      const { from, to } = horizon()
      const owner = ownerId.slice(1)
      if (source.kind === 'sos') {
        return world
          .freeSosSlots(owner, from, to)
          .filter(slot => !slot.walkIn)
          .map(slot => ({ ...slot, id: slotIdOf(source.id, owner, slot.place, slot.start), what: slot.reason }))
      }
      const person = world.person(owner)
      if (!person) return []
      return world.freeSlots(source, person, from, to).map(slot => ({
        ...slot,
        id: slotIdOf(source.id, owner, slot.place, slot.start),
        what: [slot.reason, slot.modes.map(mode => HOW[mode]).join(' ou ')].filter(Boolean).join(', '),
      }))
    },
    confirm(source, ownerId, slot, operator) {
      const found = world.slotById(slot.id)
      if (!found?.free) return false
      const tell = () =>
        appointments.create(
          vendorAppointment(source.id, ownerId, slot, operator, world.clock.now()),
          { kind: 'vendor', source: source.id },
          null,
        ).ok
      const met = trouble(source.id, 'word')
      if (!met) return tell()
      // The vendor holds the time whatever it tells, or forgets to tell, to the platform.
      bookings.takeElsewhere(found.key)
      if (met.wordAfterMs !== null) {
        void wait(met.wordAfterMs, null, { signal: parts.closing, ref: false }).then(
          () => {
            bookings.takeElsewhere(found.key, false)
            tell()
          },
          () => null,
        )
      }
      return true
    },
    takeElsewhere(slotId) {
      const found = world.slotById(slotId)
      if (found) bookings.takeElsewhere(found.key)
    },
  }
}

/** The appointment as a vendor writes it for the platform: no patient, the operator who booked, its own number. */
export function vendorAppointment(
  source: string,
  ownerId: string,
  slot: { id: string; start: number; end: number; zone: string },
  operator: string,
  now: number,
): Resource {
  const sos = ownerId.startsWith('3')
  const uuid = UUID.test(operator)
  return {
    resourceType: 'Appointment',
    meta: { profile: [sos ? PROFILE.sosAppointment : PROFILE.appointment] },
    extension: [
      {
        url: EXTENSION.operator,
        valueReference: {
          identifier: {
            type: concept(SYSTEM.identifierType, uuid ? 'INTRN' : 'IDNPS'),
            system: uuid ? SYSTEM.regulator : SYSTEM.idnps,
            value: operator,
          },
        },
      },
    ],
    identifier: [{ system: VENDOR_IDENTIFIER(source), value: randomUUID() }],
    status: 'booked',
    slot: [{ reference: `Slot/${slot.id}` }],
    start: instant(slot.start, slot.zone),
    end: instant(slot.end, slot.zone),
    created: instant(now, slot.zone),
    participant: [
      {
        actor: {
          identifier: sos
            ? { type: concept(SYSTEM.placeIdentifierType, 'IDNST'), system: SYSTEM.idnst, value: ownerId }
            : { type: concept(SYSTEM.identifierType, 'IDNPS'), system: SYSTEM.idnps, value: ownerId },
        },
        status: 'accepted',
      },
    ],
  }
}
