/** Where spots stand: communes come back all the time, and are remembered. */
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import type { Precision } from '../finess/structure.ts'
import { positionOf, type SpotRow } from '../store/place-row.ts'
import { prepared } from './prepared.ts'

export interface Spot {
  position: Position | null
  precision: Precision | null
}

export const SQL = { spot: 'SELECT lat, lon, precision FROM spots WHERE id = ?' } as const

const spots = new WeakMap<Db, Map<number, Spot>>()
/** Spots remembered. */
const MOST_SPOTS = 20_000
const NOWHERE: Spot = { position: null, precision: null }

export function spotOf(db: Db, id: number): Spot {
  let known = spots.get(db)
  if (!known || known.size > MOST_SPOTS) {
    known = new Map()
    spots.set(db, known)
  }
  let spot = known.get(id)
  if (spot === undefined) {
    const row = prepared<[number], SpotRow & { precision: Precision | null }>(db, SQL.spot).get(id)
    spot = row ? { position: positionOf(row), precision: row.precision } : NOWHERE
    known.set(id, spot)
  }
  return spot
}
