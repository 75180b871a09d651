import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Operator, Role, SessionState } from '../../shared/contract/session.ts'
import { type Desk, type DeskEvent, EMPTY_DESK, next, viewOf } from './machine.ts'
import { RIGHTS } from './rights.ts'

const operator = (idnps: string): Operator => ({
  idnps,
  displayName: 'X',
  role: 'osnp',
  card: 'CPE',
  rights: ['search', 'book'],
})
const run = (events: DeskEvent[], from: Desk = EMPTY_DESK) => {
  let desk = from
  const changes = events.map(event => {
    const result = next(desk, event)
    desk = result.desk
    return result.change
  })
  return { desk, changes: changes.filter(change => change !== null) }
}

const begin: DeskEvent = { type: 'begin', now: 1 }
const accepted = (idnps: string): DeskEvent => ({ type: 'accepted', operator: operator(idnps), now: 2 })
const lock: DeskEvent = { type: 'lock', reason: 'card-removed', now: 3 }
const events: fc.Arbitrary<DeskEvent> = fc.constantFrom<DeskEvent>(
  begin,
  { type: 'step', step: 'challenge' },
  { type: 'step', step: 'server' },
  accepted('8ANS20260001'),
  accepted('8ANS20260002'),
  { type: 'refused', now: 4 },
  lock,
  { type: 'lock', reason: 'manual', now: 5 },
  { type: 'sign-out', now: 6 },
)

describe('the states of a desk', () => {
  test('the same person finds the desk as it was, another one a fresh desk', () => {
    expect(run([begin, accepted('8ANS20260001'), lock, begin, accepted('8ANS20260001')]).changes).toEqual([
      'signed-in',
      'locked',
      'unlocked',
    ])
    expect(run([begin, accepted('8ANS20260001'), lock, begin, accepted('8ANS20260002')]).changes).toEqual([
      'signed-in',
      'locked',
      'shift',
    ])
  })

  test('a refused unlock leaves the desk locked, for the same reason', () => {
    const { desk } = run([begin, accepted('8ANS20260001'), lock, begin, { type: 'refused', now: 9 }])
    expect(desk).toMatchObject({ status: 'locked', lockReason: 'card-removed', behind: '8ANS20260001' })
  })

  test('whatever happens: shown states are of the contract, nobody is named unless signed in, no way in without a proof', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), sequence => {
        let desk = EMPTY_DESK
        for (const event of sequence) {
          const before = desk
          const { desk: after, change } = next(before, event)
          desk = after
          const view = viewOf(desk)
          expect(SessionState.safeParse(view).success).toBe(true)
          expect(view.operator !== null).toBe(view.status === 'signed-in')
          if (view.status !== 'signed-in') expect(JSON.stringify(view)).not.toContain('8ANS')
          if (view.status === 'signed-in' && before.status !== 'signed-in') {
            expect(event.type).toBe('accepted')
            expect(before.status).toBe('signing-in')
          }
          expect(view.step !== null).toBe(view.status === 'signing-in')
          expect(change !== null).toBe(
            before.status !== after.status &&
              ['signed-in', 'locked', 'signed-out'].includes(after.status) &&
              !(before.status === 'signing-in' && event.type === 'refused'),
          )
          // Somebody who left a locked desk is remembered until the next person is proven.
          if (before.behind !== null && event.type !== 'accepted') expect(after.behind).toBe(before.behind)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('every role has its line in the rights table, and only a doctor overrides', () => {
    expect(Object.keys(RIGHTS).sort()).toEqual([...Role.options].sort())
    expect(Role.options.filter(role => RIGHTS[role].includes('override'))).toEqual(['regulator'])
    expect(Role.options.filter(role => RIGHTS[role].includes('book'))).toEqual(['osnp', 'regulator'])
  })
})
