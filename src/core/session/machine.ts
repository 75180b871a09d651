/**
 * The states of a desk: signed out, signing in, signed in, locked. Pure: an event on a state gives a state and, when the
 * person at the desk changed, what that means for the call in progress.
 */
import type { Operator, SessionState } from '../../shared/contract/session.ts'

type Step = NonNullable<SessionState['step']>
export type LockReason = NonNullable<SessionState['lockReason']>
type By = NonNullable<SessionState['by']>

export interface Desk {
  status: SessionState['status']
  operator: Operator | null
  /** The same for every card of one person; null unless signed in. Never shown. */
  person: string | null
  by: By | null
  /** Checked on this desk alone. */
  degraded: boolean
  /** When this status began, ms; of a signed-in desk: when its session began. */
  since: number | null
  step: Step | null
  lockReason: LockReason | null
  /** The person who left the desk locked. Never shown: a lock screen names nobody. */
  behind: string | null
  /** That person left the call to whoever comes next. */
  handed: boolean
}

export type DeskEvent =
  | { type: 'begin'; now: number }
  | { type: 'step'; step: Step }
  | { type: 'accepted'; operator: Operator; person: string; by: By; degraded: boolean; now: number }
  | { type: 'refused'; now: number }
  | { type: 'lock'; reason: LockReason; now: number }
  /** The service answers again: what was checked on this desk, it has now checked too. */
  | { type: 'service-back' }
  | { type: 'sign-out'; now: number }

/**
 * What a change means for what is kept in memory:
 * - `signed-in`: somebody at an empty desk; `unlocked`: the same person is back, everything is as it was;
 * - `shift`: another person unlocked the desk, whatever the first one had goes to nobody;
 * - `relief`: another person unlocked the desk, and the first one had left the call to them;
 * - `locked`: nothing is shown, everything is kept; `signed-out`: the desk is empty.
 */
export type DeskChange = 'signed-in' | 'unlocked' | 'shift' | 'relief' | 'locked' | 'signed-out'

export const EMPTY_DESK: Desk = {
  status: 'signed-out',
  operator: null,
  person: null,
  by: null,
  degraded: false,
  since: null,
  step: null,
  lockReason: null,
  behind: null,
  handed: false,
}

/** An event that has no sense in a state leaves it as it is. */
export function next(desk: Desk, event: DeskEvent): { desk: Desk; change: DeskChange | null } {
  const stay = { desk, change: null }
  switch (event.type) {
    case 'begin':
      if (desk.status !== 'signed-out' && desk.status !== 'locked') return stay
      return { desk: { ...desk, status: 'signing-in', step: 'pin', since: event.now }, change: null }
    case 'step':
      return desk.status === 'signing-in' ? { desk: { ...desk, step: event.step }, change: null } : stay
    case 'accepted': {
      if (desk.status !== 'signing-in') return stay
      const { operator, person, by, degraded } = event
      return {
        desk: { ...EMPTY_DESK, status: 'signed-in', operator, person, by, degraded, since: event.now },
        change: arrival(desk, person),
      }
    }
    case 'refused':
      if (desk.status !== 'signing-in') return stay
      return {
        desk: { ...desk, status: desk.behind === null ? 'signed-out' : 'locked', step: null, since: event.now },
        change: null,
      }
    case 'lock': {
      if (desk.status !== 'signed-in' || desk.person === null) return stay
      const locked = {
        status: 'locked',
        since: event.now,
        lockReason: event.reason,
        behind: desk.person,
        handed: event.reason === 'handed-over',
      } as const
      return { desk: { ...EMPTY_DESK, ...locked }, change: 'locked' }
    }
    case 'service-back':
      return desk.degraded ? { desk: { ...desk, degraded: false }, change: null } : stay
    case 'sign-out':
      if (desk.status !== 'signed-in') return stay
      return { desk: EMPTY_DESK, change: 'signed-out' }
  }
}

function arrival({ behind, handed }: Desk, person: string): DeskChange {
  if (behind === null) return 'signed-in'
  if (behind === person) return 'unlocked'
  return handed ? 'relief' : 'shift'
}

/** What screens may see of a desk. */
export const viewOf = (desk: Desk) => ({
  status: desk.status,
  operator: desk.status === 'signed-in' ? desk.operator : null,
  since: desk.since === null ? null : new Date(desk.since).toISOString(),
  step: desk.step,
  lockReason: desk.lockReason,
  by: desk.by,
  degraded: desk.degraded,
})
