/**
 * The thread that reads search answers: a bundle of 20 MB costs the console nothing but the slots that come out of it,
 * handed over a few hundred at a time, the next ones once the last are taken in.
 */
import { parentPort } from 'node:worker_threads'
import type { ReadSlot } from './read-types.ts'
import type { FromReading, ToReading } from './readers.ts'
import { readSlotBundle } from './slots.ts'

/** Slots in one message: a few milliseconds of the console's time. */
const SLOTS_A_MESSAGE = 500
/** Messages on their way at once: one is taken in while the other travels. */
const AHEAD = 2

const port = parentPort
if (port === null) throw new Error('a thread of the console, not a program')

const waiting: FromReading[] = []
let room = AHEAD

function say(message: FromReading): void {
  waiting.push(message)
  drain()
}

function drain(): void {
  while (room > 0) {
    const next = waiting.shift()
    if (!next) return
    room--
    port?.postMessage(next)
  }
}

port.on('message', async (message: ToReading | 'taken') => {
  if (message === 'taken') {
    room++
    return drain()
  }
  const { id, bytes, seenAt } = message
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  const sink = { size: SLOTS_A_MESSAGE, take: (slots: ReadSlot[]) => say({ id, kind: 'slots', slots }) }
  say({ id, kind: 'end', reading: await readSlotBundle(text, { seenAt }, sink) })
})
