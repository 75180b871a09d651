/**
 * The host's transport: one WebSocket a tab, JSON. Screen → host `{ id, name, input }`; host → screen `{ id, result }` for
 * answers and `{ seq, name, payload }` for events.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { CallContext } from '../shared/contract/index.ts'
import type { EventEnvelope, Result } from '../shared/contract/kit.ts'

/** What a carrier needs of a console. */
export interface Served {
  dispatch(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>
  subscribe(listener: (event: EventEnvelope) => void): () => void
}

/** Why the host closes a socket, as WebSocket codes. */
const CLOSE = {
  goingAway: 1001,
  /** A binary frame: the protocol has none. */
  notText: 1003,
  /** Text that is not JSON. */
  notJson: 1007,
  /** JSON that is not a call, or more calls at once than a screen ever makes. */
  notACall: 1008,
  /** The tab no longer reads: it comes back and reads again. */
  tooSlow: 1013,
} as const

export interface SocketLimits {
  /** Largest message from a screen, bytes. */
  maxPayload: number
  /** Bytes waiting for a tab that no longer reads, beyond which it is let go. */
  maxBuffered: number
  /** Calls of one tab under way at once. */
  maxPending: number
}

export const DEFAULT_LIMITS: SocketLimits = { maxPayload: 1_000_000, maxBuffered: 8_000_000, maxPending: 256 }

const CallMessage = z.object({
  id: z.union([z.int(), z.string().max(64)]),
  name: z.string().max(200),
  input: z.unknown(),
})

export interface SocketSide {
  /** Takes over a connection that was already found to be ours. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): Promise<void>
}

/** Serves the console over WebSockets. */
export function createSocketSide(served: Served, limits: SocketLimits): SocketSide {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.maxPayload, perMessageDeflate: false })
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, tab => serve(served, limits, tab))
    },
    async close() {
      for (const tab of server.clients) tab.close(CLOSE.goingAway)
      // A tab that does not answer the close is cut: the console is ending.
      const cut = setTimeout(() => {
        for (const tab of server.clients) tab.terminate()
      }, 500)
      await new Promise<void>(done => server.close(() => done()))
      clearTimeout(cut)
    },
  }
}

function serve(served: Served, limits: SocketLimits, tab: WebSocket): void {
  const context = { clientId: randomUUID() }
  let pending = 0

  const send = (message: unknown) => {
    if (tab.readyState !== tab.OPEN) return
    if (tab.bufferedAmount > limits.maxBuffered) {
      // The close frame would wait behind what is not read: say why if it can be heard, then cut.
      tab.close(CLOSE.tooSlow)
      tab.terminate()
      return
    }
    tab.send(JSON.stringify(message))
  }

  const unsubscribe = served.subscribe(send)
  tab.on('close', unsubscribe)
  // A frame that breaks the protocol (too large, malformed) is closed by ws with its own code.
  tab.on('error', () => {})
  tab.on('message', (data: RawData, binary: boolean) => {
    if (binary) return tab.close(CLOSE.notText)
    const raw = parseJson(data.toString())
    if (raw === undefined) return tab.close(CLOSE.notJson)
    const call = CallMessage.safeParse(raw)
    if (!call.success || pending >= limits.maxPending) return tab.close(CLOSE.notACall)
    const { id, name, input } = call.data
    pending++
    served
      .dispatch(name, input, context)
      .then(result => send({ id, result }))
      .finally(() => pending--)
  })
}

/** JSON text as a value; undefined when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
