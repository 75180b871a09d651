/** Search answers of the guide, written by hand for tests: nothing here comes from the sandbox. */
import type {
  FhirBundle,
  FhirLocation,
  FhirOrganization,
  FhirPractitioner,
  FhirPractitionerRole,
  FhirSchedule,
  FhirSearchedResource,
  FhirServiceType,
  FhirSlot,
} from '../../src/core/fhir/types.ts'

const TYPE = 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203'
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const KIND = 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau'
const IDNPS = 'urn:oid:1.2.250.1.71.4.2.1'
const IDNST = 'urn:oid:1.2.250.1.71.4.2.2'

export interface PlaceSpec {
  id: string
  line?: string
  postalCode?: string
  city?: string
  position?: { latitude: number; longitude: number }
  phone?: string
}

export interface SlotSpec {
  id: string
  start: string
  end: string
  kind?: string
  mode?: string
  reason?: string
  comment?: string
  walkIn?: boolean
  communities?: string[]
}

export interface PersonSpec {
  /** Prefixed. */
  idnps: string
  family?: string
  given?: string
  places: { place: PlaceSpec; slots: SlotSpec[] }[]
}

export function locationOf(place: PlaceSpec, contained = true): FhirLocation {
  return {
    resourceType: 'Location',
    id: contained ? `loc-${place.id}` : place.id,
    address: {
      line: [place.line ?? '1 rue des Essais'],
      city: place.city ?? 'Tours',
      postalCode: place.postalCode ?? '37000',
    },
    ...(place.phone ? { telecom: [{ system: 'phone' as const, value: place.phone }] } : {}),
    ...(place.position ? { position: place.position } : {}),
  }
}

export function slotOf(spec: SlotSpec, schedule: string): FhirSlot {
  const serviceType: FhirServiceType[] = [{ coding: [{ system: ACT, code: spec.mode ?? 'AMB' }] }]
  if (spec.reason) serviceType.push({ text: spec.reason })
  for (const community of spec.communities ?? []) {
    serviceType.push({
      coding: [{ system: 'https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement', code: '604' }],
      extension: [
        {
          url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType',
          valueReference: { reference: `HealthcareService/${community}` },
        },
      ],
    })
  }
  return {
    resourceType: 'Slot',
    id: spec.id,
    meta: {
      profile: ['http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur'],
      security: [{ system: KIND, code: spec.kind ?? 'PUBLIC' }],
    },
    serviceType,
    appointmentType: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: spec.walkIn ? 'WALKIN' : 'ROUTINE' }],
    },
    schedule: { reference: schedule },
    status: 'free',
    start: spec.start,
    end: spec.end,
    ...(spec.comment === undefined ? {} : { comment: spec.comment }),
  }
}

/** Resources of people, each place with its role, schedule and slots. */
export function resourcesOf(people: readonly PersonSpec[]): FhirSearchedResource[] {
  const resources: FhirSearchedResource[] = []
  for (const person of people) {
    const practitioner: FhirPractitioner = {
      resourceType: 'Practitioner',
      id: `p-${person.idnps}`,
      meta: { profile: ['http://sas.fr/fhir/StructureDefinition/FrPractitionerAgregateur'] },
      identifier: [{ type: { coding: [{ system: TYPE, code: 'IDNPS' }] }, system: IDNPS, value: person.idnps }],
      name: [{ family: person.family ?? 'Essai-Fictif', given: [person.given ?? 'Élodie'] }],
    }
    for (const { place, slots } of person.places) {
      const role: FhirPractitionerRole = {
        resourceType: 'PractitionerRole',
        id: `r-${place.id}`,
        meta: { profile: ['http://sas.fr/fhir/StructureDefinition/FrPractitionerRoleExerciceAgregateur'] },
        contained: [locationOf(place)],
        practitioner: { reference: `Practitioner/${practitioner.id}` },
        location: [{ reference: `#loc-${place.id}` }],
      }
      const schedule: FhirSchedule = {
        resourceType: 'Schedule',
        id: `s-${place.id}`,
        meta: { profile: ['http://sas.fr/fhir/StructureDefinition/FrScheduleAgregateur'] },
        actor: [{ reference: `PractitionerRole/${role.id}` }, { reference: `Practitioner/${practitioner.id}` }],
      }
      resources.push(...slots.map(slot => slotOf(slot, `Schedule/${schedule.id}`)), schedule, role)
    }
    resources.push(practitioner)
  }
  return resources
}

/** CPTS: one service and one organization each. */
export function communityResources(
  communities: readonly { id: string; finess: string; name: string }[],
): FhirSearchedResource[] {
  return communities.flatMap(({ id, finess, name }): FhirSearchedResource[] => [
    {
      resourceType: 'HealthcareService',
      id,
      meta: {
        profile: [
          'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-healthcareservice-aggregator',
        ],
      },
      providedBy: { reference: `Organization/org-${id}` },
    },
    organization(`org-${id}`, `1${finess}`, name),
  ])
}

function organization(id: string, value: string, name: string): FhirOrganization {
  return {
    resourceType: 'Organization',
    id,
    meta: {
      profile: ['https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-organization-aggregator'],
    },
    identifier: [
      {
        type: {
          coding: [{ system: 'http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type', code: 'IDNST' }],
        },
        system: IDNST,
        value,
      },
    ],
    name,
  }
}

/** SOS Médecins: a structure by SIRET, its points, their slots. */
export function sosResources(
  siret: string,
  points: readonly { place: PlaceSpec; name: string; slots: SlotSpec[] }[],
): FhirSearchedResource[] {
  const owner = organization(`sos-${siret}`, `3${siret}`, 'SOS Médecins Essai')
  const own = points.flatMap(({ place, name, slots }): FhirSearchedResource[] => [
    {
      resourceType: 'Schedule',
      id: `sos-${place.id}`,
      meta: { profile: ['https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-schedule-aggregator'] },
      actor: [{ reference: `Location/${place.id}` }],
    },
    {
      ...locationOf(place, false),
      name,
      identifier: [{ type: { coding: [{ system: TYPE, code: 'INTRN' }] }, system: 'urn:essai', value: place.id }],
      managingOrganization: { reference: `Organization/${owner.id}` },
    },
    ...slots.map(slot => slotOf(slot, `Schedule/sos-${place.id}`)),
  ])
  return [...own, owner]
}

/** A whole answer. `base`: where the resources say they live. */
export function bundleOf(resources: readonly FhirSearchedResource[], base = 'https://agenda.exemple/fhir'): FhirBundle {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.filter(one => one.resourceType === 'Slot').length,
    link: [{ relation: 'self', url: `${base}/Slot` }],
    entry: resources.map(resource => ({
      fullUrl: `${base}/${resource.resourceType}/${'id' in resource ? resource.id : 'none'}`,
      resource,
    })),
  }
}
