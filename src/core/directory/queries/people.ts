/** People and their activities by key, as the contract shows them. */
import type { z } from 'zod'
import type { Activity as ActivitySchema, Person, PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { coded, type FileLabels, type LabelKind } from '../nomenclature.ts'
import { kmBetween, type PlaceRow, placeOf, positionOf, type SpotRow, valuesOf } from '../store/place-row.ts'
import { highlight } from '../text.ts'
import { prepared } from './prepared.ts'

type Activity = z.infer<typeof ActivitySchema>

export interface PersonRow {
  id: number
  idnps: string
  civility: string | null
  family: string
  given: string
  profession: string
  specialities: string
  category: string | null
}

export interface ActivityRow extends PlaceRow, SpotRow {
  id: number
  rank: number
  profession: string
  structure: string | null
  email: string | null
  sector: string
  mode: string
  genre: string
  finess: string | null
  siret: string | null
  precision: Activity['precision']
}

export const SQL = {
  personById: 'SELECT * FROM people WHERE id = ?',
  personByIdnps: 'SELECT * FROM people WHERE idnps = ?',
  activitiesOf: `SELECT a.id, a.rank, a.profession, w.structure, w.address, w.postcode, w.insee, w.city, w.departement, w.phones,
      w.email, w.sector, a.mode, a.genre, w.finess, w.siret, s.lat, s.lon, s.precision
    FROM activities a CROSS JOIN sites w ON w.id = a.site_id CROSS JOIN spots s ON s.id = w.spot_id
    WHERE a.person_id = ? ORDER BY a.id`,
  labels: 'SELECT kind, code, label FROM labels',
} as const

const labelsOf = new WeakMap<Db, FileLabels>()

/** Labels that the imported file gave for codes that our nomenclatures do not have. */
function fileLabels(db: Db): FileLabels {
  let labels = labelsOf.get(db)
  if (!labels) {
    const rows = prepared<[], { kind: LabelKind; code: string; label: string }>(db, SQL.labels).all()
    labels = new Map(
      Array.from(
        Map.groupBy(rows, row => row.kind),
        ([kind, list]) => [kind, new Map(list.map(row => [row.code, row.label]))],
      ),
    )
    labelsOf.set(db, labels)
  }
  return labels
}

const CIVILITIES: Record<string, string> = { DR: 'Dr', PR: 'Pr', MC: 'Dr' }

export function displayName(row: Pick<PersonRow, 'civility' | 'given' | 'family'>): string {
  return [CIVILITIES[row.civility ?? ''], row.given, row.family].filter(Boolean).join(' ')
}

const orNull = (db: Db, kind: LabelKind, code: string) => (code === '' ? null : coded(kind, code, fileLabels(db)))

function toActivity(db: Db, row: ActivityRow): Activity {
  return {
    id: String(row.id),
    structure: row.structure,
    ...placeOf(row),
    email: row.email,
    sector: orNull(db, 'sector', row.sector),
    mode: orNull(db, 'mode', row.mode),
    genre: orNull(db, 'genre', row.genre),
    replacement: row.genre === 'GENR02' || row.genre === 'GENR03',
    care: row.genre === '' || ['GENR01', 'GENR02', 'GENR03'].includes(row.genre),
    finess: row.finess,
    siret: row.siret,
    precision: row.precision,
  }
}

/** Everything about one person; null when the directory does not have them. */
export function person(db: Db, { idnps }: { idnps: string }): Person | null {
  const row = prepared<[string], PersonRow>(db, SQL.personByIdnps).get(idnps)
  if (!row) return null
  const activities = prepared<[number], ActivityRow>(db, SQL.activitiesOf).all(row.id)
  const labels = fileLabels(db)
  return {
    idnps: row.idnps,
    rpps: row.idnps.slice(1),
    civility: row.civility,
    family: row.family,
    given: row.given,
    displayName: displayName(row),
    profession: coded('profession', row.profession, labels),
    specialities: valuesOf(row.specialities).map(code => coded('speciality', code, labels)),
    category: row.category && coded('category', row.category, labels).label,
    activities: activities.toSorted((a, b) => a.rank - b.rank).map(activity => toActivity(db, activity)),
  }
}

export interface HitOptions {
  near: Position | null
  /** Activity to show; else the best: care first, then nearest, then the first with an address. */
  activityId?: number | null
  /** The establishment where they are shown. */
  finess?: string
  /** Speciality to show first, when it is the one asked for. */
  codes?: readonly string[]
  tokens?: readonly string[]
  /** Words found by resemblance. */
  resembling?: ReadonlySet<string>
  approximate?: boolean
}

/** One person as a line of a list; null when the directory does not have them (any more). */
export function personHit(db: Db, id: number, options: HitOptions): PersonHit | null {
  const row = prepared<[number], PersonRow>(db, SQL.personById).get(id)
  return row ? hitOf(db, row, options) : null
}

function hitOf(db: Db, row: PersonRow, options: HitOptions): PersonHit {
  const activities = prepared<[number], ActivityRow>(db, SQL.activitiesOf).all(row.id)
  const shown =
    activities.find(activity => activity.id === options.activityId) ??
    activities.find(activity => options.finess !== undefined && activity.finess === options.finess) ??
    best(activities, options.near)
  const specialities = valuesOf(row.specialities)
  const speciality = specialities.find(code => options.codes?.includes(code)) ?? specialities[0]
  const name = displayName(row)
  return {
    idnps: row.idnps,
    displayName: name,
    profession: coded('profession', shown?.profession || row.profession, fileLabels(db)),
    speciality: speciality === undefined ? null : coded('speciality', speciality, fileLabels(db)),
    activity: shown ? toActivity(db, shown) : null,
    otherActivities: Math.max(0, activities.length - 1),
    distanceKm: kmBetween(options.near, shown && positionOf(shown)),
    highlights: highlight(name, options.tokens ?? [], options.resembling),
    approximate: options.approximate ?? false,
  }
}

function best(activities: readonly ActivityRow[], near: Position | null): ActivityRow | undefined {
  const cost = (activity: ActivityRow) => {
    const position = positionOf(activity)
    const far = near ? (position ? distanceKm(near, position) : 20_000) : position ? 0 : 1
    return activity.rank * 100_000 + far
  }
  return activities.toSorted((a, b) => cost(a) - cost(b))[0]
}

/** The lines of the people known among these identifiers. */
export function byIdnps(
  db: Db,
  { ids, near }: { ids: readonly string[]; near: Position | null },
): [string, PersonHit][] {
  const find = prepared<[string], PersonRow>(db, SQL.personByIdnps)
  return ids.flatMap(idnps => {
    const row = find.get(idnps)
    return row ? [[idnps, hitOf(db, row, { near })] as [string, PersonHit]] : []
  })
}
