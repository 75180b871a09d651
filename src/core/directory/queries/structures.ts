/** Establishments: the nearest that answer a need, those of some words, one with everything known of it. */
import type { z } from 'zod'
import type { Structure, StructureHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { categoryOf, serviceOf } from '../nomenclature.ts'
import { departementWord } from '../store/code-words.ts'
import { kmBetween, type PlaceRow, placeOf, positionOf, type SpotRow } from '../store/place-row.ts'
import { structureNumber } from '../store/structures.ts'
import { highlight } from '../text.ts'
import { onDuty } from './on-duty.ts'
import type { Group } from './parse.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'

type Hit = z.infer<typeof StructureHit>

interface Row extends PlaceRow, SpotRow {
  id: number
  finess: string
  legal_finess: string | null
  siret: string | null
  name: string
  legal_name: string | null
  category: string
  precision: Hit['precision']
  email: string | null
  opened: string | null
  updated: string | null
}

interface ServiceRow {
  service: string
  regime: 'former' | 'reform'
  code: string
  since: string | null
}

export const SQL = {
  structureById: 'SELECT * FROM structures WHERE id = ?',
  structureByFiness: 'SELECT * FROM structures WHERE finess = ?',
  structureBySiret: 'SELECT * FROM structures WHERE siret = ? LIMIT ?',
  servicesOf: 'SELECT service, regime, code, since FROM services WHERE structure_id = ?',
  offered: 'SELECT structure_id AS id, lat, lon FROM structure_offers WHERE code = ? AND lat BETWEEN ? AND ?',
  nowhere: 'SELECT id FROM structures WHERE lat IS NULL AND departement = ? AND category = ? LIMIT ?',
  structuresSaid: 'SELECT rowid AS id FROM structure_words WHERE structure_words MATCH ? LIMIT ?',
  structurePhone: 'SELECT DISTINCT structure_id AS id FROM structure_phones WHERE number >= ? AND number < ? LIMIT ?',
  peopleOf: 'SELECT person_id AS id FROM structure_ids WHERE number = ? LIMIT ?',
} as const

const servicesOf = (db: Db, id: number): ServiceRow[] => prepared<[number], ServiceRow>(db, SQL.servicesOf).all(id)
const rowOf = (db: Db, id: number): Row | undefined => prepared<[number], Row>(db, SQL.structureById).get(id)

function common(row: Row, services: readonly ServiceRow[]): Omit<Hit, 'distanceKm' | 'highlights'> {
  return {
    id: row.finess,
    name: row.name,
    kinds: [
      ...(row.category === '' ? [] : [categoryOf(row.category)]),
      ...services.map(each => serviceOf(each.service)),
    ],
    ...placeOf(row),
    precision: row.precision,
    // FINESS says nothing of hours.
    hours: null,
  }
}

function hitOf(db: Db, row: Row, near: Position | null, tokens: readonly string[] = []): Hit {
  return {
    ...common(row, servicesOf(db, row.id)),
    distanceKm: kmBetween(near, positionOf(row)),
    highlights: highlight(row.name, tokens),
  }
}

export interface StructuresWanted {
  /** Codes of `structure_offers`. */
  codes: readonly string[]
  near: Position | null
  departement: string | null
  radiusKm: number
  limit: number
  /** Moment, ms, for what is in force; now when absent. */
  now?: number
}

export interface StructuresFound {
  structures: Hit[]
  more: boolean
  /** The radius that it took, when none stood within the one asked for. */
  widenedKm: number | null
}

const KM_PER_DEGREE = 111.195
/** No place of France is farther from another across its mainland. */
const FARTHEST_KM = 1200

/**
 * The nearest establishments of these codes. Circles grow until one holds enough, so that the nearest pharmacy is not
 * looked for in all of France; when the radius asked for holds none, it grows too, and that is said.
 */
export function structuresNear(db: Db, wanted: StructuresWanted): StructuresFound {
  const { near, departement, limit, radiusKm } = wanted
  // What a roster says of this moment is not looked for in the national file.
  const duty = onDuty(db, wanted.codes, near, wanted.now ?? Date.now())
  if (duty.length > 0) return { ...cut(duty, limit), widenedKm: null }
  if (!near) return { ...cut(ofDepartement(db, wanted), limit), widenedKm: null }
  let found: { id: number; km: number }[] = []
  let reached = Math.min(5, radiusKm)
  for (; ; reached = reached < radiusKm ? Math.min(reached * 3, radiusKm) : reached * 2) {
    found = within(db, wanted.codes, near, reached)
    if (found.length > limit || (reached >= radiusKm && found.length > 0) || reached > FARTHEST_KM) break
  }
  const hits = found.slice(0, limit + 1).flatMap(({ id }) => {
    const row = rowOf(db, id)
    return row ? [hitOf(db, row, near)] : []
  })
  // Those whose place is not known stand last, in the département of the caller.
  if (hits.length <= limit && departement !== null) hits.push(...ofDepartement(db, wanted))
  const farthest = found.at(-1)?.km ?? 0
  return { ...cut(hits, limit), widenedKm: farthest > radiusKm && found.length > 0 ? reached : null }
}

function within(db: Db, codes: readonly string[], near: Position, km: number): { id: number; km: number }[] {
  const band = km / KM_PER_DEGREE + 1e-4
  const query = prepared<[string, number, number], { id: number; lat: number; lon: number }>(db, SQL.offered)
  const nearest = new Map<number, number>()
  for (const code of codes) {
    for (const { id, lat, lon } of query.all(code, near.lat - band, near.lat + band)) {
      // A band is far wider than the circle: what is too far east or west costs one comparison.
      if (Math.abs(lon - near.lon) > band / Math.max(0.05, Math.cos((lat * Math.PI) / 180))) continue
      const away = distanceKm(near, { lat, lon })
      if (away <= km) nearest.set(id, away)
    }
  }
  return Array.from(nearest, ([id, away]) => ({ id, km: away })).sort((a, b) => a.km - b.km || a.id - b.id)
}

function ofDepartement(db: Db, { codes, near, departement, limit }: StructuresWanted): Hit[] {
  if (departement === null) return []
  const query = prepared<[string, string, number], { id: number }>(db, SQL.nowhere)
  const categories = codes.filter(code => code.startsWith('K')).map(code => code.slice(1))
  return categories.flatMap(category =>
    query.all(departement, category, limit + 1).flatMap(({ id }) => {
      const row = rowOf(db, id)
      return row ? [hitOf(db, row, near)] : []
    }),
  )
}

const cut = (hits: readonly Hit[], limit: number): { structures: Hit[]; more: boolean } => ({
  structures: hits.slice(0, limit),
  more: hits.length > limit,
})

/** Establishments weighed at once. */
const MOST_SAID = 100

/**
 * Establishments by their words: names, streets, communes, kinds. Whole words before beginnings, those of the caller's
 * département before the others, the nearest first.
 */
export function structuresSaid(
  db: Db,
  groups: readonly Group[],
  { near, departement, limit }: { near: Position | null; departement: string | null; limit: number },
): Hit[] {
  const query = prepared<[string, number], { id: number }>(db, SQL.structuresSaid)
  const found = new Map<number, Row>()
  const order = new Map<number, number>()
  let stage = 0
  for (const open of [false, true]) {
    const match = expressionOf(groups, open)
    if (match === null) return []
    for (const said of departement ? [`"${departementWord(departement)}" AND ${match}`, match] : [match]) {
      stage++
      if (found.size > limit) break
      for (const { id } of query.all(said, MOST_SAID)) {
        if (found.has(id)) continue
        const row = rowOf(db, id)
        if (!row) continue
        found.set(id, row)
        order.set(id, stage)
      }
    }
  }
  const kmOf = new Map<number, number>()
  for (const [id, row] of found) {
    const position = positionOf(row)
    kmOf.set(id, near && position ? distanceKm(near, position) : 20_000)
  }
  const tokens = groups.flatMap(group => group.words)
  return [...found.values()]
    .sort(
      (a, b) =>
        (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0) || (kmOf.get(a.id) ?? 0) - (kmOf.get(b.id) ?? 0) || a.id - b.id,
    )
    .slice(0, limit)
    .map(row => hitOf(db, row, near, tokens))
}

/** All groups must be found; null when one of them is only of people. */
function expressionOf(groups: readonly Group[], open: boolean): string | null {
  const parts = groups.map(group => {
    const codes = group.structureCodes.map(code => `"ω${code.toLowerCase().replaceAll('-', '')}"`)
    const named = group.words.map(word => `"${word}"${group.open && open ? ' *' : ''}`)
    return [...named, ...codes]
  })
  if (parts.length === 0 || parts.some(said => said.length === 0)) return null
  return parts.map(said => `(${said.join(' OR ')})`).join(' AND ')
}

/** Establishments of a FINESS or SIRET number, whole. */
export function structuresNumbered(db: Db, number: string, near: Position | null, limit: number): Hit[] {
  const byFiness = prepared<[string], Row>(db, SQL.structureByFiness).get(number)
  const rows = byFiness ? [byFiness] : prepared<[string, number], Row>(db, SQL.structureBySiret).all(number, limit)
  return rows.map(row => hitOf(db, row, near))
}

/** Establishments whose phone begins so (E.164). */
export function structuresPhoned(db: Db, start: string, near: Position | null, limit: number): Hit[] {
  const query = prepared<[string, string, number], { id: number }>(db, SQL.structurePhone)
  // ':' follows '9'.
  return query.all(start, `${start}:`, limit).flatMap(({ id }) => {
    const row = rowOf(db, id)
    return row ? [hitOf(db, row, near)] : []
  })
}

/** One establishment with the people who work there; null when the directory does not have it. */
export function structure(
  db: Db,
  { id, near, limit }: { id: string; near: Position | null; limit: number },
): { structure: Structure | null; people: NonNullable<ReturnType<typeof personHit>>[]; more: boolean } {
  const row = prepared<[string], Row>(db, SQL.structureByFiness).get(id)
  if (!row) return { structure: null, people: [], more: false }
  const services = servicesOf(db, row.id)
  const found = prepared<[number, number], { id: number }>(db, SQL.peopleOf).all(structureNumber(row.finess), limit + 1)
  const people = found.flatMap(each => personHit(db, each.id, { near, finess: row.finess }) ?? [])
  return {
    structure: {
      ...common(row, services),
      finess: row.finess,
      siret: row.siret,
      legalName: row.legal_name,
      legalFiness: row.legal_finess,
      email: row.email,
      authorisations: services.map(({ service, regime, code, since }) => ({
        service: serviceOf(service),
        regime,
        code,
        since,
      })),
      openedOn: row.opened,
      updatedOn: row.updated,
    },
    people: people.slice(0, limit),
    more: people.length > limit,
  }
}
