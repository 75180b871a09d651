/**
 * The directory's file. Written once by an import, then only read; a new import is a new file.
 *
 * `people` with their places of work are what is shown. `spots` are the distinct positions (a commune, an address); `offers` says
 * who offers what in which square (`grid.ts`) and where, so that «the nearest psychiatrists» walks an index. `words` is a
 * contentless full-text index with one document a person. `sites` are the places of work, told once for all who work
 * there; `recovered` ones have their address from FINESS. `structures` are the establishments (`structures.ts`), `sources` what
 * each file gave (`sources.ts`). `lexicon` holds the distinct surnames, packed, for those that resemble or sound like what was typed.
 */
import type { Db } from '../../sqlite.ts'
import { LEXICON_TABLES } from './lexicon.ts'
import { SOURCE_TABLES } from './sources.ts'
import { STRUCTURE_TABLES } from './structures.ts'
import { TERM_TABLES } from './terms.ts'

/** Grows when the shape changes: a file of another shape is not read, and is imported again. */
export const SCHEMA_VERSION = 7

const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE labels (kind TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (kind, code)) WITHOUT ROWID;
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  idnps TEXT NOT NULL,
  civility TEXT,
  family TEXT NOT NULL,
  given TEXT NOT NULL,
  profession TEXT NOT NULL,
  specialities TEXT NOT NULL,
  category TEXT,
  -- Places of work, packed (places-of-work.ts).
  places TEXT NOT NULL
);
CREATE TABLE spots (
  id INTEGER PRIMARY KEY,
  insee TEXT,
  departement TEXT,
  lat REAL,
  lon REAL,
  precision TEXT
);
CREATE INDEX spots_departement ON spots (departement) WHERE lat IS NULL;
CREATE TABLE sites (
  id INTEGER PRIMARY KEY,
  structure_id TEXT NOT NULL,
  structure TEXT,
  address TEXT NOT NULL,
  postcode TEXT,
  insee TEXT,
  city TEXT,
  departement TEXT,
  phones TEXT NOT NULL,
  email TEXT,
  sector TEXT NOT NULL,
  finess TEXT,
  siret TEXT,
  recovered INTEGER NOT NULL DEFAULT 0
);
-- people: packed (offers.ts).
CREATE TABLE offers (
  code TEXT NOT NULL,
  square INTEGER NOT NULL,
  spot_id INTEGER NOT NULL,
  -- Of the spot, told again: a circle is walked in this table alone. In parts of a degree (grid.ts).
  lat INTEGER,
  lon INTEGER,
  people BLOB NOT NULL,
  PRIMARY KEY (code, square, spot_id)
) WITHOUT ROWID;
CREATE TABLE phones (number TEXT NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY (number, person_id)) WITHOUT ROWID;
CREATE TABLE structure_ids (number INTEGER NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY (number, person_id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  said, content='', columnsize=0, detail=none, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2"
);
`

/** Prepares an empty file for an import. It is thrown away if the import does not end, so nothing is journalled. */
export function createTables(db: Db): void {
  db.pragma('page_size = 8192')
  // The driver defends files against running without a journal; this one is thrown away when the import does not end.
  db.unsafeMode(true)
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('cache_size = -16384')
  db.pragma('temp_store = FILE')
  // What is gathered for later is written in its order, and read once.
  db.pragma('temp.cache_size = -2048')
  db.exec(TABLES)
  db.exec(STRUCTURE_TABLES)
  db.exec(SOURCE_TABLES)
  db.exec(TERM_TABLES)
  db.exec(LEXICON_TABLES)
}

/** Once everybody is written: in its own order it is dense, and nothing was looked up in it on the way. */
export const createPeopleIndex = (db: Db): void => {
  db.exec('CREATE UNIQUE INDEX people_idnps ON people (idnps)')
}

export type Meta = Record<'schema' | 'contentDate' | 'people' | 'activities' | 'structures' | 'located', string>

/** What the file says of itself; null when it is not a directory of this version. */
export function readMeta(db: Db): Meta | null {
  const rows = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM meta').all()
  const meta = Object.fromEntries(rows.map(row => [row.key, row.value])) as Meta
  return meta.schema === String(SCHEMA_VERSION) ? meta : null
}
