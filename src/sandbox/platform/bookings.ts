/**
 * Appointments that the platform holds, and the times they hold. All in memory and all at once: between the look and
 * the write nothing else runs, so that one time goes to one appointment only.
 */
import type { Resource } from './fhir.ts'

export interface Booking {
  id: string
  /** Grows by one with each change: ETag `W/"n"`. */
  version: number
  /** `system|value` of the appointment's identifier. */
  identifier: string
  /** Body as received, keys sorted: tells a retry from a change. */
  body: string
  resource: Resource
  /** Source whose slot it is. */
  source: string
  /** Null once cancelled. */
  slotKey: string | null
  /** `system|value` of each participant. */
  actors: readonly string[]
  /** `system|value` of the operator. */
  operator: string
  start: number
}

export interface Bookings {
  isTaken(slotKey: string): boolean
  /** Somebody who does not go through the platform takes the time (or gives it back). */
  takeElsewhere(slotKey: string, taken?: boolean): void
  byId(id: string): Booking | undefined
  byIdentifier(identifier: string): Booking | undefined
  byActor(actor: string, from: number, to: number): Booking[]
  nextId(): string
  /** Puts a new booking, or a new version of one: its former time is free again. */
  put(booking: Booking): void
  /** What becomes of one: accepted, refused, honoured… A new version; a cancelled one gives its time back. False: unknown. */
  become(id: string, status: 'booked' | 'cancelled' | 'fulfilled' | 'noshow'): boolean
  all(): Booking[]
}

export function createBookings(): Bookings {
  const byId = new Map<string, Booking>()
  const byIdentifier = new Map<string, Booking>()
  const taken = new Map<string, string>()
  const elsewhere = new Set<string>()
  let count = 0
  const put = (booking: Booking) => {
    const former = byId.get(booking.id)
    if (former?.slotKey) taken.delete(former.slotKey)
    if (booking.slotKey) taken.set(booking.slotKey, booking.id)
    byId.set(booking.id, booking)
    byIdentifier.set(booking.identifier, booking)
  }
  return {
    isTaken: key => taken.has(key) || elsewhere.has(key),
    takeElsewhere(key, isTaken = true) {
      if (isTaken) elsewhere.add(key)
      else elsewhere.delete(key)
    },
    byId: id => byId.get(id),
    byIdentifier: identifier => byIdentifier.get(identifier),
    byActor: (actor, from, to) =>
      [...byId.values()]
        .filter(booking => booking.start >= from && booking.start <= to && booking.actors.includes(actor))
        .sort((a, b) => a.start - b.start),
    nextId: () => `rdv-${++count}`,
    put,
    become(id, status) {
      const booking = byId.get(id)
      if (!booking) return false
      const version = booking.version + 1
      const meta = { ...(booking.resource['meta'] as object), versionId: String(version) }
      const resource = { ...booking.resource, status, meta }
      put({ ...booking, version, resource, slotKey: status === 'cancelled' ? null : booking.slotKey })
      return true
    },
    all: () => [...byId.values()],
  }
}

/** One text for one body, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
