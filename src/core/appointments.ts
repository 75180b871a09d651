/** What taking an offer asks of a FHIR server, over the client of `core/fhir`. */
import { appointmentText, type FhirClient } from './fhir/index.ts'
import type { AppointmentPort } from './orientation/index.ts'

/**
 * Appointments of one source. A booking is sent to the source and read back there; the word of a vendor's page comes
 * from the national platform (INT_R03). `platform` is null when it does not answer such a search.
 */
export function appointmentsOf(source: FhirClient, platform: FhirClient | null): AppointmentPort {
  return {
    appointmentText,
    createAppointment: (body, options) => source.createAppointment(body, options),
    readAppointmentByIdentifier: intentId => source.readAppointmentByIdentifier(intentId),
    findAppointments: async wanted => (platform ? platform.findAppointments(wanted) : { kind: 'unsupported' }),
  }
}
