/**
 * Places of work in the directory's file: told once for all who work there, completed by FINESS where the register
 * publishes no address, and put on the spot where they stand.
 */
import type { Db } from '../../sqlite.ts'
import { type Commune, communeByInsee } from '../geography.ts'
import type { ActivityRecord } from '../rpps/row.ts'
import { createMet } from './met.ts'
import type { PlaceRow } from './place-row.ts'

/** What of a site FINESS told. */
const NOTHING = 0
const ADDRESS = 1
const ADDRESS_AND_PHONES = 2

/** A site as it is found, its address perhaps from FINESS. */
export interface FoundPlace extends PlaceRow {
  recovered: number
}

export interface SiteCounts {
  sites: number
  /** Sites of a known commune. */
  located: number
}

export interface Sites {
  of(activity: ActivityRecord): { id: number; spot: number; place: FoundPlace }
  counts(): SiteCounts
  /** No more of them are to come: what tells one from another is forgotten. */
  end(): void
}

interface StructureRow extends PlaceRow {
  id: number
  lat: number | null
  lon: number | null
  precision: string | null
}

type Site = FoundPlace &
  Pick<ActivityRecord, 'structure' | 'email' | 'sector' | 'finess' | 'siret'> & { structure_id: string }

/** Finds or writes places of work. Only those with a number (FINESS, SIRET) are shared by many, and looked for. */
export function createSites(db: Db): Sites {
  const insert = db.prepare(
    `INSERT INTO sites (id, structure_id, structure, address, postcode, insee, city, departement, phones, email, sector,
      finess, siret, recovered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const findStructure = db.prepare<[string], StructureRow>(
    `SELECT id, address, postcode, insee, city, departement, phones, lat, lon, precision FROM structures WHERE finess = ?`,
  )
  const findSite = db.prepare<[number], Site>('SELECT * FROM sites WHERE id = ?')
  const spots = createSpots(db)
  const met = createMet()
  let last = 0
  let located = 0

  const structureOf = (finess: string | null) => (finess === null ? undefined : findStructure.get(finess))
  const spotOf = (place: FoundPlace, structure: StructureRow | undefined) => {
    const exact = structure && structure.lat !== null && structure.insee === place.insee
    return exact ? spots.ofStructure(structure) : spots.ofCommune(place)
  }
  const write = (activity: ActivityRecord) => {
    const structure = structureOf(activity.finess)
    const place = placeOf(activity, structure)
    const id = ++last
    if (place.insee !== null) located++
    insert.run(
      id,
      activity.structureId,
      activity.structure,
      place.address,
      place.postcode,
      place.insee,
      place.city,
      place.departement,
      place.phones,
      activity.email,
      activity.sector,
      activity.finess,
      activity.siret,
      place.recovered,
    )
    return { id, spot: spotOf(place, structure), place }
  }
  return {
    of(activity) {
      if (!activity.finess && !activity.siret) return write(activity)
      const key = keyOf(activity)
      for (const id of met.candidates(key)) {
        const site = findSite.get(id)
        if (site && isSame(site, activity)) return { id, spot: spotOf(site, structureOf(activity.finess)), place: site }
      }
      const written = write(activity)
      met.add(key, written.id)
      return written
    },
    counts: () => ({ sites: last, located }),
    end: met.forget,
  }
}

const keyOf = (activity: ActivityRecord): string =>
  [
    activity.structureId,
    activity.structure,
    activity.address.join('\n'),
    activity.postcode,
    activity.insee,
    activity.city,
    activity.departement,
    activity.phones.join(' '),
    activity.email,
    activity.sector,
    activity.finess,
    activity.siret,
  ].join('|')

function isSame(site: Site, activity: ActivityRecord): boolean {
  const own = ownPlace(site)
  const { insee } = activity
  return (
    site.structure_id === activity.structureId &&
    site.structure === activity.structure &&
    site.finess === activity.finess &&
    site.siret === activity.siret &&
    site.sector === activity.sector &&
    site.email === activity.email &&
    own.phones === activity.phones.join(' ') &&
    own.insee === insee &&
    (site.recovered !== NOTHING ||
      (own.address === activity.address.join('\n') && own.postcode === activity.postcode && own.city === activity.city))
  )
}

/** Where FINESS knows the commune and the register does not, the whole address is that of FINESS. */
function placeOf(activity: ActivityRecord, structure: StructureRow | undefined): FoundPlace {
  const phones = activity.phones.join(' ')
  if (structure === undefined || structure.insee === null || activity.insee !== null) {
    const { postcode, insee, city, departement } = activity
    return { address: activity.address.join('\n'), postcode, insee, city, departement, phones, recovered: NOTHING }
  }
  const { address, postcode, insee, city, departement } = structure
  const phoned = phones === '' && structure.phones !== ''
  return {
    address,
    postcode,
    insee,
    city,
    departement,
    phones: phoned ? structure.phones : phones,
    recovered: phoned ? ADDRESS_AND_PHONES : ADDRESS,
  }
}

const NOWHERE = { address: '', postcode: null, insee: null, city: null, departement: null }

/** What the register itself told of a site. */
export function ownPlace(site: FoundPlace): PlaceRow {
  const { address, postcode, insee, city, departement, phones } = site
  if (site.recovered === NOTHING) return { address, postcode, insee, city, departement, phones }
  return { ...NOWHERE, phones: site.recovered === ADDRESS_AND_PHONES ? '' : phones }
}

/** Finds or writes spots: an establishment's own point, its commune, else its département, else nowhere. */
function createSpots(db: Db): {
  ofStructure(structure: StructureRow): number
  ofCommune(place: Pick<PlaceRow, 'insee' | 'departement'>): number
} {
  const insert = db.prepare('INSERT INTO spots (insee, departement, lat, lon, precision) VALUES (?, ?, ?, ?, ?)')
  const communes = new Map<string, number>()
  const structures = new Map<number, number>()
  const write = (
    at: { insee: string | null; departement: string | null; lat: number | null; lon: number | null },
    precision: string | null,
  ) => Number(insert.run(at.insee, at.departement, at.lat, at.lon, precision).lastInsertRowid)
  return {
    ofStructure(structure) {
      let spot = structures.get(structure.id)
      if (spot === undefined) {
        spot = write(structure, structure.precision)
        structures.set(structure.id, spot)
      }
      return spot
    },
    ofCommune({ insee, departement }) {
      const key = insee ?? `d${departement ?? ''}`
      let spot = communes.get(key)
      if (spot !== undefined) return spot
      const commune: Commune | undefined = insee ? communeByInsee(insee) : undefined
      const { lat, lon } = commune?.position ?? { lat: null, lon: null }
      spot = write({ insee, departement, lat, lon }, commune?.precision ?? (departement ? 'departement' : null))
      communes.set(key, spot)
      return spot
    },
  }
}
