/** Who finds what behind a lock, and what locks. */
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import type { SessionState } from '../../src/shared/contract/session.ts'
import { context, type Desk, type DeskOptions, kindOf, startDesk, tempDir, until } from '../card/desk.ts'

describe('the lock', { timeout: 60_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let desk: Desk

  beforeAll(async () => {
    cards = await createPracticeCards({ dir })
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  afterEach(() => desk.close())

  const open = async (more: Partial<DeskOptions> = {}) => {
    await cards.insert(await cards.issue('cpe'))
    const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
    desk = await startDesk({ cards, settings, ...more })
    await until('the card', () => desk.state().status === 'ready')
  }
  const state = () => (desk.session.handlers['session.state'](null, context) as { value: SessionState }).value

  test('an idle desk locks, one that is touched does not', async () => {
    await open({ lock: { idleMinutes: 0.02 } })
    await desk.enter('1234')
    for (let i = 0; i < 8; i++) {
      await new Promise(resolve => setTimeout(resolve, 250))
      desk.session.handlers['session.activity'](null, context)
    }
    expect(state().status).toBe('signed-in')
    await until('the lock', () => state().status === 'locked')
    expect(state()).toMatchObject({ lockReason: 'idle', operator: null, proof: null })
  })

  test('Windows’ own lock locks the desk', async () => {
    await open()
    await desk.enter('1234')
    desk.session.lockBySystem()
    expect(state()).toMatchObject({ status: 'locked', lockReason: 'system', operator: null })
    expect(desk.session.gate('search')).toBe('locked')
    // Nobody is there twice.
    desk.session.lockBySystem()
    expect(desk.changes).toEqual(['signed-in', 'locked'])
  })

  test('a call handed over is the next person’s; nobody is named on the lock screen', async () => {
    await open()
    await desk.enter('1234')
    desk.session.handlers['session.handOverCall'](null, context)
    expect(state()).toMatchObject({ status: 'locked', lockReason: 'handed-over', operator: null })
    expect(JSON.stringify(state())).not.toMatch(/Camille|3370ANS/)
    await cards.insert(await cards.issue('cps'))
    await until('the other card', () => desk.state().kind === 'CPS')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'relief'])
  })

  test('one person with two cards is the same person, by the site’s record', async () => {
    const identifiers = ['3370ANS001/000000018', '8ANS20260001']
    await open({ policy: { operators: [{ name: 'Camille du site', role: 'supervisor', identifiers }] } })
    await desk.enter('1234')
    expect(desk.session.operator()).toMatchObject({ displayName: 'Camille du site', role: 'supervisor' })
    expect(desk.session.gate('book')).toMatchObject({ kind: 'not-allowed', params: { right: 'book' } })
    await cards.insert(await cards.issue('cps'))
    await until('the lock', () => state().status === 'locked')
    await until('the other card', () => desk.state().kind === 'CPS')
    await desk.enter('1234')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked'])
  })

  test('the site’s rights table is the one that counts', async () => {
    const { roles } = (await import('../../src/core/settings/schema.ts')).Settings.shape.signIn.parse({
      url: 'https://x.test',
      audience: 'x',
      roles: { osnp: ['search'], supervisor: ['search', 'book'] },
    })
    await open({ policy: { roles } })
    await desk.enter('1234')
    expect(desk.session.operator()?.rights).toEqual(['search'])
    expect(desk.session.gate('book')).toEqual({
      kind: 'not-allowed',
      params: { right: 'book', roles: 'regulator,supervisor' },
    })
  })

  test.each([
    [-7200, 'clock-off'],
    [7200, 'clock-off'],
    [-250, 'ok'],
    [250, 'ok'],
  ])('a desk whose clock is %i s off: %s, and it is said', async (seconds, expected) => {
    await open({
      clock: { now: () => Date.now() + seconds * 1000 },
      signIn: { clock: { now: () => Date.now() } },
    })
    const result = await desk.enter('1234')
    expect(kindOf(result)).toBe(expected)
    if (!result.ok) {
      expect(result.error.params).toMatchObject({ minutes: 120, ahead: seconds > 0 })
      expect(desk.proofs).toEqual([])
    }
    expect(Math.abs((state().clockOff ?? 0) - seconds)).toBeLessThanOrEqual(3)
  })

  test('a clock that is right is not spoken of', async () => {
    await open()
    await desk.enter('1234')
    expect(state().clockOff).toBeNull()
  })
})
