/**
 * The file of orientations: SQLite, WAL, `synchronous=FULL`, so that a commit that returned survives the loss of power.
 * The file is the console's memory of what it sent; it is small, written a few times a booking, in this process.
 */
import { closeSync, openSync, renameSync } from 'node:fs'
import type { Clock, Log } from '../ports.ts'
import { type Db, openDatabase } from '../sqlite.ts'

/** Each step brings the file from version `index` to `index + 1`. Steps are never edited once shipped. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE orientation (
     id TEXT PRIMARY KEY,
     status TEXT NOT NULL,
     taking TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     source_id TEXT NOT NULL,
     source_label TEXT NOT NULL,
     simulated INTEGER NOT NULL,
     slot TEXT NOT NULL,
     practitioner TEXT NOT NULL,
     operator TEXT NOT NULL,
     appointment_id TEXT,
     problem_kind TEXT,
     problem_detail TEXT,
     read_backs INTEGER NOT NULL,
     need_hash TEXT NOT NULL,
     body TEXT,
     link TEXT,
     opened_at INTEGER
   ) STRICT;
   CREATE INDEX orientation_recent ON orientation (created_at DESC);
   CREATE INDEX orientation_need ON orientation (need_hash);
   CREATE INDEX orientation_status ON orientation (status, updated_at);
   CREATE INDEX orientation_appointment ON orientation (appointment_id)
     WHERE appointment_id IS NOT NULL;`,
  // `slot` holds the JSON text `null` for an outcome without one.
  `ALTER TABLE orientation ADD COLUMN structure TEXT;
   ALTER TABLE orientation ADD COLUMN outcome TEXT;
   ALTER TABLE orientation ADD COLUMN category TEXT;
   ALTER TABLE orientation ADD COLUMN override TEXT;
   ALTER TABLE orientation ADD COLUMN change TEXT;
   ALTER TABLE orientation ADD COLUMN moved_from TEXT;
   ALTER TABLE orientation ADD COLUMN passed_on TEXT;
   ALTER TABLE orientation ADD COLUMN ends_at INTEGER;
   CREATE INDEX orientation_changing ON orientation (id) WHERE change IS NOT NULL;
   CREATE INDEX orientation_due ON orientation (ends_at) WHERE status = 'confirmed';
   CREATE TABLE phoned (
     idnps TEXT NOT NULL,
     at INTEGER NOT NULL,
     answer TEXT NOT NULL,
     until INTEGER,
     PRIMARY KEY (idnps, at)
   ) STRICT;
   CREATE INDEX phoned_at ON phoned (at);`,
  // Where an outcome sends the caller.
  `ALTER TABLE orientation ADD COLUMN establishment TEXT;
   CREATE INDEX orientation_updated ON orientation (updated_at DESC);`,
]

/**
 * Opens the file, creating or migrating it. A file that is not a database any more is put aside under another name
 * (nothing is deleted) and a new one begun. Throws the system's error when the folder cannot be written.
 */
export function openFile(file: string, clock: Clock, log: Log): Db {
  try {
    return open(file)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw error
    log.error('orientation.file-damaged', { code })
    const aside = `${file}.damaged-${clock.now()}`
    for (const end of ['', '-wal', '-shm']) putAside(`${file}${end}`, `${aside}${end}`)
    return open(file)
  }
}

function putAside(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
}

function open(file: string): Db {
  // Created first with the owner's rights only; SQLite gives its side files the same.
  closeSync(openSync(file, 'a', 0o600))
  // One console a profile: a lock held by somebody else is a fault to report, not to wait for.
  const db = openDatabase(file, { timeout: 200 })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function migrate(db: Db): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > MIGRATIONS.length) throw new Error(`orientation file of a later version: ${version}`)
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}
