/**
 * The words in which the contract between a screen and the console is written.
 *
 * A call has an input, a value and the kinds of problem it may answer with; an event has a payload. Everything
 * is a JSON value (ISO dates, no `undefined`, `Map` or `Date`), so that the three transports (Electron IPC,
 * WebSocket, memory) carry exactly the same thing.
 */
import { z } from 'zod'

/**
 * Who may make a call. The dispatcher asks the session; the screen never decides. `supervise`: see the state of sources,
 * directory, card and desk; `configure`: act on them (import now, return to the previous directory); `site`: see the
 * orientations of the other desks.
 */
export type Right = 'anybody' | 'signed-in' | 'search' | 'book' | 'supervise' | 'configure' | 'site'

/** Details of a problem that the screen may print: short codes, numbers, names of fields. Never a caller's data. */
export const ProblemParams = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** Kinds that any call may answer with, whatever its own. `invalid-answer` is a defect of the console. */
export const COMMON_PROBLEMS = [
  'invalid-input',
  'invalid-answer',
  'unknown-call',
  'not-signed-in',
  'locked',
  'not-allowed',
  'defect',
] as const

export interface CallSpec<I extends z.ZodType = z.ZodType, V extends z.ZodType = z.ZodType, K extends string = string> {
  readonly type: 'call'
  readonly right: Right
  readonly input: I
  readonly value: V
  readonly problems: readonly K[]
  /** Fields of the input, arrays of numbers, that are wiped once the call is over: a PIN stays nowhere. */
  readonly wipe: readonly string[]
}

export interface EventSpec<P extends z.ZodType = z.ZodType> {
  readonly type: 'event'
  readonly payload: P
}

/** Declares a call. `problems` are the kinds of its own, beyond {@link COMMON_PROBLEMS}. */
export function call<I extends z.ZodType, V extends z.ZodType, const K extends string = never>(spec: {
  right: Right
  input: I
  value: V
  problems?: readonly K[]
  wipe?: readonly (keyof z.infer<I> & string)[]
}): CallSpec<I, V, K> {
  const { right, input, value, problems = [], wipe = [] } = spec
  return { type: 'call', right, input, value, problems, wipe }
}

/** Declares an event. */
export function event<P extends z.ZodType>(payload: P): EventSpec<P> {
  return { type: 'event', payload }
}

/** A problem as a value: a kind the screen can act on and the details it may print. */
export interface Problem<K extends string = string> {
  kind: K
  params: z.infer<typeof ProblemParams>
}

/** What every call answers: a value, or a problem. Exceptions are defects, never answers. */
export type Result<V, K extends string = string> = { ok: true; value: V } | { ok: false; error: Problem<K> }

export const ok = <V>(value: V): { ok: true; value: V } => ({ ok: true, value })

export const problem = <const K extends string>(
  kind: K,
  params: Problem['params'] = {},
): { ok: false; error: Problem<K> } => ({ ok: false, error: { kind, params } })

/** Envelope of an event on the wire. `seq` grows by one per console; a gap means: read again. */
export const EventEnvelope = z.object({ seq: z.int().nonnegative(), name: z.string(), payload: z.unknown() })
export type EventEnvelope = z.infer<typeof EventEnvelope>
