import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Operator, Role, SessionState } from '../../shared/contract/session.ts'
import { RolesSettings } from '../settings/sign-in.ts'
import { type Desk, type DeskEvent, EMPTY_DESK, next, viewOf } from './machine.ts'
import { rightsOf, rolesWith } from './rights.ts'

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
const accepted = (idnps: string): DeskEvent => ({
  type: 'accepted',
  operator: operator(idnps),
  person: idnps,
  by: 'card',
  degraded: false,
  now: 2,
})
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

  test('a call that was handed over is for the next person, unless the first one comes back', () => {
    const handed: DeskEvent = { type: 'lock', reason: 'handed-over', now: 3 }
    const left = [begin, accepted('8ANS20260001'), handed, begin]
    expect(run([...left, accepted('8ANS20260002')]).changes.at(-1)).toBe('relief')
    expect(run([...left, accepted('8ANS20260001')]).changes.at(-1)).toBe('unlocked')
    // Somebody whose card is refused meanwhile takes nothing away from the next one.
    expect(run([...left, { type: 'refused', now: 4 }, begin, accepted('8ANS20260002')]).changes.at(-1)).toBe('relief')
    // It was left once: the one who took it did not leave it to a third.
    const again = [accepted('8ANS20260002'), lock, begin, accepted('8ANS20260003')]
    expect(run([...left, ...again]).changes.at(-1)).toBe('shift')
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
          const rest = { proof: null, clockOff: null, approving: null, pscFlows: [], psc: null }
          expect(SessionState.safeParse({ ...view, ...rest }).success).toBe(true)
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

  test('every role has its line in the rights table, and unless the site says otherwise only a doctor overrides', () => {
    const roles = RolesSettings.parse({})
    expect(Object.keys(roles).sort()).toEqual([...Role.options].sort())
    expect(rolesWith(roles, 'override')).toEqual(['regulator'])
    expect(rolesWith(roles, 'book')).toEqual(['osnp', 'regulator'])
    expect(rightsOf(RolesSettings.parse({ arm: ['search', 'book'] }), 'arm')).toEqual(['search', 'book'])
  })
})
