/**
 * The call in progress: what the desk knows of it. In memory only and for as long as the call lasts; nothing of it is
 * written to disk, logged, or handed to another room, because it may describe a person.
 */
import { randomUUID } from 'node:crypto'
import type { CallState } from '../../shared/contract/call.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Clock, Events, Log } from '../ports.ts'

export { dropFolder } from './drop-folder.ts'
export { createHandOver } from './hand-over.ts'
export { launchOfArguments } from './launch.ts'
export { type LaunchAnswer, listenForLaunch } from './launch-listener.ts'
export { createLaunch } from './launch-room.ts'
export { loopbackPost } from './loopback-post.ts'

export interface CallOptions {
  clock: Clock
  events: Events
  log: Log
  /** The number of the medical file is typed: it goes with what is handed over. */
  onDrm?: (drm: string) => void
  /** A call has ended: what hangs on it (questions under way…) can go. */
  onEnd?: (ended: { id: string; askId: string | null }) => void
}

export interface CallService {
  handlers: Pick<Handlers, 'call.current' | 'call.save' | 'call.next'>
  /** Attaches an orientation to the call in progress, if there is one. */
  note(orientationId: string): void
  /** True when the call in progress holds nothing that a new one would lose. */
  isEmpty(): boolean
  /** Ends the call in progress and begins one with these in it. */
  beginWith(given: Pick<CallState, 'need' | 'needText' | 'place' | 'placeText'>): CallState
  /** Somebody else sits at the desk: the call of the one before goes, and the count begins again. */
  forget(): void
}

/** Builds the room. There is always a call once somebody asks for it. */
export function createCall({ clock, events, log, onEnd, onDrm }: CallOptions): CallService {
  let call: CallState | null = null
  let count = 0

  function begin(): CallState {
    count += 1
    call = {
      id: randomUUID(),
      number: count,
      startedAt: new Date(clock.now()).toISOString(),
      needText: '',
      need: null,
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
    }
    return call
  }

  function end() {
    if (!call) return
    const { id, askId, number, startedAt, orientationIds } = call
    call = null
    const seconds = Math.max(0, Math.round((clock.now() - Date.parse(startedAt)) / 1000))
    log.info('call.ended', { number, seconds, orientations: orientationIds.length })
    onEnd?.({ id, askId })
  }

  function changed(next: CallState): CallState {
    call = next
    events.emit('call.changed', next)
    return next
  }

  const isEmpty = () =>
    !call || [call.needText, call.placeText, call.drm, ...call.orientationIds].every(text => text === '')

  return {
    handlers: {
      'call.current': () => ok(call ?? begin()),
      'call.save': ({ id, draft }) => {
        if (call?.id !== id) return problem('call-ended')
        const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
        const before = call.drm
        const after = changed({ ...call, ...(given as Partial<CallState>) })
        if (after.drm !== before) onDrm?.(after.drm)
        return ok(after)
      },
      // The key pressed twice, or in two windows, ends one call, not two.
      'call.next': ({ id }) => {
        if (call && call.id !== id) return ok(call)
        end()
        return ok(changed(begin()))
      },
    },
    note(orientationId) {
      if (!call || call.orientationIds.includes(orientationId)) return
      changed({ ...call, orientationIds: [...call.orientationIds, orientationId] })
    },
    isEmpty,
    beginWith(given) {
      // A call in which nothing was done is not one: its number is used again.
      if (call && isEmpty()) count -= 1
      end()
      return changed({ ...begin(), ...given })
    },
    forget() {
      end()
      count = 0
    },
  }
}
