/** Codes of the register and the words for them: official labels. */
import professionsFile from '../../../assets/nomenclatures/professions.json' with { type: 'json' }
import specialitiesFile from '../../../assets/nomenclatures/specialities.json' with { type: 'json' }
import structuresFile from '../../../assets/nomenclatures/structures.json' with { type: 'json' }
import type { Need } from '../../shared/contract/directory.ts'

const professions = new Map(professionsFile.codes.map(entry => [entry.code, entry.label]))
const categories = new Map(structuresFile.categories.map(entry => [entry.code, entry.label]))
const services = new Map(structuresFile.services.map(entry => [entry.code, entry.label]))
const specialities = new Map(specialitiesFile.codes.map(entry => [entry.code, entry.label]))

export type LabelKind = 'profession' | 'speciality' | 'sector' | 'mode' | 'genre' | 'category'

/** Labels that the imported file itself gave, by kind then code. */
export type FileLabels = ReadonlyMap<LabelKind, ReadonlyMap<string, string>>

/** A code with the words to show: ours, else the file's, else the code, said to be unknown. */
export function coded(kind: LabelKind, code: string, fileLabels: FileLabels): { code: string; label: string } {
  const own = kind === 'profession' ? professions.get(code) : kind === 'speciality' ? specialities.get(code) : undefined
  return { code, label: own ?? fileLabels.get(kind)?.get(code) ?? `code inconnu (${code})` }
}

export const isKnownCode = (kind: LabelKind, code: string): boolean =>
  kind === 'profession' ? professions.has(code) : kind === 'speciality' && specialities.has(code)

/** A category of establishment (TRE_R397) with the words to show. */
export const categoryOf = (code: string): { code: string; label: string } => ({
  code,
  label: categories.get(code) ?? `code inconnu (${code})`,
})

/** A service of an establishment (`finess/services.ts`) with the words to show. */
export const serviceOf = (code: string): { code: string; label: string } => ({
  code,
  label: services.get(code) ?? `code inconnu (${code})`,
})

/** Key of a profession or a speciality in the directory's index of offers and of words. */
export const offerCode = (kind: 'profession' | 'speciality', code: string): string =>
  kind === 'profession' ? `P${code}` : code

/** The need that a code of the national nomenclatures names (SM54, 60…); null when it is in none of ours. */
export function needOfCode(code: string): Need | null {
  for (const kind of ['speciality', 'profession'] as const) {
    if (isKnownCode(kind, code)) return { kind, ...coded(kind, code, new Map()) }
  }
  return null
}
