/**
 * The states of a desk: signed out, signing in, signed in, locked. Pure: an event on a state gives a state and, when the
 * person at the desk changed, what that means for the call in progress.
 */
import type { Operator, SessionState } from '../../shared/contract/session.ts'

type Step = NonNullable<SessionState['step']>
export type LockReason = NonNullable<SessionState['lockReason']>

export interface Desk {
  status: SessionState['status']
  operator: Operator | null
  /** When this status began, ms; of a signed-in desk: when its session began. */
  since: number | null
  step: Step | null
  lockReason: LockReason | null
  /** IDNPS of the person who left the desk locked. Never shown: a lock screen names nobody. */
  behind: string | null
}

export type DeskEvent =
  | { type: 'begin'; now: number }
  | { type: 'step'; step: Step }
  | { type: 'accepted'; operator: Operator; now: number }
  | { type: 'refused'; now: number }
  | { type: 'lock'; reason: LockReason; now: number }
  | { type: 'sign-out'; now: number }

/**
 * What a change means for what is kept in memory:
 * - `signed-in`: somebody at an empty desk; `unlocked`: the same person is back, everything is as it was;
 * - `shift`: another person unlocked the desk, whatever the first one had goes to nobody;
 * - `locked`: nothing is shown, everything is kept; `signed-out`: the desk is empty.
 */
export type DeskChange = 'signed-in' | 'unlocked' | 'shift' | 'locked' | 'signed-out'

export const EMPTY_DESK: Desk = {
  status: 'signed-out',
  operator: null,
  since: null,
  step: null,
  lockReason: null,
  behind: null,
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
      const { operator } = event
      const change = desk.behind === null ? 'signed-in' : desk.behind === operator.idnps ? 'unlocked' : 'shift'
      return { desk: { ...EMPTY_DESK, status: 'signed-in', operator, since: event.now }, change }
    }
    case 'refused':
      if (desk.status !== 'signing-in') return stay
      return {
        desk: { ...desk, status: desk.behind === null ? 'signed-out' : 'locked', step: null, since: event.now },
        change: null,
      }
    case 'lock': {
      if (desk.status !== 'signed-in' || !desk.operator) return stay
      const locked = {
        status: 'locked',
        since: event.now,
        lockReason: event.reason,
        behind: desk.operator.idnps,
      } as const
      return { desk: { ...EMPTY_DESK, ...locked }, change: 'locked' }
    }
    case 'sign-out':
      if (desk.status !== 'signed-in') return stay
      return { desk: EMPTY_DESK, change: 'signed-out' }
  }
}

/** What screens may see of a desk. */
export const viewOf = (desk: Desk): SessionState => ({
  status: desk.status,
  operator: desk.status === 'signed-in' ? desk.operator : null,
  since: desk.since === null ? null : new Date(desk.since).toISOString(),
  step: desk.step,
  lockReason: desk.lockReason,
})
