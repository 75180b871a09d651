/**
 * `Appointment`: the only resource that the console writes (profile FrAppointmentSAS 1.1.0; sas-sos-appointment for a
 * structure's slot). It has no patient, and none must ever be added.
 */
import { IDNPS_SYSTEM, REGULATOR_UUID_SYSTEM } from '../../shared/contract/identifiers.ts'
import {
  APPOINTMENT_OPERATOR_EXTENSION,
  APPOINTMENT_PROFILE,
  IDENTIFIER_TYPE_SYSTEM,
  intentIdentifier,
  SOS_APPOINTMENT_PROFILE,
} from './codes.ts'
import { readIdnps, readIdnst } from './identifiers.ts'
import { AppointmentResource, type Identifier } from './schemas.ts'
import { cleanText } from './text.ts'
import { readTime, writeTime } from './times.ts'
import type { FhirAppointment, FhirIdentifier } from './types.ts'

/** What a booking says. Times are ISO with the place's own offset. */
export interface AppointmentDraft {
  /** UUID of the intent: what the appointment is read back by. */
  identifier: string
  start: string
  end: string
  created: string
  /** IDNPS; null for a structure's slot. */
  practitioner: string | null
  /** IDNPS of the person at the desk, or their technical UUID on the platform. */
  operator: string
  /** The source's own `Slot/…`: how a server knows which of two slots at one time is meant. */
  slotReference: string | null
  /** A request that somebody has still to accept (marketplace): `pending`, on the profile that allows `needs-action`. */
  request?: boolean
}

/** Writes the resource. Throws `RangeError` when a time has no offset: a defect of the caller. */
export function appointmentBody(draft: AppointmentDraft): FhirAppointment {
  return {
    resourceType: 'Appointment',
    meta: { profile: [draft.practitioner === null || draft.request ? SOS_APPOINTMENT_PROFILE : APPOINTMENT_PROFILE] },
    extension: [
      { url: APPOINTMENT_OPERATOR_EXTENSION, valueReference: { identifier: operatorIdentifier(draft.operator) } },
    ],
    identifier: [intentIdentifier(draft.identifier)],
    status: draft.request ? 'pending' : 'booked',
    ...(draft.slotReference === null ? {} : { slot: [{ reference: draft.slotReference }] }),
    start: writeTime(draft.start),
    end: writeTime(draft.end),
    created: writeTime(draft.created),
    participant: [participant(draft.practitioner, draft.request ? 'needs-action' : 'accepted')],
  }
}

/** The very characters to keep on disk and to send. */
export const appointmentText = (draft: AppointmentDraft): string => JSON.stringify(appointmentBody(draft))

type Participant = FhirAppointment['participant'][number]

function participant(practitioner: string | null, status: Participant['status']): Participant {
  if (practitioner !== null) {
    return { actor: { identifier: typed('IDNPS', IDNPS_SYSTEM, practitioner) }, status }
  }
  // app-1: a type or an actor. A point of consultation has nobody to name.
  const admitter = { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'ADM' }
  return { type: [{ coding: [admitter] }], status }
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function operatorIdentifier(operator: string): FhirIdentifier {
  return UUID.test(operator) ? typed('INTRN', REGULATOR_UUID_SYSTEM, operator) : typed('IDNPS', IDNPS_SYSTEM, operator)
}

function typed(code: string, system: string, value: string): FhirIdentifier {
  return { type: { coding: [{ system: IDENTIFIER_TYPE_SYSTEM, code }] }, system, value }
}

/** An appointment as a server tells it. */
export interface ReadAppointment {
  /** Logical id on that server; the identifier's value when it gives none. */
  appointmentId: string
  identifiers: { system: string | null; value: string }[]
  status: string
  /** ISO with offset; null when it cannot be read. */
  start: string | null
  end: string | null
  created: string | null
  /** IDNPS or technical UUID of the operator extension. */
  operator: string | null
  /** Prefixed IDNPS; null when the server does not say. */
  practitioner: string | null
  /** Prefixed IDNST of the structures that take part. */
  structures: string[]
  slotReferences: string[]
}

/** Reads one; null when it is no appointment, or nothing that could be told apart from another. */
export function readAppointment(resource: unknown): ReadAppointment | null {
  const parsed = AppointmentResource.safeParse(resource)
  if (!parsed.success) return null
  const { data } = parsed
  const identifiers = data.identifier.flatMap(one =>
    one.value === undefined ? [] : [{ system: one.system ?? null, value: one.value }],
  )
  const appointmentId = cleanText(data.id, 200) ?? cleanText(identifiers[0]?.value, 200)
  if (appointmentId === null) return null
  return {
    appointmentId,
    identifiers,
    status: cleanText(data.status, 40) ?? 'unknown',
    start: readTime(data.start)?.text ?? null,
    end: readTime(data.end)?.text ?? null,
    created: readTime(data.created)?.text ?? null,
    operator: operatorOf(
      data.extension.find(one => one.url?.endsWith('AppointmentOperator'))?.valueReference?.identifier,
    ),
    practitioner: practitionerOf(data.participant.map(one => one.actor?.identifier)),
    structures: data.participant.flatMap(one => {
      const idnst = one.actor?.identifier ? readIdnst([one.actor.identifier]) : null
      return idnst?.kind === 'one' ? [idnst.value] : []
    }),
    slotReferences: data.slot.flatMap(one => (one.reference ? [one.reference] : [])),
  }
}

function operatorOf(identifier: Identifier | undefined): string | null {
  if (!identifier) return null
  const national = readIdnps([identifier])
  return national.kind === 'one' ? national.value : cleanText(identifier.value, 80)
}

function practitionerOf(actors: readonly (Identifier | undefined)[]): string | null {
  const idnps = readIdnps(actors.filter(actor => actor !== undefined))
  return idnps.kind === 'one' ? idnps.value : null
}
