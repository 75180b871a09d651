/**
 * The thread that reads search answers: a bundle of 20 MB costs the console nothing but the slots that come out of it,
 * handed over a few hundred at a time.
 */
import { parentPort } from 'node:worker_threads'
import type { ReadSlot } from './read-types.ts'
import type { FromReading, ToReading } from './readers.ts'
import { readSlotBundle } from './slots.ts'

/** Slots in one message: a few milliseconds of the console's time. */
const SLOTS_A_MESSAGE = 500

const port = parentPort
if (port === null) throw new Error('a thread of the console, not a program')
const say = (message: FromReading) => port.postMessage(message)

port.on('message', async ({ id, bytes, seenAt }: ToReading) => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  const sink = { size: SLOTS_A_MESSAGE, take: (slots: ReadSlot[]) => say({ id, kind: 'slots', slots }) }
  say({ id, kind: 'end', reading: await readSlotBundle(text, { seenAt }, sink) })
})
