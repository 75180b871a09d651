/** Second half of an import: everything that finds people, written from what the first half wrote. */
import type { Db } from '../../sqlite.ts'
import { words } from '../text.ts'
import { documentOf, nameWords } from './document.ts'
import { writeLexicon } from './lexicon.ts'
import { meetTerms, writeTerms } from './terms.ts'
import type { StoredActivity } from './write.ts'

type ActivityRow = Pick<
  StoredActivity,
  | 'id'
  | 'person_id'
  | 'profession'
  | 'structure'
  | 'sector'
  | 'postcode'
  | 'insee'
  | 'address'
  | 'city'
  | 'departement'
  | 'phones'
>

interface PersonRow {
  id: number
  family: string
  given: string
  profession: string
  specialities: string
}

/** People read at a time: the driver allows no write while a cursor is open. */
const BATCH = 2000

/** Writes words, offers, phones and the lexicon. `onPeople` hears how many people are done. */
export function writeIndexes(db: Db, onPeople: (done: number) => void): void {
  // Written in the order of the file it is half empty; written again in its own order it is dense.
  db.exec('REINDEX people_idnps')
  db.exec('CREATE TEMP TABLE skills (person_id INTEGER, code TEXT)')
  db.exec('CREATE TEMP TABLE numbers (number TEXT, person_id INTEGER)')
  const people = db.prepare<[number, number], PersonRow>(
    'SELECT id, family, given, profession, specialities FROM people WHERE id > ? ORDER BY id LIMIT ?',
  )
  const activities = db.prepare<[number, number], ActivityRow>(
    `SELECT a.id, a.person_id, a.profession, s.structure, s.sector, s.postcode, s.insee, s.address, s.city, s.departement,
       s.phones
     FROM activities a JOIN sites s ON s.id = a.site_id WHERE a.person_id BETWEEN ? AND ? ORDER BY a.person_id`,
  )
  const insertWords = db.prepare('INSERT INTO words (rowid, said) VALUES (?, ?)')
  const insertSkill = db.prepare('INSERT INTO temp.skills (person_id, code) VALUES (?, ?)')
  const insertNumber = db.prepare('INSERT INTO temp.numbers (number, person_id) VALUES (?, ?)')
  const met = meetTerms(db)

  let done = 0
  for (let last = 0; ; ) {
    const batch = people.all(last, BATCH)
    const first = batch[0]
    const end = batch.at(-1)
    if (!first || !end) break
    const byPerson = Map.groupBy(activities.all(first.id, end.id), activity => activity.person_id)
    for (const person of batch) {
      const own = byPerson.get(person.id) ?? []
      insertWords.run(person.id, documentOf({ ...person, activities: own }))
      for (const code of person.specialities.split(' ')) if (code) insertSkill.run(person.id, code)
      for (const { phones } of own)
        for (const number of phones.split(' ')) if (number) insertNumber.run(number, person.id)
      const communes = new Set(own.flatMap(({ insee }) => insee ?? []))
      for (const word of nameWords(person.family)) {
        met.surnames.add(word)
        for (const insee of communes) met.bearer(insee, word)
      }
      for (const word of words(person.given)) met.given.add(word)
    }
    last = end.id
    done += batch.length
    onPeople(done)
  }
  db.exec('INSERT OR IGNORE INTO phones SELECT number, person_id FROM temp.numbers ORDER BY number, person_id')
  db.exec(`INSERT OR IGNORE INTO offers (code, spot_id, rank, activity_id, person_id)
    SELECT code, spot_id, rank, activity_id, person_id FROM (
      SELECT 'P' || a.profession AS code, w.spot_id, a.rank, a.id AS activity_id, a.person_id
        FROM activities a CROSS JOIN sites w ON w.id = a.site_id WHERE a.profession <> ''
      UNION ALL
      SELECT s.code, w.spot_id, a.rank, a.id, a.person_id FROM temp.skills s
        CROSS JOIN activities a ON a.person_id = s.person_id CROSS JOIN sites w ON w.id = a.site_id
    ) ORDER BY code, spot_id, rank, person_id, activity_id`)
  db.exec(`INSERT OR IGNORE INTO structure_ids
    SELECT CASE substr(number, 1, 2) WHEN '2A' THEN 1200000000 + substr(number, 3) WHEN '2B' THEN 1210000000 + substr(number, 3)
        ELSE CAST(number AS NUMERIC) END AS number, person_id FROM (
      SELECT w.finess AS number, a.person_id FROM activities a CROSS JOIN sites w ON w.id = a.site_id WHERE w.finess IS NOT NULL
      UNION ALL
      SELECT w.siret, a.person_id FROM activities a CROSS JOIN sites w ON w.id = a.site_id WHERE w.siret IS NOT NULL
    ) ORDER BY number, person_id`)
  db.exec('DROP TABLE temp.skills')
  db.exec('DROP TABLE temp.numbers')
  writeLexicon(db, met.surnames)
  db.exec("INSERT INTO words (words) VALUES ('optimize')")
  writeTerms(db, met)
}
