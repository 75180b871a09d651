/** Free slots for a question: who is asked, what has come, from which source, in which order. */
import { z } from 'zod'
import { NamedNeed, Need, PersonHit, Place } from './directory.ts'
import { Coded, Departement, Idnps, Instant, Phone, Position } from './identifiers.ts'
import { call, event } from './kit.ts'
import { AGE_BANDS, MOST_ALSO, RANKING_POLICIES } from './lists.ts'

/** How the patient is seen (v3-ActCode): AMB at the practice, VR remotely, HH at home. */
export const Mode = z.enum(['AMB', 'VR', 'HH'])
export type Mode = z.infer<typeof Mode>

/** TRE_R314 + CPTS: who the slot is meant for. SNP and CPTS are kept for the SAS. */
export const SlotKind = z.enum(['PUBLIC', 'PRO', 'SNP', 'CPTS'])
export type SlotKind = z.infer<typeof SlotKind>

/**
 * How a slot is taken: booked by API; on the vendor's page; no booking (walk-in); a request that a community has still to
 * accept (marketplace); a time agreed by phone beyond the agenda («en sus»), which no source lists.
 */
export const Taking = z.enum(['direct', 'vendor-page', 'walk-in', 'marketplace', 'phone'])
export type Taking = z.infer<typeof Taking>

export const SlotPlace = z.object({
  name: z.string().nullable(),
  address: z.array(z.string()),
  postalCode: z.string().nullable(),
  city: z.string().nullable(),
  phones: z.array(Phone),
  position: Position.nullable(),
  distanceKm: z.number().nonnegative().nullable(),
})
export type SlotPlace = z.infer<typeof SlotPlace>

export const Slot = z.object({
  /** The console's own identifier: stable for the same source, person, place, start and end. */
  id: z.string(),
  sourceId: z.string(),
  /** Times with the practice's own offset: shown as they are written, never moved to another zone. */
  start: Instant,
  end: Instant,
  kinds: z.array(SlotKind),
  modes: z.array(Mode),
  reason: z.string().nullable(),
  specialities: z.array(Coded),
  taking: Taking,
  place: SlotPlace,
  /** Names of the communities (CPTS) that share the slot. */
  communities: z.array(z.string()),
  seenAt: Instant,
  /** Ids of the other sources that hold the same slot; shown once, by the one that books at once. */
  alsoFrom: z.array(z.string()).optional(),
  /** Begins after the clinical limit of the ask: below the line, taken with a reason or a doctor's word only. */
  beyondLimit: z.boolean().optional(),
})
export type Slot = z.infer<typeof Slot>

/**
 * What places a row besides time and distance: the patient's own doctor, a slot shared by a community, open doors, a point
 * of consultation, a slot kept for emergencies, somebody who accepts to be asked «en sus».
 */
export const RankReason = z.enum(['treating', 'cpts', 'kept', 'walk-in', 'point', 'emergency', 'en-sus'])
export type RankReason = z.infer<typeof RankReason>

/** One row of the list: a professional (or a SOS point) with their slots in order of time. */
export const Offer = z.object({
  id: z.string(),
  /** Null for a structure without a person (SOS Médecins point). */
  idnps: Idnps.nullable(),
  displayName: z.string(),
  profession: Coded.nullable(),
  speciality: Coded.nullable(),
  /** The directory's line when the person is known to it; else what the source said. */
  directory: PersonHit.nullable(),
  phones: z.array(Phone),
  distanceKm: z.number().nonnegative().nullable(),
  city: z.string().nullable(),
  slots: z.array(Slot),
  /**
   * Which of the names of the question it answers, its own left out where only names are asked; absent when the question is
   * one need or one name.
   */
  named: z.array(z.object({ kind: z.enum(['person', 'establishment']), label: z.string() })).optional(),
  /** `waiting`: at least one source has not answered for them; `none`: all answered, nothing free. */
  state: z.enum(['waiting', 'slots', 'none', 'unknown']),
  /** Why it stands where it stands, to be said in words: minutes to the first slot, km, kind of its first slot. */
  rank: z.object({
    minutes: z.number().nullable(),
    km: z.number().nullable(),
    kept: z.boolean(),
    /** The slot that places the row; absent without one. */
    leadId: z.string().optional(),
    /** The rest of the reasons, the weightiest first. */
    why: z.array(RankReason).optional(),
  }),
})
export type Offer = z.infer<typeof Offer>

export const SourceState = z.object({
  id: z.string(),
  label: z.string(),
  simulated: z.boolean(),
  status: z.enum(['asked', 'answered', 'none', 'late', 'down', 'refused', 'malformed', 'not-concerned']),
  slots: z.int().nonnegative(),
  requests: z.int().nonnegative(),
  pending: z.int().nonnegative(),
  /** Time to the last answer, ms. */
  ms: z.number().nonnegative().nullable(),
  /** Resources left aside, each with where and why: never silently. */
  leftAside: z.int().nonnegative(),
  detail: z.string().nullable(),
  /**
   * Not asked before this: it asked for time (429, 503), failed too often and rests, or was asked enough by this desk
   * (`detail`: `busy`, `resting`, `budget`). While it is tried again by one question, `asked` has the `detail` `trying`.
   */
  retryAt: Instant.optional(),
  /** When it last gave a good answer to this desk, whatever the question. */
  lastGoodAt: Instant.nullable().optional(),
})
export type SourceState = z.infer<typeof SourceState>

/** Steps taken beyond the radius, each by the operator's own hand. */
export const Reach = z.object({ departements: z.array(Departement).max(20), remote: z.boolean() })
export type Reach = z.infer<typeof Reach>

/** One step further: a ring around, the neighbour départements, whoever sees patients remotely; or one step back. */
export const WideningStep = z.enum(['ring', 'neighbours', 'remote', 'back'])
export type WideningStep = z.infer<typeof WideningStep>

const StepCount = z.object({ all: z.int().nonnegative(), automatic: z.int().nonnegative() })
/** How often the search went further, since the console started; `automatic`: by itself. */
export const WideningCounts = z.object({
  since: Instant,
  ring: StepCount,
  neighbours: StepCount,
  remote: StepCount,
  back: StepCount,
})
export type WideningCounts = z.infer<typeof WideningCounts>

/** Age of the patient, as far as it decides who may be asked: 0–2, 3–15, 16–74, 75 and over. Never a date of birth. */
export const AgeBand = z.enum(AGE_BANDS)
export type AgeBand = z.infer<typeof AgeBand>

/** Orders of the list, by name. `default` is the one of the console; `platform` mimics the national platform. */
export const RankingPolicy = z.enum(RANKING_POLICIES)
export type RankingPolicy = z.infer<typeof RankingPolicy>

export const Question = z.object({
  need: Need,
  /** People and establishments asked for by name together with the need, wherever they are. */
  also: z.array(NamedNeed).max(MOST_ALSO).optional(),
  place: Place.nullable(),
  radiusKm: z.number().positive().max(200).nullable(),
  from: Instant,
  to: Instant,
  /** Empty: all modes. */
  modes: z.array(Mode),
  /** Clinical limit: slots after it are shown below a line. */
  limit: Instant.nullable(),
  /** Where to look beyond the radius: neighbour départements (overflow), then anybody who sees patients remotely. */
  reach: Reach.optional(),
  /** Known when the caller said it; professionals who limit the age of their patients are left out by it. */
  ageBand: AgeBand.nullable().optional(),
  /** The patient's own doctor: always asked, and first when they have something. */
  treating: Idnps.nullable().optional(),
  /** Absent: the site's. */
  policy: RankingPolicy.optional(),
})
export type Question = z.infer<typeof Question>

export const AskState = z.object({
  askId: z.string(),
  /** Grows by one with each update of this ask. */
  version: z.int().nonnegative(),
  question: Question,
  sources: z.array(SourceState),
  /** The order in force; absent: the console's own. */
  policy: RankingPolicy.optional(),
  /** In ranked order. */
  offers: z.array(Offer),
  candidates: z.int().nonnegative(),
  done: z.boolean(),
  /** All have answered, and fewer offers came than the site wants. */
  tooFew: z.boolean().optional(),
  askedAt: Instant,
})
export type AskState = z.infer<typeof AskState>

/**
 * A row that changed. With `slotIds`, the ids of all its slots in order, `slots` holds only those that are new or not as
 * they were told before; without, it holds them all. No `directory`: as it was told before.
 */
export const OfferUpdate = Offer.extend({
  directory: PersonHit.nullable().optional(),
  slotIds: z.array(z.string()).optional(),
})
export type OfferUpdate = z.infer<typeof OfferUpdate>

/** What changed since `version - 1`. `order` holds the ids of all rows in ranked order. */
export const AskUpdate = z.object({
  askId: z.string(),
  version: z.int().positive(),
  sources: z.array(SourceState),
  upserts: z.array(OfferUpdate),
  order: z.array(z.string()),
  done: z.boolean(),
  tooFew: z.boolean().optional(),
  /** By which limit and which order, now. */
  limit: Instant.nullable().optional(),
  policy: RankingPolicy.optional(),
})
export type AskUpdate = z.infer<typeof AskUpdate>

/** One resource that a source sent and that could not be used. */
export const LeftAside = z.object({ sourceId: z.string(), where: z.string(), why: z.string() })

/** One way in which a source's resources break the guide, and how often. */
export const SourceFault = z.object({
  /** Code, as in {@link LeftAside}. */
  why: z.string(),
  /** Profile, element and cardinality, in the words of the guide. */
  rule: z.string(),
  count: z.int().positive(),
  /** The last resource that broke it: `Slot/123`. */
  example: z.string(),
  lastAt: Instant,
})
export type SourceFault = z.infer<typeof SourceFault>

/** A certificate and its end. `server`: as the source presented it at the last look. */
export const CertificateFacts = z.object({
  role: z.enum(['client', 'server']),
  name: z.string(),
  endsAt: Instant,
})
export type CertificateFacts = z.infer<typeof CertificateFacts>

/** What a source has done since the console started, and what it says that it can do. */
export const SourceReport = z.object({
  id: z.string(),
  label: z.string(),
  host: z.string(),
  kind: z.enum(['professionals', 'cpts', 'sos']),
  simulated: z.boolean(),
  /** How its slots are taken, and whether its own statement holds it back from booking at once. */
  taking: Taking,
  heldBack: z.boolean(),
  /** Covered; empty: all. */
  departements: z.array(Departement),
  identifiers: z.enum(['prefixed', 'bare']),
  door: z.object({ state: z.enum(['open', 'busy', 'resting', 'budget']), until: Instant.nullable() }),
  since: Instant,
  requests: z.int().nonnegative(),
  /** Times of the last 500 answers, ms; null without one. */
  latency: z.object({ n: z.int(), p50: z.number(), p95: z.number(), max: z.number() }).nullable(),
  outcomes: z.object({
    answered: z.int(),
    partial: z.int(),
    late: z.int(),
    down: z.int(),
    refused: z.int(),
    unauthorised: z.int(),
    busy: z.int(),
    malformed: z.int(),
  }),
  lastGoodAt: Instant.nullable(),
  lastFault: z.object({ at: Instant, kind: z.string(), code: z.string() }).nullable(),
  /** The most frequent first. */
  faults: z.array(SourceFault),
  /** Its CapabilityStatement as last read; null when none ever was. */
  capability: z
    .object({
      readAt: Instant,
      software: z.string().nullable(),
      fhirVersion: z.string().nullable(),
      /** May be sent an appointment; null when it does not say. */
      books: z.boolean().nullable(),
    })
    .nullable(),
  /** Why its statement could not be read last time; null when it was. */
  capabilityFault: z.string().nullable(),
  certificates: z.array(CertificateFacts),
})
export type SourceReport = z.infer<typeof SourceReport>

export const availabilityCalls = {
  /** Starts asking; answers at once with the candidates of the directory. A new ask cancels the previous one. */
  'availability.ask': call({
    right: 'search',
    input: Question,
    value: AskState,
    problems: [
      'place-needed',
      'place-without-position',
      'no-candidate',
      'nobody-there',
      'directory-empty',
      'directory-broken',
    ],
  }),
  /** Départements that a search around this one may overflow to; empty overseas. */
  'availability.neighbours': call({
    right: 'search',
    input: z.object({ departement: Departement }),
    value: z.array(Departement),
  }),
  /** A step further, or back, was taken from this ask: counted, and written in the journal. */
  'availability.widened': call({
    right: 'search',
    input: z.object({
      askId: z.string(),
      step: WideningStep,
      automatic: z.boolean(),
      /** Reached from now on. */
      radiusKm: z.number().positive().max(200).nullable(),
      departements: z.array(Departement).max(20),
    }),
    value: z.null(),
    problems: ['ask-gone'],
  }),
  'availability.widenings': call({ right: 'supervise', input: z.null(), value: WideningCounts }),
  /** Points of consultation (SOS Médecins) by name, as the sources name them: needs of the kind `establishment`. */
  'availability.points': call({
    right: 'search',
    input: z.object({ text: z.string().max(200), limit: z.int().min(1).max(20) }),
    value: z.array(Need),
  }),
  /** The whole state, after a gap in versions. */
  'availability.snapshot': call({
    right: 'search',
    input: z.object({ askId: z.string() }),
    value: AskState,
    problems: ['ask-gone'],
  }),
  'availability.cancel': call({ right: 'search', input: z.object({ askId: z.string() }), value: z.null() }),
  /**
   * The rows that a screen shows now; said again at least every 30 s while it does, empty when it stops. They alone are
   * refreshed; a minute without a word is nobody looking.
   */
  'availability.look': call({
    right: 'search',
    input: z.object({ askId: z.string(), offerIds: z.array(z.string()).max(100) }),
    value: z.null(),
    problems: ['ask-gone'],
  }),
  /** Another clinical limit or another order for an ask that is there: ranked again, nothing is asked. */
  'availability.rank': call({
    right: 'search',
    input: z.object({ askId: z.string(), limit: Instant.nullable(), policy: RankingPolicy.nullable() }),
    value: z.null(),
    problems: ['ask-gone'],
  }),
  /** Every source, as IT and supervisors need to know it. `look`: reads statements and certificates again first. */
  'availability.sources': call({
    right: 'supervise',
    input: z.object({ look: z.boolean() }),
    value: z.array(SourceReport),
  }),
  /** What to send to the vendor of a source: its times, its refusals, each fault with the rule it breaks. */
  'availability.sourceReport': call({
    right: 'supervise',
    input: z.object({ id: z.string(), language: z.enum(['fr', 'en']) }),
    value: z.object({ text: z.string() }),
    problems: ['source-unknown'],
  }),
  /** What was left aside in an ask, named. */
  'availability.leftAside': call({
    right: 'search',
    input: z.object({ askId: z.string() }),
    value: z.array(LeftAside),
    problems: ['ask-gone'],
  }),
}

export const availabilityEvents = {
  'availability.updated': event(AskUpdate),
}
