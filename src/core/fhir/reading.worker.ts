/**
 * The thread that reads search answers: a bundle of 20 MB costs the console nothing but the slots that come out of it,
 * handed over a few hundred at a time, the next ones once the last are taken in.
 */
import { parentPort } from 'node:worker_threads'
import { packed } from './packing.ts'
import type { ReadSlot } from './read-types.ts'
import type { FromReading, ToReading } from './readers.ts'
import { readSlotBundle } from './slots.ts'

/** Slots in one message: a few milliseconds of the console's time. */
const SLOTS_A_MESSAGE = 500
/** Messages of a large answer on their way at once: one is taken in while the other travels. The last one waits for none. */
const AHEAD = 2
/** A question of 25 people brings less, bytes. */
const LARGE = 1_000_000

const port = parentPort
if (port === null) throw new Error('a thread of the console, not a program')

const waiting: FromReading[] = []
let room = AHEAD

function say(message: FromReading): void {
  waiting.push(message)
  drain()
}

function drain(): void {
  for (let next = waiting[0]; next; next = waiting[0]) {
    if (next.kind === 'slots') {
      if (room === 0) return
      room--
    }
    waiting.shift()
    port?.postMessage(next)
  }
}

/**
 * One answer at a time: the first is on screen while the second is read, and what has been read of ten is not kept at once
 * (all of it outlived the collector's first pass). The large ones go beside: the small ones pass between two breaths.
 */
function lane(): (asked: ToReading) => void {
  let before = Promise.resolve()
  return asked => {
    before = before.then(() => read(asked))
  }
}
const small = lane()
const large = lane()

async function read({ id, bytes, seenAt }: ToReading): Promise<void> {
  const sink = { size: SLOTS_A_MESSAGE, take: (slots: ReadSlot[]) => say({ id, kind: 'slots', slots: packed(slots) }) }
  const reading = await readSlotBundle(bytes, { seenAt }, sink)
  if (reading.kind !== 'bundle') return say({ id, kind: 'end', slots: null, reading })
  say({ id, kind: 'end', slots: packed(reading.slots), reading: { ...reading, slots: [] } })
}

port.on('message', (message: ToReading | 'taken') => {
  if (message === 'taken') {
    room++
    return drain()
  }
  if (message.bytes.length > LARGE) large(message)
  else small(message)
})
