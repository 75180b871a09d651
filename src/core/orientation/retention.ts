/**
 * How long orientations stay on file: as long as the journal that tells of them, then they go, a few at a time. What is not
 * settled stays, however old.
 */
import type { Clock, Log } from '../ports.ts'
import type { Timers } from './ports.ts'

/** The first sweep leaves the start of the console alone. */
const FIRST_MS = 60_000
const AGAIN_MS = 6 * 3_600_000
/** Between two handfuls while there are more to take away. */
const NEXT_MS = 1_000

export function startRetention(deps: {
  months: number | undefined
  clock: Clock
  timers: Timers
  /** Takes away some of what is older than `before`, ms. */
  forget(before: number): number
  log: Log
}): { stop(): void } {
  const { months, clock, timers, log } = deps
  let forgetTimer: (() => void) | null = null
  if (months === undefined) return { stop() {} }

  function sweep() {
    const before = new Date(clock.now())
    before.setMonth(before.getMonth() - (months ?? 0))
    const gone = deps.forget(before.getTime())
    if (gone > 0) log.info('orientation.forgotten', { count: gone })
    forgetTimer = timers.after(gone > 0 ? NEXT_MS : AGAIN_MS, sweep)
  }
  forgetTimer = timers.after(FIRST_MS, sweep)
  return { stop: () => forgetTimer?.() }
}
