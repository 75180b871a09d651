/**
 * What changed in the Annuaire Santé since a day: who no longer practises, whose places changed. The service keeps thirty
 * days; beyond, only a new file can tell.
 */
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import { type AnnuaireClient, type AnnuaireProblem, rppsOf } from './client.ts'

export interface Delta {
  /** RPPS numbers of people who no longer practise. */
  withdrawn: Set<string>
  /** RPPS numbers of people whose entry changed and who practise. */
  changed: Set<string>
  /** Entries read = withdrawn or changed (kept), told again (merged), of nobody or without a number (refused). */
  read: number
  kept: number
  merged: number
  refused: number
}

/** The service's own limit. */
const LONGEST_DELTA_DAYS = 30
const PAGE = '500'
const MOST_PAGES = 5_000

/** `since`: ISO instant. `not-covered`: longer ago than the service keeps. */
export async function readDelta(
  client: AnnuaireClient,
  since: string,
  now: number,
): Promise<Result<Delta, AnnuaireProblem | 'not-covered'>> {
  const days = (now - Date.parse(since)) / 86_400_000
  if (days > LONGEST_DELTA_DAYS) return problem('not-covered', { days: Math.floor(days), most: LONGEST_DELTA_DAYS })
  const delta: Delta = { withdrawn: new Set(), changed: new Set(), read: 0, kept: 0, merged: 0, refused: 0 }
  let page = await client.search('Practitioner', { _lastUpdated: `ge${since}`, _count: PAGE })
  for (let count = 0; ; count++) {
    if (!page.ok) return page
    delta.read += page.value.unreadable
    delta.refused += page.value.unreadable
    for (const resource of page.value.resources) {
      // What the service says of the search itself is no entry of it.
      if (resource.resourceType === 'OperationOutcome') continue
      delta.read++
      const rpps = resource.resourceType === 'Practitioner' ? rppsOf(resource) : null
      const list = resource.active === false ? delta.withdrawn : delta.changed
      if (rpps === null) delta.refused++
      else if (list.has(rpps)) delta.merged++
      else {
        list.add(rpps)
        delta.kept++
      }
    }
    if (page.value.next === null) break
    if (count >= MOST_PAGES) return problem('source-refused', { code: 'PAGES' })
    page = await client.follow(page.value.next)
  }
  // The last word counts: somebody withdrawn and told again active within the window practises.
  for (const rpps of delta.changed) delta.withdrawn.delete(rpps)
  return ok(delta)
}
