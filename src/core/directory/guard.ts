/**
 * What is checked before a new directory takes the place of the one that answers: a file that is well formed may still be
 * half a country, last month's, or without its communes. What is refused is kept out and explained; IT staff may let it in.
 */
import { GUARD_PROBLEMS } from '../../shared/contract/directory-sources.ts'
import { problem, type Result } from '../../shared/contract/kit.ts'
import type { ImportReport } from './import.ts'
import { type DirectoryFacts, openDirectory } from './store/open.ts'
import { readSources, type SourceReport } from './store/sources.ts'

export type GuardProblem = (typeof GUARD_PROBLEMS)[number]

/** True of a refusal that may be let in by whoever knows why it is so. */
export const isForceable = (kind: string): boolean => (GUARD_PROBLEMS as readonly string[]).includes(kind)

/** What a site lets an import lose, in %. */
export interface Thresholds {
  rowsFallenPercent: number
  communesLostPercent: number
}

/** The register loses and gains a few in a thousand a week. */
const USUAL: Thresholds = { rowsFallenPercent: 10, communesLostPercent: 15 }
/** Files that add to the others: half of one would take emergency departments or specialities away without a word. */
const ADDED = [
  ['skills', 'skills-fallen'],
  ['finess-activities', 'services-fallen'],
] as const
/** Smaller directories are practice ones: shares say nothing of them. */
const SMALLEST_JUDGED = 1000

/**
 * Compares the new file with the one in place. Null when it may take its place. Problems: `file-truncated` {kept, before},
 * `content-older` {content, before} (days), `rows-fallen` {kept, before}, `structures-fallen` {kept, before},
 * `skills-fallen` and `services-fallen` {kept, before} (SavoirFaire, authorisations), `communes-lost` {percent, before}.
 */
export function refuseWorse({
  database,
  target,
  report,
  thresholds = USUAL,
}: {
  database: string
  target: string
  /** What was read; a snapshot has none. */
  report?: Pick<ImportReport, 'truncated' | 'sources'>
  thresholds?: Thresholds | undefined
}): Result<never, GuardProblem> | null {
  const before = factsOf(database)
  const after = factsOf(target)
  // Without a good directory in place, what came is better than nothing.
  if (!before || !after) return null
  const rows = { kept: after.activities, before: before.activities }
  const structures = { kept: after.structures, before: before.structures }
  if (report?.truncated && rows.kept < rows.before) return problem('file-truncated', rows)
  const cut = report?.sources.some(source => source.name.startsWith('finess') && source.truncated)
  if (cut && structures.kept < structures.before) return problem('file-truncated', structures)
  if (after.contentDate < before.contentDate)
    return problem('content-older', { content: after.contentDate, before: before.contentDate })
  const least = 1 - thresholds.rowsFallenPercent / 100
  for (const { name, contentDate } of after.sources) {
    const known = before.sources.find(source => source.name === name)
    if (known && contentDate < known.contentDate)
      return problem('content-older', { content: contentDate, before: known.contentDate })
  }
  for (const [name, kind] of ADDED) {
    const told = (sources: readonly SourceReport[]) => sources.find(source => source.name === name)
    const [now, known] = [told(after.sources), told(before.sources)]
    // Not configured any more: what it gave is gone on purpose.
    if (!now || !known) continue
    const counts = { kept: now.kept + now.merged, before: known.kept + known.merged }
    if (now.truncated && counts.kept < counts.before) return problem('file-truncated', counts)
    if (counts.before >= SMALLEST_JUDGED && counts.kept < counts.before * least) return problem(kind, counts)
  }
  if (structures.before >= SMALLEST_JUDGED && structures.kept < structures.before * least)
    return problem('structures-fallen', structures)
  if (rows.before < SMALLEST_JUDGED) return null
  if (rows.kept < rows.before * least) return problem('rows-fallen', rows)
  if (before.located - after.located > thresholds.communesLostPercent / 100)
    return problem('communes-lost', { percent: percent(1 - after.located), before: percent(1 - before.located) })
  return null
}

const percent = (share: number): number => Math.round(share * 100)

function factsOf(file: string): (DirectoryFacts & { sources: SourceReport[] }) | null {
  const opened = openDirectory(file)
  if (opened.kind !== 'ready') return null
  const sources = readSources(opened.db)
  opened.db.close()
  return { ...opened.facts, sources }
}
