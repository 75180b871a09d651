import type { SourceState } from '../../../shared/contract/availability.ts'
import type { Say } from '../../ui/time.ts'

/** «simulé» after the name of a source, unless its own label says so already. */
export function simulatedMark(label: string, simulated: boolean, t: Say): string | null {
  const word = t('availability.simulated')
  return simulated && !label.toLowerCase().includes(word) ? `(${word})` : null
}

/** Ids of the sources that do not answer any more: what they said before may have changed since. */
export function silentSources(sources: readonly SourceState[]): ReadonlySet<string> {
  return new Set(sources.flatMap(({ id, status, pending }) => (SILENT.includes(status) && pending === 0 ? [id] : [])))
}

const SILENT: readonly SourceState['status'][] = ['down', 'late', 'refused', 'malformed']
