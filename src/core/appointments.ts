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
    createAppointment: async (body, options) => {
      const answer = await source.createAppointment(body, options)
      return answer.kind === 'created' ? { ...answer, holds: answer.appointment } : answer
    },
    readAppointmentByIdentifier: async intentId => {
      const answer = await source.readAppointmentByIdentifier(intentId)
      return answer.kind === 'found' ? { ...answer, holds: answer.appointment } : answer
    },
    findAppointments: async wanted => (platform ? platform.findAppointments(wanted) : { kind: 'unsupported' }),
    readToChange: async intentId => {
      const answer = await source.readToChange(intentId)
      if (answer.kind !== 'found') return answer
      const { appointment, resource, version } = answer
      const { appointmentId, status } = appointment
      return { kind: 'found', appointmentId, status, holds: appointment, resource, version }
    },
    changeAppointment: wanted => source.changeAppointment(wanted),
  }
}
