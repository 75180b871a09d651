/**
 * The register's file «SavoirFaire»: specialities that the rows of «Personne_activite» may lack. Read after them, it adds
 * what is missing to people who are there.
 */
import path from 'node:path'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import type { Db } from '../../sqlite.ts'
import { type PlaceOfWork, readPlaces } from '../store/places-of-work.ts'
import type { SourceReport } from '../store/sources.ts'
import { fold } from './columns.ts'
import { readLines } from './lines.ts'
import { identifier } from './row.ts'

export type SkillsProblem = 'not-utf8' | 'column-missing' | 'no-rows'

const NAMES = { idType: "Type d'identifiant PP", id: 'Identifiant PP', skill: 'Code savoir-faire' } as const
const TOLD_REFUSALS = 1000

type Counts = Pick<SourceReport, 'read' | 'kept' | 'merged' | 'refused' | 'reasons' | 'refusals' | 'truncated'>

/** Kept: a speciality that somebody did not have; merged: one that they had. Inside the caller's transaction. */
export function importSkills(
  db: Db,
  file: string,
  contentDate: string,
  onBytes: (bytes: number, rows: number) => void,
  onAdded: (person: number, code: string, places: readonly PlaceOfWork[]) => void,
): Result<SourceReport, SkillsProblem> {
  const counts: Counts = { read: 0, kept: 0, merged: 0, refused: 0, reasons: {}, refusals: [], truncated: false }
  const lines = readLines(file, bytes => onBytes(bytes, counts.read))
  const first = lines.next()
  if (first.done) return problem('no-rows', { read: 0, refused: 0 })
  if (first.value.kind !== 'text') return problem('not-utf8')
  const names = first.value.text.split('|').map(fold)
  const width = names.at(-1) === '' ? names.length - 1 : names.length
  const at = {
    idType: names.indexOf(fold(NAMES.idType)),
    id: names.indexOf(fold(NAMES.id)),
    skill: names.indexOf(fold(NAMES.skill)),
  }
  const missing = (['id', 'skill'] as const).filter(field => at[field] < 0)
  if (missing.length > 0) return problem('column-missing', { columns: missing.map(field => NAMES[field]).join(', ') })

  const find = db.prepare<[string], { id: number; specialities: string; places: string }>(
    'SELECT id, specialities, places FROM people WHERE idnps = ?',
  )
  const update = db.prepare('UPDATE people SET specialities = ? WHERE id = ?')
  const take = (text: string): string | null => {
    const cells = text.split('|')
    if (cells.length !== width && !(cells.length === width + 1 && cells[width] === '')) return 'columns'
    const cell = (place: number) => (place < 0 ? '' : (cells[place] ?? '').trim())
    const idnps = identifier(cell(at.idType), cell(at.id))
    const skill = cell(at.skill)
    if (idnps === null) return 'identifier'
    if (!/^[A-Z0-9]{1,10}$/i.test(skill)) return 'skill'
    const person = find.get(idnps)
    if (!person) return 'person-unknown'
    const known = person.specialities === '' ? [] : person.specialities.split(' ')
    if (known.includes(skill)) counts.merged++
    else {
      update.run([...known, skill].join(' '), person.id)
      onAdded(person.id, skill, readPlaces(person.places))
      counts.kept++
    }
    return null
  }
  let number = 1
  for (const line of lines) {
    number++
    if (line.kind === 'text' && line.text.trim() === '') continue
    counts.read++
    const refusal = line.kind === 'text' ? take(line.text) : line.kind
    if (refusal === null) continue
    counts.refused++
    counts.reasons[refusal] = (counts.reasons[refusal] ?? 0) + 1
    if (refusal !== 'person-unknown' && counts.refusals.length < TOLD_REFUSALS)
      counts.refusals.push({ line: number, reason: refusal })
    if (!line.ended && refusal === 'columns') counts.truncated = true
  }
  return ok({ name: 'skills', file: path.basename(file), contentDate, ...counts, recovered: 0 })
}
