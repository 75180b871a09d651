/**
 * How a screen reaches its console. Three implementations of a few lines each: Electron IPC (preload), WebSocket
 * (host), memory (tests). All carry JSON values only.
 */
import type { CallInput, CallName, CallResult, EventName, EventPayload } from './contract/index.ts'
import type { EventEnvelope } from './contract/kit.ts'

export interface Transport {
  /** Sends a call; the answer is a `Result`. Rejects only when the console cannot be reached at all. */
  call(name: string, input: unknown): Promise<unknown>
  /** Hears every event; returns the function that stops listening. */
  subscribe(listener: (envelope: EventEnvelope) => void): () => void
  /** Tells when the link breaks and comes back (always up over IPC). */
  onLink?(listener: (up: boolean) => void): () => void
}

/** The transport with the contract's types on it: what screens use. */
export interface Client {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallResult<N>>
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Called when events were missed (a gap in `seq`, or the link came back): read again what you show. */
  onGap(listener: () => void): () => void
  onLink(listener: (up: boolean) => void): () => void
}

/** Puts the contract's types on a transport and watches the sequence of events for gaps. */
export function createClient(transport: Transport): Client {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const gapListeners = new Set<() => void>()
  let lastSeq: number | null = null

  const gap = () => {
    for (const listener of gapListeners) listener()
  }

  transport.subscribe(({ seq, name, payload }) => {
    if (lastSeq !== null && seq !== lastSeq + 1) gap()
    lastSeq = seq
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
  })
  transport.onLink?.(up => {
    if (!up) return
    lastSeq = null
    gap()
  })

  return {
    call: (name, input) => transport.call(name, input) as never,
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (payload: never) => void)
      return () => set.delete(listener as (payload: never) => void)
    },
    onGap(listener) {
      gapListeners.add(listener)
      return () => gapListeners.delete(listener)
    },
    onLink: listener => transport.onLink?.(listener) ?? (() => {}),
  }
}
