/**
 * Changing an appointment: the resource is written back as it was read but for the change, on condition of its version
 * (`If-Match`; R4 §3.1.0.5.1), by the guide's conditional update `PUT Appointment?identifier=…`.
 */
import type { HttpAnswer } from '../http.ts'
import { refusalOf } from './answers.ts'
import { type ReadAppointment, readAppointment } from './appointment.ts'
import { intentIdentifier } from './codes.ts'
import { parseJson, readOutcome, wordsOf } from './outcome.ts'
import { writeTime } from './times.ts'

/** What became of the one PUT. Each kind is certain, except `unknown`. */
export type ChangeAnswer =
  | { kind: 'done' }
  /** 412: somebody else changed it since it was read. */
  | { kind: 'elsewhere' }
  /** 409: the new time is another's. */
  | { kind: 'taken' }
  | { kind: 'refused'; detail: string | null }
  | { kind: 'unknown'; code: string }
  | { kind: 'not-sent'; code: string }

/** The appointment of an intent as its server holds it, with what is needed to write it back. */
export type ToChange =
  | { kind: 'found'; appointment: ReadAppointment; resource: unknown; version: string | null }
  | { kind: 'absent' }
  | { kind: 'failed'; code: string }

/** Finds the appointment of an intent in a searchset, raw. `version`: `meta.versionId`, when the server keeps versions. */
export function rawAppointment(text: string, intentId: string): ToChange {
  const bundle = parseJson(text) as { resourceType?: unknown; entry?: unknown } | null
  if (bundle?.resourceType !== 'Bundle') return { kind: 'failed', code: 'not-a-bundle' }
  const entries = Array.isArray(bundle.entry) ? (bundle.entry as { resource?: unknown }[]) : []
  const { value } = intentIdentifier(intentId)
  for (const entry of entries) {
    const resource = entry?.resource
    const appointment = readAppointment(resource)
    if (!appointment?.identifiers.some(id => id.value.toLowerCase() === value)) continue
    const { versionId } = ((resource as { meta?: unknown }).meta ?? {}) as { versionId?: unknown }
    const version = typeof versionId === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(versionId) ? versionId : null
    return { kind: 'found', appointment, resource, version }
  }
  // Others came back, or something that could not be read: no proof that ours is not there.
  return entries.length === 0 ? { kind: 'absent' } : { kind: 'failed', code: 'search-ignored' }
}

/** The body of a change; `to` null cancels. */
export function changedText(
  resource: unknown,
  to: { start: string; end: string; slotReference: string | null } | null,
): string {
  const { slot, ...kept } = resource as Record<string, unknown>
  if (to === null) return JSON.stringify({ ...kept, ...(slot === undefined ? {} : { slot }), status: 'cancelled' })
  return JSON.stringify({
    ...kept,
    ...(to.slotReference === null ? {} : { slot: [{ reference: to.slotReference }] }),
    start: writeTime(to.start),
    end: writeTime(to.end),
  })
}

/** Sorts the answer to a PUT. */
export function changeAnswerOf(answer: HttpAnswer, now: number): ChangeAnswer {
  const refusal = refusalOf(answer, now)
  if (!refusal) return { kind: 'done' }
  if (answer.kind === 'answer' && answer.status === 412) return { kind: 'elsewhere' }
  switch (refusal.kind) {
    case 'taken':
      return { kind: 'taken' }
    case 'refused':
      return { kind: 'refused', detail: refusal.detail }
    case 'unauthorised':
    case 'duplicate':
      return { kind: 'refused', detail: answer.kind === 'answer' ? wordsOf(readOutcome(answer.text)) : null }
    case 'busy':
      return refusal.status === 429 ? { kind: 'refused', detail: refusal.detail } : { kind: 'unknown', code: 'busy' }
    case 'unknown':
    case 'not-sent':
      return { kind: refusal.kind, code: refusal.code }
    case 'created':
      return { kind: 'done' }
  }
}
