/** Writing people and their activities into a new file, then the indexes over them. */
import type { Db } from '../../sqlite.ts'
import { type Commune, communeByInsee } from '../geography.ts'
import { isKnownCode, type LabelKind } from '../nomenclature.ts'
import type { ActivityRecord, PersonRecord } from '../rpps/row.ts'
import { addressOf, type PlaceRow, valuesOf } from './place-row.ts'

interface PersonRow {
  id: number
  idnps: string
  civility: string | null
  family: string
  given: string
  profession: string
  specialities: string
  category: string | null
}

export interface StoredActivity extends PlaceRow {
  id: number
  person_id: number
  site_id: number
  spot_id: number
  rank: number
  profession: string
  structure_id: string
  structure: string | null
  email: string | null
  sector: string
  mode: string
  genre: string
  finess: string | null
  siret: string | null
}

export interface Writer {
  /** The person as already written, when rows of theirs came before and far away in the file. */
  take(idnps: string): PersonRecord | null
  put(person: PersonRecord): void
  label(kind: LabelKind, code: string, label: string): void
}

/** Statements and small maps of one import. Everything happens inside the caller's transactions. */
export function createWriter(db: Db): Writer {
  const insertPerson = db.prepare(
    'INSERT INTO people (idnps, civility, family, given, profession, specialities, category) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const insertActivity = db.prepare(
    'INSERT INTO activities (person_id, id, site_id, rank, profession, mode, genre) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const findPerson = db.prepare<[string], PersonRow>('SELECT * FROM people WHERE idnps = ?')
  const findActivities = db.prepare<[number], StoredActivity>(
    'SELECT s.*, a.* FROM activities a JOIN sites s ON s.id = a.site_id WHERE a.person_id = ? ORDER BY a.id',
  )
  const removePerson = db.prepare('DELETE FROM people WHERE id = ?')
  const removeActivities = db.prepare('DELETE FROM activities WHERE person_id = ?')
  const insertLabel = db.prepare('INSERT OR IGNORE INTO labels (kind, code, label) VALUES (?, ?, ?)')
  const sites = createSites(db)
  const told = new Set<string>()

  return {
    take(idnps) {
      const row = findPerson.get(idnps)
      if (!row) return null
      const activities = findActivities.all(row.id).map(readActivity)
      removeActivities.run(row.id)
      removePerson.run(row.id)
      return { ...row, specialities: valuesOf(row.specialities), activities }
    },
    put(person) {
      const { lastInsertRowid } = insertPerson.run(
        person.idnps,
        person.civility,
        person.family,
        person.given,
        person.profession,
        person.specialities.join(' '),
        person.category,
      )
      for (const [at, activity] of person.activities.entries()) {
        const { rank, profession, mode, genre } = activity
        insertActivity.run(lastInsertRowid, at, sites(activity), rank, profession, mode, genre)
      }
    },
    label(kind, code, label) {
      const key = `${kind} ${code}`
      // A broken file may give a label a row: past any real nomenclature, they are not kept.
      if (told.has(key) || told.size > 5000) return
      told.add(key)
      if (!isKnownCode(kind, code)) insertLabel.run(kind, code, label)
    },
  }
}

function readActivity(row: StoredActivity): ActivityRecord {
  return {
    ...row,
    structureId: row.structure_id,
    address: addressOf(row.address),
    phones: valuesOf(row.phones),
  }
}

/** Sites remembered at once: hospitals, health centres; beyond, one may be written twice, and nothing else is wrong. */
const REMEMBERED_SITES = 20_000

/** Finds or writes the place of work. Only those with a FINESS number are shared by many, and looked for. */
function createSites(db: Db): (activity: ActivityRecord) => number | bigint {
  const insert = db.prepare(
    `INSERT INTO sites (spot_id, structure_id, structure, address, postcode, insee, city, departement, phones, email, sector,
      finess, siret) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const spots = createSpots(db)
  const known = new Map<string, number | bigint>()
  return activity => {
    const cells = [
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
    ]
    const key = activity.finess || activity.siret ? cells.join('|') : null
    const found = key === null ? undefined : known.get(key)
    if (found !== undefined) return found
    const id = insert.run(spots(activity), ...cells).lastInsertRowid
    if (key !== null) {
      if (known.size >= REMEMBERED_SITES) known.clear()
      known.set(key, id)
    }
    return id
  }
}

/** Finds or writes the spot of an activity: its commune, else its département, else nowhere. */
function createSpots(db: Db): (activity: ActivityRecord) => number {
  const insert = db.prepare('INSERT INTO spots (insee, departement, lat, lon, precision) VALUES (?, ?, ?, ?, ?)')
  const insertPlace = db.prepare('INSERT INTO places (spot_id, south, north, west, east) VALUES (?, ?, ?, ?, ?)')
  const known = new Map<string, number>()
  return activity => {
    const key = activity.insee ?? `d${activity.departement ?? ''}`
    const id = known.get(key)
    if (id !== undefined) return id
    const commune: Commune | undefined = activity.insee ? communeByInsee(activity.insee) : undefined
    const { lat, lon } = commune?.position ?? { lat: null, lon: null }
    const precision = commune?.precision ?? (activity.departement ? 'departement' : null)
    const spot = Number(insert.run(activity.insee, activity.departement, lat, lon, precision).lastInsertRowid)
    if (lat !== null && lon !== null) insertPlace.run(spot, lat, lat, lon, lon)
    known.set(key, spot)
    return spot
  }
}
