/**
 * Establishments in the directory's file: `structures`, their `services`, and what finds them.
 *
 * To the people who work there: `sites.finess` = `structures.finess`, or `structure_ids` (see {@link structureNumber}) for
 * the people of one. To find the nearest of a kind: `structure_offers`, by `code` and a band of latitudes. To find by words:
 * `structure_words` (rowid = `structures.id`), folded as `text.ts` folds; codes stand in it as {@link kindWord} and
 * {@link serviceWord}, départements as `departementWord`. By phone: `structure_phones`.
 */
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import type { Service, ServiceRecord } from '../finess/services.ts'
import type { StructureRecord } from '../finess/structure.ts'
import { departementByCode } from '../geography.ts'
import { words } from '../text.ts'
import { communeWord, departementWord } from './code-words.ts'
import type { PlaceRow } from './place-row.ts'

export const STRUCTURE_TABLES = `
-- One active establishment of FINESS. Addresses, phones: as in sites. category: TRE_R397. precision: address, or as for a commune.
CREATE TABLE structures (
  id INTEGER PRIMARY KEY,
  finess TEXT NOT NULL,
  legal_finess TEXT,
  siret TEXT,
  name TEXT NOT NULL,
  legal_name TEXT,
  category TEXT NOT NULL,
  address TEXT NOT NULL,
  postcode TEXT,
  insee TEXT,
  city TEXT,
  departement TEXT,
  lat REAL,
  lon REAL,
  precision TEXT,
  phones TEXT NOT NULL,
  email TEXT,
  opened TEXT,
  updated TEXT
);
CREATE UNIQUE INDEX structures_finess ON structures (finess);
CREATE INDEX structures_siret ON structures (siret) WHERE siret IS NOT NULL;
-- What it is authorised to do and does: service (finess/services.ts), regime former or reform, code as in the file, since (ISO day).
CREATE TABLE services (
  structure_id INTEGER NOT NULL,
  service TEXT NOT NULL,
  regime TEXT NOT NULL,
  code TEXT NOT NULL,
  since TEXT,
  PRIMARY KEY (structure_id, service)
) WITHOUT ROWID;
-- code: kindCode or serviceCode. Only structures with a position; the others by structures_nowhere.
CREATE TABLE structure_offers (
  code TEXT NOT NULL,
  lat REAL NOT NULL,
  lon REAL NOT NULL,
  structure_id INTEGER NOT NULL,
  PRIMARY KEY (code, lat, lon, structure_id)
) WITHOUT ROWID;
CREATE INDEX structures_nowhere ON structures (departement, category) WHERE lat IS NULL;
CREATE TABLE structure_phones (number TEXT NOT NULL, structure_id INTEGER NOT NULL, PRIMARY KEY (number, structure_id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE structure_words USING fts5 (
  said, content='', columnsize=0, detail=none, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2"
);
`

/** Code of a category (TRE_R397) in `structure_offers`. */
export const kindCode = (category: string): string => `K${category}`
/** Code of a service in `structure_offers`. */
export const serviceCode = (service: Service): string => `S${service}`
/** What stands for a category in `structure_words`. */
export const kindWord = (category: string): string => `ωk${category.toLowerCase()}`
/** What stands for a service in `structure_words`. */
export const serviceWord = (service: Service): string => `ωs${service.replaceAll('-', '')}`

/**
 * The number by which `structure_ids` knows a FINESS or SIRET number: its digits; Corsican FINESS numbers (2A, 2B) have
 * numbers of ten digits that no other has.
 */
export function structureNumber(id: string): number {
  const corsican = /^2([AB])(\d{7})$/i.exec(id)
  if (corsican) return (corsican[1]?.toUpperCase() === 'A' ? 1_200_000_000 : 1_210_000_000) + Number(corsican[2])
  return Number(id)
}

export interface StructureWriter {
  /** False when an establishment of this number was written before. */
  put(structure: StructureRecord): boolean
  /** `unknown`: no such establishment here; `known`: it had this service already. */
  service(finess: string, service: ServiceRecord): 'kept' | 'known' | 'unknown'
  /** Where an establishment stands; undefined when there is none of this number. */
  placeOf(finess: string): { insee: string | null; departement: string | null } | undefined
  /** Its own point, in the place of its commune's. */
  locate(finess: string, position: Position): void
}

export function createStructureWriter(db: Db): StructureWriter {
  const insert =
    db.prepare(`INSERT OR IGNORE INTO structures (finess, legal_finess, siret, name, legal_name, category, address,
      postcode, insee, city, departement, lat, lon, precision, phones, email, opened, updated)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const find = db.prepare<[string], { id: number }>('SELECT id FROM structures WHERE finess = ?')
  const insertService = db.prepare(
    'INSERT OR IGNORE INTO services (structure_id, service, regime, code, since) VALUES (?, ?, ?, ?, ?)',
  )
  const place = db.prepare<[string], { insee: string | null; departement: string | null }>(
    'SELECT insee, departement FROM structures WHERE finess = ?',
  )
  const locate = db.prepare("UPDATE structures SET lat = ?, lon = ?, precision = 'address' WHERE finess = ?")
  return {
    put(structure) {
      const { changes } = insert.run(
        structure.finess,
        structure.legalFiness,
        structure.siret,
        structure.name,
        structure.legalName,
        structure.category,
        structure.address.join('\n'),
        structure.postcode,
        structure.insee,
        structure.city,
        structure.departement,
        structure.lat,
        structure.lon,
        structure.precision,
        structure.phones.join(' '),
        structure.email,
        structure.opened,
        structure.updated,
      )
      return changes > 0
    },
    service(finess, { service, regime, code, since }) {
      const known = find.get(finess)
      if (!known) return 'unknown'
      return insertService.run(known.id, service, regime, code, since).changes > 0 ? 'kept' : 'known'
    },
    placeOf: finess => place.get(finess),
    locate(finess, { lat, lon }) {
      locate.run(lat, lon, finess)
    },
  }
}

interface Row extends PlaceRow {
  id: number
  name: string
  legal_name: string | null
  category: string
}

/** Words of addresses that say nothing. */
const EMPTY_WORDS = new Set('de du des d la le les l et rue avenue'.split(' '))
const BATCH = 2000

/** Writes what finds the establishments, from what was written of them. */
export function writeStructureIndexes(db: Db): void {
  const rows = db.prepare<[number, number], Row>(
    `SELECT id, name, legal_name, category, address, postcode, insee, city, departement, phones FROM structures
     WHERE id > ? ORDER BY id LIMIT ?`,
  )
  const services = db.prepare<[number], { service: Service }>('SELECT service FROM services WHERE structure_id = ?')
  const insertWords = db.prepare('INSERT INTO structure_words (rowid, said) VALUES (?, ?)')
  const insertPhone = db.prepare('INSERT OR IGNORE INTO structure_phones (number, structure_id) VALUES (?, ?)')
  for (let last = 0; ; ) {
    const batch = rows.all(last, BATCH)
    for (const row of batch) {
      insertWords.run(
        row.id,
        documentOf(
          row,
          services.all(row.id).map(each => each.service),
        ),
      )
      for (const phone of row.phones.split(' ')) if (phone) insertPhone.run(phone, row.id)
    }
    const end = batch.at(-1)
    if (!end) break
    last = end.id
  }
  db.exec(`INSERT OR IGNORE INTO structure_offers (code, lat, lon, structure_id)
    SELECT code, lat, lon, id FROM (
      SELECT 'K' || category AS code, lat, lon, id FROM structures WHERE lat IS NOT NULL AND category <> ''
      UNION ALL
      SELECT 'S' || s.service, t.lat, t.lon, t.id FROM services s CROSS JOIN structures t ON t.id = s.structure_id
        WHERE t.lat IS NOT NULL
    ) ORDER BY code, lat, lon, id`)
  db.exec("INSERT INTO structure_words (structure_words) VALUES ('optimize')")
}

/** Every word by which an establishment is found: its names, street, commune, codes. */
function documentOf(row: Row, services: readonly Service[]): string {
  const said = new Set([...words(row.name), ...words(row.legal_name ?? '')])
  for (const word of words(`${row.address.replaceAll('\n', ' ')} ${row.city ?? ''}`))
    if (!EMPTY_WORDS.has(word)) said.add(word)
  if (row.postcode) said.add(row.postcode)
  if (row.insee) said.add(communeWord(row.insee))
  if (row.departement && departementByCode(row.departement)) said.add(departementWord(row.departement))
  if (row.category) said.add(kindWord(row.category))
  for (const service of services) said.add(serviceWord(service))
  return [...said].join(' ')
}
