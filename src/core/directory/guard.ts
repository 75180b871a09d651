/**
 * What is checked before a new directory takes the place of the one that answers: a file that is well formed may still be
 * half a country, last month's, or without its communes. What is refused is kept out and explained; IT staff may let it in.
 */
import { problem, type Result } from '../../shared/contract/kit.ts'
import { type DirectoryFacts, openDirectory } from './store/open.ts'

export type GuardProblem = 'file-truncated' | 'content-older' | 'rows-fallen' | 'communes-lost'

/** Share of the activities that may go at once: the register loses and gains a few in a thousand a week. */
const MOST_FALLEN = 0.1
/** Share of the places of work that may lose their commune at once. */
const MOST_LOST = 0.15
/** Smaller directories are practice ones: shares say nothing of them. */
const SMALLEST_JUDGED = 1000

/**
 * Compares the new file with the one in place. Null when it may take its place. Problems: `file-truncated` {kept, before},
 * `content-older` {content, before} (days), `rows-fallen` {kept, before}, `communes-lost` {percent, before}.
 */
export function refuseWorse({
  database,
  target,
  truncated,
}: {
  database: string
  target: string
  truncated: boolean
}): Result<never, GuardProblem> | null {
  const before = factsOf(database)
  const after = factsOf(target)
  // Without a good directory in place, what came is better than nothing.
  if (!before || !after) return null
  const rows = { kept: after.activities, before: before.activities }
  if (truncated && rows.kept < rows.before) return problem('file-truncated', rows)
  if (after.contentDate < before.contentDate)
    return problem('content-older', { content: after.contentDate, before: before.contentDate })
  if (rows.before < SMALLEST_JUDGED) return null
  if (rows.kept < rows.before * (1 - MOST_FALLEN)) return problem('rows-fallen', rows)
  if (before.located - after.located > MOST_LOST)
    return problem('communes-lost', { percent: percent(1 - after.located), before: percent(1 - before.located) })
  return null
}

const percent = (share: number): number => Math.round(share * 100)

function factsOf(file: string): DirectoryFacts | null {
  const opened = openDirectory(file)
  if (opened.kind !== 'ready') return null
  opened.db.close()
  return opened.facts
}
