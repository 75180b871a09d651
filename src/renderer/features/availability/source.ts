import type { Say } from '../../ui/time.ts'

/** «simulé» after the name of a source, unless its own label says so already. */
export function simulatedMark(label: string, simulated: boolean, t: Say): string | null {
  const word = t('availability.simulated')
  return simulated && !label.toLowerCase().includes(word) ? `(${word})` : null
}
