/** Who may do what, by the site's table. The console enforces it; the screen only shows it. */
import type { Right } from '../../shared/contract/kit.ts'
import { type Operator, Role } from '../../shared/contract/session.ts'
import type { RolesSettings } from '../settings/schema.ts'

type OperatorRight = Operator['rights'][number]

export const rightsOf = (roles: RolesSettings, role: Role): OperatorRight[] => [...roles[role]]

/** The roles that have a right: whom to ask when one's own has not. */
export const rolesWith = (roles: RolesSettings, right: Right | OperatorRight): Role[] =>
  Role.options.filter(role => (roles[role] as readonly string[]).includes(right))
