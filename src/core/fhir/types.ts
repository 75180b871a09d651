/**
 * Shapes of the resources of the guide as they are *written* (package ans.fhir.fr.sas 1.1.0, FHIR R4): by the console
 * for `Appointment`, by a practice platform for the others. Types only: reading trusts none of them (see `schemas.ts`).
 */

interface FhirCoding {
  system: string
  code: string
  display?: string
}

interface FhirConcept {
  coding?: FhirCoding[]
  text?: string
}

export interface FhirIdentifier {
  system: string
  value: string
  type?: { coding: FhirCoding[] }
}

interface FhirReference {
  reference?: string
  identifier?: FhirIdentifier
}

interface FhirMeta {
  profile: string[]
  /** TRE_R314 codes on a `Slot`: PUBLIC, PRO, SNP, CPTS. */
  security?: FhirCoding[]
  lastUpdated?: string
  versionId?: string
  source?: string
}

interface FhirTelecom {
  system: 'phone' | 'email'
  value: string
}

interface FhirAddress {
  line: string[]
  city: string
  postalCode: string
}

/** `serviceType` of a slot: a mode (v3-ActCode), a reason (`text`), or a CPTS (TRE_R66 604 and the R5 extension). */
export interface FhirServiceType extends FhirConcept {
  extension?: { url: string; valueReference: FhirReference }[]
}

export interface FhirSlot {
  resourceType: 'Slot'
  id: string
  meta: FhirMeta
  serviceType?: FhirServiceType[]
  specialty?: FhirConcept[]
  /** v2-0276: ROUTINE or WALKIN. */
  appointmentType?: FhirConcept
  schedule: FhirReference
  status: 'free'
  /** `2026-11-22T14:30:00.000+01:00` */
  start: string
  end: string
  /** Address of the booking page. */
  comment?: string
}

export interface FhirSchedule {
  resourceType: 'Schedule'
  id: string
  meta: FhirMeta
  /** A role and its practitioner; or one location (SOS Médecins). */
  actor: FhirReference[]
}

export interface FhirPractitioner {
  resourceType: 'Practitioner'
  id: string
  meta: FhirMeta
  identifier: FhirIdentifier[]
  name?: { family: string; given: string[]; prefix?: string[] }[]
  telecom?: FhirTelecom[]
}

export interface FhirLocation {
  resourceType: 'Location'
  id: string
  meta?: FhirMeta
  identifier?: FhirIdentifier[]
  name?: string
  address: FhirAddress
  telecom?: FhirTelecom[]
  position?: { longitude: number; latitude: number }
  managingOrganization?: FhirReference
}

export interface FhirPractitionerRole {
  resourceType: 'PractitionerRole'
  id: string
  meta: FhirMeta
  contained: FhirLocation[]
  practitioner: FhirReference
  organization?: FhirReference
  /** One: `#` and the id of the contained location. */
  location: FhirReference[]
  telecom?: FhirTelecom[]
}

interface FhirHealthcareService {
  resourceType: 'HealthcareService'
  id: string
  meta: FhirMeta
  providedBy: FhirReference
}

export interface FhirOrganization {
  resourceType: 'Organization'
  id: string
  meta: FhirMeta
  identifier: FhirIdentifier[]
  name?: string
  telecom?: FhirTelecom[]
}

type FhirAppointmentStatus = 'proposed' | 'pending' | 'booked' | 'fulfilled' | 'noshow' | 'cancelled'

/** Profile FrAppointmentSAS: no patient, one operator, one identifier. */
export interface FhirAppointment {
  resourceType: 'Appointment'
  id?: string
  meta: FhirMeta
  extension: { url: string; valueReference: { identifier: FhirIdentifier } }[]
  identifier: [FhirIdentifier]
  status: FhirAppointmentStatus
  start: string
  end: string
  created?: string
  slot?: FhirReference[]
  participant: { type?: FhirConcept[]; actor?: { identifier: FhirIdentifier }; status: 'accepted' | 'needs-action' }[]
}

interface FhirIssue {
  severity: 'fatal' | 'error' | 'warning' | 'information'
  code: string
  diagnostics?: string
  details?: FhirConcept
}

interface FhirOperationOutcome {
  resourceType: 'OperationOutcome'
  issue: FhirIssue[]
}

export type FhirSearchedResource =
  | FhirSlot
  | FhirSchedule
  | FhirPractitioner
  | FhirPractitionerRole
  | FhirLocation
  | FhirHealthcareService
  | FhirOrganization
  | FhirAppointment
  | FhirOperationOutcome

export interface FhirBundle {
  resourceType: 'Bundle'
  type: 'searchset'
  total: number
  link: { relation: 'self'; url: string }[]
  entry?: { fullUrl: string; resource: FhirSearchedResource; search?: { mode: 'match' | 'include' | 'outcome' } }[]
}
