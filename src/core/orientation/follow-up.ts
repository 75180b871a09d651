/**
 * Whether the patient came: asked of the source after the appointment, seldom and one at a time, for 72 hours (mission
 * letter of 24 April 2023: appointments followed within 72 h). The platform's word alone makes «honoré» or «pas venu».
 */
import type { Clock } from '../ports.ts'
import type { Timers } from './ports.ts'
import type { OrientationRecord } from './record.ts'

/** How long after the end an appointment is asked about. */
const WITHIN_MS = 72 * 3_600_000
/** A practice writes down who came when the morning is over, not at once. */
const AFTER_MS = 3_600_000
/** Between two questions about the same one. */
const AGAIN_MS = 12 * 3_600_000
const SWEEP_MS = 60_000
/** Questions at most in one sweep: a desk that comes back after days off does not fall upon the platform. */
const AT_ONCE = 5
/** Due ones looked through in one sweep. */
const LOOKED_THROUGH = 500

export interface FollowUp {
  stop(): void
}

export function startFollowUp(deps: {
  clock: Clock
  timers: Timers
  due(from: number, to: number, limit: number): OrientationRecord[]
  look(id: string): Promise<void>
}): FollowUp {
  const asked = new Map<string, number>()
  let stopped = false
  let forget: (() => void) | null = null

  async function sweep() {
    const now = deps.clock.now()
    const elapsed = deps.timers.elapsed()
    for (const [id, at] of asked) if (elapsed - at > AGAIN_MS) asked.delete(id)
    const due = deps.due(now - WITHIN_MS, now - AFTER_MS, LOOKED_THROUGH).filter(({ id }) => !asked.has(id))
    for (const { id } of due.slice(0, AT_ONCE)) {
      if (stopped) return
      asked.set(id, elapsed)
      await deps.look(id)
    }
    plan()
  }

  function plan() {
    if (!stopped) forget = deps.timers.after(SWEEP_MS, () => void sweep())
  }
  plan()

  return {
    stop() {
      stopped = true
      forget?.()
    },
  }
}
