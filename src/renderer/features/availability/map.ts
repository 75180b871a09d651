/** The flat geometry of the map: kilometres around a place, north up, no projection that an eye could tell from a real one. */
import type { Offer } from '../../../shared/contract/availability.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'

const DEGREE = 111.32

export interface Spot {
  x: number
  y: number
}

/** Kilometres east and south of the centre. */
export function toKm(at: Position, centre: Position): Spot {
  const x = (at.lon - centre.lon) * DEGREE * Math.cos((centre.lat * Math.PI) / 180)
  return { x, y: (centre.lat - at.lat) * DEGREE }
}

/** Where an offer is seen: the place of its first slot, else that of its line in the directory. */
export function positionOf(offer: Offer): Position | null {
  return offer.slots[0]?.place.position ?? offer.directory?.activity?.position ?? null
}

export interface Cluster extends Spot {
  ids: string[]
  /** When the first slot of any of them begins; null without one. */
  first: string | null
}

/** Offers of one place are one spot. In the order given: the first of a spot is its best. */
export function clusters(offers: readonly Offer[], centre: Position): { found: Cluster[]; lost: number } {
  const byPlace = new Map<string, Cluster>()
  let lost = 0
  for (const offer of offers) {
    const at = positionOf(offer)
    if (!at) {
      lost += 1
      continue
    }
    const spot = toKm(at, centre)
    const key = `${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`
    const first = offer.slots[0]?.start ?? null
    const known = byPlace.get(key)
    if (!known) byPlace.set(key, { ...spot, ids: [offer.id], first })
    else {
      known.ids.push(offer.id)
      if (first !== null && (known.first === null || Date.parse(first) < Date.parse(known.first))) known.first = first
    }
  }
  return { found: [...byPlace.values()], lost }
}

/** Names that fit without lying over each other, the most populated first. `scale`: pixels of a kilometre. */
export function labelled<P extends Spot & { name: string }>(points: readonly P[], scale: number, most: number): P[] {
  const kept: P[] = []
  for (const point of points) {
    if (kept.length >= most) break
    const clash = kept.some(
      other =>
        Math.abs(other.y - point.y) * scale < 16 &&
        Math.abs(other.x - point.x) * scale < 4 * (other.name.length + point.name.length),
    )
    if (!clash) kept.push(point)
  }
  return kept
}

/** The eight winds, by name: «à 4 km au nord-est». */
export function windOf({ x, y }: Spot): 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw' {
  const eighth = Math.round((Math.atan2(x, -y) / Math.PI) * 4)
  return (['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const)[(eighth + 8) % 8] ?? 'n'
}
