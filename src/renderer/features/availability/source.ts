import type { SourceState } from '../../../shared/contract/availability.ts'
import type { IconName } from '../../ui/Icon.tsx'
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

/** How each thing that a source can do looks. */
export const SOURCE_LOOK: Record<SourceState['status'], { icon: IconName; tone: 'ok' | 'wait' | 'warn' | 'bad' }> = {
  asked: { icon: 'dots', tone: 'wait' },
  answered: { icon: 'check', tone: 'ok' },
  none: { icon: 'check', tone: 'ok' },
  late: { icon: 'clock', tone: 'warn' },
  down: { icon: 'cross', tone: 'bad' },
  refused: { icon: 'cross', tone: 'bad' },
  malformed: { icon: 'cross', tone: 'bad' },
  'not-concerned': { icon: 'info', tone: 'wait' },
}

/** Sources by what they did; those that the question does not concern are not counted. */
export function countSources(sources: readonly SourceState[]) {
  const concerned = sources.filter(source => source.status !== 'not-concerned')
  const of = (...statuses: SourceState['status'][]) => concerned.filter(s => statuses.includes(s.status)).length
  return {
    all: concerned.length,
    answered: of('answered', 'none'),
    pending: of('asked', 'late'),
    failed: of('down', 'refused', 'malformed'),
  }
}
