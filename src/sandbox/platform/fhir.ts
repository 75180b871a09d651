/** Words of the guide (package ans.fhir.fr.sas 1.1.0): canonical addresses of profiles, code systems, and bare shapes. */

/** A FHIR resource as it goes on the wire. */
export interface Resource {
  resourceType: string
  id?: string
  [element: string]: unknown
}

export interface Entry {
  fullUrl?: string
  resource: Resource
  search: { mode: 'match' | 'include' | 'outcome' }
}

const PS = 'http://sas.fr/fhir/StructureDefinition/'
const SAS = 'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/'

export const PROFILE = {
  bundle: `${PS}BundleAgregateur`,
  slot: `${PS}FrSlotAgregateur`,
  schedule: `${PS}FrScheduleAgregateur`,
  practitioner: `${PS}FrPractitionerAgregateur`,
  practitionerRole: `${PS}FrPractitionerRoleExerciceAgregateur`,
  location: `${PS}FrLocationAgregateur`,
  appointment: `${PS}FrAppointmentSAS`,
  cptsBundle: `${SAS}sas-cpts-bundle-aggregator`,
  cptsSlot: `${SAS}sas-cpts-slot-aggregator`,
  cptsService: `${SAS}sas-cpts-healthcareservice-aggregator`,
  cptsOrganization: `${SAS}sas-cpts-organization-aggregator`,
  sosBundle: `${SAS}sas-sos-bundle-aggregator`,
  sosSlot: `${SAS}sas-sos-slot-aggregator`,
  sosSchedule: `${SAS}sas-sos-schedule-aggregator`,
  sosLocation: `${SAS}sas-sos-location-aggregator`,
  sosOrganization: `${SAS}sas-sos-organization-aggregator`,
  sosAppointment: `${SAS}sas-sos-appointment`,
} as const

export const SYSTEM = {
  /** National identifier of a person. */
  idnps: 'urn:oid:1.2.250.1.71.4.2.1',
  /** National identifier of a structure. */
  idnst: 'urn:oid:1.2.250.1.71.4.2.2',
  /** Regulator known to the platform only. */
  regulator: 'urn:oid:1.2.250.1.213.3.6',
  identifierType: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203',
  placeIdentifierType: 'http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type',
  slotKind: 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau',
  mode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  appointmentReason: 'http://terminology.hl7.org/CodeSystem/v2-0276',
  speciality: 'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale',
  category: 'https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement',
  /** Numbers that the simulated vendors give to their own places and appointments. */
  place: 'https://bac-a-sable.relais.invalid/lieux',
  appointment: 'https://bac-a-sable.relais.invalid/rendez-vous',
} as const

export const EXTENSION = {
  serviceType: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType',
  operator: 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator',
} as const

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'

/** A `CodeableConcept` of one coding. */
export const concept = (system: string, code: string, display?: string) => ({
  coding: [display === undefined ? { system, code } : { system, code, display }],
})
