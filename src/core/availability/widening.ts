/**
 * How often the search had to go further than the table's radius: the indicator of a territory that lacks offers. Counted by
 * step, with those that the console took by itself and those that were taken back. Numbers only, since the start.
 */
import type { WideningCounts, WideningStep } from '../../shared/contract/availability.ts'

export interface Widening {
  count(step: WideningStep, automatic: boolean): void
  read(): WideningCounts
}

/** @param now milliseconds since the epoch. */
export function createWidening(now: () => number): Widening {
  const since = new Date(now()).toISOString()
  const counts: Record<WideningStep, { all: number; automatic: number }> = {
    ring: { all: 0, automatic: 0 },
    neighbours: { all: 0, automatic: 0 },
    remote: { all: 0, automatic: 0 },
    back: { all: 0, automatic: 0 },
  }
  return {
    count(step, automatic) {
      counts[step].all++
      if (automatic) counts[step].automatic++
    },
    read: () => ({ since, ...structuredClone(counts) }),
  }
}
