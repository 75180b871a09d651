/**
 * The desks of one site among themselves, by the site's local service: who is on which slot at this moment, and what every
 * desk's orientations have come to. A hint and a list, never a reservation: each desk works without it.
 */
import { z } from 'zod'
import { Instant } from './identifiers.ts'
import { call, event } from './kit.ts'
import { Orientation } from './orientation.ts'

/** `off`: this site has no service; `alone`: it does not answer, this desk goes on by itself; `joined`. */
export const SiteLink = z.enum(['off', 'alone', 'joined'])
export type SiteLink = z.infer<typeof SiteLink>

/** A colleague is on this slot. Nothing is reserved by it: whoever books first has it. */
export const SiteHold = z.object({ slotId: z.string(), desk: z.string(), since: Instant })
export type SiteHold = z.infer<typeof SiteHold>

export const SiteState = z.object({
  link: SiteLink,
  /** Since when the service has not answered; null while it answers, or when there is none. */
  aloneSince: Instant.nullable(),
  /** Other desks heard in the last minute. */
  desks: z.int().nonnegative(),
  /** What other desks are on. */
  holds: z.array(SiteHold),
  /** Grows with everything heard of the others: what was read before is to be read again. */
  revision: z.int().nonnegative(),
})
export type SiteState = z.infer<typeof SiteState>

/**
 * An orientation of another desk, as far as the desks tell each other: who, when, what became of it. No place beyond the
 * town, no words of a source, no phone.
 */
export const SiteOrientation = Orientation.extend({ desk: z.string() })
export type SiteOrientation = z.infer<typeof SiteOrientation>

export const siteCalls = {
  'site.state': call({ right: 'signed-in', input: z.null(), value: SiteState }),
  /** Says to the other desks that this slot is before somebody's eyes here; null: no longer. */
  'site.hold': call({
    right: 'book',
    input: z.object({ askId: z.string(), offerId: z.string(), slotId: z.string() }).nullable(),
    value: z.null(),
  }),
  /** Orientations of the other desks of the site, most recent first. */
  'site.day': call({
    right: 'site',
    input: z.object({ limit: z.int().min(1).max(2_000) }),
    value: z.object({ link: SiteLink, aloneSince: Instant.nullable(), list: z.array(SiteOrientation) }),
  }),
}

export const siteEvents = {
  'site.changed': event(SiteState),
}
