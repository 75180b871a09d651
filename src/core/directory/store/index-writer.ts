/**
 * What finds people, gathered while they are written and put in order once all of them are: words, offers, phones, numbers
 * of structures, surnames. People told again far away in the file are written again under another row; the first row is
 * gone, and what it gathered with it.
 */
import type { Db } from '../../sqlite.ts'
import { offerCode } from '../nomenclature.ts'
import type { PersonRecord } from '../rpps/row.ts'
import { words } from '../text.ts'
import { codeWord } from './code-words.ts'
import { nameWords } from './document.ts'
import { writeLexicon } from './lexicon.ts'
import { createOffers } from './offers.ts'
import type { PlaceOfWork } from './places-of-work.ts'
import { structureNumber } from './structures.ts'
import { createBearers } from './surnames.ts'
import { writeTerms } from './terms.ts'

export interface IndexWriter {
  /** Once for each place of work, before {@link IndexWriter.person}. */
  place(id: number, at: { phones: string; finess: string | null; siret: string | null }): void
  person(id: number, person: PersonRecord, places: readonly PlaceOfWork[], said: string): void
  /** A speciality that another file adds to somebody written before. */
  speciality(id: number, code: string, places: readonly PlaceOfWork[]): void
  gone(id: number, said: string): void
  /** Everything in order. `onStep` hears how many of how many steps are done. */
  finish(onStep: (done: number, of: number) => void): void
}

/** Words of this many people are merged at once by the full-text index, bytes. */
const WORDS_IN_MEMORY = 8 << 20

export function createIndexWriter(db: Db): IndexWriter {
  // One merge of everything at the end, instead of many on the way.
  db.exec(`INSERT INTO words (words, rank) VALUES ('hashsize', ${WORDS_IN_MEMORY})`)
  db.exec("INSERT INTO words (words, rank) VALUES ('automerge', 0)")
  db.exec("INSERT INTO words (words, rank) VALUES ('crisismerge', 1000)")
  db.exec('CREATE TEMP TABLE numbers (number TEXT, person_id INTEGER)')
  db.exec('CREATE TEMP TABLE structure_numbers (number INTEGER, person_id INTEGER)')
  db.exec('CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY, said TEXT)')
  db.exec('CREATE TEMP TABLE skills (id INTEGER, code TEXT, PRIMARY KEY (id, code)) WITHOUT ROWID')
  const insertWords = db.prepare('INSERT INTO words (rowid, said) VALUES (?, ?)')
  const insertNumber = db.prepare('INSERT INTO temp.numbers (number, person_id) VALUES (?, ?)')
  const insertStructure = db.prepare('INSERT INTO temp.structure_numbers (number, person_id) VALUES (?, ?)')
  const insertGone = db.prepare('INSERT INTO temp.gone (id, said) VALUES (?, ?)')
  const insertSkill = db.prepare('INSERT OR IGNORE INTO temp.skills (id, code) VALUES (?, ?)')
  const offers = createOffers(db)
  const bearers = createBearers(db)
  const given = new Set<string>()
  const gone = new Set<number>()

  const offer = (id: number, code: string, { spot, rank }: PlaceOfWork, at: number) =>
    offers.add(code, spot, rank, id, at)

  return {
    place(id, { phones, finess, siret }) {
      if (phones !== '') for (const number of phones.split(' ')) insertNumber.run(number, id)
      for (const number of [finess, siret]) if (number) insertStructure.run(structureNumber(number), id)
    },
    person(id, person, places, said) {
      insertWords.run(id, said)
      for (const [at, place] of places.entries()) {
        if (place.profession) offer(id, offerCode('profession', place.profession), place, at)
        for (const code of person.specialities) offer(id, code, place, at)
      }
      const communes = new Set(places.flatMap(({ insee }) => insee ?? []))
      for (const word of nameWords(person.family)) bearers.add(word, communes)
      for (const word of words(person.given)) given.add(word)
    },
    speciality(id, code, places) {
      insertSkill.run(id, code)
      for (const [at, place] of places.entries()) offer(id, code, place, at)
    },
    gone(id, said) {
      gone.add(id)
      insertGone.run(id, said)
    },
    finish(onStep) {
      const steps = [
        () => {
          removeGone(db)
          addSkills(db)
          db.exec("INSERT INTO words (words) VALUES ('optimize')")
        },
        () => {
          db.exec(`INSERT OR IGNORE INTO phones SELECT number, person_id FROM temp.numbers
            WHERE person_id NOT IN (SELECT id FROM temp.gone) ORDER BY number, person_id`)
          db.exec(`INSERT OR IGNORE INTO structure_ids SELECT number, person_id FROM temp.structure_numbers
            WHERE person_id NOT IN (SELECT id FROM temp.gone) ORDER BY number, person_id`)
        },
        () => offers.write(gone),
        () => writeLexicon(db, bearers.words()),
        () => bearers.write(),
        () => writeTerms(db, { surnames: bearers.words(), given }),
      ]
      for (const [done, step] of steps.entries()) {
        step()
        onStep(done + 1, steps.length)
      }
      for (const table of ['numbers', 'structure_numbers', 'gone', 'skills']) db.exec(`DROP TABLE temp.${table}`)
    },
  }
}

/** The full-text index keeps no text: what is taken out of it is told to it again, in the order of its rows. */
function removeGone(db: Db): void {
  const remove = db.prepare("INSERT INTO words (words, rowid, said) VALUES ('delete', ?, ?)")
  inOrder<{ id: number; said: string }>(db, 'SELECT id, said FROM temp.gone WHERE id > ? ORDER BY id LIMIT 2000', row =>
    remove.run(row.id, row.said),
  )
}

/** One word more of a row that is there: the index keeps its words apart, and learns this one. */
function addSkills(db: Db): void {
  const add = db.prepare('INSERT INTO words (rowid, said) VALUES (?, ?)')
  const sql = `SELECT id, group_concat(code, ' ') AS codes FROM temp.skills WHERE id > ? GROUP BY id ORDER BY id LIMIT 2000`
  inOrder<{ id: number; codes: string }>(db, sql, row => add.run(row.id, row.codes.split(' ').map(codeWord).join(' ')))
}

/** The driver allows no write while a cursor is open: rows are read a batch at a time. */
function inOrder<Row extends { id: number }>(db: Db, sql: string, each: (row: Row) => unknown): void {
  const read = db.prepare<[number], Row>(sql)
  for (let last = 0; ; ) {
    const batch = read.all(last)
    for (const row of batch) each(row)
    const end = batch.at(-1)
    if (!end) return
    last = end.id
  }
}
