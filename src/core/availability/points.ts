/**
 * Points of consultation (SOS Médecins) by their names, so that one of them can be asked for: no national file lists them,
 * the sources do. Names of organizations only, in memory: learnt from every answer, and asked for once when none has come.
 */
import type { Need } from '../../shared/contract/directory.ts'
import { norm, words } from '../directory/index.ts'
import { MOST_STRUCTURES, type SearchAnswer } from '../fhir/index.ts'
import type { Batch } from './coverage.ts'
import type { Door } from './door.ts'
import type { SourcePort } from './ports.ts'

/** A source that gave no name is asked again after so long, ms. */
const AGAIN_MS = 600_000
/** Points open in the days to come say their names; a night without slots must not hide them. */
const WINDOW_MS = 3 * 86_400_000
const MOST_KEPT = 500

type NamedPoint = Extract<Need, { kind: 'establishment' }>

export interface Points {
  /** Takes in the names of an answer. */
  hear(answer: SearchAnswer): void
  /** Points whose name holds every word typed, at most so many; asks the sources for those that were never heard. */
  named(text: string, limit: number): NamedPoint[]
}

/** @param now milliseconds since the epoch. `stop`: no question outlives it. */
export function createPoints(
  sources: readonly SourcePort[],
  { doorOf, now, stop }: { doorOf: (source: SourcePort) => Door; now: () => number; stop: AbortSignal },
): Points {
  /** By `3`+SIRET. */
  const names = new Map<string, string>()
  const askedAt = new Map<SourcePort, number>()

  const learn = (source: SourcePort) => {
    const unknown = source.settings.structures.filter(siret => !names.has(siret)).slice(0, MOST_STRUCTURES)
    const door = doorOf(source)
    const last = askedAt.get(source) ?? Number.NEGATIVE_INFINITY
    if (unknown.length === 0 || door.shut() !== null || now() - last < AGAIN_MS) return
    askedAt.set(source, now())
    const batch: Batch = { kind: 'structures', sirets: unknown }
    const window = { from: new Date(now()).toISOString(), to: new Date(now() + WINDOW_MS).toISOString() }
    // Nobody waits: the names are there for the next letter typed.
    void door.search(batch, window, stop)
  }

  return {
    hear(answer) {
      if (answer.kind !== 'read') return
      for (const { siret, name } of answer.bundle.points) if (names.size < MOST_KEPT) names.set(siret, name)
    },
    named(text, limit) {
      for (const source of sources) if (source.settings.kind === 'sos') learn(source)
      // «st» is «saint», or the beginning of «Strasbourg» while it is typed.
      const typed = norm(text).split(' ')
      const wanted = words(text).map((word, at) => [word, typed[at] ?? word])
      if (wanted.length === 0) return []
      const found = [...names].filter(([, name]) => {
        const own = words(name)
        return wanted.every(ways => own.some(one => ways.some(word => one.startsWith(word))))
      })
      return found
        .sort(([, a], [, b]) => a.localeCompare(b, 'fr'))
        .slice(0, limit)
        .map(([siret, name]) => ({ kind: 'establishment', finess: null, siret: siret.slice(1), label: name }))
    },
  }
}
