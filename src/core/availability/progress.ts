/** How one source does in one ask: what was sent to it, what came back, and the words for its state. */
import type { SourceState } from '../../shared/contract/availability.ts'
import type { AskFailure } from '../fhir/index.ts'
import type { SourcePort } from './ports.ts'

export interface Progress {
  readonly id: string
  /** Requests sent so far. */
  sent(): void
  answered(ms: number, counts: { slots: number; leftAside: number; partial: boolean }): void
  failed(failure: AskFailure, deadlinePassed: boolean): void
  /** Requests that will not be sent, because of what the source said of the others. */
  givenUp(requests: number): void
  /** It has rested and is tried by one question alone; `over`: the others follow, or not. */
  trying(over: boolean): void
  /** Nothing was sent: the source asked for time, is left to rest, or has been asked enough. */
  shut(why: 'busy' | 'resting' | 'budget'): void
  /** A later, quiet question was answered: `slots` are all those held from it now. */
  renewed(ms: number, counts: { slots: number; partial: boolean }): void
  /** A later, quiet question failed. What is known stays. */
  renewFailed(failure: AskFailure): void
  /** The time after which a source is said late has passed. */
  growLate(): void
  /** No more answer is waited for. `why`: what to say of requests that are still open. */
  stop(why: 'timeout' | 'cancelled'): void
  state(): SourceState
}

/** Follows one source. `requests`: how many it is to be sent; none means that it is not concerned. */
export function followSource(source: SourcePort['settings'], requests: number): Progress {
  let sent = 0
  let pending = requests
  let slots = 0
  let leftAside = 0
  let ms: number | null = null
  let late = false
  let alone = false
  let partial = false
  let stopped = false
  let trouble: Pick<SourceState, 'status' | 'detail'> | null = null

  const status = (): Pick<SourceState, 'status' | 'detail'> => {
    if (requests === 0) return { status: 'not-concerned', detail: null }
    if (pending > 0)
      return late ? { status: 'late', detail: 'pending' } : { status: 'asked', detail: alone ? 'trying' : null }
    if (trouble) return trouble
    // Part of an answer that holds nothing is not «nothing free».
    if (partial) return { status: 'answered', detail: 'partial' }
    return { status: slots > 0 ? 'answered' : 'none', detail: null }
  }

  return {
    id: source.id,
    sent() {
      sent++
    },
    answered(answerMs, counts) {
      if (!stopped) pending--
      ms = answerMs
      slots += counts.slots
      leftAside += counts.leftAside
      partial ||= counts.partial
    },
    failed(failure, deadlinePassed) {
      if (stopped) return
      pending--
      ms = failure.ms
      // The first fault is the one to show: the others mostly follow from it.
      trouble ??= troubleOf(failure, deadlinePassed)
    },
    givenUp(unsent) {
      pending -= unsent
    },
    shut(why) {
      trouble ??= { status: why === 'resting' ? 'down' : 'refused', detail: why }
      pending = 0
    },
    renewed(answerMs, counts) {
      sent++
      ms = answerMs
      slots = counts.slots
      partial = counts.partial
      trouble = null
    },
    renewFailed(failure) {
      sent++
      ms = failure.ms
      trouble = troubleOf(failure, false)
    },
    trying(over) {
      alone = !over
    },
    growLate() {
      late = true
    },
    stop(why) {
      if (pending > 0) trouble ??= { status: 'late', detail: why }
      pending = 0
      stopped = true
    },
    state: () => ({
      id: source.id,
      label: source.label,
      simulated: source.simulated,
      ...status(),
      slots,
      requests: sent,
      pending,
      ms,
      leftAside,
    }),
  }
}

/** `detail`: the server's own words when it refuses with some, else a short code. */
function troubleOf(failure: AskFailure, deadlinePassed: boolean): Pick<SourceState, 'status' | 'detail'> {
  switch (failure.kind) {
    case 'down':
      return { status: 'down', detail: failure.code }
    case 'late':
      return { status: 'late', detail: failure.code }
    case 'aborted':
      return { status: 'late', detail: deadlinePassed ? 'timeout' : 'cancelled' }
    case 'malformed':
      return { status: 'malformed', detail: failure.code }
    case 'unauthorised':
      return { status: 'refused', detail: failure.code }
    case 'busy':
      return { status: 'refused', detail: failure.code }
    case 'refused':
      return { status: 'refused', detail: failure.words ?? failure.code }
  }
}
