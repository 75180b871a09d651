/**
 * Keeping what is looked at true: rows that a screen shows are asked about again, quietly, while it says that it shows
 * them. Slots that a whole answer no longer holds leave; in doubt they stay. Nothing is asked when nobody looks.
 */
import type { SearchAnswer } from '../fhir/index.ts'
import { MOST_PROFESSIONALS, MOST_STRUCTURES } from '../fhir/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Ask } from './ask.ts'
import type { Row } from './board.ts'
import type { Batch } from './coverage.ts'
import { type Door, verdictOf } from './door.ts'
import { doubtsOf, isPartial } from './doubt.ts'
import { slotIdOf } from './identity.ts'
import type { SourcePort } from './ports.ts'

/** A screen that shows offers says so again well within this time. */
const LOOK_MS = 60_000
const MINUTE_MS = 60_000
/** Failures in a row make the wait longer, to at most this many times. */
const LONGEST_BACK_OFF = 8

interface Look {
  ask: Ask
  offerIds: readonly string[]
  untilMs: number
}

export interface Freshness {
  /** A screen shows these rows of an ask, and no other; none: it shows nothing any more. */
  look(clientId: string, ask: Ask, offerIds: readonly string[]): void
  /** Nobody looks: the desk is locked. */
  rest(): void
  close(): Promise<void>
}

export interface FreshnessOptions {
  sources: readonly SourcePort[]
  doorOf: (source: SourcePort) => Door
  settings: Settings['availability']
  /** Milliseconds since the epoch. */
  now: () => number
}

/** Starts with nobody looking. */
export function createFreshness({ sources, doorOf, settings, now }: FreshnessOptions): Freshness {
  const periodMs = settings.refreshSeconds * 1_000
  const looks = new Map<string, Look>()
  const failures = new Map<string, number>()
  /** Times of the renewals sent to a source within the last minute. */
  const spent = new Map<string, number[]>()
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let beating: Promise<void> = Promise.resolve()
  let busy = false

  const schedule = (ms: number) => {
    if (timer || stopped.signal.aborted || looks.size === 0) return
    timer = setTimeout(() => {
      timer = null
      if (!busy) beating = beat()
      void beating.then(() => schedule(Math.min(periodMs / 4, 5_000)))
    }, ms)
    timer.unref()
  }

  const mayAsk = (sourceId: string): boolean => {
    const last = (spent.get(sourceId) ?? []).filter(at => at > now() - MINUTE_MS)
    spent.set(sourceId, last)
    return last.length < settings.refreshPerMinute
  }

  async function beat(): Promise<void> {
    busy = true
    for (const [clientId, look] of looks) if (look.untilMs <= now()) looks.delete(clientId)
    const asks = new Map([...looks.values()].map(({ ask }) => [ask.askId, ask]))
    for (const ask of asks.values()) {
      const ids = [...looks.values()].flatMap(look => (look.ask === ask ? look.offerIds : []))
      if (ask.board.expire()) ask.tell()
      if (ask.done()) await Promise.all(sources.map(source => renew(ask, source, new Set(ids))))
    }
    busy = false
  }

  async function renew(ask: Ask, source: SourcePort, ids: ReadonlySet<string>): Promise<void> {
    const id = source.settings.id
    const waitMs = periodMs * Math.min(2 ** (failures.get(id) ?? 0), LONGEST_BACK_OFF)
    const looked = [...ids].flatMap(offerId => ask.board.rows.get(offerId) ?? [])
    const age = (row: Row) => now() - (row.heardAt.get(id) ?? Number.POSITIVE_INFINITY)
    if (!looked.some(row => age(row) >= waitMs)) return
    // Those that are nearly due go along: one request now rather than two.
    const due = looked.filter(row => age(row) >= waitMs / 2)
    const door = doorOf(source)
    for (const { batch, rows } of batchesOf(due, source, settings.batch)) {
      if (stopped.signal.aborted || door.shut() !== null || !mayAsk(id)) return
      spent.get(id)?.push(now())
      const answer = await door.search(batch, ask.question(), stopped.signal)
      door.roundEnded(verdictOf([answer], false))
      if (answer.kind === 'aborted') return
      failures.set(id, answer.kind === 'read' ? 0 : (failures.get(id) ?? 0) + 1)
      takeIn(ask, source, rows, answer)
      if (answer.kind !== 'read') return
    }
  }

  return {
    look(clientId, ask, offerIds) {
      if (offerIds.length === 0) {
        looks.delete(clientId)
        return
      }
      looks.set(clientId, { ask, offerIds, untilMs: now() + LOOK_MS })
      if (periodMs > 0) schedule(Math.min(periodMs / 4, 1_000))
    },
    rest() {
      looks.clear()
    },
    async close() {
      stopped.abort()
      if (timer) clearTimeout(timer)
      await beating
    },
  }
}

/** Questions for the rows that this source was asked about. */
function batchesOf(due: readonly Row[], source: SourcePort, batch: number): { batch: Batch; rows: Row[] }[] {
  const rows = due.filter(row => row.heardAt.has(source.settings.id))
  if (source.settings.kind === 'sos') {
    const known = [...new Set(rows.flatMap(row => row.siret ?? []))]
    return slices(known, MOST_STRUCTURES).map(sirets => ({
      batch: { kind: 'structures', sirets },
      rows: rows.filter(row => row.siret !== null && sirets.includes(row.siret)),
    }))
  }
  const people = rows.filter(row => row.idnps !== null)
  return slices(people, Math.min(batch, MOST_PROFESSIONALS)).map(some => ({
    batch: { kind: 'people', idnps: some.flatMap(row => row.idnps ?? []) },
    rows: some,
  }))
}

function slices<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}

/** What one renewal says: slots come, slots go, or the source is in trouble and everything stays as it was. */
function takeIn(ask: Ask, source: SourcePort, rows: readonly Row[], answer: SearchAnswer): void {
  const sourceId = source.settings.id
  const ids = rows.map(row => row.id)
  if (answer.kind !== 'read') {
    ask.board.heard(sourceId, ids)
    ask.sourceFailed(sourceId, answer)
    ask.tell()
    return
  }
  const { bundle } = answer
  const came = new Set<string>()
  for (const slot of bundle.slots) {
    if (ask.board.put(slot, source) === null) came.add(slotIdOf(sourceId, slot))
  }
  const doubts = doubtsOf(bundle)
  for (const row of rows) {
    const doubtful = doubts.all || (row.idnps !== null && doubts.people.has(row.idnps))
    for (const [id, held] of doubtful ? [] : [...row.slots]) {
      const unread = held.read.reference !== null && doubts.slots.has(held.read.reference)
      if (held.source === source && !came.has(id) && !unread) ask.board.remove(row.id, id)
    }
    ask.board.note(sourceId, [row.id], doubtful ? 'failed' : 'answered')
  }
  ask.sourceRenewed(sourceId, { ms: answer.ms, partial: isPartial(bundle) })
  ask.tell()
}
