/** Systems, canonicals and codes of the guide, package ans.fhir.fr.sas 1.1.0, as the console writes them. */

/** Identifier types IDNPS, INTRN, IDNST (Interop'Santé). */
export const IDENTIFIER_TYPE_SYSTEM = 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203'

export const APPOINTMENT_PROFILE = 'http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS'
/** The SOS profile lives under the guide's other canonical family. */
export const SOS_APPOINTMENT_PROFILE =
  'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-appointment'
export const APPOINTMENT_OPERATOR_EXTENSION = 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator'

/**
 * System of the console's own identifier of an appointment. The guide asks for a system and names none; the URI
 * system of FHIR with a `urn:uuid:` value is global without anybody to ask for an OID, and any server can search it.
 */
const INTENT_SYSTEM = 'urn:ietf:rfc3986'

/** Identifier under which the platform knows an intent of the console. */
export const intentIdentifier = (intentId: string) => ({ system: INTENT_SYSTEM, value: `urn:uuid:${intentId}` })

/** End of the R5 extension that ties a slot to a community: the canonical's host differs between versions. */
export const SERVICE_TYPE_EXTENSION_END = 'extension-Slot.serviceType'
