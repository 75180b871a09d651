/**
 * What the desks of a site say to the one that asks for them all. No caller, no need, no place: identifiers of professionals
 * and a window, as the sources themselves get. What comes back is hostile until it has been through here.
 */
import { z } from 'zod'
import { Mode, SlotKind } from '../../../shared/contract/availability.ts'
import { Coded, Idnps, Instant, Phone, Position } from '../../../shared/contract/identifiers.ts'
import { MOST_PROFESSIONALS } from '../../fhir/index.ts'

export const SEARCH_PATH = '/v1/slots'

/** Prefixed SIRET; test identifiers hold letters. */
const Siret = z.string().regex(/^3[0-9A-Z]{14}$/)
const Window = { from: Instant, to: Instant }

export const SearchAsked = z.discriminatedUnion('kind', [
  z.strictObject({
    source: z.string().max(40),
    kind: z.literal('people'),
    ids: z.array(Idnps).min(1).max(MOST_PROFESSIONALS),
    ...Window,
  }),
  z.strictObject({
    source: z.string().max(40),
    kind: z.literal('structures'),
    ids: z.array(Siret).min(1).max(10),
    ...Window,
  }),
])
export type SearchAsked = z.infer<typeof SearchAsked>

const Words = z.string().max(500)
const Place = z.object({
  name: Words.nullable(),
  address: z.array(Words).max(4),
  postalCode: Words.nullable(),
  city: Words.nullable(),
  phones: z.array(Phone),
  position: Position.nullable(),
  organization: Words.nullable(),
})
const Person = z.object({
  idnps: Idnps,
  family: Words.nullable(),
  given: Words.nullable(),
  displayName: Words,
  phones: z.array(Phone),
})
const Point = z.object({ siret: Words, location: Words, name: Words, phones: z.array(Phone) })
const Slot = z.object({
  reference: z.string().max(2_100).nullable(),
  start: Instant,
  end: Instant,
  startMs: z.number(),
  endMs: z.number(),
  kinds: z.array(SlotKind),
  modes: z.array(Mode),
  reason: Words.nullable(),
  specialities: z.array(Coded).max(10),
  walkIn: z.boolean(),
  who: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), person: Person }),
    z.object({ kind: z.literal('point'), point: Point }),
  ]),
  place: Place.nullable(),
  communities: z.array(Words),
  communityIds: z.array(Words).default([]),
  bookingUrl: z
    .url({ protocol: /^https?$/ })
    .max(4_100)
    .nullable(),
  seenAt: Instant,
})
const Bundle = z.object({
  slots: z.array(Slot),
  people: z.array(Person),
  points: z.array(Point),
  leftAside: z.array(z.object({ where: Words, why: z.string(), idnps: Idnps.optional() })),
  issues: z.array(z.object({ severity: Words, code: Words, text: Words.nullable() })),
  total: z.number().nullable(),
})
const ms = z.number().nonnegative()
const code = z.string().max(100)

export const SearchAnswered = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), bundle: Bundle, ms }),
  z.object({ kind: z.enum(['down', 'late', 'unauthorised', 'malformed', 'aborted']), code, ms }),
  z.object({ kind: z.literal('refused'), code, words: Words.nullable(), ms }),
  z.object({ kind: z.literal('busy'), code, retryAfterMs: z.number().nullable(), ms }),
])
