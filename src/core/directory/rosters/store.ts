/**
 * The site's own data beside the directory: one small file `<directory>.site`, that imports of the national sources leave
 * alone. Readers see it attached to the directory, so that one question may ask of both.
 *
 * `annuaire`: who the Annuaire Santé said withdrawn (`active` 0) or changed (1) since the register's file.
 *
 * `rosters`: the files taken, one a row. `roster_entries`: their lines. `kind` is the roster's (`templates.ts`), times are
 * ms, `valid_until` the first moment after; an entry is current when `coalesce(valid_from, 0) <= now < valid_until` (null:
 * always). `rpps` has eleven digits (`people.idnps` = '8' || rpps), `finess` is `structures.finess`; `need` is
 * `speciality:SM40` or `profession:50`; `phones` are in E.164, separated by spaces. `own` is the line as
 * its author wrote it (JSON), before the directory completed it.
 */
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { type Db, openDatabase } from '../../sqlite.ts'
import type { CellError, RosterEntry } from './read.ts'
import type { RosterKind } from './templates.ts'

const tables = (schema: string) => `
CREATE TABLE IF NOT EXISTS ${schema}.rosters (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  report TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS ${schema}.roster_entries (
  id INTEGER PRIMARY KEY,
  roster_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  rpps TEXT,
  finess TEXT,
  siret TEXT,
  address TEXT NOT NULL,
  postcode TEXT,
  insee TEXT,
  city TEXT,
  departement TEXT,
  lat REAL,
  lon REAL,
  precision TEXT,
  phones TEXT NOT NULL,
  need TEXT,
  track TEXT,
  mode TEXT,
  rank INTEGER NOT NULL,
  hours TEXT NOT NULL,
  note TEXT NOT NULL,
  valid_from INTEGER,
  valid_until INTEGER,
  own TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS ${schema}.annuaire (
  rpps TEXT PRIMARY KEY,
  active INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS ${schema}.roster_entries_kind ON roster_entries (kind, valid_until);
CREATE INDEX IF NOT EXISTS ${schema}.roster_entries_rpps ON roster_entries (rpps) WHERE rpps IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${schema}.roster_entries_finess ON roster_entries (finess) WHERE finess IS NOT NULL;
`

export const siteName = (database: string): string => `${database}.site`

/**
 * Opens the site's file for writing, making it when there is none. One that is no database is put aside under `.bad` and a
 * new one made: rosters can be imported again, and a desk does not stand still for them.
 */
export function openSite(database: string): Db {
  const file = siteName(database)
  try {
    return prepared(file)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string' || !/^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(code)) throw error
    rmSync(`${file}.bad`, { force: true })
    renameSync(file, `${file}.bad`)
    rmSync(`${file}-journal`, { force: true })
    return prepared(file)
  }
}

function prepared(file: string): Db {
  const db = openDatabase(file)
  try {
    // A rollback journal: readers attach the file for reading only, which a write-ahead log does not allow everywhere.
    db.pragma('journal_mode = DELETE')
    db.exec(tables('main'))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Attaches the site's file to a directory opened for reading; without one, the same tables are there and empty. */
export function attachSite(db: Db, database: string): void {
  const file = siteName(database)
  try {
    // Attaching says nothing of a file that is no database; its first bytes do.
    if (readFileSync(file).subarray(0, 15).toString('latin1') === 'SQLite format 3') {
      db.prepare('ATTACH ? AS site').run(file)
      db.prepare('SELECT count(*) FROM site.roster_entries').get()
      return
    }
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== 'string') throw error
  }
  db.exec(tables('temp'))
}

export interface RosterRow {
  id: number
  kind: RosterKind
  file: string
  importedAt: number
  read: number
  kept: number
  merged: number
  refused: number
  faults: number
  errors: CellError[]
  /** First and last moments that any entry is valid at; null when one is always. */
  validFrom: number | null
  validUntil: number | null
}

type Report = Omit<RosterRow, 'id' | 'kind' | 'file' | 'importedAt'>

/** Past entries are kept this long, so that «who was on duty last night» has an answer. */
const KEPT_AFTER_MS = 30 * 24 * 3_600_000

/** Takes a roster in, in the place of one of the same kind and file name. All or nothing. */
export function putRoster(
  db: Db,
  roster: {
    kind: RosterKind
    file: string
    now: number
    entries: readonly RosterEntry[]
    report: Report
    complete: (entry: RosterEntry) => RosterEntry
  },
): number {
  const { kind, file, now, entries, report, complete } = roster
  const insert =
    db.prepare(`INSERT INTO roster_entries (roster_id, kind, name, rpps, finess, siret, address, postcode, insee, city,
      departement, lat, lon, precision, phones, need, track, mode, rank, hours, note, valid_from, valid_until, own)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return db.transaction(() => {
    for (const { id } of db
      .prepare<[string, string], { id: number }>('SELECT id FROM rosters WHERE kind = ? AND file = ?')
      .all(kind, file))
      removeRoster(db, id)
    db.prepare('DELETE FROM roster_entries WHERE valid_until < ?').run(now - KEPT_AFTER_MS)
    db.exec('DELETE FROM rosters WHERE id NOT IN (SELECT roster_id FROM roster_entries)')
    const id = Number(
      db
        .prepare('INSERT INTO rosters (kind, file, imported_at, report) VALUES (?, ?, ?, ?)')
        .run(kind, file, now, JSON.stringify(report)).lastInsertRowid,
    )
    for (const own of entries) {
      const each = complete(own)
      insert.run(
        id,
        kind,
        each.name,
        each.rpps,
        each.finess,
        each.siret,
        each.address,
        each.postcode,
        each.insee,
        each.city,
        each.departement,
        each.lat,
        each.lon,
        each.precision,
        each.phones.join(' '),
        each.need,
        each.track,
        each.mode,
        each.rank,
        each.hours,
        each.note,
        each.from,
        each.until,
        JSON.stringify(own),
      )
    }
    return id
  })()
}

/** Completes every line anew, from a directory that has changed. */
export function completeEntries(db: Db, complete: (entry: RosterEntry) => RosterEntry): void {
  const rows = db
    .prepare<[], { id: number; own: string }>('SELECT id, own FROM roster_entries WHERE finess IS NOT NULL')
    .all()
  const update =
    db.prepare(`UPDATE roster_entries SET name = ?, siret = ?, address = ?, postcode = ?, insee = ?, city = ?,
    departement = ?, lat = ?, lon = ?, precision = ?, phones = ? WHERE id = ?`)
  db.transaction(() => {
    for (const { id, own } of rows) {
      const each = complete(JSON.parse(own) as RosterEntry)
      const place = [
        each.address,
        each.postcode,
        each.insee,
        each.city,
        each.departement,
        each.lat,
        each.lon,
        each.precision,
      ]
      update.run(each.name, each.siret, ...place, each.phones.join(' '), id)
    }
  })()
}

/** False when there is no such roster. */
export function removeRoster(db: Db, id: number): boolean {
  db.prepare('DELETE FROM roster_entries WHERE roster_id = ?').run(id)
  return db.prepare('DELETE FROM rosters WHERE id = ?').run(id).changes > 0
}

/** The rosters in place, the latest first. */
export function listRosters(db: Db): RosterRow[] {
  const rows = db
    .prepare<[], { id: number; kind: RosterKind; file: string; imported_at: number; report: string }>(
      'SELECT id, kind, file, imported_at, report FROM rosters ORDER BY imported_at DESC, id DESC',
    )
    .all()
  return rows.map(({ id, kind, file, imported_at, report }) => ({
    id,
    kind,
    file,
    importedAt: imported_at,
    ...(JSON.parse(report) as Report),
  }))
}
