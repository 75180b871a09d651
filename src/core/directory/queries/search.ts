/**
 * The one box: any mix of names, needs, places, phones and numbers. Asked in stages, the narrowest first (the whole word
 * before its beginnings, the département of the caller before the country), so that the first letters of a name never
 * walk all of France; by resemblance only when nothing else was found.
 */
import type { PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { departementWord } from '../store/code-words.ts'
import { words } from '../text.ts'
import { expression, resembling } from './match.ts'
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
}

/** People weighed in one stage. Beyond, a text says too little for an order to mean anything. */
const STAGE_LIMIT = 240
/** How far «the nearest» goes when a need is typed alone, km. */
const NEED_RADIUS_KM = 100

export const SQL = {
  weigh: `SELECT found.id, p.family, p.given, a.id AS activityId, a.rank, a.city, a.postcode, a.structure, s.lat, s.lon
    FROM (SELECT rowid AS id FROM words WHERE words MATCH ? LIMIT ?) AS found
    CROSS JOIN people AS p ON p.id = found.id
    CROSS JOIN activities AS a ON a.person_id = found.id CROSS JOIN spots AS s ON s.id = a.spot_id`,
  phone: 'SELECT DISTINCT person_id AS id FROM phones WHERE number >= ? AND number < ? LIMIT ?',
  rpps: 'SELECT id FROM people WHERE idnps >= ? AND idnps < ? LIMIT ?',
} as const

export function search(db: Db, wanted: SearchWanted): SearchFound {
  const query = parseQuery(wanted.text, { needs: wanted.needs })
  if (query.phone !== null || query.rpps !== null) return byNumber(db, query, wanted)
  if (query.groups.length === 0) return { hits: [], more: false }
  const [only, ...others] = query.groups
  if (only && others.length === 0 && only.codes.length > 0 && (wanted.near || wanted.departement)) {
    const { codes } = only
    const hits = nearby(db, { ...wanted, codes, radiusKm: NEED_RADIUS_KM, limit: wanted.limit + 1, maxRank: 2 })
    if (hits.length > 0) return cut(hits, wanted.limit)
  }
  const ranked = stages(db, query.groups, wanted)
  if (ranked.length > 0) return show(db, ranked, wanted, query.groups, new Set())
  return approximately(db, query.groups, wanted)
}

/** Asks stage after stage until there is enough, and orders what came. */
function stages(db: Db, groups: readonly Group[], wanted: SearchWanted): Weighed[] {
  const local = wanted.departement ? departementWord(wanted.departement) : null
  const asked = [
    ...(local
      ? [
          { exact: true, also: local },
          { exact: false, also: local },
        ]
      : []),
    { exact: true, also: null },
    { exact: false, also: null },
  ]
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
      keepBest(weighed, weighRow(row, { stage, far: how.also === null, near: wanted.near, named }))
  }
  return [...weighed.values()].sort(inOrder)
}

/** Nothing found as typed: each word that may be a surname also stands for those one edit away. */
function approximately(db: Db, groups: readonly Group[], wanted: SearchWanted): SearchFound {
  const resembled = new Set<string>()
  const widened = groups.map(group => {
    const others = [...new Set(group.words.flatMap(word => resembling(db, word)))]
    for (const word of others) resembled.add(word)
    return { ...group, words: [...group.words, ...others] }
  })
  if (resembled.size === 0) return { hits: [], more: false }
  return show(db, stages(db, widened, wanted), wanted, groups, resembled)
}

function show(
  db: Db,
  ranked: readonly Weighed[],
  wanted: SearchWanted,
  groups: readonly Group[],
  resembled: ReadonlySet<string>,
): SearchFound {
  const tokens = groups.flatMap(group => group.words)
  const codes = groups.flatMap(group => group.codes)
  const options = { near: wanted.near, codes, tokens, resembling: resembled, approximate: resembled.size > 0 }
  const hits = ranked.slice(0, wanted.limit).flatMap(({ id, activityId }) => {
    const hit = personHit(db, id, { ...options, activityId })
    return hit ? [hit] : []
  })
  return { hits, more: ranked.length > wanted.limit }
}

function byNumber(db: Db, query: Query, wanted: SearchWanted): SearchFound {
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
