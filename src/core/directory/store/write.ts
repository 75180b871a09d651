/** Writing people with their places of work into a new file, and what finds them while they are at hand. */
import type { Db } from '../../sqlite.ts'
import { isKnownCode, type LabelKind } from '../nomenclature.ts'
import type { ActivityRecord, PersonRecord } from '../rpps/row.ts'
import { documentOf, recoveredWords } from './document.ts'
import type { IndexWriter } from './index-writer.ts'
import { createMet } from './met.ts'
import { addressOf, type PlaceRow, valuesOf } from './place-row.ts'
import { type PlaceOfWork, readPlaces, writePlaces } from './places-of-work.ts'
import { createSites, ownPlace, type SiteCounts } from './sites.ts'

interface PersonRow {
  id: number
  idnps: string
  civility: string | null
  family: string
  given: string
  profession: string
  specialities: string
  category: string | null
  places: string
}

export interface SiteRow extends PlaceRow {
  id: number
  structure_id: string
  structure: string | null
  email: string | null
  sector: string
  finess: string | null
  siret: string | null
  recovered: number
}

/** Somebody as the file tells them, with the words of {@link documentOf}. */
export interface Told {
  person: PersonRecord
  said: string
}

export interface Writer {
  /** The person as already written, when rows of theirs came before and far away in the file: no longer written. */
  take(idnps: string): PersonRecord | null
  put(told: Told): void
  label(kind: LabelKind, code: string, label: string): void
  /** Everybody is written: what finds them again is forgotten. */
  end(): void
  readonly counts: Readonly<{ people: number; recovered: number } & SiteCounts>
}

/** Statements and small maps of one import. Everything happens inside the caller's transactions. */
export function createWriter(db: Db, indexes: IndexWriter): Writer {
  const insertPerson = db.prepare(
    'INSERT INTO people (id, idnps, civility, family, given, profession, specialities, category, places) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const findPerson = db.prepare<[number], PersonRow>('SELECT * FROM people WHERE id = ?')
  const findSite = db.prepare<[number], SiteRow>('SELECT * FROM sites WHERE id = ?')
  const removePerson = db.prepare('DELETE FROM people WHERE id = ?')
  const insertLabel = db.prepare('INSERT OR IGNORE INTO labels (kind, code, label) VALUES (?, ?, ?)')
  const sites = createSites(db)
  const met = createMet()
  const told = new Set<string>()
  let last = 0
  let people = 0
  let recovered = 0

  return {
    take(idnps) {
      for (const id of met.candidates(idnps)) {
        const row = findPerson.get(id)
        if (row?.idnps !== idnps) continue
        const places = readPlaces(row.places)
        const rows = places.flatMap(({ site }) => findSite.get(site) ?? [])
        const person = { ...row, specialities: valuesOf(row.specialities) }
        const activities = places.flatMap((place, at) => {
          const site = rows[at]
          return site ? [activityOf(place, site)] : []
        })
        const said = [
          documentOf({ ...person, activities }),
          ...rows.filter(site => site.recovered > 0).map(recoveredWords),
        ]
        indexes.gone(id, said.join(' '))
        removePerson.run(id)
        people--
        recovered -= rows.filter(site => site.recovered > 0).length
        return { ...person, activities }
      }
      return null
    },
    put({ person, said }) {
      const id = ++last
      const places: PlaceOfWork[] = []
      let words = said
      for (const activity of person.activities) {
        const { id: site, spot, place } = sites.of(activity)
        const { rank, profession, mode, genre } = activity
        places.push({ site, spot, insee: place.insee, departement: place.departement, rank, profession, mode, genre })
        if (place.recovered > 0) {
          recovered++
          words += ` ${recoveredWords(place)}`
        }
        indexes.place(id, { phones: place.phones, finess: activity.finess, siret: activity.siret })
      }
      const { idnps, civility, family, given, profession, category } = person
      const specialities = person.specialities.join(' ')
      insertPerson.run(id, idnps, civility, family, given, profession, specialities, category, writePlaces(places))
      met.add(idnps, id)
      indexes.person(id, person, places, words)
      people++
    },
    label(kind, code, label) {
      const key = `${kind} ${code}`
      // A broken file may give a label a row: past any real nomenclature, they are not kept.
      if (told.has(key) || told.size > 5000) return
      told.add(key)
      if (!isKnownCode(kind, code)) insertLabel.run(kind, code, label)
    },
    end() {
      met.forget()
      sites.end()
    },
    get counts() {
      return { people, recovered, ...sites.counts() }
    },
  }
}

/** The activity as the register told it: what FINESS added to its site is left out. */
function activityOf(place: PlaceOfWork, site: SiteRow): ActivityRecord {
  const own = ownPlace(site)
  return {
    ...place,
    ...own,
    structureId: site.structure_id,
    structure: site.structure,
    address: addressOf(own.address),
    phones: valuesOf(own.phones),
    email: site.email,
    sector: site.sector,
    finess: site.finess,
    siret: site.siret,
  }
}
