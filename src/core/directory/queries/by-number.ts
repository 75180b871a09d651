/** People and establishments by a phone, an RPPS, FINESS or SIRET number, whole or its beginning. */
import type { PersonHit, StructureHit } from '../../../shared/contract/directory.ts'
import type { Db } from '../../sqlite.ts'
import { structureNumber } from '../store/structures.ts'
import { words } from '../text.ts'
import type { PeopleWanted } from './by-words.ts'
import type { Group, Query } from './parse.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'
import { structuresNumbered, structuresPhoned } from './structures.ts'

export const SQL = {
  phone: 'SELECT DISTINCT person_id AS id FROM phones WHERE number >= ? AND number < ? LIMIT ?',
  /** By FINESS or SIRET number: who works there. */
  structure: 'SELECT person_id AS id FROM structure_ids WHERE number = ? LIMIT ?',
  rpps: 'SELECT id FROM people WHERE idnps >= ? AND idnps < ? LIMIT ?',
} as const

export interface NumberFound {
  hits: PersonHit[]
  more: boolean
  structures: StructureHit[]
  /** The number is whole and names one record. */
  exact: boolean
}

/** People looked at when words beside the number must be theirs too. */
const MOST_BESIDE_WORDS = 160

export function byNumber(db: Db, query: Query, wanted: PeopleWanted): NumberFound {
  const { near, limit } = wanted
  if (query.structure !== null) {
    const structures = structuresNumbered(db, query.structure, near, limit)
    const number = structureNumber(query.structure)
    const rows = prepared<[number, number], { id: number }>(db, SQL.structure).all(number, limit + 1)
    const finess = structures[0]?.id
    const hits = rows.flatMap(({ id }) => personHit(db, id, finess === undefined ? { near } : { near, finess }) ?? [])
    // Nine digits that begin with 0 may also be a phone without its last.
    if (hits.length + structures.length > 0 || query.phone === null)
      return { ...cut(hits, limit), structures, exact: structures.length === 1 }
  }
  const [sql, start] = query.phone !== null ? [SQL.phone, query.phone] : [SQL.rpps, `8${query.rpps}`]
  const most = query.groups.length > 0 ? MOST_BESIDE_WORDS : limit + 1
  // ':' follows '9': every number that begins with these digits.
  const rows = prepared<[string, string, number], { id: number }>(db, sql).all(start, `${start}:`, most)
  const tokens = query.groups.flatMap(group => group.words)
  const hits = rows.flatMap(({ id }) => {
    const hit = personHit(db, id, { near, tokens })
    return hit && query.groups.every(group => saysOneOf(hit, group)) ? [hit] : []
  })
  const structures =
    query.phone === null || query.groups.length > 0 ? [] : structuresPhoned(db, query.phone, near, limit)
  const whole = query.rpps?.length === 11 || /^\+33\d{9}$/.test(query.phone ?? '')
  return { ...cut(hits, limit), structures, exact: whole && hits.length + structures.length === 1 }
}

/** A word typed beside a number must be in the name or the place of whom the number found. */
function saysOneOf(hit: PersonHit, group: Group): boolean {
  if (group.words.length === 0) return true
  const said = words(`${hit.displayName} ${hit.activity?.city ?? ''} ${hit.activity?.postalCode ?? ''}`)
  return group.words.some(word => said.some(each => each.startsWith(word)))
}

const cut = (hits: PersonHit[], limit: number) => ({ hits: hits.slice(0, limit), more: hits.length > limit })
