/** What became of a question or of a booking, as closed unions: every way an exchange can end has its own name. */
import type { HttpAnswer } from '../http.ts'
import type { ReadAppointment } from './appointment.ts'
import { type OutcomeIssue, readOutcome, wordsOf } from './outcome.ts'
import type { ReadBundle } from './read-types.ts'

/** How a question failed. `code` is a short word for a log or a screen: `http-500`, `ECONNREFUSED`, `html`. */
export type AskFailure =
  /** Nobody there, link broken, TLS says no, 5xx. */
  | { kind: 'down'; code: string; ms: number }
  /** No whole answer within the time given. */
  | { kind: 'late'; code: string; ms: number }
  /** 4xx, or an `OperationOutcome` in place of the answer. `words`: the server's own. */
  | { kind: 'refused'; code: string; words: string | null; ms: number }
  /** 401, 403. */
  | { kind: 'unauthorised'; code: string; ms: number }
  /** 429, 503: come back later. */
  | { kind: 'busy'; code: string; retryAfterMs: number | null; ms: number }
  /** An answer that is not the resource due: HTML, cut JSON, too large. */
  | { kind: 'malformed'; code: string; ms: number }
  /** We stopped asking. */
  | { kind: 'aborted'; code: string; ms: number }

export type SearchAnswer = { kind: 'read'; bundle: ReadBundle; ms: number } | AskFailure

/** What became of the one POST of an intent. Each kind is certain, except `unknown`. */
export type CreateAnswer =
  /** `location`, `appointment`: as far as the server says them. */
  | {
      kind: 'created'
      appointmentId: string | null
      location: string | null
      status: string | null
      appointment: ReadAppointment | null
    }
  /** 409, 412: somebody else has the slot. */
  | { kind: 'taken'; detail: string | null }
  /** 409 `duplicate`: the server already holds this very intent. */
  | { kind: 'duplicate'; detail: string | null }
  | { kind: 'refused'; status: number; detail: string | null }
  | { kind: 'unauthorised'; status: number; detail: string | null }
  /** 429 is certain: not treated. A 503 is not: some gateways say it of a link lost after the act. */
  | { kind: 'busy'; status: number; retryAfterMs: number | null; detail: string | null }
  /** Time-out, broken link, 5xx, a success that cannot be read: the server may have acted. */
  | { kind: 'unknown'; code: string }
  /** Certain that no byte reached the server. */
  | { kind: 'not-sent'; code: string }

export type ReadBack =
  | { kind: 'found'; appointmentId: string; status: string; appointment: ReadAppointment }
  /** A well-formed answer that holds nothing. A 404 page of a proxy is `failed`. */
  | { kind: 'absent' }
  | { kind: 'failed'; code: string }

export type AppointmentsFound =
  | { kind: 'appointments'; appointments: ReadAppointment[] }
  /** The server says that it does not answer such a search. */
  | { kind: 'unsupported' }
  | { kind: 'failed'; code: string }

/** Sorts an HTTP exchange that gave no 2xx. Null for a 2xx. */
export function failureOf(answer: HttpAnswer, now: number): AskFailure | null {
  const { ms } = answer
  if (answer.kind !== 'answer') {
    if (answer.kind === 'timeout') return { kind: 'late', code: 'timeout', ms }
    if (answer.kind === 'aborted') return { kind: 'aborted', code: 'aborted', ms }
    if (answer.kind === 'too-large') return { kind: 'malformed', code: 'too-large', ms }
    return { kind: 'down', code: answer.code, ms }
  }
  const { status } = answer
  const code = `http-${status}`
  if (status >= 200 && status < 300) return null
  if (status === 401 || status === 403) return { kind: 'unauthorised', code, ms }
  if (status === 429 || status === 503) {
    return { kind: 'busy', code, retryAfterMs: retryAfterMs(answer.headers['retry-after'], now), ms }
  }
  if (status >= 500) return { kind: 'down', code, ms }
  return { kind: 'refused', code, words: wordsOf(readOutcome(answer.text)), ms }
}

/** Sorts the answer to a POST of an appointment; null for a success, whose body the caller reads. */
export function refusalOf(answer: HttpAnswer, now: number): CreateAnswer | null {
  if (answer.kind !== 'answer') {
    return answer.sent ? { kind: 'unknown', code: answer.code } : { kind: 'not-sent', code: answer.code }
  }
  const { status } = answer
  if (status === 200 || status === 201) return null
  const issues = readOutcome(answer.text)
  const detail = wordsOf(issues)
  const says = (code: string) => issues.some((issue: OutcomeIssue) => issue.code === code)
  if (status === 401 || status === 403) return { kind: 'unauthorised', status, detail }
  if (status === 429 || status === 503) {
    return { kind: 'busy', status, retryAfterMs: retryAfterMs(answer.headers['retry-after'], now), detail }
  }
  // 202, 204 and 5xx do not say what was done; 408 is a server that gave up reading, perhaps after acting.
  if ((status >= 200 && status < 300) || status >= 500 || status === 408)
    return { kind: 'unknown', code: `http-${status}` }
  if (status >= 400 && says('duplicate')) return { kind: 'duplicate', detail }
  if (status === 409 || status === 412 || (status === 422 && says('conflict'))) return { kind: 'taken', detail }
  return { kind: 'refused', status, detail }
}

/** `Retry-After`: seconds, or a date; at most an hour. Null when absent or unreadable. */
function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000)
}
