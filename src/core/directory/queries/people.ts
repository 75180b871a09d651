/** People and their activities by key, as the contract shows them. */
import type { z } from 'zod'
import type { Activity as ActivitySchema, Person, PersonHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { coded, type FileLabels, type LabelKind } from '../nomenclature.ts'
import { kmBetween, type PlaceRow, placeOf, valuesOf } from '../store/place-row.ts'
import { type PlaceOfWork, readPlaces } from '../store/places-of-work.ts'
import { highlight } from '../text.ts'
import { prepared } from './prepared.ts'
import { spotOf } from './spots.ts'

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
  /** Packed. */
  places: string
}

interface SiteRow extends PlaceRow {
  structure: string | null
  email: string | null
  sector: string
  finess: string | null
  siret: string | null
}

export const SQL = {
  personById: 'SELECT * FROM people WHERE id = ?',
  personByIdnps: 'SELECT * FROM people WHERE idnps = ?',
  site: `SELECT structure, address, postcode, insee, city, departement, phones, email, sector, finess, siret
    FROM sites WHERE id = ?`,
  labels: 'SELECT kind, code, label FROM labels',
} as const

const siteOf = (db: Db, id: number): SiteRow | undefined => prepared<[number], SiteRow>(db, SQL.site).get(id)

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

/** A place of work with its number among those of the person; null when its site is not there. */
function toActivity(db: Db, place: PlaceOfWork, at: number): Activity | null {
  const site = siteOf(db, place.site)
  if (!site) return null
  const { position, precision } = spotOf(db, place.spot)
  return {
    id: String(at),
    structure: site.structure,
    ...placeOf({ ...site, lat: position?.lat ?? null, lon: position?.lon ?? null }),
    email: site.email,
    sector: orNull(db, 'sector', site.sector),
    mode: orNull(db, 'mode', place.mode),
    genre: orNull(db, 'genre', place.genre),
    replacement: place.genre === 'GENR02' || place.genre === 'GENR03',
    care: place.genre === '' || ['GENR01', 'GENR02', 'GENR03'].includes(place.genre),
    finess: site.finess,
    siret: site.siret,
    precision,
  }
}

/** Everything about one person; null when the directory does not have them. */
export function person(db: Db, { idnps }: { idnps: string }): Person | null {
  const row = prepared<[string], PersonRow>(db, SQL.personByIdnps).get(idnps)
  if (!row) return null
  const places = readPlaces(row.places)
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
    activities: [...places.entries()]
      .sort(([, a], [, b]) => a.rank - b.rank)
      .flatMap(([at, place]) => toActivity(db, place, at) ?? []),
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
  const places = readPlaces(row.places)
  const at = shownOf(db, places, options)
  const shown = places[at]
  const specialities = valuesOf(row.specialities)
  const speciality = specialities.find(code => options.codes?.includes(code)) ?? specialities[0]
  const name = displayName(row)
  return {
    idnps: row.idnps,
    displayName: name,
    profession: coded('profession', shown?.profession || row.profession, fileLabels(db)),
    speciality: speciality === undefined ? null : coded('speciality', speciality, fileLabels(db)),
    activity: shown ? toActivity(db, shown, at) : null,
    otherActivities: Math.max(0, places.length - 1),
    distanceKm: kmBetween(options.near, shown && spotOf(db, shown.spot).position),
    highlights: highlight(name, options.tokens ?? [], options.resembling),
    approximate: options.approximate ?? false,
  }
}

/** Number of the place to show; -1 when there is none. */
function shownOf(db: Db, places: readonly PlaceOfWork[], { activityId, finess, near }: HitOptions): number {
  if (places.length < 2) return places.length - 1
  if (activityId != null && places[activityId]) return activityId
  const asked = finess === undefined ? -1 : places.findIndex(place => siteOf(db, place.site)?.finess === finess)
  return asked >= 0 ? asked : best(db, places, near)
}

function best(db: Db, places: readonly PlaceOfWork[], near: Position | null): number {
  const cost = (place: PlaceOfWork) => {
    const { position } = spotOf(db, place.spot)
    const far = near ? (position ? distanceKm(near, position) : 20_000) : position ? 0 : 1
    return place.rank * 100_000 + far
  }
  const costs = places.map(cost)
  return costs.indexOf(Math.min(...costs))
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
