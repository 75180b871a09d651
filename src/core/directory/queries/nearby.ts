/** Who answers a need around a place: the index of offers, walked from the nearest position outwards. */
import type { PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { NOWHERE, PARTS_OF_A_DEGREE, squaresAround } from '../store/grid.ts'
import { type Offer, readOffers } from '../store/offers.ts'
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

/** Where something is offered: square, spot, its place in parts of a degree. Many are read for each that is shown. */
type Spot = [square: number, id: number, lat: number, lon: number]

export const SQL = {
  offered: 'SELECT square, spot_id, lat, lon FROM offers WHERE code = ? AND square BETWEEN ? AND ?',
  offeredThere: `SELECT o.square, o.spot_id, o.lat, o.lon FROM offers AS o CROSS JOIN spots AS s ON s.id = o.spot_id
    WHERE o.code = ? AND o.square BETWEEN ? AND ? AND s.departement IN (SELECT value FROM json_each(?))`,
  offersAt: 'SELECT people FROM offers WHERE code = ? AND square = ? AND spot_id = ?',
  offersNowhere: `SELECT o.people FROM spots AS s CROSS JOIN offers AS o
    ON o.code = ? AND o.square = ${NOWHERE} AND o.spot_id = s.id WHERE s.departement = ? AND s.lat IS NULL`,
  offersAnywhere: 'SELECT people FROM offers WHERE code = ? LIMIT ?',
} as const

/**
 * The people who answer, nearest first; at one distance care before replacements. Those of the département whose place is not
 * known come last, without a distance: the register hides the address of many who do receive.
 */
export function nearby(db: Db, wanted: NearbyWanted): PersonHit[] {
  const found = new Map<number, number>()
  if (wanted.near) around(db, wanted, wanted.near, found)
  const tails = wanted.departements ?? (wanted.departement ? [wanted.departement] : [])
  const nowhere = prepared<[string, string], Cell>(db, SQL.offersNowhere)
  for (const departement of found.size < wanted.limit ? tails : [])
    gather(
      wanted.codes.flatMap(code => nowhere.all(code, departement)),
      wanted,
      found,
    )
  if (!wanted.near && tails.length === 0) {
    const all = prepared<[string, number], Cell>(db, SQL.offersAnywhere)
    for (const code of wanted.codes) for (const cell of all.all(code, wanted.limit)) gather([cell], wanted, found)
  }
  return [...found].flatMap(([person, activityId]) => {
    const hit = personHit(db, person, { near: wanted.near, activityId, codes: wanted.codes })
    return hit ? [hit] : []
  })
}

interface Cell {
  people: Buffer
}

/**
 * The first circles asked for, km; each one after is twice as wide. A city's own point, where all whose address is not
 * known more closely stand, is often enough: what is offered around it is not looked at then.
 */
const FIRST_CIRCLES_KM = [0.3, 4]

/** Fills `found` (person → activity) from the spots around, in order of distance. */
function around(db: Db, wanted: NearbyWanted, near: Position, found: Map<number, number>): void {
  const at = prepared<[string, number, number], Cell>(db, SQL.offersAt)
  let within = -1
  for (let circle = 0; found.size < wanted.limit && within < wanted.radiusKm; circle++) {
    const reached = Math.min(FIRST_CIRCLES_KM[circle] ?? within * 2, wanted.radiusKm)
    for (const { id, square } of spotsAround(db, wanted, near, [within, reached])) {
      if (found.size >= wanted.limit) return
      gather(
        wanted.codes.flatMap(code => at.get(code, square, id) ?? []),
        wanted,
        found,
      )
    }
    within = reached
  }
}

/** Cells of one spot, of several codes, are one list: care first. */
function gather(cells: readonly Cell[], wanted: NearbyWanted, found: Map<number, number>): void {
  const offers: Offer[] = cells.flatMap(({ people }) => readOffers(people, wanted.limit + found.size))
  if (cells.length > 1) offers.sort((a, b) => a.rank - b.rank)
  for (const offer of offers) {
    if (found.size >= wanted.limit) return
    if (offer.rank <= wanted.maxRank && !found.has(offer.person)) found.set(offer.person, offer.place)
  }
}

/** Spots that offer what is wanted, farther than one distance and no farther than another (km), nearest first. */
function spotsAround(
  db: Db,
  { codes, departements }: NearbyWanted,
  near: Position,
  [beyond, within]: [number, number],
): { id: number; square: number; km: number }[] {
  const all = prepared<[string, number, number], Spot>(db, SQL.offered).raw()
  const there = prepared<[string, number, number, string], Spot>(db, SQL.offeredThere).raw()
  const among = departements && JSON.stringify(departements)
  const found = new Map<number, { id: number; square: number; km: number }>()
  for (const [first, last] of squaresAround(near, within)) {
    for (const code of codes) {
      const spots = among === undefined ? all.all(code, first, last) : there.all(code, first, last, among)
      for (const [square, id, lat, lon] of spots) {
        const km = distanceKm(near, { lat: lat / PARTS_OF_A_DEGREE, lon: lon / PARTS_OF_A_DEGREE })
        if (km > beyond && km <= within) found.set(id, { id, square, km })
      }
    }
  }
  return [...found.values()].sort((a, b) => a.km - b.km || a.id - b.id)
}
