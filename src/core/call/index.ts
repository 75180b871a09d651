/**
 * The calls of the desk: the one in progress and those that wait. In memory only and for as long as each lasts; nothing of
 * them is written to disk, logged, or handed to another room, because it may describe a person.
 */
import { randomUUID } from 'node:crypto'
import { type CallState, MOST_PARKED, type ParkedFor } from '../../shared/contract/call.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Clock, Events, Log } from '../ports.ts'

export { dropFolder } from './drop-folder.ts'
export { createHandOver } from './hand-over.ts'
export { fileMemory } from './hand-over-memory.ts'
export { launchOfArguments } from './launch.ts'
export { type LaunchAnswer, listenForLaunch } from './launch-listener.ts'
export { createLaunch } from './launch-room.ts'
export { linkChannel } from './link-channel.ts'
export { loopbackPost } from './loopback-post.ts'

export interface CallOptions {
  clock: Clock
  events: Events
  log: Log
  /** The number of the medical file is typed: it goes with what is handed over of this call. */
  onDrm?: (drm: string, callId: string) => void
  /** A call has ended: what hangs on it (questions under way…) can go. */
  onEnd?: (ended: { id: string; askId: string | null }) => void
}

export interface CallService {
  handlers: Pick<Handlers, 'call.current' | 'call.save' | 'call.next' | 'call.park' | 'call.resume' | 'call.parked'>
  /**
   * Attaches an orientation to the call it was taken for, which may wait by now; null when that call has ended. A key that
   * names no call of this desk is taken for the call in progress.
   */
  note(orientationId: string, callId?: string): CallState | null
  /** True when the call in progress holds nothing that a new one would lose. */
  isEmpty(): boolean
  /** Begins a call with these in it; the one in progress waits. Null when no more may wait. */
  beginWith(given: Partial<Pick<CallState, 'need' | 'needText' | 'place' | 'placeText' | 'treating'>>): CallState | null
  /** Somebody else sits at the desk: the calls of the one before go, and the count begins again. */
  forget(): void
}

const holdsNothing = (call: CallState): boolean =>
  [call.needText, call.placeText, call.drm, ...call.orientationIds].every(text => text === '')

/** Builds the room. There is always a call once somebody asks for it. */
export function createCall({ clock, events, log, onEnd, onDrm }: CallOptions): CallService {
  let call: CallState | null = null
  let parked: CallState[] = []
  let count = 0
  /** Calls that are over: a booking whose answer comes late must not be put on the next caller. */
  const over = new Set<string>()

  const instant = () => new Date(clock.now()).toISOString()

  function begin(): CallState {
    // A call in which nothing was done is not one: its number is used again.
    if (call && holdsNothing(call) && call.number === count) count -= 1
    count += 1
    call = {
      id: randomUUID(),
      number: count,
      startedAt: instant(),
      needText: '',
      need: null,
      also: [],
      placeText: '',
      place: null,
      when: 'today',
      modes: [],
      limit: null,
      ageBand: null,
      treating: null,
      drm: '',
      askId: null,
      orientationIds: [],
      radiusKm: null,
      reach: null,
      hand: null,
      parkedAt: null,
      parkedFor: null,
    }
    return call
  }

  function ended(one: CallState) {
    const { id, askId, number, startedAt, orientationIds } = one
    const seconds = Math.max(0, Math.round((clock.now() - Date.parse(startedAt)) / 1000))
    over.add(id)
    log.info('call.ended', { number, seconds, orientations: orientationIds.length })
    onEnd?.({ id, askId })
  }

  function end() {
    if (!call) return
    const last = call
    call = null
    ended(last)
  }

  function changed(next: CallState): CallState {
    call = next
    events.emit('call.changed', next)
    return next
  }

  function wait(next: CallState[]) {
    parked = next.toSorted((a, b) => a.number - b.number)
    events.emit('call.parkedChanged', parked)
  }

  /** The call in progress leaves the screen: it waits, or goes when nothing is in it. False when no more may wait. */
  function putAside(why: ParkedFor | null): boolean {
    if (!call) return true
    if (holdsNothing(call)) return true
    if (parked.length >= MOST_PARKED) return false
    log.info('call.parked', { number: call.number, waiting: parked.length + 1 })
    const aside = { ...call, parkedAt: instant(), parkedFor: why }
    call = null
    wait([...parked, aside])
    return true
  }

  /** Puts these into a call, whether it is in progress or waits; null when it has ended. */
  function change(id: string, given: Partial<CallState>): CallState | null {
    if (call?.id === id) return changed({ ...call, ...given })
    const waiting = parked.find(one => one.id === id)
    if (!waiting) return null
    const next = { ...waiting, ...given }
    wait(parked.map(one => (one.id === id ? next : one)))
    return next
  }

  const find = (id: string) => (call?.id === id ? call : (parked.find(one => one.id === id) ?? null))

  return {
    handlers: {
      'call.current': () => ok(call ?? begin()),
      'call.parked': () => ok(parked),
      'call.save': ({ id, draft }) => {
        const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
        const before = find(id)?.drm
        // What was typed last may come a moment after its call was put aside: it is kept there.
        const after = change(id, given as Partial<CallState>)
        if (!after) return problem('call-ended')
        if (after.drm !== before) onDrm?.(after.drm, id)
        return ok(after)
      },
      // The key pressed twice, or in two windows, ends one call, not two.
      'call.next': ({ id }) => {
        if (call && call.id !== id) return ok(call)
        end()
        return ok(changed(begin()))
      },
      'call.park': ({ id, for: why }) => {
        if (call && (call.id !== id || holdsNothing(call))) return ok(call)
        if (!putAside(why)) return problem('calls-full')
        return ok(changed(begin()))
      },
      'call.resume': ({ id }) => {
        if (call?.id === id) return ok(call)
        const waiting = parked.find(one => one.id === id)
        if (!waiting) return problem('call-ended')
        // Its place is freed first: nine calls may change places as well as two.
        parked = parked.filter(one => one.id !== id)
        if (call && holdsNothing(call)) {
          if (call.number === count) count -= 1
          call = null
        }
        putAside(null)
        events.emit('call.parkedChanged', parked)
        return ok(changed({ ...waiting, parkedAt: null, parkedFor: null }))
      },
    },
    note(orientationId, callId) {
      if (callId !== undefined && over.has(callId)) return null
      const one = (callId === undefined ? null : find(callId)) ?? call
      if (!one || one.orientationIds.includes(orientationId)) return one
      return change(one.id, { orientationIds: [...one.orientationIds, orientationId] })
    },
    isEmpty: () => !call || holdsNothing(call),
    beginWith(given) {
      if (!putAside(null)) return null
      return changed({ ...begin(), ...given })
    },
    forget() {
      end()
      for (const one of parked) ended(one)
      parked = []
      count = 0
      over.clear()
    },
  }
}
