/**
 * What search knows of words before it asks for them: how many people each one finds, what it may be, and which phrases
 * name a commune. A question is asked from its rarest word on, and a frequent word is never opened to its beginnings.
 */
import type { Db } from '../../sqlite.ts'
import { allCommunes, communeByInsee, former } from '../geography.ts'
import { PARTICLES, words } from '../text.ts'

export const TERM_TABLES = `
-- Every word of the index of people. kinds: bits of KIND.
CREATE TABLE terms (word TEXT PRIMARY KEY, people INTEGER NOT NULL, kinds INTEGER NOT NULL) WITHOUT ROWID;
-- Communes by the words of their names in one string, old names too.
CREATE TABLE commune_names (name TEXT NOT NULL, insee TEXT NOT NULL, population INTEGER NOT NULL, PRIMARY KEY (name, insee)) WITHOUT ROWID;
-- Surnames of those who work in a commune, in one string: a name misspelt beside a commune is looked for among them only.
CREATE TABLE commune_surnames (insee TEXT PRIMARY KEY, surnames TEXT NOT NULL) WITHOUT ROWID;
`

export const KIND = { surname: 1, given: 2, commune: 4 } as const

/** Writes the tables, once the index of words is whole. */
export function writeTerms(db: Db, met: { surnames: Iterable<string>; given: Iterable<string> }): void {
  db.exec('CREATE TEMP TABLE kinds (word TEXT PRIMARY KEY, bits INTEGER NOT NULL) WITHOUT ROWID')
  const put = db.prepare(
    'INSERT INTO temp.kinds (word, bits) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET bits = bits | excluded.bits',
  )
  const cities = db.prepare<[], { city: string }>('SELECT DISTINCT city FROM sites WHERE city IS NOT NULL').all()
  const communes = new Set(cities.flatMap(({ city }) => words(city)))
  for (const [kind, list] of [
    [KIND.surname, met.surnames],
    [KIND.given, met.given],
    [KIND.commune, communes],
  ] as const)
    for (const word of list) put.run(word, kind)
  db.exec('CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)')
  // Codes begin with «ω»: beyond every letter.
  db.exec(`INSERT INTO terms (word, people, kinds)
    SELECT v.term, v.doc, coalesce(k.bits, 0) FROM temp.vocabulary v LEFT JOIN temp.kinds k ON k.word = v.term
    WHERE v.term < 'ω'`)
  db.exec('DROP TABLE temp.vocabulary')
  db.exec('DROP TABLE temp.kinds')
  writeCommuneNames(db)
}

/** Names of communes, in the order of their table: one text, the same for every import of a process. */
let communeNames: string | null = null

function writeCommuneNames(db: Db): void {
  communeNames ??= JSON.stringify(namesOfCommunes())
  db.prepare(
    `INSERT OR IGNORE INTO commune_names (name, insee, population)
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)`,
  ).run(communeNames)
}

type CommuneName = [name: string, insee: string, population: number]

function namesOfCommunes(): CommuneName[] {
  const names: CommuneName[] = []
  const put = (name: string, insee: string, population: number) => {
    const said = words(name)
    names.push([said.join(' '), insee, population])
    // «Haye» for «La Haye», «Mans» for «Le Mans».
    if (said.length > 1 && PARTICLES.has(said[0] ?? '') && said[0] !== 'saint' && said[0] !== 'sainte')
      names.push([said.slice(1).join(' '), insee, population])
    const arrondissement = /^(\w+) (\d+)er?e? arrondissement$/.exec(said.join(' '))
    if (arrondissement) {
      names.push([`${arrondissement[1]} ${arrondissement[2]}`, insee, population])
      names.push([`${arrondissement[1]} ${arrondissement[2]}e`, insee, population])
    }
  }
  for (const { name, insee, population } of allCommunes()) put(name, insee, population)
  for (const old of former) {
    const now = communeByInsee(old.now)
    if (now) put(old.name, now.insee, 0)
  }
  // The first of two rows of one key stays: sorting keeps their order.
  return names.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
}
