/** Who answers a need around a place: the index of offers, walked from the nearest position outwards. */
import type { PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { type Offer, readOffers } from '../store/offers.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'
import { spotOf } from './spots.ts'

export interface NearbyWanted {
  /** Offer codes that answer the need: «SM54», «SM53», «P60». */
  codes: readonly string[]
  near: Position | null
  departement: string | null
  radiusKm: number
  limit: number
  /** Highest rank shown: 0 care, 1 replacements too, 2 all. */
  maxRank: number
  /** Only those who are in one of these départements; absent: wherever they are. */
  departements?: readonly string[] | undefined
}

interface Cell {
  spot_id: number
  people: Buffer
}

export const SQL = {
  spotsWithin:
    'SELECT spot_id AS id, south AS lat, west AS lon FROM places WHERE south >= ? AND north <= ? AND west >= ? AND east <= ?',
  offersAt: `SELECT o.spot_id, o.people FROM json_each(?) AS spot
    CROSS JOIN offers AS o WHERE o.code = ? AND o.spot_id = spot.value`,
  offersThere: `SELECT o.spot_id, o.people FROM json_each(?) AS spot
    CROSS JOIN spots AS s ON s.id = spot.value CROSS JOIN offers AS o
    WHERE s.departement IN (SELECT value FROM json_each(?)) AND o.code = ? AND o.spot_id = s.id`,
  spotsOfCode: 'SELECT spot_id AS id FROM offers WHERE code = ? LIMIT ?',
  spotsOfDepartement: 'SELECT id FROM spots WHERE departement = ? AND lat IS NULL',
  offersAnywhere: 'SELECT spot_id, people FROM offers WHERE code = ? LIMIT ?',
} as const

/** Positions asked in one statement: few at first, as the nearest usually suffice. */
const FIRST_SPOTS = 32
const KM_PER_DEGREE = 111.195

/**
 * The people who answer, nearest first; at one distance care before replacements. Those of the département whose place is not
 * known come last, without a distance: the register hides the address of many who do receive.
 */
export function nearby(db: Db, wanted: NearbyWanted): PersonHit[] {
  const found = new Map<number, number>()
  if (wanted.near) around(db, wanted, wanted.near, found)
  const tails = wanted.departements ?? (wanted.departement ? [wanted.departement] : [])
  for (const departement of found.size < wanted.limit ? tails : []) {
    const spots = prepared<[string], { id: number }>(db, SQL.spotsOfDepartement).all(departement)
    const ids = spots.map(spot => spot.id)
    gather(offersAt(db, wanted, ids), wanted, found)
  }
  if (!wanted.near && tails.length === 0) {
    const all = prepared<[string, number], Cell>(db, SQL.offersAnywhere)
    for (const code of wanted.codes) gather(all.all(code, wanted.limit), wanted, found)
  }
  return [...found].flatMap(([person, activityId]) => {
    const hit = personHit(db, person, { near: wanted.near, activityId, codes: wanted.codes })
    return hit ? [hit] : []
  })
}

/**
 * The first circles asked for, km; each one after is three times as wide. A city's own point, where all whose address is not
 * known more closely stand, is often enough: the thousands of positions around it are not looked at then.
 */
const FIRST_CIRCLES_KM = [0.3, 4]

/** Fills `found` (person → activity) from the spots around, in order of distance. */
function around(db: Db, wanted: NearbyWanted, near: Position, found: Map<number, number>): void {
  let within = 0
  let circle = 0
  const next = (from: number) => Math.min(FIRST_CIRCLES_KM[circle++] ?? from * 3, wanted.radiusKm)
  for (let reached = next(0); found.size < wanted.limit; ) {
    // What few offer is nowhere around: all who offer it are fewer than the positions of a wide circle.
    const few = within > 0 ? spotsOfFew(db, wanted, near) : null
    if (few) reached = wanted.radiusKm
    const spots = few ?? spotsAround(db, near, reached).filter(spot => spot.km > within || within === 0)
    const order = new Map(spots.map((spot, index) => [spot.id, index]))
    let from = 0
    for (let size = FIRST_SPOTS; from < spots.length && found.size < wanted.limit; size *= 4) {
      const slice = spots.slice(from, from + size)
      from += size
      const ids = slice.map(spot => spot.id)
      const cells = offersAt(db, wanted, ids)
      cells.sort((a, b) => (order.get(a.spot_id) ?? 0) - (order.get(b.spot_id) ?? 0))
      gather(cells, wanted, found)
    }
    if (reached >= wanted.radiusKm) return
    within = reached
    reached = next(reached)
  }
}

/** Cells in order; those of one spot, of several codes, are one list: care first. */
function gather(cells: readonly Cell[], wanted: NearbyWanted, found: Map<number, number>): void {
  for (let at = 0; at < cells.length; ) {
    const spot = cells[at]?.spot_id
    const offers: Offer[] = []
    for (; at < cells.length && cells[at]?.spot_id === spot; at++)
      offers.push(...readOffers(cells[at]?.people ?? EMPTY, wanted.limit + found.size))
    offers.sort((a, b) => a.rank - b.rank)
    for (const offer of offers) {
      if (found.size >= wanted.limit) return
      if (offer.rank <= wanted.maxRank && !found.has(offer.person)) found.set(offer.person, offer.place)
    }
  }
}

const EMPTY = Buffer.alloc(0)

function offersAt(db: Db, wanted: NearbyWanted, spots: readonly number[]): Cell[] {
  const ids = JSON.stringify(spots)
  if (wanted.departements) {
    const there = prepared<[string, string, string], Cell>(db, SQL.offersThere)
    const codes = JSON.stringify(wanted.departements)
    return wanted.codes.flatMap(code => there.all(ids, codes, code))
  }
  const query = prepared<[string, string], Cell>(db, SQL.offersAt)
  return wanted.codes.flatMap(code => query.all(ids, code))
}

/** Positions where something rare is offered. */
const FEW_SPOTS = 300

/** All positions of the codes within the radius, nearest first; null when the codes are offered in many. */
function spotsOfFew(db: Db, wanted: NearbyWanted, near: Position): { id: number; km: number }[] | null {
  const spots = new Set<number>()
  for (const code of wanted.codes) {
    const own = prepared<[string, number], { id: number }>(db, SQL.spotsOfCode).all(code, FEW_SPOTS + 1)
    for (const { id } of own) spots.add(id)
    if (spots.size > FEW_SPOTS) return null
  }
  return [...spots]
    .flatMap(id => {
      const { position } = spotOf(db, id)
      return position ? [{ id, km: distanceKm(near, position) }] : []
    })
    .filter(spot => spot.km <= wanted.radiusKm)
    .sort((a, b) => a.km - b.km)
}

/** Positions within a radius, nearest first. */
function spotsAround(db: Db, near: Position, radiusKm: number): { id: number; km: number }[] {
  const dLat = radiusKm / KM_PER_DEGREE
  const dLon = dLat / Math.max(0.05, Math.cos((near.lat * Math.PI) / 180))
  // The R*Tree keeps 32-bit floats, rounded outwards: a hair of margin, then the true distance.
  const box = prepared<[number, number, number, number], { id: number; lat: number; lon: number }>(db, SQL.spotsWithin)
  return box
    .all(near.lat - dLat - 1e-4, near.lat + dLat + 1e-4, near.lon - dLon - 1e-4, near.lon + dLon + 1e-4)
    .map(spot => ({ id: spot.id, km: distanceKm(near, spot) }))
    .filter(spot => spot.km <= radiusKm)
    .sort((a, b) => a.km - b.km)
}
