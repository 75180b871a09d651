/**
 * What each source has done since the console started: how fast it answers, how it fails, what of its answers could not be
 * used and by which rule of the guide. Numbers and codes only; an example names a resource of the source, never a caller.
 */
import type { SourceFault, SourceReport } from '../../shared/contract/availability.ts'
import type { SearchAnswer } from '../fhir/index.ts'
import { RULES } from '../fhir/index.ts'

/** Answers whose times are kept: about a morning of a busy desk. */
const TIMES = 500

type Outcomes = SourceReport['outcomes']

export interface Ledger {
  heard(answer: SearchAnswer): void
  lastGoodAt(): string | null
  read(): Pick<SourceReport, 'requests' | 'latency' | 'outcomes' | 'lastGoodAt' | 'lastFault' | 'faults' | 'since'>
}

/** Opens the ledger of one source. `now`: milliseconds since the epoch. */
export function createLedger(now: () => number): Ledger {
  const since = new Date(now()).toISOString()
  const times: number[] = []
  const outcomes: Outcomes = {
    answered: 0,
    partial: 0,
    late: 0,
    down: 0,
    refused: 0,
    unauthorised: 0,
    busy: 0,
    malformed: 0,
  }
  const faults = new Map<string, SourceFault>()
  let requests = 0
  let lastGoodAt: string | null = null
  let lastFault: SourceReport['lastFault'] = null

  return {
    heard(answer) {
      // Stopped by us: says nothing of the source. Held back by our own budget: nothing was sent.
      if (answer.kind === 'aborted' || (answer.kind === 'busy' && answer.code === 'budget')) return
      const at = new Date(now()).toISOString()
      requests++
      if (answer.kind !== 'read') {
        outcomes[answer.kind]++
        lastFault = { at, kind: answer.kind, code: answer.code }
        return
      }
      times.push(answer.ms)
      if (times.length > TIMES) times.shift()
      const partial = answer.bundle.issues.some(({ severity }) => severity === 'error' || severity === 'fatal')
      outcomes[partial ? 'partial' : 'answered']++
      lastGoodAt = at
      for (const { why, where } of answer.bundle.leftAside) {
        const known = faults.get(why)
        faults.set(why, {
          why,
          rule: RULES[why],
          count: (known?.count ?? 0) + 1,
          example: where.slice(0, 200),
          lastAt: at,
        })
      }
    },
    lastGoodAt: () => lastGoodAt,
    read: () => ({
      since,
      requests,
      latency: latencyOf(times),
      outcomes: { ...outcomes },
      lastGoodAt,
      lastFault,
      faults: [...faults.values()].sort((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1)),
    }),
  }
}

/** Nearest rank; null without an answer. */
function latencyOf(times: readonly number[]): SourceReport['latency'] {
  if (times.length === 0) return null
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) }
}
