/**
 * How far this desk's clock is from the service's, from the `Date` of its answers (RFC 9110 §6.6.1: whole seconds). A clock
 * that is wrong signs proofs that are refused, and shows slots that have passed.
 */
import type { Clock } from '../ports.ts'

export interface ClockDrift {
  /** One answer: its `Date` header and how long the exchange took, ms. A header that is no date teaches nothing. */
  heard(date: string | undefined, roundTripMs: number): void
  /** Seconds ahead of the service; null when not known yet. */
  seconds(): number | null
}

export function createClockDrift(clock: Clock): ClockDrift {
  let off: number | null = null
  return {
    heard(date, roundTripMs) {
      const at = date === undefined ? Number.NaN : Date.parse(date)
      if (Number.isNaN(at)) return
      // The header drops the part of its second: half of it on average.
      off = Math.round((clock.now() - roundTripMs / 2 - (at + 500)) / 1000)
    },
    seconds: () => off,
  }
}
