/** Which of the names of a question a row answers: said of rows only where there is more than one thing asked. */
import type { Offer, Question } from '../../shared/contract/availability.ts'
import type { Row } from './board.ts'
import { isNamed } from './coverage.ts'
import { type Establishment, isCommunity, isOf } from './establishment.ts'

/** Undefined where the question is one need or one name; empty for a row that came for the need, or by its own name. */
export function namesOf(
  row: Pick<Row, 'idnps' | 'of' | 'slots'>,
  { need, also = [] }: Pick<Question, 'need' | 'also'>,
  establishments: readonly Establishment[],
): Offer['named'] {
  if (also.length === 0) return undefined
  // Where only names are asked, the row's own name says it.
  const people = (isNamed(need) ? [] : also).flatMap(one =>
    one.kind === 'person' && one.idnps === row.idnps ? [{ kind: one.kind, label: one.label }] : [],
  )
  const held = [...row.slots.values()]
  // Without a slot: the directory's word that they work there. It has none for a community.
  const isThere = (one: Establishment) =>
    held.length > 0 ? held.some(({ read }) => isOf(one, read)) : row.of.includes(one) && !isCommunity(one)
  const places = establishments.filter(isThere).map(({ label }) => ({ kind: 'establishment' as const, label }))
  return [...people, ...places]
}
