/** From an identifier on a card to a person of this site: one record, several identifiers. */
import type { Operator, Role } from '../../shared/contract/session.ts'
import type { OperatorSettings, RolesSettings } from '../settings/schema.ts'
import { rightsOf } from './rights.ts'

/** Somebody whose card has been proven. */
export interface Person {
  operator: Operator
  /** The same for every card of the same person: what «the same person is back» is judged by. */
  key: string
}

/** What the service, or this desk's memory of it, says of an identifier. */
export interface Word {
  idnps: string
  displayName: string
  role: Role
}

/** The site's own record when it has one, else the service's word. */
export function personOf(
  word: Word,
  card: Operator['card'],
  settings: { operators: readonly OperatorSettings[]; roles: RolesSettings },
): Person {
  const record = recordOf(word.idnps, settings.operators)
  const role = record?.role ?? word.role
  return {
    key: record?.identifiers[0] ?? word.idnps,
    operator: {
      idnps: word.idnps,
      displayName: record?.name ?? word.displayName,
      role,
      card,
      rights: rightsOf(settings.roles, role),
    },
  }
}

export const recordOf = (idnps: string, operators: readonly OperatorSettings[]): OperatorSettings | null =>
  operators.find(({ identifiers }) => identifiers.includes(idnps)) ?? null
