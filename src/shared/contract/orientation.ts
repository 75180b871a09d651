/** Taking an offer: from the intent written to disk to a certain outcome. No patient data anywhere in it. */
import { z } from 'zod'
import { Slot, Taking } from './availability.ts'
import { Coded, Idnps, Insee, Instant, Phone } from './identifiers.ts'
import { call, event } from './kit.ts'
import { OUTCOME_KINDS, PASS_WORDS } from './lists.ts'

/**
 * - `intended`: on disk, not sent; `sent`: on its way;
 * - `confirmed`: a 201, or the vendor's word through the platform: the only state that says «réservé»;
 * - `pending`: received, and somebody has still to accept it (marketplace);
 * - `taken`: somebody else has the slot; `refused`: the source says no;
 * - `unknown`: no answer: it may have succeeded; read back until settled, never sent again;
 * - `waiting`: vendor's page is open, the platform's word has not come; `expired`: it never came;
 * - `declared`: the operator says so (walk-in, agreed by phone, outcome without a slot, booked on the page without word);
 * - `honoured`, `missed`: the platform says that the patient came, or did not; `cancelled`.
 */
export const OrientationStatus = z.enum([
  'intended',
  'sent',
  'confirmed',
  'pending',
  'taken',
  'refused',
  'unknown',
  'waiting',
  'expired',
  'declared',
  'honoured',
  'missed',
  'cancelled',
])
export type OrientationStatus = z.infer<typeof OrientationStatus>

/** The ways of {@link Taking}, and an outcome without a slot. */
export const Way = z.enum([...Taking.options, 'outcome'])
export type Way = z.infer<typeof Way>

/** What a call comes to when no slot is taken; `declined`: the caller wants none of the offers. */
export const OutcomeKind = z.enum(OUTCOME_KINDS)
export type OutcomeKind = z.infer<typeof OutcomeKind>

/**
 * «Catégorie d'orientation» of the guide (INT_L02, RS-SAS-RDV). Its codes: 001 PS, 002 PDM, 003 SOS, and of TRE_R66
 * 604 CPTS, 603 MSP, 124 CDS.
 */
export const Category = z.enum(['PS', 'PDM', 'SOS', 'CPTS', 'MSP', 'CDS'])
export type Category = z.infer<typeof Category>

/** The codes of the categories, as the guide writes them. */
export const CATEGORY_CODES: Readonly<Record<Category, string>> = {
  PS: '001',
  PDM: '002',
  SOS: '003',
  CPTS: '604',
  MSP: '603',
  CDS: '124',
}

/**
 * Where an outcome sends the caller, as the directory knows it when it is chosen. `code`: its category (TRE_R397: 620 a
 * pharmacy) or its authorisation; `hours`: what a roster says of it («de garde … – …»); null: nobody says so.
 */
export const Establishment = z.object({
  /** FINESS number; null for a line of the site's roster that has none. */
  finess: z.string().max(20).nullable(),
  name: z.string().max(200),
  code: Coded.nullable(),
  address: z.array(z.string()),
  postalCode: z.string().nullable(),
  city: z.string().nullable(),
  phones: z.array(Phone),
  hours: z.string().nullable(),
  /** It stood on a roster in force when it was chosen. */
  onDuty: z.boolean(),
})
export type Establishment = z.infer<typeof Establishment>

/** A change asked of the source, as far as it is known: it counts only once the source has said so. */
export const Change = z.object({
  kind: z.enum(['cancel', 'move']),
  /** `unknown`: no answer, read back; `refused`: nothing was changed, see `detail`. */
  state: z.enum(['sent', 'unknown', 'refused']),
  at: Instant,
  /** Start of the new slot, when it moves. */
  to: Instant.nullable(),
  /** Kind of the refusal: `taken`, `changed-elsewhere`, `refused`, `not-sent`. */
  why: z.string().nullable(),
})
export type Change = z.infer<typeof Change>

/** A word for the next person at the desk, by code: free text could name a patient. */
export const PassWord = z.enum(PASS_WORDS)
export type PassWord = z.infer<typeof PassWord>

export const Orientation = z.object({
  id: z.uuid(),
  status: OrientationStatus,
  taking: Way,
  createdAt: Instant,
  updatedAt: Instant,
  sourceId: z.string(),
  sourceLabel: z.string(),
  simulated: z.boolean(),
  /** Null for an outcome without a slot, and for nothing else. */
  slot: Slot.nullable(),
  /** Nobody (`displayName` empty) for an outcome that names no structure. */
  practitioner: z.object({ idnps: Idnps.nullable(), displayName: z.string(), phones: z.array(Phone) }),
  operator: Idnps,
  /** Identifier the appointment is known by on the platform. */
  appointmentId: z.string().nullable(),
  /** Kind of the last problem, for the words on the screen. */
  problem: z.object({ kind: z.string(), detail: z.string().nullable() }).nullable(),
  /** Attempts to read back while unknown. */
  readBacks: z.int().nonnegative(),
  /** Present when `taking` is `outcome`. */
  outcome: OutcomeKind.optional(),
  /** Where an outcome sends the caller, once it is named. */
  establishment: Establishment.optional(),
  category: Category.optional(),
  /** Taken beyond the clinical limit: why, by a code of the settings, or by which doctor's word. */
  override: z.object({ reason: z.string().nullable(), approvedBy: Idnps.nullable() }).optional(),
  change: Change.optional(),
  /** Start it had before it was moved, by us or by the source. */
  movedFrom: Instant.optional(),
  passedOn: z.object({ word: PassWord, by: Idnps, at: Instant }).optional(),
})
export type Orientation = z.infer<typeof Orientation>

/** One professional of the «en sus» call list, and what is known of the calls made to them today. */
export const CallLine = z.object({
  idnps: Idnps,
  displayName: z.string(),
  speciality: z.string().nullable(),
  city: z.string().nullable(),
  phone: Phone,
  distanceKm: z.number().nonnegative().nullable(),
  /** `refused` holds until `until`, or for the day. */
  state: z.enum(['to-call', 'no-answer', 'accepted', 'refused']),
  until: Instant.nullable(),
  /** Calls made today, and when the last one was. */
  calls: z.int().nonnegative(),
  lastAt: Instant.nullable(),
  /** Name of the desk that heard the last answer, when it is another one of the site. */
  desk: z.string().optional(),
})
export type CallLine = z.infer<typeof CallLine>

export const CodeWord = z.object({ code: z.string(), label: z.string() })

export const TAKE_PROBLEMS = [
  'slot-gone',
  'slot-past',
  'slot-unknown',
  'need-pending',
  'need-booked',
  'disk-failed',
  'journal-failed',
  'proof-ended',
  'degraded-no-booking',
  'link-unsafe',
  'intent-conflict',
  'beyond-limit',
  'reason-unknown',
  'approval-refused',
] as const

export const orientationCalls = {
  /**
   * Takes a slot. `intentId` is made by the screen: calling twice with it takes once. `needKey` names the caller's need
   * (one call, one need): a second booking for it is refused while one is unknown, unless `evenIfPending`. A slot
   * beyond the clinical limit of its ask (`beyond-limit` {mayDecide}) takes a `reason` of `orientation.choices` from those
   * who may decide, or the `approvalId` of a doctor's word.
   */
  'orientation.take': call({
    right: 'book',
    input: z.object({
      intentId: z.uuid(),
      askId: z.string(),
      offerId: z.string(),
      slotId: z.string(),
      needKey: z.string().max(64),
      evenIfPending: z.boolean(),
      /** The clinical limit on the screen: it may have been typed since the slots were ranked. It can only tighten. */
      limit: Instant.nullable().optional(),
      reason: z.string().max(40).optional(),
      approvalId: z.string().max(64).optional(),
    }),
    value: Orientation,
    problems: TAKE_PROBLEMS,
  }),
  /** Codes that this site gives as reasons to take a slot beyond the clinical limit. */
  'orientation.choices': call({
    right: 'signed-in',
    input: z.null(),
    value: z.object({ reasons: z.array(CodeWord) }),
  }),
  /** An outcome without a slot. `intentId` and `needKey` as for `take`; a call may come to several. */
  'orientation.note': call({
    right: 'search',
    input: z.object({
      intentId: z.uuid(),
      needKey: z.string().max(64),
      outcome: OutcomeKind,
    }),
    value: Orientation,
    problems: ['disk-failed', 'journal-failed', 'intent-conflict'],
  }),
  /**
   * Establishments that an outcome may be named by, nearest first; for a pharmacy, those that a roster says are on duty
   * before all others. `near`: the commune of the call.
   */
  'orientation.places': call({
    right: 'search',
    input: z.object({ id: z.uuid(), near: Insee.nullable(), limit: z.int().min(1).max(50) }),
    value: z.object({
      places: z.array(Establishment.extend({ id: z.string(), distanceKm: z.number().nonnegative().nullable() })),
      /** A roster of pharmacies on duty is in force: without one, who is on duty is not known. */
      duty: z.boolean(),
    }),
    problems: ['orientation-unknown', 'directory-empty', 'directory-busy', 'directory-broken'],
  }),
  /** Names where the caller is sent, by an `id` of `orientation.places`: never typed. Null: nowhere in particular. */
  'orientation.name': call({
    right: 'search',
    input: z.object({ id: z.uuid(), place: z.string().max(20).nullable(), near: Insee.nullable() }),
    value: Orientation,
    problems: [
      'orientation-unknown',
      'place-unknown',
      'disk-failed',
      'journal-failed',
      'directory-empty',
      'directory-busy',
      'directory-broken',
    ],
  }),
  /** Who may be asked by phone beyond their agenda, in fair order: see `core/orientation/call-list.ts`. */
  'orientation.callList': call({
    right: 'book',
    input: z.object({ askId: z.string() }),
    value: z.array(CallLine),
    problems: ['ask-gone'],
  }),
  /** Has the phone of this machine dial (`tel:`). */
  'orientation.dial': call({
    right: 'book',
    input: z.object({ phone: Phone }),
    value: z.null(),
    problems: ['dial-failed'],
  }),
  /**
   * What a professional said by phone. `accepted` makes an orientation of the agreed time `at` (null otherwise); `refused`
   * holds until `until`, or for the day.
   */
  'orientation.phoned': call({
    right: 'book',
    input: z.object({
      intentId: z.uuid(),
      askId: z.string(),
      idnps: Idnps,
      needKey: z.string().max(64),
      answer: z.enum(['accepted', 'no-answer', 'refused']),
      at: Instant.nullable(),
      until: Instant.nullable(),
    }),
    value: Orientation.nullable(),
    problems: [...TAKE_PROBLEMS, 'ask-gone', 'person-unknown'],
  }),
  /** Cancels a booking by API: read, then written on condition that nobody changed it meanwhile. */
  'orientation.cancel': call({
    right: 'book',
    input: z.object({ id: z.uuid() }),
    value: Orientation,
    problems: ['orientation-unknown', 'not-changeable', 'journal-failed'],
  }),
  /** Moves a booking by API to another slot of the same source and professional, in the same way. */
  'orientation.move': call({
    right: 'book',
    input: z.object({ id: z.uuid(), askId: z.string(), offerId: z.string(), slotId: z.string() }),
    value: Orientation,
    problems: ['orientation-unknown', 'not-changeable', 'slot-unknown', 'slot-past', 'journal-failed'],
  }),
  /** Leaves these to the next person at the desk, with a word; they stay in their list until somebody says `null`. */
  'orientation.passOn': call({
    right: 'signed-in',
    input: z.object({ ids: z.array(z.uuid()).max(500), word: PassWord.nullable() }),
    value: z.array(Orientation),
    problems: ['orientation-unknown'],
  }),
  'orientation.get': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid() }),
    value: Orientation,
    problems: ['orientation-unknown'],
  }),
  /** Most recent first. */
  'orientation.list': call({
    right: 'signed-in',
    input: z.object({ limit: z.int().min(1).max(500) }),
    value: z.array(Orientation),
  }),
  /** Asks the platform now, for an `unknown` or `waiting` one. */
  'orientation.check': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid() }),
    value: Orientation,
    problems: ['orientation-unknown'],
  }),
  /** The operator's word on a vendor page without the platform's: taken there, or not. */
  'orientation.declare': call({
    right: 'book',
    input: z.object({ id: z.uuid(), booked: z.boolean() }),
    value: Orientation,
    problems: ['orientation-unknown', 'orientation-settled'],
  }),
  /** Takes back an outcome without a slot, by whoever may note one: it was the desk's word alone. */
  'orientation.unsay': call({
    right: 'search',
    input: z.object({ id: z.uuid() }),
    value: Orientation,
    problems: ['orientation-unknown', 'orientation-settled'],
  }),
  /** Opens the vendor's page again. */
  'orientation.reopen': call({
    right: 'book',
    input: z.object({ id: z.uuid() }),
    value: Orientation,
    problems: ['orientation-unknown', 'link-unsafe', 'slot-unknown'],
  }),
  /** Text to paste into the LRM. Claims no more than is known. */
  'orientation.handOver': call({
    right: 'signed-in',
    input: z.object({ id: z.uuid(), language: z.enum(['fr', 'en']) }),
    value: z.object({ text: z.string() }),
    problems: ['orientation-unknown'],
  }),
}

export const orientationEvents = {
  'orientation.changed': event(Orientation),
}
