/**
 * Reading search answers off the console's thread. A bundle that a thread does not survive (memory) is unreadable, like
 * any other that is no bundle; the thread is replaced.
 */
import { Worker } from 'node:worker_threads'
import type { Log } from '../ports.ts'
import { type PackedSlots, unpacked } from './packing.ts'
import type { ReadSlot } from './read-types.ts'
import { type BundleReading, type Provenance, readSlotBundle } from './slots.ts'

/** Two: a huge answer of one source does not hold up those of the others. */
const THREADS = 2

export interface ToReading extends Provenance {
  id: number
  bytes: Uint8Array
}

export type FromReading =
  | { id: number; kind: 'slots'; slots: PackedSlots }
  /** `slots` are the last ones: the others came before. `reading` holds none; null when it is no bundle. */
  | { id: number; kind: 'end'; slots: PackedSlots | null; reading: BundleReading }

/** Reads the bytes of an answer (UTF-8). Never rejects. The bytes are the reader's from then on. */
export interface BundleReader {
  read(bytes: Uint8Array, provenance: Provenance): Promise<BundleReading>
  close(): Promise<void>
}

/** Reads where it stands: for tests and programs that read one answer. */
export const readHere: BundleReader = {
  read: readSlotBundle,
  close: async () => {},
}

interface Thread {
  worker: Worker
  waiting: Map<number, { slots: ReadSlot[]; settle: (reading: BundleReading) => void }>
  /** Bytes that wait to be read. */
  load: number
}

/** Starts the threads. `entry`: file of `reading.worker.ts`. */
export function startBundleReaders(entry: URL, log: Log): BundleReader {
  let nextId = 1
  let closing = false

  const start = (): Thread => {
    // Most of what a bundle makes is thrown away at once: room for it spares most of the collector's work.
    const worker = new Worker(entry, {
      resourceLimits: { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 1_024 },
    })
    const thread: Thread = { worker, waiting: new Map(), load: 0 }
    worker.on('message', (message: FromReading) => {
      // After whatever else waits: a console that takes in a huge answer goes on with its work between two parts of it.
      if (message.kind === 'slots') setImmediate(() => worker.postMessage('taken'))
      const one = thread.waiting.get(message.id)
      if (!one) return
      const slots = message.slots === null ? [] : unpacked(message.slots)
      if (one.slots.length === 0) one.slots = slots
      else for (const slot of slots) one.slots.push(slot)
      if (message.kind === 'slots') return
      thread.waiting.delete(message.id)
      const { reading } = message
      one.settle(reading.kind === 'bundle' ? { ...reading, slots: one.slots } : reading)
    })
    worker.on('error', error => log.error('fhir.reader-died', { error: error.name }))
    worker.on('exit', () => {
      for (const one of thread.waiting.values()) one.settle({ kind: 'malformed', why: 'unreadable' })
      thread.waiting.clear()
      if (!closing) threads[threads.indexOf(thread)] = start()
    })
    // The console ends when its own work does: an idle thread holds nothing.
    worker.unref()
    return thread
  }

  const threads: Thread[] = Array.from({ length: THREADS }, start)

  return {
    read(bytes, { seenAt }) {
      if (closing) return Promise.resolve({ kind: 'malformed', why: 'unreadable' })
      const thread = threads.reduce((best, one) => (one.load < best.load ? one : best))
      const id = nextId++
      const size = bytes.byteLength
      return new Promise(resolve => {
        thread.load += size
        thread.waiting.set(id, {
          slots: [],
          settle: reading => {
            thread.load -= size
            if (thread.waiting.size === 0) thread.worker.unref()
            resolve(reading)
          },
        })
        thread.worker.ref()
        const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
        const message: ToReading = { id, bytes, seenAt }
        thread.worker.postMessage(message, whole ? [bytes.buffer as ArrayBuffer] : [])
      })
    },
    async close() {
      closing = true
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
