import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventEnvelope } from '../../shared/contract/kit.ts'
import type { Transport } from '../../shared/transport.ts'
import { oneByOne } from './oneByOne.ts'

/** A transport whose answers and events come when the test says so. */
function scripted() {
  const answers: { resolve(value: unknown): void; reject(error: Error): void }[] = []
  let hear: (envelope: EventEnvelope) => void = () => {}
  let link: (up: boolean) => void = () => {}
  const transport: Transport = {
    call: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    subscribe(listener) {
      hear = listener
      return () => {
        hear = () => {}
      }
    },
    onLink(listener) {
      link = listener
      return () => {}
    },
  }
  return {
    transport,
    answers,
    event: (seq: number) => hear({ seq, name: 'x', payload: null }),
    link: (up: boolean) => link(up),
  }
}

const later = async (microtasks: number) => {
  for (let n = 0; n < microtasks; n++) await null
}

const settled = async () => {
  for (let n = 0; n < 60; n++) await setImmediate()
}

test('what comes together is handled in the order in which it came, each in a task of its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('answer', 'refusal', 'event', 'down'), { minLength: 1, maxLength: 12 }),
      async kinds => {
        const { transport, answers, event, link } = scripted()
        const console = oneByOne(transport)
        const seen: string[] = []
        let inTask = 0
        let most = 0
        const note = (what: string) => {
          seen.push(what)
          inTask += 1
          most = Math.max(most, inTask)
          // What a message sets going (an answer awaited, a drawing) is done before the next one is handled.
          void later(8).then(() => {
            inTask = 0
          })
        }
        console.subscribe(({ seq }) => note(`event ${seq}`))
        console.onLink?.(up => note(`link ${up}`))
        const expected: string[] = []
        for (const kind of kinds)
          if (kind === 'answer' || kind === 'refusal')
            console.call('x', null).then(
              value => note(String(value)),
              (error: Error) => note(error.message),
            )
        let asked = 0
        for (const [at, kind] of kinds.entries()) {
          if (kind === 'answer') {
            answers[asked++]?.resolve(`answer ${at}`)
            expected.push(`answer ${at}`)
          } else if (kind === 'refusal') {
            answers[asked++]?.reject(new Error(`refusal ${at}`))
            expected.push(`refusal ${at}`)
          } else if (kind === 'event') {
            event(at)
            expected.push(`event ${at}`)
          } else {
            link(false)
            expected.push('link false')
          }
          // As from a socket: what one message resolves is known before the next message is read.
          await Promise.resolve()
        }
        await settled()
        expect(seen).toEqual(expected)
        expect(most).toBeLessThanOrEqual(1)
      },
    ),
    { numRuns: 40 },
  )
})

test('who stops listening hears no more, not even what is on its way', async () => {
  const { transport, event } = scripted()
  const heard: number[] = []
  const stop = oneByOne(transport).subscribe(({ seq }) => heard.push(seq))
  event(1)
  await settled()
  event(2)
  stop()
  event(3)
  await settled()
  expect(heard).toEqual([1])
})
