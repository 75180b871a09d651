/** Taking an offer: from the intent written to disk to a certain outcome. No patient data anywhere in it. */
import { z } from 'zod'
import { Slot, Taking } from './availability.ts'
import { Idnps, Instant, Phone } from './identifiers.ts'
import { call, event } from './kit.ts'

/**
 * - `intended`: on disk, not sent; `sent`: on its way;
 * - `confirmed`: a 201, or the vendor's word through the platform: the only state that says «réservé»;
 * - `taken`: somebody else has the slot; `refused`: the source says no;
 * - `unknown`: no answer: it may have succeeded; read back until settled, never sent again;
 * - `waiting`: vendor's page is open, the platform's word has not come; `expired`: it never came;
 * - `declared`: the operator says so (walk-in, booked on the page without word); `cancelled`.
 */
export const OrientationStatus = z.enum([
  'intended',
  'sent',
  'confirmed',
  'taken',
  'refused',
  'unknown',
  'waiting',
  'expired',
  'declared',
  'cancelled',
])
export type OrientationStatus = z.infer<typeof OrientationStatus>

export const Orientation = z.object({
  id: z.uuid(),
  status: OrientationStatus,
  taking: Taking,
  createdAt: Instant,
  updatedAt: Instant,
  sourceId: z.string(),
  sourceLabel: z.string(),
  simulated: z.boolean(),
  slot: Slot,
  practitioner: z.object({ idnps: Idnps.nullable(), displayName: z.string(), phones: z.array(Phone) }),
  operator: Idnps,
  /** Identifier the appointment is known by on the platform. */
  appointmentId: z.string().nullable(),
  /** Kind of the last problem, for the words on the screen. */
  problem: z.object({ kind: z.string(), detail: z.string().nullable() }).nullable(),
  /** Attempts to read back while unknown. */
  readBacks: z.int().nonnegative(),
})
export type Orientation = z.infer<typeof Orientation>

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
] as const

export const orientationCalls = {
  /**
   * Takes a slot. `intentId` is made by the screen: calling twice with it takes once. `needKey` names the caller's need
   * (one call, one need): a second booking for it is refused while one is unknown, unless `evenIfPending`.
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
    }),
    value: Orientation,
    problems: TAKE_PROBLEMS,
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
