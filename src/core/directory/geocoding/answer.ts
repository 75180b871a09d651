/** What the national geocoder answers (GeoJSON, data.geopf.fr), kept when it can be what was asked for. */
import { z } from 'zod'
import type { AddressPlace } from '../../../shared/contract/directory-address.ts'
import { distanceKm } from '../distance.ts'
import { communeByInsee } from '../geography.ts'
import { toPlace } from '../places.ts'

const Feature = z.object({
  geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
  properties: z.object({
    label: z.string().min(1).max(300),
    score: z.number(),
    citycode: z.string(),
    type: z.string(),
  }),
})
const Answer = z.object({ features: z.array(z.unknown()).max(100) })

/** Below, the service itself says that it guesses. */
const LEAST_SCORE = 0.5
/** No address is farther from the middle of its commune, the widest of Guiana apart. */
const FARTHEST_KM = 60
const FARTHEST_973_KM = 300

/** The addresses of an answer, in its order; null when it is no answer of a geocoder. A commune alone is no address. */
export function addressesOf(text: string): AddressPlace[] | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const answer = Answer.safeParse(json)
  if (!answer.success) return null
  return answer.data.features.flatMap(feature => {
    const read = Feature.safeParse(feature)
    return read.success ? (addressOf(read.data) ?? []) : []
  })
}

function addressOf({ geometry, properties }: z.infer<typeof Feature>): AddressPlace | null {
  const { label, score, citycode, type } = properties
  if (score < LEAST_SCORE || type === 'municipality') return null
  const commune = communeByInsee(citycode)
  if (!commune) return null
  const [lon, lat] = geometry.coordinates
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  const farthest = commune.departement === '973' ? FARTHEST_973_KM : FARTHEST_KM
  if (commune.position && distanceKm({ lat, lon }, commune.position) > farthest) return null
  const place = { ...toPlace(commune), position: { lat, lon }, precision: 'address' as const }
  return {
    label: label.replace(/[\p{Cc}\s]+/gu, ' ').trim(),
    place,
    exact: type === 'housenumber' ? 'number' : 'street',
  }
}
