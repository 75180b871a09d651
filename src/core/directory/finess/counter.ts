/** What becomes of each element of a file: read = kept + merged + refused. */
import type { SourceReport } from '../store/sources.ts'

/** Refused elements told one by one; beyond, they are counted by reason. */
const TOLD_REFUSALS = 1000
/** Reasons that are no faults: counted, not told one by one. */
const ORDINARY = new Set(['closed', 'stopped', 'other'])

export interface Counter {
  counts: Pick<SourceReport, 'read' | 'kept' | 'merged' | 'refused' | 'reasons' | 'refusals'>
  kept(): void
  merged(): void
  /** `line`: where it stands in the file; without, its number among what was read. */
  refuse(reason: string, line?: number): void
}

export function createCounter(): Counter {
  const counts: Counter['counts'] = { read: 0, kept: 0, merged: 0, refused: 0, reasons: {}, refusals: [] }
  return {
    counts,
    kept() {
      counts.read++
      counts.kept++
    },
    merged() {
      counts.read++
      counts.merged++
    },
    refuse(reason, line) {
      counts.read++
      counts.refused++
      counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
      if (!ORDINARY.has(reason) && counts.refusals.length < TOLD_REFUSALS)
        counts.refusals.push({ line: line ?? counts.read, reason })
    },
  }
}
