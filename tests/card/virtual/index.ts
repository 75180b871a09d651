/**
 * Cards and readers that behave as real ones, for tests, chaos and e2e: our PIV card in software, plugged into a real
 * `pcscd`, seen by the console through a real PKCS#11 module (OpenSC) in its real card process.
 *
 * ```ts
 * const reason = whyNoReaders()                 // null when they can be had; else print it and skip
 * const readers = await startVirtualReaders()   // once a file: two empty readers
 * const camille = createVirtualCard(await cards.issue('cpe'))          // a piece of plastic, PIN 1234
 * const desk = await startDesk({ cards, settings: readers.settings, env: readers.env })  // tests/card/desk.ts
 * // or the whole desk of tests/stand/desk.ts:  startDesk({ reader: readers })
 * await readers.first.insert(camille)
 * await readers.first.insert(dominique)         // swaps: the one that is in comes out first
 * await readers.first.remove()
 * camille.tries                                 // 3, 2, 1, 0: kept by the card wherever it is put
 * await readers.close()
 * ```
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { CardSettings } from '../../../src/core/settings/schema.ts'
import { startPcscd } from './pcscd.ts'
import type { VirtualCard } from './piv.ts'

export { whyNoReaders } from './pcscd.ts'
export { createVirtualCard, type VirtualCard } from './piv.ts'

export interface VirtualReader {
  /** The card that is in. */
  readonly card: VirtualCard | null
  /** Puts a card in; takes out the one that is there. Fulfilled when the reader has taken it. */
  insert(card: VirtualCard): Promise<void>
  /** Pulls the card, at once and in the middle of whatever it was doing. */
  remove(): Promise<void>
}

export interface VirtualReaders {
  /** Settings of a desk on these readers. */
  settings: Extract<CardSettings, { kind: 'pkcs11' }>
  /** Environment of the card process. */
  env: Record<string, string>
  module: string
  /** Process number of the daemon. */
  pid: number
  first: VirtualReader
  second: VirtualReader
  close(): Promise<void>
}

const OFF = 0
const ON = 1
const RESET = 2
const GET_ATR = 4
/** The driver notices a closed line when it next asks (two or three times a second): a card that is swapped is out as long. */
const SWAP_MS = 1_000

/** Starts a `pcscd` with two empty readers. */
export async function startVirtualReaders(): Promise<VirtualReaders> {
  const daemon = await startPcscd()
  const [first, second] = [createReader(daemon.ports[0]), createReader(daemon.ports[1])]
  return {
    settings: { kind: 'pkcs11', module: daemon.module, pollMs: 200, timeoutMs: 20_000 },
    env: daemon.env,
    module: daemon.module,
    pid: daemon.pid,
    first,
    second,
    async close() {
      await first.remove()
      await second.remove()
      await daemon.close()
    },
  }
}

function createReader(port: number): VirtualReader {
  let line: Socket | null = null
  let inside: VirtualCard | null = null
  const reader: VirtualReader = {
    get card() {
      return inside
    },
    async insert(card) {
      if (inside) {
        await reader.remove()
        await delay(SWAP_MS)
      }
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('error', reject)
      })
      card.reset()
      inside = card
      line = socket
      serve(socket, card)
    },
    async remove() {
      const socket = line
      inside?.reset()
      line = inside = null
      if (!socket) return
      const closed = new Promise(resolve => socket.once('close', resolve))
      socket.destroy()
      await closed
    },
  }
  return reader
}

/** The vpcd protocol: two bytes of length, then one byte of control or an APDU; only the ATR and APDUs are answered. */
function serve(socket: Socket, card: VirtualCard): void {
  let heard = Buffer.alloc(0)
  let turn = Promise.resolve()
  const say = (bytes: Buffer) => {
    const size = Buffer.alloc(2)
    size.writeUInt16BE(bytes.length)
    if (!socket.destroyed) socket.write(Buffer.concat([size, bytes]))
  }
  const obey = async (message: Buffer) => {
    if (message.length > 1) return say(await card.answer(message))
    const [order] = message
    if (order === GET_ATR) say(card.atr)
    else if (order === OFF || order === ON || order === RESET) card.reset()
  }
  socket.on('error', () => {})
  socket.on('data', chunk => {
    heard = Buffer.concat([heard, chunk])
    while (heard.length >= 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
      const message = Buffer.from(heard.subarray(2, 2 + heard.readUInt16BE(0)))
      heard = heard.subarray(2 + message.length)
      turn = turn.then(() => obey(message))
    }
  })
}
