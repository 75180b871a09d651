/** The token of a session: short-lived, renewed by the card that is still there, and what happens when it cannot be. */
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import { type Desk, type DeskOptions, kindOf, startDesk, tempDir, until } from '../card/desk.ts'

describe('the token of a session', { timeout: 60_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let desk: Desk
  let answer: { status: number; text: string } | undefined
  /** What the answer above is for; empty: everything. */
  let only = ''

  beforeAll(async () => {
    cards = await createPracticeCards({ dir })
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  beforeEach(() => {
    answer = undefined
    only = ''
  })
  afterEach(() => desk.close())

  const open = async (more: Partial<DeskOptions> = {}) => {
    await cards.insert(await cards.issue('cpe'))
    desk = await startDesk({
      cards,
      settings: { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 },
      signIn: { tokenSeconds: 3 },
      intercept: path => (path.endsWith(only) ? answer : undefined),
      ...more,
    })
    await until('the card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  }
  const proof = () => {
    const state = desk.session.handlers['session.state'](null, { clientId: 'test' })
    return (state as { value: { proof: { state: string; problem: string | null } | null } }).value.proof
  }

  test('is renewed while the card is there, without a PIN, and the old one is not used again', async () => {
    await open()
    const first = desk.session.accessToken()
    await until('another token', () => desk.session.accessToken() !== first)
    expect(desk.signIn.operatorOf(desk.session.accessToken() ?? '')).toMatchObject({ role: 'osnp' })
    expect(desk.proofs).toHaveLength(2)
    // Another nonce, another signature: nothing of the first proof serves twice.
    expect(new Set(desk.proofs).size).toBe(2)
    expect(proof()).toMatchObject({ state: 'fresh', problem: null })
    expect(desk.changes).toEqual(['signed-in'])
  })

  test('the service is silent: said, booking stops when the token ends, the session stays; it comes back by itself', async () => {
    await open()
    answer = { status: 503, text: '<html>busy</html>' }
    await until('it is said', () => proof()?.state === 'late')
    expect(desk.session.mayTake('direct')).toBeNull()
    await until('the end of the token', () => desk.session.accessToken() === null)
    expect(proof()).toMatchObject({ state: 'ended', problem: 'server-answer' })
    expect(desk.session.mayTake('direct')).toBe('proof-ended')
    expect(desk.session.mayTake('vendor-page')).toBe('proof-ended')
    expect(desk.session.mayTake('walk-in')).toBeNull()
    expect(desk.session.gate('search')).toBe('yes')
    answer = undefined
    await until('the service is back', () => desk.session.accessToken() !== null)
    expect(proof()?.state).toBe('fresh')
    expect(desk.session.mayTake('direct')).toBeNull()
    expect(desk.changes).toEqual(['signed-in'])
  })

  test('a person the service no longer wants books nothing more, at once; the call stays', async () => {
    await open()
    only = '/token'
    answer = { status: 403, text: '{"error":"refused-revoked"}' }
    await until('the refusal', () => proof()?.state === 'refused')
    expect(proof()?.problem).toBe('refused-revoked')
    expect(desk.session.accessToken()).toBeNull()
    expect(desk.session.mayTake('direct')).toBe('proof-ended')
    expect(desk.session.gate('search')).toBe('yes')
    expect(desk.changes).toEqual(['signed-in'])
  })

  test('a service that names another person behind the same card locks the desk', async () => {
    await open()
    const operator = { idnps: '8ANS20260001', displayName: 'Dr Dominique Fictif', role: 'regulator' }
    const forged = { accessToken: 'x'.repeat(32), expiresIn: 600, operator }
    only = '/token'
    answer = { status: 200, text: JSON.stringify(forged) }
    await until('the lock', () => desk.changes.includes('locked'))
    expect(desk.session.operator()).toBeNull()
    expect(desk.session.accessToken()).toBeNull()
  })

  test('a lock lets the token go, and nothing is renewed behind it', async () => {
    await open()
    desk.session.handlers['session.lock'](null, { clientId: 'test' })
    expect(desk.session.accessToken()).toBeNull()
    const { length } = desk.proofs
    await new Promise(resolve => setTimeout(resolve, 2_500))
    expect(desk.proofs).toHaveLength(length)
  })
})
