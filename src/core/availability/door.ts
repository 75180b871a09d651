/**
 * The door of one source, the same for every ask and every desk of this console: what it said of being too busy is kept to
 * until its time is over, a source that fails round after round is left to rest and then tried by one question, and the
 * same question is never under way twice.
 */
import type { SearchAnswer } from '../fhir/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Batch } from './coverage.ts'
import type { SourcePort } from './ports.ts'

/** Pause after a 429 or a 503 that gives no time of its own; doubled each time in a row. */
const BUSY_MS = 10_000
const MINUTE_MS = 60_000
/** No source is left alone for longer than this without a try. */
const LONGEST_MS = 300_000

interface Window {
  from: string
  to: string
}

/** Why nothing may be sent: the source asked for time, it has failed too often, or this desk has asked enough. */
export interface Shut {
  why: 'busy' | 'resting' | 'budget'
  untilMs: number
}

export interface Door {
  /** Null when the source may be asked now. */
  shut(): Shut | null
  /** True when the source has rested: the next round begins with one question alone. */
  halfOpen(): boolean
  /** Asks, or joins the same question that is under way. */
  search(batch: Batch, window: Window, signal: AbortSignal): Promise<SearchAnswer>
  /** How a round of questions ended. Rounds that were cancelled, or refused by words, say nothing. */
  roundEnded(round: 'good' | 'bad' | 'unknown'): void
}

interface Shared {
  answer: Promise<SearchAnswer>
  stop: AbortController
  waiting: number
}

/** Opens a door on a source. `now`: milliseconds since the epoch. */
export function createDoor(
  source: SourcePort,
  settings: Pick<Settings['availability'], 'restAfter' | 'restSeconds' | 'requestsPerMinute'>,
  now: () => number,
  onAnswer: (answer: SearchAnswer) => void = () => {},
): Door {
  const underWay = new Map<string, Shared>()
  let busyUntil = 0
  let busyInARow = 0
  let badInARow = 0
  let restUntil = 0
  let trying = false

  const heed = (answer: SearchAnswer) => {
    onAnswer(answer)
    if (answer.kind === 'busy') {
      const pause = answer.retryAfterMs ?? BUSY_MS * 2 ** Math.min(busyInARow, 5)
      busyInARow++
      busyUntil = Math.max(busyUntil, now() + Math.min(pause, LONGEST_MS))
    } else if (answer.kind === 'read') busyInARow = 0
    return answer
  }

  const by = source.shared ?? source.fhir
  const send = (batch: Batch, window: Window, signal: AbortSignal) =>
    batch.kind === 'structures'
      ? by.searchSchedules({ sirets: batch.sirets, window }, { signal })
      : by.searchSlots({ idnps: batch.idnps, window, cpts: source.settings.kind === 'cpts' }, { signal })

  /** Times of what was sent within the last minute. */
  const sent: number[] = []
  /** Null, or how long until this desk may send to this source again, ms. */
  const overBudget = (): number | null => {
    while (sent.length > 0 && (sent[0] ?? 0) <= now() - MINUTE_MS) sent.shift()
    if (sent.length < settings.requestsPerMinute) return null
    return (sent[0] ?? 0) + MINUTE_MS - now()
  }

  const join = (key: string, begin: (signal: AbortSignal) => Promise<SearchAnswer>): Shared => {
    const known = underWay.get(key)
    if (known) return known
    const stop = new AbortController()
    const wait = overBudget()
    if (wait === null) sent.push(now())
    // Our own limit, not the source's word: nothing is sent, and nothing is held against it.
    const own: SearchAnswer | null = wait === null ? null : { kind: 'busy', code: 'budget', retryAfterMs: wait, ms: 0 }
    const answer = (own ? Promise.resolve(own) : begin(stop.signal).then(heed)).finally(() => {
      if (underWay.get(key) === shared) underWay.delete(key)
    })
    const shared: Shared = { answer, stop, waiting: 0 }
    underWay.set(key, shared)
    return shared
  }

  return {
    shut() {
      if (busyUntil > now()) return { why: 'busy', untilMs: busyUntil }
      if (restUntil > now()) return { why: 'resting', untilMs: restUntil }
      if (trying) return { why: 'resting', untilMs: now() }
      const wait = overBudget()
      return wait === null ? null : { why: 'budget', untilMs: now() + wait }
    },
    halfOpen: () => settings.restAfter > 0 && badInARow >= settings.restAfter,
    async search(batch, window, signal) {
      const started = performance.now()
      const aborted = (): SearchAnswer => ({
        kind: 'aborted',
        code: 'aborted',
        ms: Math.round(performance.now() - started),
      })
      if (signal.aborted) return aborted()
      trying = settings.restAfter > 0 && badInARow >= settings.restAfter
      const ids = batch.kind === 'structures' ? batch.sirets : batch.idnps
      const key = [batch.kind, window.from, window.to, ...ids].join(' ')
      const shared = join(key, stop => send(batch, window, stop))
      shared.waiting++
      let leave = () => {}
      const left = new Promise<SearchAnswer>(resolve => {
        leave = () => {
          shared.waiting--
          // The last one who waited has gone: nobody needs the answer. Who asks anew does not get this one's end.
          if (shared.waiting === 0) {
            if (underWay.get(key) === shared) underWay.delete(key)
            shared.stop.abort()
            resolve(shared.answer)
          } else resolve(aborted())
        }
        signal.addEventListener('abort', leave, { once: true })
      })
      const answer = await Promise.race([shared.answer, left])
      signal.removeEventListener('abort', leave)
      return answer
    },
    roundEnded(round) {
      trying = false
      if (round === 'good') {
        badInARow = 0
        restUntil = 0
      }
      if (round !== 'bad' || settings.restAfter === 0) return
      badInARow++
      const over = badInARow - settings.restAfter
      if (over >= 0) restUntil = now() + Math.min(settings.restSeconds * 1_000 * 2 ** Math.min(over, 6), LONGEST_MS)
    },
  }
}

/** What a round of answers says of its source: it speaks, it is broken, or nothing. */
export function verdictOf(answers: readonly SearchAnswer[], deadlinePassed: boolean): 'good' | 'bad' | 'unknown' {
  if (answers.some(answer => answer.kind === 'read')) return 'good'
  const broken = answers.some(
    ({ kind }) => kind === 'down' || kind === 'late' || kind === 'malformed' || (kind === 'aborted' && deadlinePassed),
  )
  return broken ? 'bad' : 'unknown'
}
