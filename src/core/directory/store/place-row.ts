/** A place as its table holds it (sites of people, establishments, lines of rosters), read back the same way by all. */
import type { Position } from '../../../shared/contract/identifiers.ts'
import { distanceKm } from '../distance.ts'

/** Columns that every such table has. */
export interface PlaceRow {
  /** Lines, one below the other. */
  address: string
  postcode: string | null
  insee: string | null
  city: string | null
  departement: string | null
  /** E.164, a space between. */
  phones: string
}

/** Columns of where it stands; both null when nobody knows. */
export interface SpotRow {
  lat: number | null
  lon: number | null
}

/** What a cell of several values holds. */
export const valuesOf = (text: string, separator = ' '): string[] => (text === '' ? [] : text.split(separator))

export const addressOf = (text: string): string[] => valuesOf(text, '\n')

export const positionOf = ({ lat, lon }: SpotRow): Position | null =>
  lat === null || lon === null ? null : { lat, lon }

/** The place in the words of the contract. */
export const placeOf = (row: PlaceRow & SpotRow) => ({
  address: addressOf(row.address),
  postalCode: row.postcode,
  insee: row.insee,
  city: row.city,
  departement: row.departement,
  phones: valuesOf(row.phones),
  position: positionOf(row),
})

/** Distances are those of communes: tenths of a kilometre are already more than is known. Null when one end is not known. */
export const kmBetween = (from: Position | null, to: Position | null | undefined): number | null =>
  from && to ? Math.round(distanceKm(from, to) * 10) / 10 : null
