/** Professionals and communities written as the guide's resources (flows INT_R01 and INT_R04). */
import type { TerritoryPerson } from '../territory/types.ts'
import type { AgendaSlot } from '../vendors/agenda.ts'
import { CPTS, type VendorSource } from '../vendors/catalogue.ts'
import { concept, EXTENSION, PROFILE, type Resource, SYSTEM } from './fhir.ts'
import { instant } from './instants.ts'
import { slotIdOf, structureIdOf, type World } from './world.ts'

export const roleIdOf = (source: VendorSource, rpps: string, place: number) => `${source.id}-${rpps}-${place}`
export const practitionerIdOf = (source: VendorSource, rpps: string) => `${source.id}-${rpps}`
export const serviceIdOf = (finess: string) => `${CPTS.id}-service-${finess}`
export const communityIdOf = (finess: string) => `${CPTS.id}-${finess}`

const MODE_NAMES = { AMB: 'Consultation au cabinet', VR: 'Téléconsultation', HH: 'Consultation à domicile' } as const

/** A reference of one element, from a slot to the community that shares it. */
const communityReference = (finess: string) => ({
  extension: [
    { url: EXTENSION.serviceType, valueReference: { reference: `HealthcareService/${serviceIdOf(finess)}` } },
  ],
  ...concept(SYSTEM.category, '604', 'CPTS'),
})

/**
 * @param cpts written under the profile of the communities' flow, with its references.
 * @param pageUrl address of the vendor's page: the practitioner's agenda, on this time.
 */
export function slotResource(
  world: World,
  source: VendorSource,
  slot: AgendaSlot,
  cpts: boolean,
  pageUrl: string,
): Resource {
  const speciality = world.person(slot.rpps)?.speciality
  return {
    resourceType: 'Slot',
    id: slotIdOf(source.id, slot.rpps, slot.place, slot.start),
    meta: {
      profile: [cpts ? PROFILE.cptsSlot : PROFILE.slot],
      security: slot.kinds.map(code => ({ system: SYSTEM.slotKind, code })),
    },
    serviceType: [
      ...slot.modes.map(mode => ({
        ...concept(SYSTEM.mode, mode, MODE_NAMES[mode]),
        ...(slot.reason === null ? {} : { text: slot.reason }),
      })),
      ...(cpts ? slot.communities.map(communityReference) : []),
    ],
    ...(speciality ? { specialty: [concept(SYSTEM.speciality, speciality.code, speciality.label)] } : {}),
    appointmentType: concept(SYSTEM.appointmentReason, 'ROUTINE', 'Créneau avec prise de RDV possible'),
    schedule: { reference: `Schedule/${roleIdOf(source, slot.rpps, slot.place)}` },
    status: 'free',
    start: instant(slot.start, slot.zone),
    end: instant(slot.end, slot.zone),
    comment: pageUrl,
  }
}

export function scheduleResource(source: VendorSource, rpps: string, place: number): Resource {
  return {
    resourceType: 'Schedule',
    id: roleIdOf(source, rpps, place),
    meta: { profile: [PROFILE.schedule] },
    actor: [
      { reference: `PractitionerRole/${roleIdOf(source, rpps, place)}` },
      { reference: `Practitioner/${practitionerIdOf(source, rpps)}` },
    ],
  }
}

export const nameOf = (person: TerritoryPerson): string =>
  `${person.profession.code === '10' ? 'Dr ' : ''}${person.given} ${person.family}`

export function practitionerResource(source: VendorSource, person: TerritoryPerson): Resource {
  const phone = person.activities.find(activity => activity.phone !== null)?.phone
  return {
    resourceType: 'Practitioner',
    id: practitionerIdOf(source, person.rpps),
    meta: { profile: [PROFILE.practitioner] },
    identifier: [{ type: concept(SYSTEM.identifierType, 'IDNPS'), system: SYSTEM.idnps, value: `8${person.rpps}` }],
    active: true,
    name: [
      {
        text: nameOf(person),
        family: person.family,
        given: [person.given],
        ...(person.profession.code === '10' ? { prefix: ['DR'] } : {}),
      },
    ],
    ...(phone ? { telecom: [{ system: 'phone', value: phone }] } : {}),
  }
}

export function practitionerRoleResource(source: VendorSource, person: TerritoryPerson, place: number): Resource {
  const activity = person.activities[place]
  if (!activity) throw new Error(`no activity ${place}`)
  const structureId = structureIdOf(person, activity, place)
  const telecom = activity.phone ? { telecom: [{ system: 'phone', value: activity.phone }] } : {}
  return {
    resourceType: 'PractitionerRole',
    id: roleIdOf(source, person.rpps, place),
    meta: { profile: [PROFILE.practitionerRole] },
    contained: [
      {
        resourceType: 'Location',
        id: 'lieu',
        identifier: [{ type: concept(SYSTEM.placeIdentifierType, 'IDNST'), system: SYSTEM.idnst, value: structureId }],
        name: activity.name ?? `Cabinet de ${nameOf(person)}`,
        ...telecom,
        address: { line: [activity.line], city: activity.city, postalCode: activity.postalCode, country: 'FR' },
        ...(activity.position
          ? { position: { longitude: activity.position.lon, latitude: activity.position.lat } }
          : {}),
      },
    ],
    active: true,
    practitioner: { reference: `Practitioner/${practitionerIdOf(source, person.rpps)}` },
    organization: {
      identifier: { type: concept(SYSTEM.identifierType, 'IDNST'), system: SYSTEM.idnst, value: structureId },
      ...(activity.name ? { display: activity.name } : {}),
    },
    ...(person.speciality
      ? { specialty: [concept(SYSTEM.speciality, person.speciality.code, person.speciality.label)] }
      : {}),
    location: [{ reference: '#lieu' }],
    ...telecom,
  }
}

export function serviceResource(finess: string): Resource {
  return {
    resourceType: 'HealthcareService',
    id: serviceIdOf(finess),
    meta: { profile: [PROFILE.cptsService] },
    providedBy: { reference: `Organization/${communityIdOf(finess)}` },
  }
}

export function communityResource(world: World, finess: string): Resource {
  const name = world.community(finess)?.name
  return {
    resourceType: 'Organization',
    id: communityIdOf(finess),
    meta: { profile: [PROFILE.cptsOrganization] },
    identifier: [{ type: concept(SYSTEM.placeIdentifierType, 'IDNST'), system: SYSTEM.idnst, value: `1${finess}` }],
    ...(name ? { name } : {}),
  }
}
