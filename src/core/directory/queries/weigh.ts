/** Which of the people found comes first, and which of their places is shown. */
import type { Position } from '../../../shared/contract/identifiers.ts'
import type { Db } from '../../sqlite.ts'
import { distanceKm } from '../distance.ts'
import { communeByInsee, DIVIDED_CITIES } from '../geography.ts'
import { surnameWords } from '../store/document.ts'
import { type PlaceOfWork, readPlaces } from '../store/places-of-work.ts'
import { norm, words } from '../text.ts'
import type { Group } from './parse.ts'
import { prepared } from './prepared.ts'
import { spotOf } from './spots.ts'

/** Somebody found. */
export interface WeighRow {
  id: number
  family: string
  given: string
  /** Packed. */
  places: string
}

export interface Weighed {
  id: number
  /** Number of the place to show. */
  activityId: number
  rank: number
  /** Outside the caller's département. */
  far: boolean
  /** What the typed words are: 0 for a surname, 1 a given name, 2 a place or a structure, 3 none of this activity's. */
  grade: number
  /** How little it is like what was typed: 0 as typed, 1 one edit or the same sound, 2 two edits or nearly the sound. */
  unlike: number
  /** What resembles a word typed is no part of the name: a street, or an establishment. */
  elsewhere: boolean
  stage: number
  km: number
}

/** Beyond any distance in France: a place that is not known. */
const UNKNOWN_KM = 20_000

export const SQL = { place: 'SELECT structure, city, postcode FROM sites WHERE id = ?' } as const

interface Asked {
  stage: number
  unlike: number
  departement: string | null
  near: Position | null
  named: readonly Group[]
}

/** Weighs somebody by the place that the words name, then care, then the nearest. */
export function weigh(db: Db, row: WeighRow, at: Asked): Weighed {
  const { stage, unlike } = at
  let base = 0
  // What is no part of the name is a place's, or nothing's.
  const others = at.named.filter(group => {
    const grade = gradeOfName(row, group)
    base += grade ?? 0
    return grade === null
  })
  const elsewhere = others.some(group => group.alike !== undefined)
  let best: Weighed | null = null
  for (const [activityId, place] of readPlaces(row.places).entries()) {
    let grade = base
    for (const group of others) grade += gradeOfPlace(db, place, group)
    const spot = at.near && spotOf(db, place.spot).position
    const km = at.near && spot ? distanceKm(at.near, spot) : UNKNOWN_KM
    const { rank } = place
    if (best && (best.grade - grade || best.rank - rank || best.km - km) <= 0) continue
    const far = at.departement !== null && place.departement !== at.departement
    best = { id: row.id, activityId, rank, far, grade, unlike, elsewhere, stage, km }
  }
  return (
    best ?? { id: row.id, activityId: 0, rank: 2, far: true, grade: base, unlike, elsewhere, stage, km: UNKNOWN_KM }
  )
}

/** 0 for a surname, 1 for a given name, null for neither. */
function gradeOfName(row: WeighRow, group: Group): 0 | 1 | null {
  if (group.codes.length > 0) return null
  const family = wordsOf(row.family)
  if (begins(family, group.words) || group.words.includes(norm(row.family).replaceAll(' ', ''))) return 0
  if (group.alike && surnameWords(row.family).some(word => group.alike?.includes(word))) return 0
  return begins(wordsOf(row.given), group.words) ? 1 : null
}

/** 2 for a place or its structure, 3 for what is none of this place's. */
function gradeOfPlace(db: Db, place: PlaceOfWork, group: Group): 2 | 3 {
  if (group.codes.length > 0) {
    if (!group.codes.includes(`I${place.insee}`)) return 3
    // Beside an arrondissement, its city is where they may be as well.
    return group.codes.length > 1 && DIVIDED_CITIES.has(place.insee ?? '') ? 3 : 2
  }
  const commune = place.insee === null ? undefined : communeByInsee(place.insee)
  if (commune && (begins(wordsOf(commune.name), group.words) || begins(commune.postcodes, group.words))) return 2
  const site = prepared<[number], Record<'structure' | 'city' | 'postcode', string | null>>(db, SQL.place).get(
    place.site,
  )
  const says = (text: string | null | undefined) => text != null && begins(wordsOf(text), group.words)
  return says(site?.city) || says(site?.postcode) || says(site?.structure) ? 2 : 3
}

const begins = (own: readonly string[], typed: readonly string[]): boolean =>
  own.some(word => typed.some(each => word.startsWith(each)))

/** As typed before what resembles it, and of the latter names before streets; care before the rest; the caller's département; surnames; whole words; the nearest; then as in the register. */
export function inOrder(a: Weighed, b: Weighed): number {
  return (
    Math.sign(a.unlike) - Math.sign(b.unlike) ||
    Number(a.elsewhere) - Number(b.elsewhere) ||
    a.rank - b.rank ||
    Number(a.far) - Number(b.far) ||
    a.grade - b.grade ||
    a.unlike - b.unlike ||
    a.stage - b.stage ||
    a.km - b.km ||
    a.id - b.id
  )
}

/** Cities and given names come back all the time: their words are kept, a few thousand at most. */
const cache = new Map<string, string[]>()

function wordsOf(text: string): string[] {
  let known = cache.get(text)
  if (!known) {
    if (cache.size > 4000) cache.clear()
    known = words(text)
    cache.set(text, known)
  }
  return known
}
