/** The memory of the site's service: one row a thing told, the newest word of each. What is old goes by itself. */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import type { Log } from '../ports.ts'
import { type Db, openDatabase } from '../sqlite.ts'
import { Entry, type Heard, keyOf } from './wire.ts'

/** Followed 72 h after appointments of the next days: a week holds them all. */
const KEPT_MS = 7 * 24 * 3_600_000
/** Never more rows than this, whatever the desks say. */
const MOST_ROWS = 50_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS board (id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY, desk TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL,
    told_at INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS entry_seq ON entry (seq);
  CREATE INDEX IF NOT EXISTS entry_told ON entry (told_at);`

export interface BoardFile {
  readonly id: string
  /** Number of the last thing told. */
  last(): number
  /** True when something of it was new. What another desk told first stays that desk's. */
  put(desk: string, name: string, entries: readonly Entry[]): boolean
  /** What desks other than this one told after `heard`, oldest first. */
  since(heard: number, desk: string, limit: number): { heard: number; entries: Heard[] }
  close(): void
}

/** Opens the memory; in this process alone when the disk refuses it: desks tell again what they have to whom forgot it. */
export function openBoardFile(file: string, now: () => number, log: Log): BoardFile {
  let db: Db
  try {
    db = open(file)
  } catch (error) {
    log.warn('site.memory-not-on-disk', { code: String((error as { code?: string }).code ?? 'UNKNOWN') })
    db = open(':memory:')
  }
  const id = db.prepare('SELECT id FROM board').pluck().get() as string
  const known = db.prepare('SELECT desk, at FROM entry WHERE key = ?')
  const write = db.prepare(
    `INSERT INTO entry (key, desk, name, at, seq, told_at, body) VALUES (@key, @desk, @name, @at, @seq, @toldAt, @body)
     ON CONFLICT (key) DO UPDATE SET name = @name, at = @at, seq = @seq, told_at = @toldAt, body = @body`,
  )
  const after = db.prepare('SELECT seq, desk, name, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?')
  let last = Number(db.prepare('SELECT coalesce(max(seq), 0) FROM entry').pluck().get())

  const put = db.transaction((desk: string, name: string, entries: readonly Entry[]): number => {
    let seq = last
    for (const entry of entries) {
      const key = keyOf(entry)
      const before = known.get(key) as { desk: string; at: number } | undefined
      if (before && (before.desk !== desk || before.at >= entry.at)) continue
      seq += 1
      write.run({ key, desk, name, at: entry.at, seq, toldAt: now(), body: JSON.stringify(entry) })
    }
    db.prepare('DELETE FROM entry WHERE told_at < ? OR seq <= ?').run(now() - KEPT_MS, seq - MOST_ROWS)
    return seq
  })

  return {
    id,
    last: () => last,
    put(desk, name, entries) {
      if (entries.length === 0) return false
      try {
        const seq = put(desk, name, entries)
        const news = seq > last
        last = seq
        return news
      } catch (error) {
        log.warn('site.memory-not-written', { code: String((error as { code?: string }).code ?? 'UNKNOWN') })
        throw error
      }
    },
    since(heard, desk, limit) {
      const rows = after.all(heard, limit) as { seq: number; desk: string; name: string; body: string }[]
      const entries = rows
        .filter(row => row.desk !== desk)
        .flatMap(({ desk: by, name, body }): Heard[] => {
          const entry = Entry.safeParse(JSON.parse(body))
          return entry.success ? [{ desk: by, name, entry: entry.data }] : []
        })
      return { heard: rows.at(-1)?.seq ?? Math.max(heard, last), entries }
    },
    close: () => db.close(),
  }
}

function open(file: string): Db {
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
  const db = openDatabase(file, { timeout: 200 })
  try {
    db.pragma('journal_mode = WAL')
    db.exec(SCHEMA)
    if (db.prepare('SELECT count(*) FROM board').pluck().get() === 0)
      db.prepare('INSERT INTO board (id) VALUES (?)').run(randomUUID())
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
