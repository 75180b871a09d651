/** The national aggregator: asks every source at once, waits seven seconds, and names those that did not answer. */
import { setTimeout as wait } from 'node:timers/promises'
import type { VendorSource } from '../vendors/catalogue.ts'
import type { Entry } from './fhir.ts'
import { outcome } from './outcome.ts'
import type { TroubleOf } from './trouble.ts'

/**
 * @param answer what a source in good health would say.
 * @param budgetMs after which a source is left aside (7 s for the national platform).
 * @returns entries of all that answered, then one `OperationOutcome` if some did not.
 */
export async function aggregate(
  sources: readonly VendorSource[],
  answer: (source: VendorSource) => Entry[],
  trouble: TroubleOf,
  budgetMs: number,
  closing: AbortSignal,
): Promise<Entry[]> {
  const budget = new AbortController()
  const late = wait(budgetMs, 'late' as const, { signal: AbortSignal.any([budget.signal, closing]), ref: false }).catch(
    () => 'late' as const,
  )
  const asked = sources.map(async source => {
    const met = trouble(source.id, 'search')
    if (met === null) return { source, entries: answer(source) }
    return { source, entries: await Promise.race([met.heard(() => answer(source), closing), late]) }
  })
  const answers = await Promise.all(asked)
  budget.abort()
  const entries: Entry[] = []
  const issues = []
  for (const { source, entries: heard } of answers) {
    if (Array.isArray(heard)) entries.push(...heard)
    else {
      issues.push({
        code: heard === 'late' ? ('timeout' as const) : ('transient' as const),
        severity: 'warning' as const,
        diagnostics: `${source.label} : ${heard === 'late' ? 'pas de réponse dans le délai' : 'réponse inutilisable'}.`,
        expression: source.id,
      })
    }
  }
  if (issues.length > 0) entries.push({ resource: outcome(issues), search: { mode: 'outcome' } })
  return entries
}
