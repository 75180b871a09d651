/** The call in progress: what the desk knows of it, in memory only, gone when it ends. */
import { z } from 'zod'
import { AgeBand, Mode, Reach } from './availability.ts'
import { NamedNeed, Need, Place } from './directory.ts'
import { Idnps, Instant } from './identifiers.ts'
import { call, event } from './kit.ts'
import { MOST_ALSO, WHENS } from './lists.ts'

/** `limit`: until the clinical limit; `within-6`: in the next six hours. */
export const When = z.enum(WHENS)
export type When = z.infer<typeof When>

/** The patient's own doctor (médecin traitant), as the directory or the LRM names them. */
export const Treating = z.object({ idnps: Idnps.nullable(), displayName: z.string().max(120) })
export type Treating = z.infer<typeof Treating>

/** Where the operator's hand was in a call, so that coming back to it is coming back there. */
export const Hand = z.object({
  zone: z.enum(['question', 'list', 'detail']),
  /** Row and slot chosen by hand; null: the best one. */
  rowId: z.string().max(300).nullable(),
  slotId: z.string().max(300).nullable(),
  /** Letters that filter the list. */
  filter: z.string().max(200),
})
export type Hand = z.infer<typeof Hand>

/** What a call that is put aside waits for. */
export const ParkedFor = z.enum(['doctor', 'vendor', 'call-back', 'other'])
export type ParkedFor = z.infer<typeof ParkedFor>

/** Calls that may wait at one desk, besides the one in progress. */
export const MOST_PARKED = 8

export const CallState = z.object({
  id: z.uuid(),
  number: z.int().positive(),
  startedAt: Instant,
  needText: z.string().max(200),
  need: Need.nullable(),
  /** Who and what was added to the question by name. */
  also: z.array(NamedNeed).max(MOST_ALSO),
  placeText: z.string().max(200),
  place: Place.nullable(),
  when: When,
  modes: z.array(Mode),
  limit: Instant.nullable(),
  ageBand: AgeBand.nullable(),
  treating: Treating.nullable(),
  /** Number of the medical file in the LRM, typed by the operator. Memory only. */
  drm: z.string().max(40),
  askId: z.string().nullable(),
  orientationIds: z.array(z.uuid()),
  /** Radius asked for by hand; null is the radius of the place's département. */
  radiusKm: z.number().positive().max(200).nullable(),
  /** Steps taken beyond the radius; null: none. */
  reach: Reach.nullable(),
  hand: Hand.nullable(),
  /** When it was put aside, and what for; null while it is in progress. */
  parkedAt: Instant.nullable(),
  parkedFor: ParkedFor.nullable(),
})
export type CallState = z.infer<typeof CallState>

/** A part of a launch that could not be used, by its name in the query string; `unknown`: parts that nobody knows. */
export const LaunchFault = z.object({
  part: z.enum(['origin', 'inseecode', 'city', 'streetnumber', 'streetname', 'specialty', 'practitioner', 'unknown']),
  why: z.enum(['missing', 'malformed', 'too-long', 'repeated', 'unknown']),
})
export type LaunchFault = z.infer<typeof LaunchFault>

/** What the LRM asked for by a link (INT_L01). Memory only, gone with the call. */
export const Launch = z.object({
  id: z.uuid(),
  /** True: a call was begun with it; false: another call is in progress, the operator decides. */
  shown: z.boolean(),
  need: Need.nullable(),
  place: Place.nullable(),
  street: z.string().max(420).nullable(),
  /** Médecin traitant, as the LRM or the directory names them. */
  practitioner: Treating.nullable(),
  faults: z.array(LaunchFault),
})
export type Launch = z.infer<typeof Launch>

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

const Draft = CallState.omit({ id: true, number: true, startedAt: true, orientationIds: true, parkedAt: true })

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
  /** Puts the call aside as it stands and begins another. Pressed twice, it puts one call aside. */
  'call.park': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid(), for: ParkedFor.nullable() }),
    value: CallState,
    problems: ['calls-full'],
  }),
  /** Brings a call that waits back; the one in progress waits in its place, or goes when nothing is in it. */
  'call.resume': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid() }),
    value: CallState,
    problems: ['call-ended'],
  }),
  /** The calls that wait, in the order of their numbers. */
  'call.parked': call({ right: 'signed-in', input: z.null(), value: z.array(CallState) }),
  /** The last launch that concerns this call or waits for a decision; null when there is none. */
  'call.launch': call({ right: 'signed-in', input: z.null(), value: Launch.nullable() }),
  /** Puts the call in progress aside and begins one with the launch. */
  'call.acceptLaunch': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid() }),
    value: CallState,
    problems: ['launch-gone', 'calls-full'],
  }),
  /** Puts the launch away; the call in progress stays as it is. */
  'call.dropLaunch': call({ right: 'signed-in', input: z.object({ id: z.uuid() }), value: z.null() }),
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
  /** Null: it was put away. */
  'call.launched': event(Launch.nullable()),
  /** The call in progress: changed, or another one. */
  'call.changed': event(CallState),
  /** The calls that wait, whenever one comes, goes or changes. */
  'call.parkedChanged': event(z.array(CallState)),
}
