/**
 * The one box: any mix of names, needs, places, phones and numbers. Asked in stages, the narrowest first (the whole word
 * before its beginnings, the département of the caller before the country), so that the first letters of a name never
 * walk all of France; then by resemblance, when few were found as typed, after them and marked.
 */
import type { Chip, PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { departementWord } from '../store/code-words.ts'
import { structureNumber } from '../store/structures.ts'
import { words } from '../text.ts'
import { chipsOf } from './chips.ts'
import { expression, resemblingOf } from './match.ts'
import { nearby } from './nearby.ts'
import { type Group, parseQuery, type Query } from './parse.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'
import { inOrder, keepBest, type Weighed, type WeighRow, weighRow } from './weigh.ts'

export interface SearchWanted {
  text: string
  near: Position | null
  departement: string | null
  limit: number
  /** False: every word is a name or a place, none a need. */
  needs: boolean
}

export interface SearchFound {
  hits: PersonHit[]
  more: boolean
  /** How the text was understood. */
  chips?: Chip[]
}

/** People weighed in one stage. Beyond, a text says too little for an order to mean anything. */
const STAGE_LIMIT = 160
/** Fewer people than this found as typed: those whose names resemble it are looked for too. */
const ENOUGH = 10
/** Fewer than this still: the less alike too. */
const FEW = 4
/** How far «the nearest» goes when a need is typed alone, km. */
const NEED_RADIUS_KM = 100

export const SQL = {
  weigh: `SELECT found.id, p.family, p.given, a.id AS activityId, a.rank, w.city, w.postcode, w.structure, s.lat, s.lon
    FROM (SELECT rowid AS id FROM words WHERE words MATCH ? LIMIT ?) AS found
    CROSS JOIN people AS p ON p.id = found.id
    CROSS JOIN activities AS a ON a.person_id = found.id CROSS JOIN sites AS w ON w.id = a.site_id
    CROSS JOIN spots AS s ON s.id = w.spot_id`,
  phone: 'SELECT DISTINCT person_id AS id FROM phones WHERE number >= ? AND number < ? LIMIT ?',
  /** By FINESS or SIRET number: who works there. */
  structure: 'SELECT person_id AS id FROM structure_ids WHERE number = ? LIMIT ?',
  placeWord: 'SELECT 1 FROM place_words WHERE word = ?',
  rpps: 'SELECT id FROM people WHERE idnps >= ? AND idnps < ? LIMIT ?',
} as const

export function search(db: Db, wanted: SearchWanted): SearchFound {
  const query = parseQuery(wanted.text, { needs: wanted.needs })
  const found = answer(db, wanted, query)
  return { ...found, chips: chipsOf(wanted.text, query, found.hits[0] ?? null) }
}

function answer(db: Db, wanted: SearchWanted, query: Query): SearchFound {
  if (query.phone !== null || query.rpps !== null || query.structure !== null) return byNumber(db, query, wanted)
  if (query.groups.length === 0) return { hits: [], more: false }
  const [only, ...others] = query.groups
  if (
    only &&
    others.length === 0 &&
    only.codes.length > 0 &&
    !only.codes.some(isDepartement) &&
    (wanted.near || wanted.departement)
  ) {
    const { codes } = only
    const hits = nearby(db, { ...wanted, codes, radiusKm: NEED_RADIUS_KM, limit: wanted.limit + 1, maxRank: 2 })
    if (hits.length > 0) return cut(hits, wanted.limit)
  }
  const ranked = stages(db, query.groups, wanted, 0)
  const alike =
    ranked.length < ENOUGH
      ? approximately(db, query.groups, wanted, ranked.length)
      : { ranked: [], words: new Set<string>() }
  const known = new Set(ranked.map(each => each.id))
  const all = [...ranked, ...alike.ranked.filter(each => !known.has(each.id))]
  return show(db, all, wanted, query.groups, alike.words)
}

/** Codes of specialities and professions begin otherwise: S, C, P. */
const isDepartement = (code: string): boolean => /^D\d/.test(code)

/** Asks stage after stage until there is enough, and orders what came. `nearOnly`: the caller's département, not the country. */
function stages(db: Db, groups: readonly Group[], wanted: SearchWanted, unlike: number, nearOnly = false): Weighed[] {
  const local = wanted.departement ? departementWord(wanted.departement) : null
  // What resembles is whole words already: beginnings are for what is being typed.
  const ways = unlike === 0 ? [true, false] : [false]
  const where = local && nearOnly ? [local] : [...(local ? [local] : []), null]
  const asked = where.flatMap(also => ways.map(exact => ({ exact, also })))
  const named = groups.filter(group => group.codes.length === 0)
  const weighed = new Map<number, Weighed>()
  const seen = new Set<string>()
  for (const [stage, how] of asked.entries()) {
    if (weighed.size > wanted.limit) break
    const match = expression(groups, how)
    // With no word being typed, «exact» and «beginning» are the same question.
    if (seen.has(match)) continue
    seen.add(match)
    const rows = prepared<[string, number], WeighRow>(db, SQL.weigh).all(match, STAGE_LIMIT)
    for (const row of rows)
      keepBest(weighed, weighRow(row, { stage, unlike, far: how.also === null, near: wanted.near, named }))
  }
  return [...weighed.values()].sort(inOrder)
}

/**
 * One word at a time also stands for the surnames that resemble it; the others stay as typed. The most alike first, the
 * less alike only when those are few.
 */
function approximately(
  db: Db,
  groups: readonly Group[],
  wanted: SearchWanted,
  exact: number,
): { ranked: Weighed[]; words: Set<string> } {
  const words = new Set<string>()
  const best = new Map<number, Weighed>()
  const isPlace = groups.map(group => group.words.some(word => isPlaceWord(db, word)))
  const allPlaces = isPlace.every(Boolean)
  const alike = groups.map((group, at) =>
    group.codes.length > 0 || (isPlace[at] && !allPlaces) ? [] : group.words.map(word => resemblingOf(db, word)),
  )
  for (const unlike of [1, 2] as const) {
    if (exact + best.size >= (unlike === 1 ? ENOUGH : FEW)) break
    for (const [at, lists] of alike.entries()) {
      const others = [...new Set(lists.flatMap(list => list[unlike]))]
      if (others.length === 0) continue
      for (const word of others) words.add(word)
      const asked = groups.map((group, index) =>
        index === at ? { ...group, words: [], codes: [], alike: others } : group,
      )
      for (const one of stages(db, asked, wanted, unlike, exact > 0)) if (!best.has(one.id)) best.set(one.id, one)
    }
  }
  return { ranked: [...best.values()].sort(inOrder), words }
}

const isPlaceWord = (db: Db, word: string): boolean =>
  prepared<[string], unknown>(db, SQL.placeWord).get(word) !== undefined

function show(
  db: Db,
  ranked: readonly Weighed[],
  wanted: SearchWanted,
  groups: readonly Group[],
  resembled: ReadonlySet<string>,
): SearchFound {
  const tokens = groups.flatMap(group => group.words)
  const codes = groups.flatMap(group => group.codes)
  const exact = { near: wanted.near, codes, tokens, approximate: false }
  const approximate = { ...exact, resembling: resembled, approximate: true }
  const hits = ranked.slice(0, wanted.limit).flatMap(({ id, activityId, unlike }) => {
    const hit = personHit(db, id, { ...(unlike > 0 ? approximate : exact), activityId })
    return hit ? [hit] : []
  })
  return { hits, more: ranked.length > wanted.limit }
}

function byNumber(db: Db, query: Query, wanted: SearchWanted): SearchFound {
  if (query.structure !== null) {
    const number = structureNumber(query.structure)
    const rows = prepared<[number, number], { id: number }>(db, SQL.structure).all(number, wanted.limit + 1)
    const hits = rows.flatMap(({ id }) => personHit(db, id, { near: wanted.near }) ?? [])
    // Nine digits that begin with 0 may also be a phone without its last.
    if (hits.length > 0 || query.phone === null) return cut(hits, wanted.limit)
  }
  const [sql, start] = query.phone !== null ? [SQL.phone, query.phone] : [SQL.rpps, `8${query.rpps}`]
  const most = query.groups.length > 0 ? STAGE_LIMIT : wanted.limit + 1
  // ':' follows '9': every number that begins with these digits.
  const rows = prepared<[string, string, number], { id: number }>(db, sql).all(start, `${start}:`, most)
  const tokens = query.groups.flatMap(group => group.words)
  const hits = rows.flatMap(({ id }) => {
    const hit = personHit(db, id, { near: wanted.near, tokens })
    return hit && query.groups.every(group => saysOneOf(hit, group)) ? [hit] : []
  })
  return cut(hits, wanted.limit)
}

/** A word typed beside a number must be in the name or the place of whom the number found. */
function saysOneOf(hit: PersonHit, group: Group): boolean {
  if (group.words.length === 0) return true
  const said = words(`${hit.displayName} ${hit.activity?.city ?? ''} ${hit.activity?.postalCode ?? ''}`)
  return group.words.some(word => said.some(each => each.startsWith(word)))
}

const cut = (hits: PersonHit[], limit: number): SearchFound => ({
  hits: hits.slice(0, limit),
  more: hits.length > limit,
})
