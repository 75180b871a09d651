/** Communes around a point, for a map drawn from our own data. */
import type { MapPoint } from '../../shared/contract/directory.ts'
import type { Position } from '../../shared/contract/identifiers.ts'
import { distanceKm } from './distance.ts'
import { allCommunes } from './geography.ts'

/** Points of one map: more would only be ink. */
const MOST = 400
/** Kilometres of a degree of latitude. */
const DEGREE = 111.32

/** The communes whose own position is known within `km`, the most populated first. */
export function communesAround(at: Position, km: number): MapPoint[] {
  const found: MapPoint[] = []
  for (const { insee, name, population, position, precision } of allCommunes()) {
    if (!position || precision !== 'commune') continue
    // Most of the country is ruled out without a sine.
    if (Math.abs(position.lat - at.lat) * DEGREE > km || distanceKm(position, at) > km) continue
    found.push({ insee, name, population, position })
  }
  return found.sort((a, b) => b.population - a.population).slice(0, MOST)
}
