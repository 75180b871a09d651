/**
 * Coordinates of FINESS+: two pairs a record, either of which may be WGS84 or projected, with its axes in either order
 * (measured on the file of 2026: projected pairs mostly come as northing, easting). What a pair is, is decided by where it
 * falls: near the commune of the same record, or nowhere.
 */
import proj4, { type Converter } from 'proj4'
import type { Position } from '../../../shared/contract/identifiers.ts'
import { distanceKm } from '../distance.ts'
import type { Commune } from '../geography.ts'

/** National projections: Lambert-93 on the mainland, UTM overseas. */
const METROPOLE =
  '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs'
const OVERSEAS: Record<string, string> = {
  '971': '+proj=utm +zone=20 +ellps=GRS80 +units=m +no_defs',
  '972': '+proj=utm +zone=20 +ellps=GRS80 +units=m +no_defs',
  '973': '+proj=utm +zone=22 +ellps=GRS80 +units=m +no_defs',
  '974': '+proj=utm +zone=40 +south +ellps=GRS80 +units=m +no_defs',
  '975': '+proj=utm +zone=21 +ellps=GRS80 +units=m +no_defs',
  '976': '+proj=utm +zone=38 +south +ellps=GRS80 +units=m +no_defs',
  '977': '+proj=utm +zone=20 +ellps=GRS80 +units=m +no_defs',
  '978': '+proj=utm +zone=20 +ellps=GRS80 +units=m +no_defs',
}

const converters = new Map<string, Converter>()

function converter(departement: string | null): Converter {
  const projection = OVERSEAS[departement ?? ''] ?? METROPOLE
  const known = converters.get(projection)
  if (known) return known
  const made = proj4(projection)
  converters.set(projection, made)
  return made
}

/** Metres of the national projection of a département → WGS84. */
export function fromProjected(x: number, y: number, departement: string | null): Position {
  const [lon, lat] = converter(departement).inverse([x, y])
  return { lat, lon }
}

/** WGS84 → metres of the national projection of a département: [easting, northing]. */
export function toProjected({ lat, lon }: Position, departement: string | null): [number, number] {
  const [x, y] = converter(departement).forward([lon, lat])
  return [x, y]
}

export interface Coordinates {
  coordonneeX?: string | null | undefined
  coordonneeY?: string | null | undefined
  directionLatitude?: string | null | undefined
  directionLongitude?: string | null | undefined
  cleInInteropBAN?: string | null | undefined
}

/** How far from the point of its commune a place of that commune may be, km: by how well that point is known. */
const REACH: Record<Commune['precision'], number> = { commune: 40, postcode: 60, arrondissement: 60, departement: 150 }
/** Communes of Guiana are as large as mainland départements. */
const REACH_973 = 300

/** Corners of what can be France, when the commune is not known: mainland and each overseas part. */
const FRANCE: readonly (readonly [number, number, number, number])[] = [
  [41.2, 51.3, -5.3, 9.7],
  [14.2, 18.2, -63.3, -60.7],
  [2, 6, -54.7, -51.5],
  [-21.5, -20.7, 55.1, 56],
  [-13.1, -12.5, 44.9, 45.4],
  [46.6, 47.3, -56.6, -56],
]

/** The position that the record means; null when no reading of it falls where the record says that it is. */
export function positionOf(
  coordinates: Coordinates | null | undefined,
  commune: Commune | undefined,
  departement: string | null,
): Position | null {
  if (!coordinates) return null
  const direction = [number(coordinates.directionLatitude), number(coordinates.directionLongitude)] as const
  const plane = [number(coordinates.coordonneeX), number(coordinates.coordonneeY)] as const
  let best: { position: Position; km: number } | null = null
  for (const [a, b] of [direction, plane]) {
    if (a === null || b === null || (a === 0 && b === 0)) continue
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      const position = reading(first, second, departement)
      if (!position) continue
      const km = howFar(position, commune, departement)
      if (km !== null && (!best || km < best.km - 0.001)) best = { position, km }
    }
  }
  return best && { lat: round(best.position.lat), lon: round(best.position.lon) }
}

/** A pair read as latitude, longitude, or as easting, northing. */
function reading(first: number, second: number, departement: string | null): Position | null {
  if (Math.abs(first) <= 90 && Math.abs(second) <= 180) return { lat: first, lon: second }
  if (Math.abs(first) < 1000 || Math.abs(second) < 1000) return null
  const position = fromProjected(first, second, departement)
  return Number.isFinite(position.lat) && Number.isFinite(position.lon) ? position : null
}

/** Km from the commune's point; 0 when there is none and the position is in France; null when it cannot be. */
function howFar(position: Position, commune: Commune | undefined, departement: string | null): number | null {
  if (commune?.position) {
    const km = distanceKm(position, commune.position)
    return km <= (departement === '973' ? REACH_973 : REACH[commune.precision]) ? km : null
  }
  const inFrance = FRANCE.some(
    ([south, north, west, east]) =>
      position.lat >= south && position.lat <= north && position.lon >= west && position.lon <= east,
  )
  return inFrance ? 0 : null
}

/** A number as the file writes it; a spreadsheet's comma is a point. */
function number(text: string | null | undefined): number | null {
  if (typeof text !== 'string' || text.trim() === '') return null
  const value = Number(text.trim().replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6
