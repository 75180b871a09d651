import { expect, test } from 'vitest'
import type { ModuleSession } from './module-session.ts'
import type { Look } from './port.ts'
import { createWitness } from './witness.ts'

const module = { file: 'm', manufacturer: '', description: '', version: '1.0' }
const nothing: Look = { kind: 'tokens', module, tokens: [] }

function standIn() {
  const looks: boolean[] = []
  const state = {
    started: 0,
    killed: 0,
    answer: nothing as Look | 'died',
    alive: true,
    hangs: null as Promise<void> | null,
  }
  const session = (): ModuleSession => ({
    module,
    link: {
      alive: () => state.alive,
      busy: () => false,
      ask: async () => ({ ok: false, why: 'died', fault: null }),
      askFor: async () => ({ ok: false, why: 'died', fault: null }),
      kill: () => void state.killed++,
    },
    async look(light = false) {
      looks.push(light)
      await state.hangs
      return state.answer
    },
  })
  const witness = createWitness(async () => {
    state.started++
    return session()
  })
  return { witness, looks, state }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

test('a card that the witness has looked at is not spoken to again; any other is', async () => {
  const { witness, looks } = standIn()
  await witness.look('1', true)
  await witness.look('1', true)
  await witness.look('2', true)
  await witness.look('2', false)
  expect(looks).toEqual([false, true, false, false])
})

test('what the witness could not see it does not know', async () => {
  const { witness, looks, state } = standIn()
  state.answer = { kind: 'fault', status: 'module-hung', detail: '' }
  expect(await witness.look('1', true)).toBeNull()
  expect(await witness.look('1', true)).toBeNull()
  expect(looks).toEqual([false, false])
})

test('one process however often it is woken, none after another at once when it ends by itself, a new one when it was taken', async () => {
  const { witness, state } = standIn()
  witness.wake()
  witness.wake()
  await settled()
  witness.wake()
  expect(state.started).toBe(1)
  expect(witness.take()).not.toBeNull()
  witness.wake()
  await settled()
  expect(state.started).toBe(2)
  state.alive = false
  witness.wake()
  await settled()
  expect(state.started).toBe(2)
  // Whoever must know now does not wait.
  await witness.look('1', false)
  expect(state.started).toBe(3)
})

test('a process that was starting when it was sent to rest is ended', async () => {
  const { witness, state } = standIn()
  witness.wake()
  witness.rest()
  await settled()
  expect(state.killed).toBe(1)
})

test('a witness that says nothing is not waited for: another is asked, and the first ends when it has answered', async () => {
  const { witness, state } = standIn()
  let answer = () => {}
  state.hangs = new Promise(resolve => {
    answer = () => resolve()
  })
  const hung = witness.look('1', false)
  await settled()
  expect(witness.look('1', false)).toBe(hung)
  await new Promise(resolve => setTimeout(resolve, 400))
  state.hangs = null
  expect(await witness.look('1', false)).toEqual(nothing)
  expect([state.started, state.killed]).toEqual([2, 0])
  answer()
  await hung
  await settled()
  expect(state.killed).toBe(1)
  expect(witness.take()).not.toBeNull()
})
