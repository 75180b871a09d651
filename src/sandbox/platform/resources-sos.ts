/** SOS Médecins written as the guide's resources (search of `Schedule` by SIRET). */
import type { SosPoint } from '../territory/types.ts'
import { SOS } from '../vendors/catalogue.ts'
import type { SosSlot } from '../vendors/sos-agenda.ts'
import { concept, PROFILE, type Resource, SYSTEM } from './fhir.ts'
import { instant } from './instants.ts'
import { slotIdOf } from './world.ts'

export const sosPlaceIdOf = (siret: string, place: number) => `${SOS.id}-${siret}-${place}`
export const sosOrganizationIdOf = (siret: string) => `${SOS.id}-${siret}`

const MODE_NAMES = { AMB: 'Consultation au cabinet', VR: 'Téléconsultation', HH: 'Consultation à domicile' } as const

export function sosSlotResource(slot: SosSlot, pageUrl: string): Resource {
  return {
    resourceType: 'Slot',
    id: slotIdOf(SOS.id, slot.siret, slot.place, slot.start),
    meta: { profile: [PROFILE.sosSlot], security: [{ system: SYSTEM.slotKind, code: slot.kind }] },
    serviceType: [{ ...concept(SYSTEM.mode, slot.mode, MODE_NAMES[slot.mode]), text: slot.reason }],
    appointmentType: slot.walkIn
      ? concept(SYSTEM.appointmentReason, 'WALKIN', 'Créneau sans prise de RDV possible')
      : concept(SYSTEM.appointmentReason, 'ROUTINE', 'Créneau avec prise de RDV possible'),
    schedule: { reference: `Schedule/${sosPlaceIdOf(slot.siret, slot.place)}` },
    status: 'free',
    start: instant(slot.start, slot.zone),
    end: instant(slot.end, slot.zone),
    ...(slot.walkIn ? {} : { comment: pageUrl }),
  }
}

export function sosScheduleResource(siret: string, place: number): Resource {
  return {
    resourceType: 'Schedule',
    id: sosPlaceIdOf(siret, place),
    meta: { profile: [PROFILE.sosSchedule] },
    actor: [{ reference: `Location/${sosPlaceIdOf(siret, place)}` }],
  }
}

export function sosLocationResource(point: SosPoint, place: number): Resource {
  return {
    resourceType: 'Location',
    id: sosPlaceIdOf(point.siret, place),
    meta: { profile: [PROFILE.sosLocation] },
    identifier: [
      {
        type: concept(SYSTEM.placeIdentifierType, 'INTRN'),
        system: SYSTEM.place,
        value: sosPlaceIdOf(point.siret, place),
      },
    ],
    name: point.name,
    address: { line: [point.line], city: point.city, postalCode: point.postalCode, country: 'FR' },
    ...(point.position ? { position: { longitude: point.position.lon, latitude: point.position.lat } } : {}),
    managingOrganization: { reference: `Organization/${sosOrganizationIdOf(point.siret)}` },
  }
}

export function sosOrganizationResource(point: SosPoint): Resource {
  return {
    resourceType: 'Organization',
    id: sosOrganizationIdOf(point.siret),
    meta: { profile: [PROFILE.sosOrganization] },
    identifier: [
      { type: concept(SYSTEM.placeIdentifierType, 'IDNST'), system: SYSTEM.idnst, value: `3${point.siret}` },
    ],
    name: point.name,
  }
}
