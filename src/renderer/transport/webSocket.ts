/**
 * The console over a WebSocket, as the browser host serves it. JSON messages: `{id, name, input}` out, `{id, result}`
 * and `{seq, name, payload}` in. A broken link rejects what was waiting (its outcome is not known here) and is retried
 * with back-off; nothing is ever sent twice by itself.
 */
import type { EventEnvelope } from '../../shared/contract/kit.ts'
import type { Transport } from '../../shared/transport.ts'

/** The part of the browser's WebSocket that is used. */
export interface Socket {
  send(text: string): void
  close(): void
  onopen: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
}

export interface WebSocketTransportOptions {
  url: string
  open?: (url: string) => Socket
  /** Waits before each new try, ms; the last one repeats. */
  delays?: readonly number[]
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

const DELAYS = [250, 500, 1000, 2000, 4000] as const

/** Opens the link and keeps it open. A call made while a try is under way waits for that try, not longer. */
export function webSocketTransport(options: WebSocketTransportOptions): Transport {
  const open = options.open ?? ((url: string) => new WebSocket(url) as unknown as Socket)
  const delays = options.delays ?? DELAYS
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  const linkListeners = new Set<(up: boolean) => void>()
  let unsent: string[] = []
  let socket: Socket | null = null
  let state: 'connecting' | 'up' | 'down' = 'down'
  let tries = 0
  let nextId = 1

  function tell(up: boolean) {
    for (const listener of linkListeners) listener(up)
  }

  function receive(data: unknown) {
    if (typeof data !== 'string') return
    let message: unknown
    try {
      message = JSON.parse(data)
    } catch {
      return
    }
    if (typeof message !== 'object' || message === null) return
    if ('id' in message && 'result' in message) {
      const call = waiting.get(message.id as number)
      waiting.delete(message.id as number)
      call?.resolve(message.result)
    } else if ('seq' in message && 'name' in message) {
      for (const listener of listeners) listener(message as EventEnvelope)
    }
  }

  function connect() {
    state = 'connecting'
    const mine = open(options.url)
    socket = mine
    mine.onmessage = event => receive(event.data)
    mine.onopen = () => {
      state = 'up'
      tries = 0
      for (const text of unsent) mine.send(text)
      unsent = []
      tell(true)
    }
    mine.onclose = () => {
      if (socket !== mine) return
      const wasUp = state === 'up'
      state = 'down'
      unsent = []
      for (const call of waiting.values()) call.reject(new Error('link closed'))
      waiting.clear()
      if (wasUp || tries === 0) tell(false)
      setTimeout(connect, delays[Math.min(tries, delays.length - 1)] ?? 1000)
      tries += 1
    }
  }

  connect()
  return {
    call(name, input) {
      if (state === 'down') return Promise.reject(new Error('link down'))
      const id = nextId++
      const text = JSON.stringify({ id, name, input })
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        if (state === 'up') socket?.send(text)
        else unsent.push(text)
      })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onLink(listener) {
      linkListeners.add(listener)
      return () => linkListeners.delete(listener)
    },
  }
}
