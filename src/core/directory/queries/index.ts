/** Every question that a reading thread answers, by name. Each is a free function of the connection and its arguments. */
import type { Db } from '../../sqlite.ts'
import type { Needs } from '../needs.ts'
import { personHours, structureHours } from './hours.ts'
import { nearby } from './nearby.ts'
import { favourites } from './on-duty.ts'
import { byIdnps, person } from './people.ts'
import { search, structuresNamed } from './search.ts'
import { siteLines } from './site-lines.ts'
import { structure, structuresNear } from './structures.ts'

export const queries = {
  search,
  nearby,
  person,
  byIdnps,
  structure,
  structuresNear,
  structuresNamed,
  favourites,
  siteLines,
  personHours,
  structureHours,
} as const

export type Queries = typeof queries
export type QueryName = keyof Queries
export type QueryArgs<N extends QueryName> = Parameters<Queries[N]>[1]
export type QueryAnswer<N extends QueryName> = ReturnType<Queries[N]>

/** Asks one question of an open directory; `needs`: the words of needs of this site. */
export function ask<N extends QueryName>(db: Db, name: N, args: QueryArgs<N>, needs: Needs): QueryAnswer<N> {
  return (queries[name] as (db: Db, args: QueryArgs<N>, needs: Needs) => QueryAnswer<N>)(db, args, needs)
}
