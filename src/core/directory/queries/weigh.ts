/** Which of the people found comes first, and which of their places is shown. */
import type { Position } from '../../../shared/contract/identifiers.ts'
import { distanceKm } from '../distance.ts'
import { norm, words } from '../text.ts'
import type { Group } from './parse.ts'

/** One activity of one person found. */
export interface WeighRow {
  id: number
  family: string
  given: string
  activityId: number
  rank: number
  city: string | null
  postcode: string | null
  structure: string | null
  departement: string | null
  insee: string | null
  spotId: number
}

export interface Weighed {
  id: number
  activityId: number
  rank: number
  /** Outside the caller's département. */
  far: boolean
  /** What the typed words are: 0 for a surname, 1 a given name, 2 a place or a structure, 3 none of this activity's. */
  grade: number
  /** How little it is like what was typed: 0 as typed, 1 one edit or the same sound, 2 two edits or nearly the sound. */
  unlike: number
  stage: number
  km: number
}

/** Beyond any distance in France: a place that is not known. */
const UNKNOWN_KM = 20_000

export function weighRow(
  row: WeighRow,
  at: {
    stage: number
    unlike: number
    departement: string | null
    near: Position | null
    spot: Position | null
    named: readonly Group[]
  },
): Weighed {
  const km = at.near && at.spot ? distanceKm(at.near, at.spot) : UNKNOWN_KM
  let grade = 0
  for (const group of at.named) grade += gradeOf(row, group)
  const { stage, unlike } = at
  const far = at.departement !== null && row.departement !== at.departement
  return { id: row.id, activityId: row.activityId, rank: row.rank, far, grade, unlike, stage, km }
}

function gradeOf(row: WeighRow, group: Group): number {
  const says = (text: string | null) =>
    text !== null && wordsOf(text).some(word => group.words.some(typed => word.startsWith(typed)))
  if (group.codes.length > 0) return group.codes.includes(`I${row.insee}`) ? 2 : 3
  if (says(row.family) || group.words.includes(norm(row.family).replaceAll(' ', ''))) return 0
  if (group.alike && wordsOf(row.family).some(word => group.alike?.includes(word))) return 0
  if (says(row.given)) return 1
  return says(row.city) || says(row.postcode) || says(row.structure) ? 2 : 3
}

/** Keeps, of one person, the activity that the words name, then care, then the nearest; and the earliest stage. */
export function keepBest(into: Map<number, Weighed>, one: Weighed): void {
  const known = into.get(one.id)
  if (
    !known ||
    (known.stage === one.stage && (known.grade - one.grade || known.rank - one.rank || known.km - one.km) > 0)
  ) {
    into.set(one.id, one)
  }
}

/** As typed before what resembles it; care before the rest; the caller's département; surnames; whole words; the nearest; then as in the register. */
export function inOrder(a: Weighed, b: Weighed): number {
  return (
    Math.sign(a.unlike) - Math.sign(b.unlike) ||
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
