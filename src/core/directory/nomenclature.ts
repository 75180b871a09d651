/** Codes of the register and the words for them: official labels, and the everyday names of needs. */
import needsFile from '../../../assets/nomenclatures/needs.json' with { type: 'json' }
import professionsFile from '../../../assets/nomenclatures/professions.json' with { type: 'json' }
import specialitiesFile from '../../../assets/nomenclatures/specialities.json' with { type: 'json' }
import structuresFile from '../../../assets/nomenclatures/structures.json' with { type: 'json' }
import type { Need } from '../../shared/contract/directory.ts'
import { norm } from './text.ts'

const professions = new Map(professionsFile.codes.map(entry => [entry.code, entry.label]))
const categories = new Map(structuresFile.categories.map(entry => [entry.code, entry.label]))
const services = new Map(structuresFile.services.map(entry => [entry.code, entry.label]))
const specialities = new Map(specialitiesFile.codes.map(entry => [entry.code, entry.label]))

interface NeedEntry {
  kind: 'speciality' | 'profession'
  /** Code shown. */
  code: string
  /** Codes that answer the same need. */
  covers: string[]
  title: string
  /** Synonyms, folded. */
  words: string[]
}

/** What people ask for, most asked first. Ships with the program; its test checks it row by row. */
const entries = needsFile.needs as readonly NeedEntry[]

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

/** Offer codes that answer a need: the one shown and those that it covers (SM54 also takes SM53 and SM26). */
export function codesOfNeed(kind: 'profession' | 'speciality', code: string): string[] {
  const entry = entries.find(candidate => candidate.kind === kind && candidate.code === code)
  return [code, ...(entry?.covers ?? [])].map(each => offerCode(kind, each))
}

interface Phrase {
  text: string
  entry: NeedEntry
  order: number
}

const phrases: readonly Phrase[] = entries.flatMap((entry, order) =>
  [entry.title, ...entry.words].map(text => ({ text: norm(text), entry, order })),
)

/** Every whole phrase → offer codes: «sage femme» → P50. A phrase of several needs («psy») has the codes of all. */
export const PHRASES: ReadonlyMap<string, string[]> = new Map(
  Array.from(
    Map.groupBy(phrases, phrase => phrase.text),
    ([text, list]) => [text, [...new Set(list.flatMap(({ entry }) => codesOfNeed(entry.kind, entry.code)))]],
  ),
)

/** The needs that a whole phrase means: «psy» means two. */
export function needsOfPhrase(text: string): { kind: 'profession' | 'speciality'; title: string }[] {
  return [...new Set(phrases.filter(phrase => phrase.text === text).map(phrase => phrase.entry))]
}

/** Offer codes of the phrases that begin with what is being typed: «cardiol» → cardiologue. Three letters at least. */
export function codesOfBeginning(text: string): string[] {
  if (text.length < 3) return []
  const codes = new Set<string>()
  for (const [phrase, list] of PHRASES) if (phrase.startsWith(text)) for (const code of list) codes.add(code)
  return [...codes]
}

/** The need that a code of the national nomenclatures names (SM54, 60…); null when it is in none of ours. */
export function needOfCode(code: string): Need | null {
  for (const kind of ['speciality', 'profession'] as const) {
    if (isKnownCode(kind, code)) return { kind, ...coded(kind, code, new Map()) }
  }
  return null
}

/** Needs for what has been typed so far: whole phrase first, then beginnings, then any word; most asked first. */
export function searchNeeds(text: string, limit: number): Need[] {
  const typed = norm(text)
  if (typed === '') return []
  const tokens = typed.split(' ')
  const best = new Map<NeedEntry, number>()
  for (const { text: phrase, entry, order } of phrases) {
    const grade = gradeOf(phrase, typed, tokens)
    if (grade === null) continue
    const rank = grade * 1000 + order
    if (rank < (best.get(entry) ?? Number.POSITIVE_INFINITY)) best.set(entry, rank)
  }
  return [...best]
    .sort((a, b) => a[1] - b[1])
    .slice(0, limit)
    .map(([entry]) => ({ kind: entry.kind, code: entry.code, label: entry.title }))
}

function gradeOf(phrase: string, typed: string, tokens: string[]): number | null {
  if (phrase === typed) return 0
  if (phrase.startsWith(typed)) return 1
  const parts = phrase.split(' ')
  return tokens.every(token => parts.some(part => part.startsWith(token))) ? 2 : null
}
