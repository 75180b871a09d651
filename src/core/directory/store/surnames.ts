/** Surnames met, each with the communes where somebody bears it. */
import type { Db } from '../../sqlite.ts'

export interface Bearers {
  add(surname: string, communes: ReadonlySet<string>): void
  words(): Iterable<string>
  /** Writes `commune_surnames`. */
  write(db: Db): void
}

/** Words at most: a commune and a word fit one number of 53 bits. */
const MOST_WORDS = 2 ** 24

export function createBearers(): Bearers {
  const surnames = new Map<string, number>()
  const communes = new Map<string, number>()
  let size = 1 << 16
  let used = 0
  let pairs = new Float64Array(size)

  const numberOf = (map: Map<string, number>, key: string): number => {
    const known = map.get(key)
    if (known !== undefined) return known
    map.set(key, map.size)
    return map.size - 1
  }
  return {
    add(surname, insees) {
      const word = numberOf(surnames, surname)
      if (word >= MOST_WORDS) return
      for (const insee of insees) {
        if (used === size) {
          const before = pairs
          size *= 2
          pairs = new Float64Array(size)
          pairs.set(before)
        }
        pairs[used++] = numberOf(communes, insee) * MOST_WORDS + word
      }
    },
    words: () => surnames.keys(),
    write(db) {
      const insert = db.prepare('INSERT INTO commune_surnames (insee, surnames) VALUES (?, ?)')
      const words = [...surnames.keys()]
      const insees = [...communes.keys()]
      const sorted = pairs.subarray(0, used).sort()
      for (let at = 0; at < used; ) {
        const commune = Math.floor((sorted[at] as number) / MOST_WORDS)
        const own: string[] = []
        for (let last = -1; at < used && Math.floor((sorted[at] as number) / MOST_WORDS) === commune; at++) {
          const pair = sorted[at] as number
          if (pair !== last) own.push(words[pair % MOST_WORDS] ?? '')
          last = pair
        }
        insert.run(insees[commune], own.sort().join(' '))
      }
      pairs = new Float64Array(0)
    },
  }
}
