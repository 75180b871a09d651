/** A FHIR server that speaks the guide, asked over HTTP. Nothing here throws, retries or keeps anything. */
import type { Http, HttpAnswer } from '../http.ts'
import { type Clock, systemClock } from '../ports.ts'
import {
  type AppointmentsFound,
  type AskFailure,
  type CreateAnswer,
  failureOf,
  type ReadBack,
  refusalOf,
  type SearchAnswer,
} from './answers.ts'
import { readAppointment } from './appointment.ts'
import { type Capability, readCapability } from './capability.ts'
import { type ChangeAnswer, changeAnswerOf, changedText, rawAppointment, type ToChange } from './change.ts'
import { intentIdentifier } from './codes.ts'
import { parseJson, readOutcome, wordsOf } from './outcome.ts'
import { type Actor, appointmentSearch, intentSearch, scheduleSearch, slotSearch, type Window } from './queries.ts'
import { type BundleReader, readHere } from './readers.ts'
import { readResources } from './resources.ts'

export interface FhirClientOptions {
  http: Http
  /** Base address, with or without its last slash. */
  base: string
  /** Whole exchange, ms. */
  timeoutMs: number
  /** Larger answers are refused, bytes. */
  maxBytes: number
  /** Bearer token of the session; null when there is none. */
  token: () => string | null
  /** How identifiers are written in questions; with their prefix by default, as the guide says. */
  identifiers?: 'prefixed' | 'bare'
  /** Reads the answers to searches; where it stands by default. */
  reader?: BundleReader
  /** Dates what is read; the system's by default. */
  clock?: Clock
}

interface AskOptions {
  signal?: AbortSignal
  timeoutMs?: number
}

export interface FhirClient {
  /** Free slots of 1..25 professionals. */
  searchSlots(
    wanted: { idnps: readonly string[]; window: Window; cpts: boolean },
    options?: AskOptions,
  ): Promise<SearchAnswer>
  /** Free slots of 1..10 structures (SOS Médecins), by `3`+SIRET. */
  searchSchedules(wanted: { sirets: readonly string[]; window: Window }, options?: AskOptions): Promise<SearchAnswer>
  /** Sends these very characters once (see `appointmentText`). */
  createAppointment(body: string, options?: AskOptions): Promise<CreateAnswer>
  /** Looks for the appointment of an intent, by its UUID. */
  readAppointmentByIdentifier(intentId: string, options?: AskOptions): Promise<ReadBack>
  /** Appointments of a professional, or of a structure by `3`+SIRET, from a day on, `YYYY-MM-DD`. */
  findAppointments(wanted: Actor & { date: string }, options?: AskOptions): Promise<AppointmentsFound>
  /** The appointment of an intent, to be written back changed. */
  readToChange(intentId: string, options?: AskOptions): Promise<ToChange>
  /** Writes it back once, on condition of the version read when the server gave one; `to` null cancels. */
  changeAppointment(
    wanted: {
      intentId: string
      resource: unknown
      version: string | null
      to: { start: string; end: string; slotReference: string | null } | null
    },
    options?: AskOptions,
  ): Promise<ChangeAnswer>
  capability(options?: AskOptions): Promise<{ kind: 'read'; capability: Capability; ms: number } | AskFailure>
}

/** `application/json+fhir` is the guide's own spelling in places; servers are read whatever they call their JSON. */
const ACCEPT = 'application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8'

/** Opens a client on one server. The `Http` stays the caller's, to be closed by them. */
export function createFhirClient(options: FhirClientOptions): FhirClient {
  const base = options.base.replace(/\/+$/, '')
  const clock = options.clock ?? systemClock
  const reader = options.reader ?? readHere

  const written = (identifier: string) => (options.identifiers === 'bare' ? identifier.slice(1) : identifier)

  const send = (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body: string | null,
    ask: AskOptions & { raw?: boolean },
    more: Record<string, string> = {},
  ): Promise<HttpAnswer> => {
    const token = options.token()
    return options.http.request({
      method,
      url: `${base}/${path}`,
      headers: {
        accept: ACCEPT,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === null ? {} : { 'content-type': 'application/fhir+json; charset=utf-8' }),
        ...more,
      },
      ...(body === null ? {} : { body }),
      timeoutMs: ask.timeoutMs ?? options.timeoutMs,
      maxBytes: options.maxBytes,
      ...(ask.raw ? { raw: true } : {}),
      ...(ask.signal ? { signal: ask.signal } : {}),
    })
  }

  const search = async (path: string, ask: AskOptions): Promise<SearchAnswer> => {
    const answer = await send('GET', path, null, { ...ask, raw: true })
    const failure = failureOf(answer, clock.now())
    if (failure || answer.kind !== 'answer') return failure ?? { kind: 'down', code: 'no-answer', ms: answer.ms }
    const seenAt = new Date(clock.now()).toISOString()
    const reading = await reader.read(answer.bytes ?? Buffer.from(answer.text), { seenAt })
    if (reading.kind === 'bundle') return { kind: 'read', bundle: reading, ms: answer.ms }
    if (reading.kind === 'malformed') return { kind: 'malformed', code: reading.why, ms: answer.ms }
    return { kind: 'refused', code: 'outcome', words: wordsOf(reading.issues), ms: answer.ms }
  }

  /** The appointments in an answer, or why they cannot be known. */
  const appointments = async (path: string, ask: AskOptions): Promise<AppointmentsFound> => {
    const answer = await send('GET', path, null, ask)
    if (answer.kind === 'answer' && isUnsupported(answer.status, answer.text)) return { kind: 'unsupported' }
    const failure = failureOf(answer, clock.now())
    if (failure || answer.kind !== 'answer') return { kind: 'failed', code: failure?.code ?? 'no-answer' }
    const resources = await readResources(answer.text)
    if (resources.kind === 'malformed') return { kind: 'failed', code: resources.why }
    if (resources.kind === 'outcome') return { kind: 'failed', code: 'outcome' }
    const trouble = resources.issues.some(issue => issue.severity === 'error' || issue.severity === 'fatal')
    const read = resources.entries.map(entry => readAppointment(entry.resource))
    const found = read.filter(one => one !== null)
    // Something that could not be read may be the very one that is looked for; a total without entries hides some.
    const unreadable = resources.leftAside.length > 0 || found.length < read.length || (resources.total ?? 0) > 0
    if (found.length === 0 && (trouble || unreadable)) {
      return { kind: 'failed', code: trouble ? 'outcome' : 'unreadable' }
    }
    return { kind: 'appointments', appointments: found }
  }

  return {
    searchSlots: ({ idnps, ...wanted }, ask = {}) => search(slotSearch({ ...wanted, idnps: idnps.map(written) }), ask),
    searchSchedules: ({ sirets, ...wanted }, ask = {}) =>
      search(scheduleSearch({ ...wanted, sirets: sirets.map(written) }), ask),

    async createAppointment(body, ask = {}) {
      const answer = await send('POST', 'Appointment', body, ask)
      const refusal = refusalOf(answer, clock.now())
      if (refusal) return refusal
      if (answer.kind !== 'answer') return { kind: 'unknown', code: 'no-answer' }
      const location = answer.headers['location'] ?? answer.headers['content-location'] ?? null
      const appointment = readAppointment(parseJson(answer.text))
      // The guide's OpenAPI says 200 where its pages say 201: a 200 counts only with the appointment in it.
      if (answer.status === 200 && !appointment) return { kind: 'unknown', code: 'http-200' }
      return {
        kind: 'created',
        appointmentId: idOf(location) ?? appointment?.appointmentId ?? null,
        location,
        status: appointment?.status ?? null,
        appointment,
      }
    },

    async readAppointmentByIdentifier(intentId, ask = {}) {
      const answer = await appointments(intentSearch(intentId), ask)
      if (answer.kind !== 'appointments')
        return { kind: 'failed', code: answer.kind === 'failed' ? answer.code : 'unsupported' }
      const { system, value } = intentIdentifier(intentId)
      const ours = answer.appointments.filter(one =>
        one.identifiers.some(id => (id.system === null || id.system === system) && id.value.toLowerCase() === value),
      )
      // Two for one intent would be the server's fault: the one that stands is the answer.
      const found = ours.find(one => one.status !== 'cancelled') ?? ours[0]
      if (found) return { kind: 'found', appointmentId: found.appointmentId, status: found.status, appointment: found }
      // Others came back: the server did not search by what was asked, so its silence about ours proves nothing.
      return answer.appointments.length > 0 ? { kind: 'failed', code: 'search-ignored' } : { kind: 'absent' }
    },

    async findAppointments(wanted, ask = {}) {
      const answer = await appointments(appointmentSearch(wanted), ask)
      if (answer.kind !== 'appointments') return answer
      // A server may overlook a parameter it does not know: another professional's appointment is no word about ours.
      const theirs = answer.appointments.filter(one =>
        'idnps' in wanted ? one.practitioner === wanted.idnps : one.structures.includes(wanted.structure),
      )
      return { kind: 'appointments', appointments: theirs }
    },

    async readToChange(intentId, ask = {}) {
      const answer = await send('GET', intentSearch(intentId), null, ask)
      const failure = failureOf(answer, clock.now())
      if (failure || answer.kind !== 'answer') return { kind: 'failed', code: failure?.code ?? 'no-answer' }
      return rawAppointment(answer.text, intentId)
    },

    async changeAppointment({ intentId, resource, version, to }, ask = {}) {
      const condition: Record<string, string> = version === null ? {} : { 'if-match': `W/"${version}"` }
      const answer = await send('PUT', intentSearch(intentId), changedText(resource, to), ask, condition)
      return changeAnswerOf(answer, clock.now())
    },

    async capability(ask = {}) {
      const answer = await send('GET', 'metadata', null, ask)
      const failure = failureOf(answer, clock.now())
      if (failure || answer.kind !== 'answer') return failure ?? { kind: 'down', code: 'no-answer', ms: answer.ms }
      const capability = readCapability(parseJson(answer.text))
      return capability
        ? { kind: 'read', capability, ms: answer.ms }
        : { kind: 'malformed', code: 'not-a-capability', ms: answer.ms }
    },
  }
}

/** `…/Appointment/<id>[/_history/<n>]` → id. */
function idOf(location: string | null): string | null {
  const match = /(?:^|\/)Appointment\/([^/?#]{1,200})/.exec(location?.slice(0, 2_000) ?? '')
  return match?.[1] ?? null
}

/** Said plainly only: a bare 404 may be a proxy's page. */
function isUnsupported(status: number, text: string): boolean {
  if (status === 501 || status === 405) return true
  if (status < 400 || status >= 500) return false
  return readOutcome(text).some(issue => issue.code === 'not-supported')
}
