/** Opening a directory file to read it, and saying plainly what is wrong with one that cannot be read. */
import { type Db, openDatabase } from '../../sqlite.ts'
import { attachSite } from '../rosters/store.ts'
import { readMeta } from './schema.ts'

export interface DirectoryFacts {
  contentDate: string
  people: number
  activities: number
  structures: number
  /** Share of the places of work whose commune is known, 0 to 1. */
  located: number
}

export type Opened =
  | { kind: 'ready'; db: Db; facts: DirectoryFacts }
  /** No file yet. */
  | { kind: 'empty' }
  /** A file that is no directory, or one of another version: it is left as it is, an import replaces it. */
  | { kind: 'broken'; detail: string }

/** Opens for reading only. Never throws on a bad file. */
export function openDirectory(file: string): Opened {
  let db: Db | null = null
  try {
    db = openDatabase(file, { readonly: true, fileMustExist: true })
    attachSite(db, file)
    db.pragma('query_only = ON')
    db.pragma('main.locking_mode = EXCLUSIVE')
    db.pragma('cache_size = -16384')
    const meta = readMeta(db)
    if (!meta) return { kind: 'broken', detail: 'version' }
    // A file cut short opens well and fails later: its last page is where the header says it ends.
    const { contentDate } = meta
    const facts = {
      contentDate,
      people: Number(meta.people),
      activities: Number(meta.activities),
      structures: Number(meta.structures),
      located: Number(meta.located),
    }
    const opened = db
    db = null
    return { kind: 'ready', db: opened, facts }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code !== 'string') throw error
    if (code === 'SQLITE_CANTOPEN') return { kind: 'empty' }
    return { kind: 'broken', detail: code }
  } finally {
    db?.close()
  }
}
