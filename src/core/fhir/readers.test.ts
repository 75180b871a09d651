import { afterAll, expect, test } from 'vitest'
import { bundleOf, resourcesOf } from '../../../tests/availability/bundles.ts'
import { sourceEntry } from '../entries.ts'
import { silentLog } from '../ports.ts'
import { readHere, startBundleReaders } from './readers.ts'

const SEEN = { seenAt: '2026-11-22T08:00:00.000Z' }
const reader = startBundleReaders(sourceEntry('fhir-reader'), silentLog)
afterAll(() => reader.close())

/** So many people with ten slots each. */
function bytesOf(people: number): Buffer {
  const day = Date.parse('2026-11-23T08:00:00.000Z')
  const iso = (minute: number) => new Date(day + minute * 60_000).toISOString()
  return Buffer.from(
    JSON.stringify(
      bundleOf(
        resourcesOf(
          Array.from({ length: people }, (_, n) => ({
            idnps: `81${String(n).padStart(10, '0')}`,
            places: [
              {
                place: { id: `${n}` },
                slots: Array.from({ length: 10 }, (_, i) => ({
                  id: `${n}-${i}`,
                  start: iso(20 * i),
                  end: iso(20 * i + 15),
                })),
              },
            ],
          })),
        ),
      ),
    ),
  )
}

test('a thread reads what is read here, in the same order, whatever the size', async () => {
  for (const people of [0, 3, 180]) {
    expect(await reader.read(bytesOf(people), SEEN)).toEqual(await readHere.read(bytesOf(people), SEEN))
  }
})

test('answers that are no bundle have the same names in a thread', async () => {
  for (const text of ['', '<html>', '{', '[]', '{"resourceType":"OperationOutcome","issue":[]}']) {
    expect(await reader.read(Buffer.from(text), SEEN)).toEqual(await readHere.read(Buffer.from(text), SEEN))
  }
})

test('twenty megabytes leave the console free to do other things', async () => {
  const bytes = bytesOf(2_700)
  expect(bytes.length).toBeGreaterThan(20_000_000)
  let turns = 0
  let over = false
  const count = () => {
    turns++
    if (!over) setImmediate(count)
  }
  count()
  const reading = await reader.read(bytes, SEEN)
  over = true
  expect(reading.kind === 'bundle' && reading.slots.length).toBe(27_000)
  // Parsing alone, done here, would be one single turn.
  expect(turns).toBeGreaterThan(100)
})

test('a small answer passes the large ones that keep both threads busy', async () => {
  const settled: string[] = []
  const read = (name: string, people: number) => reader.read(bytesOf(people), SEEN).then(() => settled.push(name))
  await Promise.all([read('large', 2_000), read('large', 2_000), read('small', 25), read('small', 25)])
  expect(settled).toEqual(['small', 'small', 'large', 'large'])
})

test('answers that come together are handed over one after the other, each as soon as it is read', async () => {
  const settled: number[] = []
  const many = Array.from({ length: 24 }, (_, n) => n)
  await Promise.all(many.map(n => reader.read(bytesOf(25), SEEN).then(() => settled.push(n))))
  const ofThread = (thread: number) => settled.filter(n => n % 2 === thread)
  expect(ofThread(0)).toEqual(many.filter(n => n % 2 === 0))
  expect(ofThread(1)).toEqual(many.filter(n => n % 2 === 1))
})

test('a bundle that its thread does not survive is unreadable, and the next one is read', async () => {
  const dies = startBundleReaders(new URL('data:text/javascript,process.exit(1)'), silentLog)
  expect(await dies.read(bytesOf(1), SEEN)).toEqual({ kind: 'malformed', why: 'unreadable' })
  await dies.close()
  expect(await dies.read(bytesOf(1), SEEN)).toEqual({ kind: 'malformed', why: 'unreadable' })
  expect((await reader.read(bytesOf(1), SEEN)).kind).toBe('bundle')
})
