import { expect, test } from 'vitest'
import type { CardState } from '../shared/contract/card.ts'
import type { Handlers } from '../shared/contract/index.ts'
import { ok, problem } from '../shared/contract/kit.ts'
import { createDispatcher, createEventBus, type Gate } from './dispatcher.ts'
import { type Log, silentLog } from './ports.ts'

const context = { clientId: 'essai' }
const CARD: CardState = {
  status: 'ready',
  practice: true,
  reader: null,
  kind: 'CPE',
  tries: 'normal',
  expires: '2027-01-31',
  daysLeft: 70,
  pinPad: false,
  choice: [],
  detail: null,
}

function dispatcher(handlers: Partial<Handlers>, gate: Gate = () => 'yes', log: Log = silentLog) {
  return createDispatcher({ handlers: handlers as Handlers, gate, log })
}

test('a right call reaches its handler and its answer comes back', async () => {
  const { dispatch } = dispatcher({ 'card.state': () => ok(CARD) })
  expect(await dispatch('card.state', null, context)).toEqual({ ok: true, value: CARD })
})

test.each(['constructor', '__proto__', 'toString', 'card.unknown', ''])('the name %j is no call', async name => {
  expect(await dispatcher({}).dispatch(name, null, context)).toMatchObject({ error: { kind: 'unknown-call' } })
})

test('a wrong input never reaches the handler and is named by its path, not by its value', async () => {
  let reached = false
  const { dispatch } = dispatcher({
    'directory.places': () => {
      reached = true
      return ok([])
    },
  })
  const answer = await dispatch('directory.places', { text: 'Tours', limit: 'SECRET' }, context)
  expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid-input', params: { path: 'limit' } } })
  expect(JSON.stringify(answer)).not.toContain('SECRET')
  expect(reached).toBe(false)
})

test('a right that is missing stops the call before its input is looked at', async () => {
  const { dispatch } = dispatcher({}, right => (right === 'anybody' ? 'yes' : 'not-signed-in'))
  expect(await dispatch('directory.places', 'n’importe quoi', context)).toMatchObject({
    error: { kind: 'not-signed-in' },
  })
})

test('an answer that breaks the contract is not handed to the screen', async () => {
  const { dispatch } = dispatcher({ 'card.state': () => ok({ ...CARD, tries: 'twelve' }) as never })
  expect(await dispatch('card.state', null, context)).toMatchObject({ error: { kind: 'invalid-answer' } })
})

test('what is not in the contract is taken out of an answer', async () => {
  const { dispatch } = dispatcher({ 'card.state': () => ok({ ...CARD, certificate: 'MII…' }) as never })
  expect(JSON.stringify(await dispatch('card.state', null, context))).not.toContain('MII')
})

test('an exception is a defect: answered as one, logged without its message', async () => {
  const logged: unknown[] = []
  const log: Log = { ...silentLog, error: (...entry) => logged.push(entry) }
  const { dispatch } = dispatcher(
    {
      'card.state': () => {
        throw new TypeError('Mme DURAND, 06 39 98 00 00')
      },
    },
    () => 'yes',
    log,
  )
  expect(await dispatch('card.state', null, context)).toMatchObject({ error: { kind: 'defect' } })
  expect(JSON.stringify(logged)).toContain('TypeError')
  expect(JSON.stringify(logged)).not.toContain('DURAND')
})

test('what the transport holds of a PIN is wiped once the call is over, whatever its end', async () => {
  const pin = () => ({ pin: [49, 50, 51, 52], lastTryAccepted: false })
  const good = pin()
  await dispatcher({ 'session.signIn': () => problem('pin-wrong') }).dispatch('session.signIn', good, context)
  expect(good.pin).toEqual([0, 0, 0, 0])
  const thrown = pin()
  const throws = dispatcher({
    'session.signIn': () => {
      throw new Error('defect')
    },
  })
  await throws.dispatch('session.signIn', thrown, context)
  expect(thrown.pin).toEqual([0, 0, 0, 0])
})

test('a problem answered by a handler comes back as it is', async () => {
  const { dispatch } = dispatcher({ 'directory.places': () => problem('directory-empty') })
  expect(await dispatch('directory.places', { text: '', limit: 1 }, context)).toEqual({
    ok: false,
    error: { kind: 'directory-empty', params: {} },
  })
})

test('events are numbered without a hole, and a wrong one is not sent', () => {
  const bus = createEventBus(silentLog)
  const heard: number[] = []
  const stop = bus.subscribe(({ seq }) => heard.push(seq))
  bus.emit('card.changed', CARD)
  bus.emit('card.changed', { status: 'perdu' } as never)
  bus.emit('card.changed', CARD)
  stop()
  bus.emit('card.changed', CARD)
  expect(heard).toEqual([0, 1])
})
