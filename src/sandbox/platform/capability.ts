/** What each base can do, as a `CapabilityStatement`. The console reads from it how an offer is taken. */
import type { VendorSource } from '../vendors/catalogue.ts'
import { PROFILE, type Resource } from './fhir.ts'

const GUIDE = 'https://interop.esante.gouv.fr/ig/fhir/sas'
const code = (value: string) => ({ code: value })

const slotResourceOf = (cpts: boolean, profile: string) => ({
  type: 'Slot',
  profile,
  interaction: [code('read'), code('search-type')],
  searchInclude: [
    'Slot:schedule',
    'Schedule:actor',
    ...(cpts ? ['Slot:service-type-reference', 'HealthcareService:organization'] : []),
  ],
  searchParam: [
    { name: 'start', definition: `${GUIDE}/SearchParameter/slot-sp-start`, type: 'date' },
    { name: 'status', definition: 'http://hl7.org/fhir/SearchParameter/Slot-status', type: 'token' },
    { name: 'schedule', definition: 'http://hl7.org/fhir/SearchParameter/Slot-schedule', type: 'reference' },
  ],
})

const sosResources = [
  {
    type: 'Schedule',
    profile: PROFILE.sosSchedule,
    interaction: [code('search-type')],
    searchInclude: ['Schedule:actor:Location', 'Location:organization'],
    searchRevInclude: ['Slot:schedule'],
    searchParam: [
      { name: '_has', definition: 'http://hl7.org/fhir/SearchParameter/Resource-has', type: 'special' },
      { name: 'actor', definition: 'http://hl7.org/fhir/SearchParameter/Schedule-actor', type: 'reference' },
    ],
  },
]

const appointmentResource = (mayWrite: boolean) => ({
  type: 'Appointment',
  profile: PROFILE.appointment,
  supportedProfile: [PROFILE.appointment, PROFILE.sosAppointment],
  interaction: [...(mayWrite ? [code('create'), code('update')] : []), code('read'), code('search-type')],
  versioning: 'versioned',
  ...(mayWrite ? { updateCreate: true, conditionalUpdate: true } : {}),
  searchParam: [
    { name: 'identifier', definition: 'http://hl7.org/fhir/SearchParameter/Appointment-identifier', type: 'token' },
    {
      name: 'actor',
      definition: 'http://hl7.org/fhir/SearchParameter/Appointment-actor',
      type: 'reference',
      documentation:
        'Extension du bac à sable, absente du guide : actor:identifier=système|valeur avec date=ge…&date=le…, ' +
        'pour lire les rendez-vous que les éditeurs ont transmis à la plateforme.',
    },
    { name: 'date', definition: 'http://hl7.org/fhir/SearchParameter/Appointment-date', type: 'date' },
  ],
})

/** @param source null for the national platform, which merges all of them. */
export function capabilityStatement(source: VendorSource | null, base: string, date: string): Resource {
  const sos = source?.kind === 'sos'
  const cpts = source === null || source.kind === 'cpts'
  const use = sos ? 'SOS' : source?.kind === 'cpts' ? 'CPTS' : 'PsIndiv'
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    experimental: true,
    date,
    publisher: 'Relais, bac à sable',
    kind: 'instance',
    instantiates: [`${GUIDE}/CapabilityStatement/SAS-GestionnaireAgenda-${use}`],
    software: { name: 'Relais, bac à sable' },
    implementation: { description: source?.label ?? 'Plateforme nationale (simulée)', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    implementationGuide: [GUIDE],
    rest: [
      {
        mode: 'server',
        documentation: 'Simulation pour l’exercice : aucune de ces données n’est réelle.',
        resource: [
          ...(sos ? [] : [slotResourceOf(cpts, source?.kind === 'cpts' ? PROFILE.cptsSlot : PROFILE.slot)]),
          ...(sos || source === null ? sosResources : []),
          appointmentResource(source === null || source.taking === 'direct'),
        ],
      },
    ],
  }
}
