/**
 * A desk that lets the site's service ask for it. When the service does not answer as it should, the desk asks the source
 * itself, at once and for a while: sharing spares the nation, it must never cost a caller.
 */
import type { FhirClient, SearchAnswer } from '../../fhir/index.ts'
import type { Log } from '../../ports.ts'
import type { SiteClient } from '../../site/index.ts'
import { SEARCH_PATH, SearchAnswered, type SearchAsked } from './wire.ts'

/** How long the service is left alone after a failure. */
const LEFT_ALONE_MS = 30_000

export type SharedSearch = Pick<FhirClient, 'searchSlots' | 'searchSchedules'>

export interface SharedDesk {
  /** The searches of one source, by way of the service. */
  clientOf(sourceId: string, fhir: FhirClient): SharedSearch
}

export function createSharedDesk(deps: {
  site: SiteClient
  timeoutMs: number
  /** Milliseconds since the epoch. */
  now: () => number
  log: Log
}): SharedDesk {
  let aloneUntil = 0

  /** Null when the service gave no answer of its own. */
  const ask = async (asked: SearchAsked, timeoutMs: number, signal?: AbortSignal): Promise<SearchAnswer | null> => {
    if (aloneUntil > deps.now()) return null
    const answer = await deps.site.ask(SEARCH_PATH, asked, SearchAnswered, { timeoutMs, signal })
    if (answer.kind === 'aborted') return { kind: 'aborted', code: 'aborted', ms: answer.ms }
    return answer.kind === 'answer' ? (answer.value as SearchAnswer) : giveUp(answer.code)
  }

  const giveUp = (code: string): null => {
    aloneUntil = deps.now() + LEFT_ALONE_MS
    deps.log.warn('availability.share-alone', { code })
    return null
  }

  return {
    clientOf: (source, fhir) => ({
      async searchSlots(wanted, options = {}) {
        const asked = { source, kind: 'people' as const, ids: [...wanted.idnps], ...windowOf(wanted) }
        const shared = await ask(asked, options.timeoutMs ?? deps.timeoutMs, options.signal)
        return shared ?? fhir.searchSlots(wanted, options)
      },
      async searchSchedules(wanted, options = {}) {
        const asked = { source, kind: 'structures' as const, ids: [...wanted.sirets], ...windowOf(wanted) }
        const shared = await ask(asked, options.timeoutMs ?? deps.timeoutMs, options.signal)
        return shared ?? fhir.searchSchedules(wanted, options)
      },
    }),
  }
}

/** The two ends and nothing else of what the caller passes along: no need, no place ever leaves by here. */
const windowOf = ({ window: { from, to } }: { window: { from: string; to: string } }) => ({ from, to })
