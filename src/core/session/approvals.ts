/**
 * A second person's yes: given for one purpose to one person at the desk, good once and for a short time. In memory only;
 * that it was given and used is the journal's to keep.
 */
import { randomUUID } from 'node:crypto'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Approval, Operator } from '../../shared/contract/session.ts'
import type { Clock } from '../ports.ts'

/** Whoever takes an offer asks here whether the yes that came with it holds. */
export interface ApprovalsPort {
  /** Uses it up. `approval-unknown`: never given, used already, or given to another person; `approval-ended`: too late. */
  use(approvalId: string, purpose: string): Result<Approval['by'], 'approval-unknown' | 'approval-ended'>
}

export interface Approvals extends ApprovalsPort {
  grant(by: Operator, purpose: string, forWhom: string): Approval
  clear(): void
}

const MOST = 20

/** `present`: key of the person at the desk now; null when nobody is signed in. */
export function createApprovals(deps: { clock: Clock; validSeconds: number; present: () => string | null }): Approvals {
  const { clock } = deps
  const given = new Map<string, { approval: Approval; forWhom: string; ends: number }>()
  return {
    grant({ idnps, displayName, role }, purpose, forWhom) {
      const ends = clock.now() + deps.validSeconds * 1000
      const approval: Approval = {
        approvalId: randomUUID(),
        purpose,
        by: { idnps, displayName, role },
        expiresAt: new Date(ends).toISOString(),
      }
      given.set(approval.approvalId, { approval, forWhom, ends })
      for (const id of given.keys()) if (given.size > MOST) given.delete(id)
      return approval
    },
    use(approvalId, purpose) {
      const known = given.get(approvalId)
      if (!known || known.approval.purpose !== purpose || known.forWhom !== deps.present())
        return problem('approval-unknown')
      given.delete(approvalId)
      return clock.now() > known.ends ? problem('approval-ended') : ok(known.approval.by)
    },
    clear() {
      given.clear()
    },
  }
}
