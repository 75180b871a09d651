/** Reading and writing the resources of the guide (FHIR R4, package ans.fhir.fr.sas 1.1.0). */
export type { AskFailure, SearchAnswer } from './answers.ts'
export { appointmentText } from './appointment.ts'
export type { Capability } from './capability.ts'
export { createFhirClient, type FhirClient } from './client.ts'
export { MOST_PROFESSIONALS, MOST_STRUCTURES } from './queries.ts'
export type { ReadBundle, ReadPlace, ReadSlot } from './read-types.ts'
export { startBundleReaders } from './readers.ts'
export { RULES } from './rules.ts'
