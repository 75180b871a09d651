/**
 * Pairs of numbers gathered along an import and put in order at its end. Millions of them: what is full goes to the
 * temporary file, and all are in memory only while they are sorted.
 */
import type { Db } from '../../sqlite.ts'

export interface Pairs {
  /** Two numbers of 32 bits. */
  add(upper: number, lower: number): void
  /** All of them by upper, then lower: each takes two places, the lower one first. They are gone from here. */
  sorted(): Uint32Array<ArrayBuffer>
}

/** Pairs in memory before they go to the file. */
const HELD = 1 << 15

/** `name`: of a temporary table, theirs alone. */
export function createPairs(db: Db, name: string): Pairs {
  db.exec(`CREATE TEMP TABLE ${name} (part INTEGER PRIMARY KEY, pairs BLOB NOT NULL)`)
  const insert = db.prepare(`INSERT INTO temp.${name} (pairs) VALUES (?)`)
  const held = new Uint32Array(2 * HELD)
  let used = 0
  let parts = 0

  return {
    add(upper, lower) {
      held[used++] = lower
      held[used++] = upper
      if (used < held.length) return
      insert.run(Buffer.from(held.buffer))
      parts++
      used = 0
    },
    sorted() {
      const all = new Uint32Array(parts * held.length + used)
      const read = db.prepare<[number], { pairs: Buffer }>(`SELECT pairs FROM temp.${name} WHERE part = ?`)
      const bytes = Buffer.from(all.buffer)
      for (let part = 0; part < parts; part++) read.get(part + 1)?.pairs.copy(bytes, part * held.byteLength)
      all.set(held.subarray(0, used), parts * held.length)
      db.exec(`DROP TABLE temp.${name}`)
      used = 0
      parts = 0
      // Both halves as one number: every machine that runs this puts the lower half first.
      new BigUint64Array(all.buffer).sort()
      return all
    },
  }
}
