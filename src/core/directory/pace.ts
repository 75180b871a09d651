/** How fast an import goes, and how long its phase still lasts. */
import type { ImportProgress as Told } from '../../shared/contract/directory-sources.ts'
import type { Clock } from '../ports.ts'
import type { ImportProgress } from './import.ts'

/** Before this, a rate says more of the start than of the rest, ms. */
const FIRST_WORD_MS = 1_000

/** Adds rate (rows a second) and remaining time to what an import says, phase by phase. */
export function createPace(clock: Clock): (progress: ImportProgress) => Told {
  let phase: ImportProgress['phase'] | null = null
  let since = 0
  let firstRows = 0
  let firstBytes = 0
  return progress => {
    if (progress.phase !== phase) {
      phase = progress.phase
      since = clock.now()
      firstRows = progress.rows
      firstBytes = progress.bytes
    }
    const seconds = (clock.now() - since) / 1000
    if (seconds * 1000 < FIRST_WORD_MS) return { ...progress, rate: null, remainingSeconds: null }
    const bytesRate = (progress.bytes - firstBytes) / seconds
    const remaining = bytesRate > 0 ? Math.max(0, Math.ceil((progress.totalBytes - progress.bytes) / bytesRate)) : null
    // While indexes are written, «bytes» are people.
    const done = phase === 'indexing' ? bytesRate : (progress.rows - firstRows) / seconds
    return { ...progress, rate: Math.round(done), remainingSeconds: remaining }
  }
}
