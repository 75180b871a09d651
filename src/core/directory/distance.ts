/** Distances between positions. Apart from `geography.ts`: a reading thread needs it and not the 35,000 communes. */
import type { Position } from '../../shared/contract/identifiers.ts'

/** Great-circle distance in km. */
export function distanceKm(a: Position, b: Position): number {
  const radians = Math.PI / 180
  const dLat = (b.lat - a.lat) * radians
  const dLon = (b.lon - a.lon) * radians
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(dLon / 2) ** 2
  return 12742 * Math.asin(Math.min(1, Math.sqrt(h)))
}
