/**
 * People by words: asked in stages, the narrowest first (the whole word before its beginnings, the département of the
 * caller before the country), so that the first letters of a name never walk all of France; then by resemblance, when few
 * were found as typed, after them and marked.
 */
import type { PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { withArrondissements, withItsCity } from '../geography.ts'
import { departementWord } from '../store/code-words.ts'
import { expression, resemblingOf } from './match.ts'
import type { Group } from './parse.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'
import { communesNamed, isCommuneWord, isGivenName, surnamesOf } from './terms.ts'
import { inOrder, type Weighed, type WeighRow, weigh } from './weigh.ts'

export interface PeopleWanted {
  near: Position | null
  departement: string | null
  limit: number
}

export interface PeopleFound {
  hits: PersonHit[]
  more: boolean
}

/** People weighed in one stage. Beyond, a text says too little for an order to mean anything. */
const STAGE_LIMIT = 64
/** The same by resemblance: the words are whole, and some who bear them are asked to stand before those whose street does. */
const ALIKE_LIMIT = 160
/** Fewer people than this found as typed: those whose names resemble it are looked for too. */
const ENOUGH = 10
/** Fewer than this still: the less alike too. */
const FEW = 4

export const SQL = {
  weigh: `SELECT p.id, p.family, p.given, p.places
    FROM (SELECT rowid AS id FROM words WHERE words MATCH ? LIMIT ?) AS found CROSS JOIN people AS p ON p.id = found.id`,
} as const

/** The people whom all the groups find, as typed first, then those whose names resemble. */
export function peopleSaid(db: Db, groups: readonly Group[], wanted: PeopleWanted): PeopleFound {
  const ranked = stages(db, groups, wanted, 0)
  const alike =
    ranked.length < ENOUGH ? approximately(db, groups, wanted, ranked) : { ranked: [], words: new Set<string>() }
  return show(db, [...ranked, ...alike.ranked], wanted, groups, alike.words)
}

/**
 * Asks stage after stage until there is enough, and orders what came: whole words before beginnings, the caller's
 * département before the country unless so few can answer that all of them are weighed at once. `nearOnly`: not the country.
 */
function stages(db: Db, groups: readonly Group[], wanted: PeopleWanted, unlike: number, nearOnly = false): Weighed[] {
  const local = wanted.departement ? departementWord(wanted.departement) : null
  const named = groups.filter(group => group.codes.length === 0 || group.codes.every(code => code.startsWith('I')))
  const weighed = new Map<number, Weighed>()
  const seen = new Set<string>()
  const most = Math.max(unlike === 0 ? STAGE_LIMIT : ALIKE_LIMIT, wanted.limit + 1)
  let stage = 0
  const take = (match: string) => {
    stage++
    // With no word being typed, whole words and beginnings are the same question.
    if (seen.has(match)) return
    seen.add(match)
    for (const row of prepared<[string, number], WeighRow>(db, SQL.weigh).all(match, most)) {
      if (!weighed.has(row.id))
        weighed.set(
          row.id,
          weigh(db, row, { stage, unlike, departement: wanted.departement, near: wanted.near, named }),
        )
    }
  }
  // What resembles is whole words already: beginnings are for what is being typed.
  for (const open of unlike === 0 ? [false, true] : [false]) {
    const said = expression(db, groups, { open, found: groups.length > 1 && weighed.size > 0 })
    if (!said) continue
    const few = said.most <= most
    if (local && (nearOnly || !few)) take(`"${local}" AND ${said.match}`)
    if (weighed.size > wanted.limit) break
    if (!nearOnly) take(said.match)
    if (weighed.size > wanted.limit) break
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
  wanted: PeopleWanted,
  exact: readonly Weighed[],
): { ranked: Weighed[]; words: Set<string> } {
  const words = new Set<string>()
  const known = new Set(exact.map(each => each.id))
  const best = new Map<number, Weighed>()
  const isPlace = groups.map(group => group.words.some(word => isCommuneWord(db, word)))
  const isSettled = groups.map(
    (group, at) => group.codes.length > 0 || isPlace[at] || group.words.every(word => isGivenName(db, word)),
  )
  // When every word may be a place or a first name, each of them may also be a name misheard.
  const allSettled = isSettled.every(Boolean)
  const misheard = groups.flatMap((group, at) => {
    if (group.codes.length > 0 || (isSettled[at] && !allSettled)) return []
    return [{ at, said: group.words, among: surnamesOf(db, communesBeside(db, groups, at)) }]
  })
  for (const unlike of [1, 2] as const) {
    if (known.size + best.size >= (unlike === 1 ? ENOUGH : FEW)) break
    // Somebody bears it as typed: a second edit in all of the country would bring strangers in.
    const edits = known.size > 0 ? 1 : unlike
    for (const { at, said, among } of misheard) {
      const others = [...new Set(said.flatMap(word => resemblingOf(db, word, among, edits)[unlike]))]
      if (others.length === 0) continue
      for (const word of others) words.add(word)
      const asked = groups.map((group, index) =>
        index === at ? { ...group, words: [], codes: [], structureCodes: [], alike: others } : group,
      )
      for (const one of stages(db, asked, wanted, unlike, known.size > 0))
        if (!known.has(one.id) && !best.has(one.id)) best.set(one.id, one)
    }
  }
  return { ranked: [...best.values()].sort(inOrder), words }
}

/** The communes that the other words name. */
function communesBeside(db: Db, groups: readonly Group[], at: number): string[] {
  return groups.flatMap((group, other) => {
    if (other === at) return []
    const named = group.codes.filter(code => code.startsWith('I')).map(code => code.slice(1))
    // An arrondissement comes with its city, which is not all of its arrondissements then.
    if (named.some(insee => withItsCity(insee).length > 1)) return named
    return (named.length > 0 ? named : group.words.flatMap(word => communesNamed(db, word))).flatMap(
      withArrondissements,
    )
  })
}

function show(
  db: Db,
  ranked: readonly Weighed[],
  wanted: PeopleWanted,
  groups: readonly Group[],
  resembled: ReadonlySet<string>,
): PeopleFound {
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
