/** The call in progress: what the desk knows of it, in memory only, gone when it ends. */
import { z } from 'zod'
import { Mode } from './availability.ts'
import { Need, Place } from './directory.ts'
import { Instant } from './identifiers.ts'
import { call, event } from './kit.ts'

export const When = z.enum(['now', 'today', 'tonight', 'tomorrow', 'three-days'])
export type When = z.infer<typeof When>

export const CallState = z.object({
  id: z.uuid(),
  number: z.int().positive(),
  startedAt: Instant,
  needText: z.string().max(200),
  need: Need.nullable(),
  placeText: z.string().max(200),
  place: Place.nullable(),
  when: When,
  modes: z.array(Mode),
  limit: Instant.nullable(),
  /** Number of the medical file in the LRM, typed by the operator. Memory only. */
  drm: z.string().max(40),
  askId: z.string().nullable(),
  orientationIds: z.array(z.uuid()),
})
export type CallState = z.infer<typeof CallState>

/** How the LRM was told of an outcome. `delivered`: remis; `failed`: pas remis, tried again; `acknowledged`: repris. */
export const HandOver = z.object({
  orientationId: z.uuid(),
  state: z.enum(['waiting', 'delivered', 'acknowledged', 'failed']),
  attempts: z.int().nonnegative(),
  /** Code of the system or of HTTP, when it failed. */
  code: z.string().nullable(),
  /** With the number of a medical file; without one the LRM attaches it by hand. */
  withNumber: z.boolean(),
  at: Instant,
})
export type HandOver = z.infer<typeof HandOver>

const Draft = CallState.omit({ id: true, number: true, startedAt: true, orientationIds: true })

export const callCalls = {
  /** The call in progress; one is begun when there is none. */
  'call.current': call({ right: 'signed-in', input: z.null(), value: CallState }),
  /** Keeps what was typed, so that a lock or a reload of the screen loses nothing. */
  'call.save': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid(), draft: Draft.partial() }),
    value: CallState,
    problems: ['call-ended'],
  }),
  /** Ends the call, forgets it, begins the next. */
  'call.next': call({ right: 'signed-in', input: z.object({ id: z.uuid() }), value: CallState }),
  /** Outcomes handed over to the LRM by this person; empty when the site has chosen no way but the clipboard. */
  'call.handOvers': call({ right: 'signed-in', input: z.null(), value: z.array(HandOver) }),
  /** Hands over now, without waiting for a number or for the next try. */
  'call.handOverAgain': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid() }),
    value: HandOver,
    problems: ['orientation-unknown'],
  }),
}

export const callEvents = {
  'call.handedOver': event(HandOver),
  'call.changed': event(CallState),
}
