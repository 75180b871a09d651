/**
 * One question for many desks. What several ask about the same professional within a few seconds is asked once: who is
 * already being asked about is waited for, who was just answered is answered from memory, and only the others are asked.
 */
import type { ReadBundle, SearchAnswer } from '../../fhir/index.ts'
import type { Batch } from '../coverage.ts'
import type { SearchAsked } from './wire.ts'

/** Windows begin and end at multiples of this: desks that ask a few seconds apart ask the same thing. */
const STEP_MS = 10 * 60_000
/** Answers kept at most, whatever the desks ask. */
const KEPT_AT_MOST = 20_000

type Failure = Exclude<SearchAnswer, { kind: 'read' }>
/** What is known of one professional or structure. */
type Part = { kind: 'read'; bundle: ReadBundle } | Failure

interface Entry {
  part: Promise<Part>
  /** When it was answered, ms; null while it is awaited. */
  at: number | null
}

export interface Gather {
  search(asked: SearchAsked): Promise<SearchAnswer>
}

export function createGather(deps: {
  search: (sourceId: string, batch: Batch, window: { from: string; to: string }) => Promise<SearchAnswer>
  keepMs: number
  /** Milliseconds since the epoch. */
  now: () => number
}): Gather {
  const { keepMs, now } = deps
  const entries = new Map<string, Entry>()

  const prune = () => {
    for (const [key, { at }] of entries) {
      if (at !== null && (now() - at >= keepMs || entries.size > KEPT_AT_MOST)) entries.delete(key)
    }
  }

  return {
    async search({ source, kind, ids, from, to }) {
      const started = performance.now()
      prune()
      const window = widened(from, to)
      const keyOf = (id: string) => [source, kind, id, window.from, window.to].join(' ')
      const distinct = [...new Set(ids)]
      const missing = distinct.filter(id => !entries.has(keyOf(id)))
      if (missing.length > 0) {
        const batch: Batch = kind === 'people' ? { kind, idnps: missing } : { kind, sirets: missing }
        const answer = deps.search(source, batch, window)
        for (const id of missing) {
          const entry: Entry = { part: answer.then(whole => partFor(id, whole)), at: null }
          entries.set(keyOf(id), entry)
          void entry.part.then(part => {
            // A failure is nobody's answer: the next who asks may try, as far as the door of the source lets them.
            if (part.kind === 'read') entry.at = now()
            else if (entries.get(keyOf(id)) === entry) entries.delete(keyOf(id))
          })
        }
      }
      const parts = await Promise.all(distinct.flatMap(id => entries.get(keyOf(id))?.part ?? []))
      return joined(parts, Math.round(performance.now() - started))
    },
  }
}

/** At least what was asked for: what is outside is left aside by the desk itself. */
function widened(from: string, to: string): { from: string; to: string } {
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    from: iso(Math.floor(Date.parse(from) / STEP_MS) * STEP_MS),
    to: iso(Math.ceil(Date.parse(to) / STEP_MS) * STEP_MS),
  }
}

/** What a whole answer says of one of those it was asked about. What is nobody's counts for each of them: it casts doubt. */
function partFor(id: string, answer: SearchAnswer): Part {
  if (answer.kind !== 'read') return answer
  const { bundle } = answer
  const ours = (owner: string) => owner === id
  return {
    kind: 'read',
    bundle: {
      slots: bundle.slots.filter(({ who }) => ours(who.kind === 'person' ? who.person.idnps : who.point.siret)),
      people: bundle.people.filter(({ idnps }) => ours(idnps)),
      points: bundle.points.filter(({ siret }) => ours(siret)),
      leftAside: bundle.leftAside.filter(({ idnps }) => idnps === undefined || ours(idnps)),
      issues: bundle.issues,
      total: null,
    },
  }
}

function joined(parts: readonly Part[], ms: number): SearchAnswer {
  const read = parts.flatMap(part => (part.kind === 'read' ? [part.bundle] : []))
  const failed = parts.find((part): part is Failure => part.kind !== 'read')
  if (failed && read.length === 0) return { ...failed, ms }
  const asides = new Map(read.flatMap(({ leftAside }) => leftAside).map(one => [JSON.stringify(one), one]))
  const issues = new Map(read.flatMap(bundle => bundle.issues).map(one => [JSON.stringify(one), one]))
  // Part of the answer is missing: nobody of it may be said to have nothing.
  if (failed) issues.set('', { severity: 'error', code: failed.code, text: null })
  return {
    kind: 'read',
    ms,
    bundle: {
      slots: read.flatMap(({ slots }) => slots),
      people: read.flatMap(({ people }) => people),
      points: read.flatMap(({ points }) => points),
      leftAside: [...asides.values()],
      issues: [...issues.values()],
      total: null,
    },
  }
}
