/**
 * What the desks of a site tell each other. Identifiers of professionals, slots, times and desks: no caller, no need, no
 * place of theirs, no word that somebody typed and none that a source wrote freely. The schemas refuse more than that, at
 * both ends.
 */
import { z } from 'zod'
import { Slot, SlotPlace } from '../../shared/contract/availability.ts'
import { Idnps, Instant } from '../../shared/contract/identifiers.ts'
import { Orientation } from '../../shared/contract/orientation.ts'

export const DESK_PATH = '/v1/desk'

/** Entries told in one exchange, at most. */
export const MOST_ENTRIES = 50
/** Slots that one desk is on at once, at most. */
export const MOST_HOLDS = 50
/** How long the service holds a question for which it has nothing new, ms. */
export const WAIT_MS = 10_000

const nothing = z.tuple([])
const none = z.null()

/** The console's own name of a slot, see `core/availability/identity.ts`: a digest, nothing to be read in it. */
const SlotId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** A place by its town alone: enough for a list. */
const SharedPlace = z.strictObject({
  ...SlotPlace.shape,
  name: none,
  address: nothing,
  phones: nothing,
  position: none,
  distanceKm: none,
})
const SharedSlot = z.strictObject({
  ...Slot.omit({ alsoFrom: true, beyondLimit: true }).shape,
  id: SlotId,
  reason: none,
  specialities: nothing,
  communities: nothing,
  place: SharedPlace,
})
const Code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
const { change: _change, override: _override, establishment, ...shared } = Orientation.shape

/** An orientation without anything that is not a name, a time or a code. */
export const SharedOrientation = z.strictObject({
  ...shared,
  sourceLabel: z.string().max(60),
  slot: SharedSlot.nullable(),
  practitioner: z.strictObject({ idnps: Idnps.nullable(), displayName: z.string().max(200), phones: nothing }),
  appointmentId: z.string().max(200).nullable(),
  problem: z.strictObject({ kind: Code, detail: none }).nullable(),
  establishment: z.strictObject({ ...establishment.unwrap().shape, address: nothing, phones: nothing }).optional(),
})
export type SharedOrientation = z.infer<typeof SharedOrientation>

/** What a professional said by phone, as the call list remembers it. Times are milliseconds since the epoch. */
export const SharedAnswer = z.strictObject({
  idnps: Idnps,
  at: z.int().nonnegative(),
  answer: z.enum(['accepted', 'no-answer', 'refused']),
  until: z.int().nullable(),
})
export type SharedAnswer = z.infer<typeof SharedAnswer>

/** `at`: the newer word on one thing replaces the older, by the clock of the one desk that says both. */
export const Entry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('orientation'), at: z.int().nonnegative(), orientation: SharedOrientation }),
  z.strictObject({ kind: z.literal('phoned'), at: z.int().nonnegative(), said: SharedAnswer }),
])
export type Entry = z.infer<typeof Entry>

/** The same thing told twice is one thing. */
export const keyOf = (entry: Entry): string =>
  entry.kind === 'orientation' ? entry.orientation.id : `${entry.said.idnps} ${entry.said.at}`

const DeskName = z.string().min(1).max(60)

export const DeskAsked = z.strictObject({
  desk: z.uuid(),
  name: DeskName,
  /** This run of the desk, and how often it has spoken in it: an older word on its holds never replaces a newer one. */
  run: z.uuid(),
  turn: z.int().nonnegative(),
  /** The memory that was heard, and how far: another memory is heard from its beginning. */
  board: z.uuid().nullable(),
  heard: z.int().nonnegative(),
  /** Which state of the holds was heard: another one is news. */
  holdsHeard: z.int().nonnegative(),
  entries: z.array(Entry).max(MOST_ENTRIES),
  holds: z.array(z.strictObject({ slotId: SlotId, since: Instant })).max(MOST_HOLDS),
  waitMs: z.int().min(0).max(WAIT_MS),
})
export type DeskAsked = z.infer<typeof DeskAsked>

const Heard = z.object({ desk: z.uuid(), name: DeskName, entry: Entry })
export type Heard = z.infer<typeof Heard>

export const DeskAnswered = z.object({
  board: z.uuid(),
  heard: z.int().nonnegative(),
  /** More is there than one answer holds: ask again at once. */
  more: z.boolean(),
  /** Those of the other desks, oldest first. */
  entries: z.array(Heard).max(200),
  holdsHeard: z.int().nonnegative(),
  /** Slots that the other desks are on. */
  holds: z.array(z.object({ slotId: SlotId, desk: DeskName, since: Instant })).max(2_000),
  /** Other desks heard in the last minute. */
  desks: z.int().nonnegative(),
})
export type DeskAnswered = z.infer<typeof DeskAnswered>
