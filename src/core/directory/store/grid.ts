/**
 * Squares of a tenth of a degree (some eleven kilometres from south to north), each a number: squares side by side from
 * west to east follow each other, so that a circle is a few ranges of an index.
 */
import type { Position } from '../../../shared/contract/identifiers.ts'

const PER_DEGREE = 10
/** Squares of one row: more than go round the earth. */
const ROW = 4096
const KM_PER_DEGREE = 111.195

/** The square of what stands nowhere known: the South Pole, where nobody practises. */
export const NOWHERE = 0

const rowOf = (lat: number): number => Math.floor((lat + 90) * PER_DEGREE)
const columnOf = (lon: number): number => Math.floor((lon + 180) * PER_DEGREE)

/** Degrees as whole numbers of a metre or so: two or three bytes of a row. */
export const PARTS_OF_A_DEGREE = 100_000

export const squareOf = ({ lat, lon }: Position): number => rowOf(lat) * ROW + columnOf(lon)

/** The ranges of squares, both ends in, that hold everything within `km` of a place; and more. */
export function squaresAround({ lat, lon }: Position, km: number): [number, number][] {
  // A hair of margin: a distance is of a sphere, rounded.
  const dLat = km / KM_PER_DEGREE + 1e-4
  const [south, north] = [Math.max(-90, lat - dLat), Math.min(90, lat + dLat)]
  // Meridians draw together towards the poles: the widest is what the far edge needs.
  const dLon = dLat / Math.max(0.05, Math.min(Math.cos((south * Math.PI) / 180), Math.cos((north * Math.PI) / 180)))
  const [west, east] = [columnOf(Math.max(-180, lon - dLon)), columnOf(Math.min(180, lon + dLon))]
  const rows = Array.from({ length: rowOf(north) - rowOf(south) + 1 }, (_, at) => rowOf(south) + at)
  return rows.map(row => [row * ROW + west, row * ROW + east])
}
