/** People on their way from the thread that reads to the one that writes: one text a batch, which costs one copy. */
import type { ToldPerson } from './people.ts'
import type { ActivityRecord, PersonRecord } from './row.ts'

const PERSON = ['idnps', 'civility', 'family', 'given', 'profession', 'specialities', 'category'] as const
const ACTIVITY = [
  'profession', 'structureId', 'structure', 'address', 'postcode', 'insee', 'city', 'departement', 'phones', 'email',
  'sector', 'mode', 'genre', 'finess', 'siret', 'rank',
] as const // biome-ignore format: columns

export const writeBatch = (people: readonly ToldPerson[]): string =>
  JSON.stringify(
    people.map(({ person, said, rows, kept }) => [
      said,
      rows,
      kept,
      PERSON.map(field => person[field]),
      person.activities.map(activity => ACTIVITY.map(field => activity[field])),
    ]),
  )

type Packed = [said: string, rows: number, kept: number, person: unknown[], activities: unknown[][]]

/** Reads back what {@link writeBatch} wrote. */
export const readBatch = (text: string): ToldPerson[] =>
  (JSON.parse(text) as Packed[]).map(([said, rows, kept, person, activities]) => ({
    said,
    rows,
    kept,
    person: personOf(person, activities),
  }))

function personOf(cells: unknown[], activities: unknown[][]): PersonRecord {
  const [idnps, civility, family, given, profession, specialities, category] = cells
  return {
    idnps,
    civility,
    family,
    given,
    profession,
    specialities,
    category,
    activities: activities.map(activityOf),
  } as PersonRecord
}

function activityOf(cells: unknown[]): ActivityRecord {
  const [profession, structureId, structure, address, postcode, insee, city, departement, phones, email, ...more] =
    cells
  const [sector, mode, genre, finess, siret, rank] = more
  return {
    profession,
    structureId,
    structure,
    address,
    postcode,
    insee,
    city,
    departement,
    phones,
    email,
    sector,
    mode,
    genre,
    finess,
    siret,
    rank,
  } as ActivityRecord
}
