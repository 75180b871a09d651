/** Reading and writing the resources of the guide (FHIR R4, package ans.fhir.fr.sas 1.1.0). */
export type {
  AppointmentsFound,
  AskFailure,
  CreateAnswer,
  ReadBack,
  SearchAnswer,
} from './answers.ts'
export {
  type AppointmentDraft,
  appointmentBody,
  appointmentText,
  type ReadAppointment,
  readAppointment,
} from './appointment.ts'
export type { Capability } from './capability.ts'
export { type AskOptions, createFhirClient, type FhirClient, type FhirClientOptions } from './client.ts'
export { INTENT_SYSTEM, intentIdentifier } from './codes.ts'
export type { OutcomeIssue } from './outcome.ts'
export { MOST_PROFESSIONALS, MOST_STRUCTURES, type Window } from './queries.ts'
export type { ReadBundle, ReadPerson, ReadPlace, ReadPoint, ReadSlot } from './read-types.ts'
export type { Aside, WhyLeftAside } from './resources.ts'
export { type BundleReading, readSlotBundle } from './slots.ts'
export { readTime, writeTime } from './times.ts'
