/** How far a slot is. A distance is measured or it is null: never guessed. */
import type { PersonHit } from '../../shared/contract/directory.ts'
import type { Position } from '../../shared/contract/identifiers.ts'
import type { ReadPlace } from '../fhir/index.ts'
import { plain } from './identity.ts'

/** Mean radius of the earth, km. */
const EARTH_KM = 6_371.0088

/** Great-circle distance, km, to 10 m. */
function kmBetween(a: Position, b: Position): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const half = (angle: number) => Math.sin(rad(angle) / 2) ** 2
  const chord = half(b.lat - a.lat) + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * half(b.lon - a.lon)
  return Math.round(2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord))) * 100) / 100
}

/** A source's own position further than this from the directory's for the same town is a mistake (swapped, projected). */
const PLAUSIBLE_KM = 50

/** Position and distance of the place of a slot: the source's own, else that of the directory's activity in that town. */
export function whereIs(
  place: ReadPlace | null,
  hit: PersonHit | null,
  near: Position | null,
): { position: Position | null; distanceKm: number | null } {
  const activity = place && hit?.activity && sameTown(place, hit.activity) ? hit.activity : null
  const known = activity?.position ?? null
  const said = place?.position ?? null
  if (said && (!known || kmBetween(said, known) <= PLAUSIBLE_KM)) {
    return { position: said, distanceKm: near ? kmBetween(near, said) : null }
  }
  if (known) return { position: known, distanceKm: near ? kmBetween(near, known) : null }
  return { position: null, distanceKm: activity ? (hit?.distanceKm ?? null) : null }
}

/** Same postcode; where one is missing, same commune. CEDEX codes belong to no town and never match another code. */
function sameTown(place: ReadPlace, activity: { postalCode: string | null; city: string | null }): boolean {
  if (place.postalCode && activity.postalCode) return place.postalCode === activity.postalCode
  const [a, b] = [townOf(place.city), townOf(activity.city)]
  return a !== '' && a === b
}

function townOf(city: string | null): string {
  return plain((city ?? '').replace(/\bcedex\b.*$/i, '').replace(/\bsaint(e?)\b/gi, 'St$1'))
}
