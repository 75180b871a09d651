/** One contract, three transports: the same suite over each, so that no screen can tell which one carries it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CallName, calls, type EventName, events } from '../../src/shared/contract/index.ts'
import { COMMON_PROBLEMS, type EventEnvelope, ok, problem } from '../../src/shared/contract/kit.ts'
import { createClient } from '../../src/shared/transport.ts'
import { exampleOf } from './examples.ts'
import { createExampleConsole, type ExampleConsole } from './served.ts'
import { type Carried, type Carry, electronSide, inMemory, overElectron, overSocket } from './transports.ts'

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electronSide.bridge.set(name, api) },
  ipcRenderer: {
    invoke: (channel: string, message: unknown) => electronSide.invoke(channel, message),
    on: (channel: string, listener: (...args: unknown[]) => void) => electronSide.page.on(channel, listener),
    off: (channel: string, listener: (...args: unknown[]) => void) => electronSide.page.off(channel, listener),
  },
}))

const callNames = Object.keys(calls) as CallName[]
const eventNames = Object.keys(events) as EventName[]

/** Waits until `count` events came, a bounded number of turns. */
async function heard(list: unknown[], count: number): Promise<void> {
  for (let i = 0; i < 400 && list.length < count; i++) await new Promise(next => setTimeout(next, 5))
  expect(list.length).toBeGreaterThanOrEqual(count)
}

const carriers: [string, Carry][] = [
  ['memory', inMemory],
  ['WebSocket of the host', overSocket],
  ['Electron IPC (stand-in)', overElectron],
]

describe.each(carriers)('over %s', (_name, carry) => {
  let served: ExampleConsole
  let carried: Carried

  beforeEach(async () => {
    vi.resetModules()
    served = createExampleConsole()
    carried = await carry(served)
  })
  afterEach(() => carried.close())

  test.each(callNames)('%s: its input arrives whole, its value comes back whole', async name => {
    for (const full of [true, false]) {
      const input = exampleOf(calls[name].input, full)
      const value = exampleOf(calls[name].value, full)
      served.answers.set(name, () => ok(value))
      // A copy is sent: what the transport holds of a secret is wiped once the call is over.
      expect(await carried.transport.call(name, structuredClone(input))).toEqual({ ok: true, value })
      expect(served.received.at(-1)).toMatchObject({ name, input })
    }
  })

  test.each(callNames)('%s: an input of another kind is refused by name, and reaches nobody', async name => {
    for (const wrong of [7, 'text', [[]], { unexpected: { deep: true } }]) {
      if (calls[name].input.safeParse(wrong).success) continue
      expect(await carried.transport.call(name, wrong)).toMatchObject({
        ok: false,
        error: { kind: 'invalid-input', params: { name } },
      })
    }
    expect(served.received).toEqual([])
  })

  test.each(callNames)('%s: an answer that breaks the contract never reaches the screen', async name => {
    served.answers.set(name, () => ok({ leaked: 'x' }))
    if (calls[name].value.safeParse({ leaked: 'x' }).success) return
    const answer = await carried.transport.call(name, exampleOf(calls[name].input))
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid-answer' } })
    expect(JSON.stringify(answer)).not.toContain('leaked')
  })

  test('every declared problem crosses as it is', async () => {
    for (const name of callNames)
      for (const kind of [...calls[name].problems, ...COMMON_PROBLEMS]) {
        const answer = problem(kind, { code: 'x', count: 2, certain: false, nothing: null })
        served.answers.set(name, () => answer)
        expect(await carried.transport.call(name, exampleOf(calls[name].input))).toEqual(answer)
      }
  })

  test.each(['nobody.knows', 'constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'a call named %j is unknown',
    async name => {
      expect(await carried.transport.call(name, null)).toEqual(problem('unknown-call', { name }))
    },
  )

  test('an exception of a handler is a defect without its message', async () => {
    served.answers.set('settings.view', () => {
      throw new Error('appelant 06 12 34 56 78')
    })
    const answer = await carried.transport.call('settings.view', null)
    expect(answer).toEqual(problem('defect', { name: 'settings.view' }))
  })

  test('every event arrives whole, numbered without a hole', async () => {
    const envelopes: EventEnvelope[] = []
    carried.transport.subscribe(envelope => envelopes.push(envelope))
    for (const name of eventNames) served.bus.emit(name, exampleOf(events[name].payload) as never)
    await heard(envelopes, eventNames.length)
    expect(envelopes.map(({ seq }) => seq)).toEqual(eventNames.map((_, i) => i))
    expect(envelopes.map(({ name, payload }) => ({ name, payload }))).toEqual(
      eventNames.map(name => ({ name, payload: exampleOf(events[name].payload) })),
    )
  })

  test('an event that breaks the contract is not sent', async () => {
    const envelopes: EventEnvelope[] = []
    carried.transport.subscribe(envelope => envelopes.push(envelope))
    served.bus.emit('session.changed', { status: 'unknown' } as never)
    served.bus.emit('session.changed', exampleOf(events['session.changed'].payload) as never)
    await heard(envelopes, 1)
    expect(envelopes).toHaveLength(1)
    expect(envelopes[0]?.seq).toBe(0)
  })

  test('who stopped listening hears nothing more', async () => {
    const first: unknown[] = []
    const second: unknown[] = []
    const stop = carried.transport.subscribe(envelope => first.push(envelope))
    carried.transport.subscribe(envelope => second.push(envelope))
    stop()
    served.bus.emit('session.changed', exampleOf(events['session.changed'].payload) as never)
    await heard(second, 1)
    expect(first).toEqual([])
  })

  test('a hole in the numbers tells the screen to read again, and what followed is still heard', async () => {
    const holed = { ...carried.transport }
    let drop = false
    holed.subscribe = listener => carried.transport.subscribe(envelope => void (drop || listener(envelope)))
    const client = createClient(holed)
    const seen: unknown[] = []
    let gaps = 0
    client.on('session.changed', payload => seen.push(payload))
    client.onGap(() => gaps++)
    const emit = () => served.bus.emit('session.changed', exampleOf(events['session.changed'].payload) as never)
    const all: unknown[] = []
    carried.transport.subscribe(envelope => all.push(envelope))
    emit()
    await heard(all, 1)
    expect(gaps).toBe(0)
    drop = true
    emit()
    await heard(all, 2)
    drop = false
    emit()
    await heard(all, 3)
    expect(gaps).toBe(1)
    expect(seen).toHaveLength(2)
  })

  test('calls under way answer each to its own, whatever order they end in', async () => {
    const ends: (() => void)[] = []
    served.answers.set(
      'settings.view',
      () => new Promise(end => ends.push(() => end(problem('defect', { n: ends.length })))),
    )
    const slow = carried.transport.call('settings.view', null)
    const quick = await carried.transport.call('session.state', null)
    expect(quick).toMatchObject({ ok: true })
    ends[0]?.()
    expect(await slow).toMatchObject({ ok: false })
  })
})
