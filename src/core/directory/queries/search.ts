/**
 * The one box: any mix of names, needs, kinds of establishments, places, streets, phones and numbers. What is found as
 * typed comes first; when nothing is, what is given up to find something is told.
 */
import type { Chip, PersonHit, StructureHit, Widened } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { communeByInsee } from '../geography.ts'
import { isStructureCode, type Needs, PLAIN_NEEDS } from '../needs.ts'
import { byNumber } from './by-number.ts'
import { type PeopleFound, type PeopleWanted, peopleSaid } from './by-words.ts'
import { chipsOf, type FirstAnswer } from './chips.ts'
import { nearby } from './nearby.ts'
import { communeOffer, type Group, parseQuery, type Query } from './parse.ts'
import { structuresNear, structuresSaid } from './structures.ts'
import { communesNamed } from './terms.ts'

export interface SearchWanted extends PeopleWanted {
  text: string
  /** False: every word is a name or a place, none a need; people only. */
  needs: boolean
}

export interface SearchFound extends PeopleFound {
  structures: StructureHit[]
  /** The text names a kind of establishment: they are what is looked for. */
  structuresFirst: boolean
  widened: Widened[]
  /** The text is a whole identifier of one record. */
  exact: boolean
  /** How the text was understood. */
  chips: Chip[]
}

/** How far «the nearest» goes when a need is typed alone, km. */
const NEED_RADIUS_KM = 100
/** Establishments shown beside people, when a name may be theirs too. */
const FEW_STRUCTURES = 5

export function search(db: Db, wanted: SearchWanted, table: Needs = PLAIN_NEEDS): SearchFound {
  const communes = (name: string) => communesNamed(db, name)
  const query = parseQuery(wanted.text, { needs: wanted.needs ? table : null, communes })
  const found = answer(db, wanted, query)
  return { ...found, chips: chipsOf(wanted.text, query, firstOf(found), table) }
}

function firstOf({ hits, structures, structuresFirst }: Answer): FirstAnswer | null {
  const [hit] = hits
  const [structure] = structures
  if (structure && (structuresFirst || !hit)) return structure
  const { city = null, address = [] } = hit?.activity ?? {}
  return hit ? { name: hit.displayName, city, address } : null
}

type Answer = Omit<SearchFound, 'chips'>

const NOTHING: Answer = { hits: [], more: false, structures: [], structuresFirst: false, widened: [], exact: false }

function answer(db: Db, wanted: SearchWanted, query: Query): Answer {
  if (query.phone !== null || query.rpps !== null || query.structure !== null) {
    const found = byNumber(db, query, wanted)
    return { ...NOTHING, ...found, structuresFirst: found.structures.length > 0 }
  }
  if (query.groups.length === 0) return NOTHING
  const found = asked(db, query.groups, wanted)
  if (found.hits.length + found.structures.length > 0) return found
  return widen(db, wanted, query.groups) ?? found
}

/** What all the groups find, as typed or by resemblance. */
function asked(db: Db, groups: readonly Group[], wanted: SearchWanted): Answer {
  const people = peopleOf(db, groups, wanted)
  const structuresFirst = groups.some(group => group.phrase && group.structureCodes.some(isStructureCode))
  const structures = wanted.needs
    ? structuresOf(db, groups, wanted, structuresFirst ? wanted.limit : FEW_STRUCTURES)
    : []
  const resembled = people.hits.length > 0 && people.hits.every(hit => hit.approximate)
  const widened: Widened[] = resembled ? [{ kind: 'spelling', text: '' }] : []
  return { ...NOTHING, ...people, structures, structuresFirst, widened }
}

function peopleOf(db: Db, groups: readonly Group[], wanted: SearchWanted): PeopleFound {
  const [only, ...others] = groups
  if (only && others.length === 0 && only.codes.some(isOffer) && (wanted.near || wanted.departement)) {
    const hits = nearest(db, only.codes, wanted, wanted.near)
    if (hits.length > 0) return cut(hits, wanted.limit)
  }
  return peopleSaid(db, groups, wanted)
}

/** Establishments of a name, for the question box: as {@link search} finds them beside people, without looking for these. */
export function structuresNamed(
  db: Db,
  wanted: Omit<SearchWanted, 'needs'>,
  table: Needs = PLAIN_NEEDS,
): StructureHit[] {
  const query = parseQuery(wanted.text, { needs: table, communes: name => communesNamed(db, name) })
  if (query.structure !== null) return byNumber(db, query, wanted).structures
  if (query.phone !== null || query.rpps !== null) return []
  return structuresOf(db, query.groups, { ...wanted, needs: true }, wanted.limit)
}

const nearest = (db: Db, codes: readonly string[], wanted: SearchWanted, near: Position | null): PersonHit[] =>
  nearby(db, { ...wanted, near, codes, radiusKm: NEED_RADIUS_KM, limit: wanted.limit + 1, maxRank: 2 })

function structuresOf(db: Db, groups: readonly Group[], wanted: SearchWanted, limit: number): StructureHit[] {
  const [only, ...others] = groups
  if (!only) return []
  const codes = only.structureCodes.filter(isStructureCode)
  if (others.length === 0 && only.phrase && codes.length > 0 && wanted.near)
    return structuresNear(db, { ...wanted, codes, radiusKm: NEED_RADIUS_KM, limit }).structures
  // The first letters of a name begin those of half of them.
  if (others.length === 0 && !only.phrase && only.words.every(word => word.length < 4)) return []
  // «pharmacie tours»: those of Tours, when it has one, rather than of every commune with that word.
  const named = groups.map(group => {
    const insees = group.phrase || group.codes.length > 0 ? [] : group.words.flatMap(word => communesNamed(db, word))
    return insees.length > 0 ? { ...group, words: [], structureCodes: insees.map(communeOffer) } : group
  })
  const there = groups.some(group => group.phrase) ? structuresSaid(db, named, { ...wanted, limit }) : []
  return there.length > 0 ? there : structuresSaid(db, groups, { ...wanted, limit })
}

/** Codes of départements and communes begin otherwise. */
const isOffer = (code: string): boolean => !/^[DI][\dA-Z]/.test(code)

/** Words left out one at a time, at most. */
const MOST_LEFT_OUT = 6

/**
 * Nothing answers all that was typed. A need in a commune that has none: the nearest to that commune; then the place given
 * up; then one word after the other. Null: nothing helps.
 */
function widen(db: Db, wanted: SearchWanted, groups: readonly Group[]): Answer | null {
  if (groups.length < 2) return null
  const place = groups.find(group => isPlace(db, group))
  const rest = groups.filter(group => group !== place)
  const [need, ...more] = rest
  if (place && need && more.length === 0 && need.phrase) {
    const insee = place.codes.find(code => code.startsWith('I'))?.slice(1) ?? communesNamed(db, place.said)[0]
    const near = communeByInsee(insee ?? '')?.position ?? null
    const structureCodes = need.structureCodes.filter(isStructureCode)
    const hits = need.codes.some(isOffer) && near ? nearest(db, need.codes, wanted, near) : []
    const { structures } =
      structureCodes.length > 0 && near
        ? structuresNear(db, { ...wanted, near, codes: structureCodes, radiusKm: NEED_RADIUS_KM })
        : { structures: [] }
    if (hits.length + structures.length > 0) {
      const widened: Widened[] = [{ kind: 'place', text: place.said }]
      return { ...NOTHING, ...cut(hits, wanted.limit), structures, structuresFirst: structures.length > 0, widened }
    }
  }
  const places = groups.filter(group => isPlace(db, group))
  const others = groups.filter(group => !places.includes(group)).reverse()
  const tries = [...places, ...others].slice(0, MOST_LEFT_OUT)
  for (const left of tries) {
    const found = asked(
      db,
      groups.filter(group => group !== left),
      wanted,
    )
    if (found.hits.length + found.structures.length === 0) continue
    const kind = places.includes(left) ? 'place' : 'word'
    return { ...found, widened: [{ kind, text: left.said }, ...found.widened] }
  }
  return null
}

const isPlace = (db: Db, group: Group): boolean =>
  group.codes.some(code => !isOffer(code)) ||
  (!group.phrase && group.words.some(word => /^\d{5}$/.test(word) || communesNamed(db, word).length > 0))

const cut = (hits: PersonHit[], limit: number): PeopleFound => ({
  hits: hits.slice(0, limit),
  more: hits.length > limit,
})
