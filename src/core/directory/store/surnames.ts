/** Surnames met, each with the communes where somebody bears it. */
import type { Db } from '../../sqlite.ts'
import { createPairs } from './pairs.ts'
import { createWordTable } from './word-table.ts'

export interface Bearers {
  add(surname: string, communes: ReadonlySet<string>): void
  words(): Iterable<string>
  /** Writes `commune_surnames`. */
  write(): void
}

/** Words at most: no register has as many. */
const MOST_WORDS = 2 ** 24

export function createBearers(db: Db): Bearers {
  const surnames = createWordTable(MOST_WORDS)
  const communes = new Map<string, number>()
  const pairs = createPairs(db, 'bearers')

  const communeOf = (insee: string): number => {
    const known = communes.get(insee)
    if (known !== undefined) return known
    communes.set(insee, communes.size)
    return communes.size - 1
  }
  return {
    add(surname, insees) {
      const word = surnames.numberOf(surname)
      if (word < 0) return
      for (const insee of insees) pairs.add(communeOf(insee), word)
    },
    words: () => surnames.words(),
    write() {
      const insert = db.prepare('INSERT INTO commune_surnames (insee, surnames) VALUES (?, ?)')
      const insees = [...communes.keys()]
      const sorted = pairs.sorted()
      for (let at = 0; at < sorted.length; ) {
        const commune = sorted[at + 1] as number
        const own: string[] = []
        for (let last = -1; at < sorted.length && sorted[at + 1] === commune; at += 2) {
          const word = sorted[at] as number
          if (word !== last) own.push(surnames.word(word))
          last = word
        }
        insert.run(insees[commune], own.sort().join(' '))
      }
      sorted.buffer.transfer(0)
    },
  }
}
