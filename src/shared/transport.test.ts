import { expect, test } from 'vitest'
import type { EventEnvelope } from './contract/kit.ts'
import { createClient, type Transport } from './transport.ts'

function fakeLink() {
  let send: (envelope: EventEnvelope) => void = () => {}
  let link: (up: boolean) => void = () => {}
  const transport: Transport = {
    call: async () => ({ ok: true, value: null }),
    subscribe(listener) {
      send = listener
      return () => {}
    },
    onLink(listener) {
      link = listener
      return () => {}
    },
  }
  const event = (seq: number) => send({ seq, name: 'session.changed', payload: seq })
  return { transport, event, link: (up: boolean) => link(up) }
}

test('a hole in the sequence of events asks the screens to read again', () => {
  const { transport, event } = fakeLink()
  const client = createClient(transport)
  const heard: unknown[] = []
  let gaps = 0
  client.on('session.changed', payload => heard.push(payload))
  client.onGap(() => gaps++)
  event(4)
  event(5)
  expect(gaps).toBe(0)
  event(7)
  expect(gaps).toBe(1)
  expect(heard).toEqual([4, 5, 7])
})

test('a link that comes back asks to read again, and starts a new sequence', () => {
  const { transport, event, link } = fakeLink()
  const client = createClient(transport)
  let gaps = 0
  client.onGap(() => gaps++)
  event(4)
  link(false)
  link(true)
  expect(gaps).toBe(1)
  event(90)
  expect(gaps).toBe(1)
})

test('a listener that left hears nothing more', () => {
  const { transport, event } = fakeLink()
  const client = createClient(transport)
  let heard = 0
  const stop = client.on('session.changed', () => heard++)
  event(1)
  stop()
  event(2)
  expect(heard).toBe(1)
})
