/** Who may do what. The console enforces it; the screen only shows it. */
import type { Operator, Role } from '../../shared/contract/session.ts'

type OperatorRight = Operator['rights'][number]

/**
 * An assistant de régulation looks up and does not book; an OSNP and a doctor book; only the doctor may override a
 * clinical delay; a supervisor looks, at the state of the desk and its sources too; IT staff see and configure these, and
 * no call.
 */
export const RIGHTS: Record<Role, readonly OperatorRight[]> = {
  arm: ['search'],
  osnp: ['search', 'book'],
  regulator: ['search', 'book', 'override'],
  supervisor: ['search', 'supervise'],
  it: ['supervise', 'configure'],
}
