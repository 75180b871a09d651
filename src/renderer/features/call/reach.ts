/** How far the search looks: the radius, then the neighbour départements, then whoever sees patients remotely. */
import type { Reach, WideningStep } from '../../../shared/contract/availability.ts'
import type { Place } from '../../../shared/contract/directory.ts'

export interface Steps {
  /** Radius asked for by hand; null is the radius of the place's département. */
  radiusKm: number | null
  reach: Reach | null
}

/** Longest radius that the console asks for, km. */
const MOST_KM = 200

/** One more ring around the place; null when there is none. */
export function wider({ radiusKm }: Steps, place: Place): Pick<Steps, 'radiusKm'> | null {
  if (place.enlargementKm <= 0) return null
  return { radiusKm: Math.min(MOST_KM, (radiusKm ?? place.radiusKm) + place.enlargementKm) }
}

/** Neighbours first, remote next; null when both are taken. */
export function overflow({ reach }: Steps, neighbours: readonly string[]): Pick<Steps, 'reach'> | null {
  if (!reach?.departements.length && neighbours.length > 0 && !reach?.remote)
    return { reach: { departements: [...neighbours], remote: false } }
  if (!reach?.remote) return { reach: { departements: reach?.departements ?? [], remote: true } }
  return null
}

/** The last step taken back, the furthest first; null when nothing was reached beyond the table's radius. */
export function nearer({ radiusKm, reach }: Steps, place: Place): Partial<Steps> | null {
  if (reach?.remote)
    return { reach: reach.departements.length > 0 ? { departements: reach.departements, remote: false } : null }
  if (reach) return { reach: null }
  if (radiusKm === null) return null
  const less = radiusKm - place.enlargementKm
  return { radiusKm: less > place.radiusKm ? less : null }
}

/** The step that the search takes by itself: one ring, then the neighbours, then remote; null when all are taken. */
export function nextStep(
  steps: Steps,
  place: Place,
  neighbours: readonly string[],
): { kind: 'ring' | 'neighbours' | 'remote'; change: Partial<Steps> } | null {
  const ring = steps.radiusKm === null && !steps.reach ? wider(steps, place) : null
  if (ring) return { kind: 'ring', change: ring }
  const further = overflow(steps, neighbours)
  return further && { kind: further.reach?.remote ? 'remote' : 'neighbours', change: further }
}

/** True when a step was taken back. */
export function wentBack(before: Steps, now: Steps): boolean {
  const size = ({ radiusKm, reach }: Steps) =>
    (radiusKm ?? 0) + (reach?.departements.length ? 1_000 : 0) + (reach?.remote ? 2_000 : 0)
  return size(now) < size(before)
}

/** The step that leads from the one to the other; null when both look as far. */
export function stepBetween(before: Steps, now: Steps): WideningStep | null {
  if (wentBack(before, now)) return 'back'
  if (!wentBack(now, before)) return null
  if (now.reach?.remote && !before.reach?.remote) return 'remote'
  return now.reach && !before.reach ? 'neighbours' : 'ring'
}
