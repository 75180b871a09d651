/** Who answers a need around a place: the index of offers, walked from the nearest position outwards. */
import type { PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { personHit } from './people.ts'
import { prepared } from './prepared.ts'

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

interface Offer {
  activity_id: number
  person_id: number
  spot_id: number
  rank: number
}

export const SQL = {
  spotsWithin:
    'SELECT spot_id AS id, south AS lat, west AS lon FROM places WHERE south >= ? AND north <= ? AND west >= ? AND east <= ?',
  offersAt: `SELECT o.activity_id, o.person_id, o.spot_id, o.rank FROM json_each(?) AS spot
    CROSS JOIN offers AS o WHERE o.code = ? AND o.spot_id = spot.value`,
  offersThere: `SELECT o.activity_id, o.person_id, o.spot_id, o.rank FROM json_each(?) AS spot
    CROSS JOIN spots AS s ON s.id = spot.value CROSS JOIN offers AS o
    WHERE s.departement IN (SELECT value FROM json_each(?)) AND o.code = ? AND o.spot_id = s.id`,
  spotsOfDepartement: 'SELECT id FROM spots WHERE departement = ? AND lat IS NULL',
  offersAnywhere: 'SELECT activity_id, person_id, spot_id, rank FROM offers WHERE code = ? LIMIT ?',
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
    gather(
      offersAt(
        db,
        wanted,
        spots.map(spot => spot.id),
      ),
      wanted,
      found,
    )
  }
  if (!wanted.near && tails.length === 0) {
    const all = prepared<[string, number], Offer>(db, SQL.offersAnywhere)
    gather(
      wanted.codes.flatMap(code => all.all(code, wanted.limit * 4)),
      wanted,
      found,
    )
  }
  return [...found].flatMap(([person, activityId]) => {
    const hit = personHit(db, person, { near: wanted.near, activityId, codes: wanted.codes })
    return hit ? [hit] : []
  })
}

/** The first circle asked for, km; each one after is three times as wide. Around a city the first is enough. */
const FIRST_CIRCLE_KM = 4

/** Fills `found` (person → activity) from the spots around, in order of distance. */
function around(db: Db, wanted: NearbyWanted, near: Position, found: Map<number, number>): void {
  let within = 0
  for (let reached = Math.min(FIRST_CIRCLE_KM, wanted.radiusKm); found.size < wanted.limit; ) {
    const spots = spotsAround(db, near, reached).filter(spot => spot.km > within || within === 0)
    const order = new Map(spots.map((spot, index) => [spot.id, index]))
    let from = 0
    for (let size = FIRST_SPOTS; from < spots.length && found.size < wanted.limit; size *= 4) {
      const slice = spots.slice(from, from + size)
      from += size
      const ids = slice.map(spot => spot.id)
      const offers = offersAt(db, wanted, ids)
      offers.sort((a, b) => (order.get(a.spot_id) ?? 0) - (order.get(b.spot_id) ?? 0) || a.rank - b.rank)
      gather(offers, wanted, found)
    }
    if (reached >= wanted.radiusKm) return
    within = reached
    reached = Math.min(reached * 3, wanted.radiusKm)
  }
}

function gather(offers: readonly Offer[], wanted: NearbyWanted, found: Map<number, number>): void {
  for (const offer of offers) {
    if (found.size >= wanted.limit) return
    if (offer.rank <= wanted.maxRank && !found.has(offer.person_id)) found.set(offer.person_id, offer.activity_id)
  }
}

function offersAt(db: Db, wanted: NearbyWanted, spots: readonly number[]): Offer[] {
  const ids = JSON.stringify(spots)
  if (wanted.departements) {
    const there = prepared<[string, string, string], Offer>(db, SQL.offersThere)
    const codes = JSON.stringify(wanted.departements)
    return wanted.codes.flatMap(code => there.all(ids, codes, code))
  }
  const query = prepared<[string, string], Offer>(db, SQL.offersAt)
  return wanted.codes.flatMap(code => query.all(ids, code))
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
