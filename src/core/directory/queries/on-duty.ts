/** What the site's rosters say at this moment: pharmacies on duty, SOS Médecins points, the site's favourites. */
import type { z } from 'zod'
import type { StructureHit } from '../../../shared/contract/directory.ts'
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { kmBetween, type PlaceRow, placeOf, type SpotRow } from '../store/place-row.ts'
import { prepared } from './prepared.ts'

type Hit = z.infer<typeof StructureHit>

interface Entry extends PlaceRow, SpotRow {
  id: number
  name: string
  finess: string | null
  precision: Hit['precision']
  need: string | null
  track: string | null
  hours: string
  note: string
  valid_from: number | null
  valid_until: number | null
}

export const SQL = {
  current: `SELECT id, name, finess, address, postcode, insee, city, departement, lat, lon, precision, phones, need, track,
      hours, note, valid_from, valid_until
    FROM roster_entries WHERE kind = ? AND coalesce(valid_from, 0) <= ? AND (valid_until IS NULL OR valid_until > ?)
    ORDER BY rank, id LIMIT 2000`,
} as const

/** Code of a need that rosters answer → kind of roster, and what its lines are. */
const KINDS: Record<string, { kind: string; code: string; label: string }> = {
  'Rduty-pharmacy': { kind: 'pharmacies', code: 'duty-pharmacy', label: 'Pharmacie de garde' },
  'Rsos-medecins': { kind: 'sos', code: 'sos-medecins', label: 'SOS Médecins' },
}

const current = (db: Db, kind: string, now: number): Entry[] =>
  prepared<[string, number, number], Entry>(db, SQL.current).all(kind, now, now)

/** Lines in force for these codes, nearest first. */
export function onDuty(db: Db, codes: readonly string[], near: Position | null, now: number): Hit[] {
  const hits = codes.flatMap(each => {
    const what = KINDS[each]
    return what ? current(db, what.kind, now).map(entry => hitOf(entry, what, near)) : []
  })
  const km = (hit: Hit) => hit.distanceKm ?? Number.POSITIVE_INFINITY
  return hits.sort((a, b) => (km(a) === km(b) ? 0 : km(a) - km(b)))
}

function hitOf(entry: Entry, what: { code: string; label: string }, near: Position | null): Hit {
  const place = placeOf(entry)
  const said = [entry.hours, validity(entry), entry.note].filter(Boolean).join(' · ')
  return {
    id: entry.finess ?? `r${entry.id}`,
    name: entry.name,
    kinds: [{ code: what.code, label: what.label }],
    ...place,
    precision: place.position === null ? null : entry.precision,
    distanceKm: kmBetween(near, place.position),
    hours: said === '' ? null : said,
    highlights: [],
  }
}

const MOMENT = new Intl.DateTimeFormat('fr-FR', {
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Paris',
})

/** «22/11 20:00 – 23/11 08:00», in the time of mainland France, where rosters are written. */
function validity({ valid_from, valid_until }: Entry): string {
  if (valid_from === null || valid_until === null) return ''
  return `${MOMENT.format(valid_from)} – ${MOMENT.format(valid_until)}`
}

export interface Favourite {
  /** «speciality:SM42». */
  need: string
  name: string
  track: string | null
}

/** Needs that the site's rosters put forward. */
export const favourites = (db: Db, { now }: { now: number }): Favourite[] =>
  current(db, 'presets', now).flatMap(({ need, name, track }) => (need === null ? [] : [{ need, name, track }]))
