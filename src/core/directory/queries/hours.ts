/** Opening hours that the rosters of the site tell now: of somebody at their places, of an establishment. No national file has any. */
import type { OpeningHours, Person } from '../../../shared/contract/directory.ts'
import type { Db } from '../../sqlite.ts'
import { weekOf } from '../rosters/hours.ts'
import { prepared } from './prepared.ts'

interface Row {
  finess: string | null
  insee: string | null
  postcode: string | null
  city: string | null
  name: string
  hours: string
  note: string
  valid_until: number | null
  file: string
  imported_at: number
}

// What holds for a time (holidays) before what always does; then the latest list.
const TOLD = (
  of: string,
) => `SELECT e.finess, e.insee, e.postcode, e.city, e.name, e.hours, e.note, e.valid_until, r.file,
    r.imported_at
  FROM roster_entries AS e CROSS JOIN rosters AS r ON r.id = e.roster_id
  WHERE ${of} AND e.kind = 'hours' AND coalesce(e.valid_from, 0) <= ? AND (e.valid_until IS NULL OR e.valid_until > ?)
  ORDER BY e.valid_until IS NULL, r.imported_at DESC, e.id LIMIT 20`

export const SQL = {
  hoursOfPerson: TOLD('e.rpps = ?'),
  hoursOfStructure: TOLD('e.finess = ? AND e.rpps IS NULL'),
} as const

function toldOf(row: Row, of: OpeningHours['of'], activity: string | null): OpeningHours[] {
  const week = weekOf(row.hours)
  if (!week) return []
  return [
    {
      week,
      note: row.note,
      of,
      activity,
      where: [row.name, row.city].filter(Boolean).join(', '),
      until: row.valid_until === null ? null : new Date(row.valid_until).toISOString(),
      file: row.file,
      taken: new Date(row.imported_at).toISOString(),
    },
  ]
}

/** Those of the establishment of this FINESS number: the first that holds at `now` (ms). */
export function structureHours(db: Db, { finess, now }: { finess: string; now: number }): OpeningHours[] {
  const rows = prepared<[string, number, number], Row>(db, SQL.hoursOfStructure).all(finess, now, now)
  return rows.flatMap(row => toldOf(row, 'structure', null)).slice(0, 1)
}

/**
 * One entry a place of work at most: somebody's own hours there, else those of the establishment. Lines about a place that
 * the directory does not know come last, with `activity` null.
 */
export function personHours(
  db: Db,
  { person, now }: { person: Pick<Person, 'rpps' | 'activities'>; now: number },
): OpeningHours[] {
  const rows = prepared<[string, number, number], Row>(db, SQL.hoursOfPerson).all(person.rpps, now, now)
  const at = new Map<string, OpeningHours>()
  const elsewhere = new Map<string, OpeningHours>()
  for (const row of rows) {
    const places = placesOf(row, person.activities)
    for (const told of places.flatMap(({ id }) => toldOf(row, 'person', id)))
      if (!at.has(told.activity ?? '')) at.set(told.activity ?? '', told)
    if (places.length > 0) continue
    for (const told of toldOf(row, 'person', null)) if (!elsewhere.has(told.where)) elsewhere.set(told.where, told)
  }
  for (const { id, finess } of person.activities) {
    if (finess === null || at.has(id)) continue
    for (const told of structureHours(db, { finess, now })) at.set(id, { ...told, activity: id })
  }
  return [...person.activities.flatMap(({ id }) => at.get(id) ?? []), ...elsewhere.values()]
}

/** The places of work that a line is about: by its number, else its commune; with neither, the only one. */
function placesOf(row: Row, activities: Person['activities']): Person['activities'] {
  if (row.finess !== null) return activities.filter(activity => activity.finess === row.finess)
  if (row.insee === null && row.postcode === null) return activities.length === 1 ? activities : []
  return activities.filter(
    activity =>
      (row.insee !== null && activity.insee === row.insee) ||
      (row.postcode !== null && activity.postalCode === row.postcode),
  )
}
