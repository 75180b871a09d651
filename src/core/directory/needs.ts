/**
 * Needs in everyday French: what is asked for, by which words, and which codes answer it. The table ships with the program
 * (`assets/nomenclatures/needs.json`, checked row by row by its test); a site adds its own words (`site-words.ts`).
 */
import needsFile from '../../../assets/nomenclatures/needs.json' with { type: 'json' }
import type { Need } from '../../shared/contract/directory.ts'
import { offerCode } from './nomenclature.ts'
import { norm } from './text.ts'

export type NeedKind = Exclude<Need['kind'], 'person' | 'establishment'>

export interface NeedEntry {
  kind: NeedKind
  /** Code shown. */
  code: string
  /** Codes that answer the same need. Of people: those of the register; of structures: those of `structure_offers`. */
  covers: string[]
  title: string
  /** Synonyms, folded. */
  words: string[]
}

/** Words that a site adds to a need: «urgences mains» → a need of the table. */
export interface SiteSynonym {
  kind: NeedKind
  code: string
  words: readonly string[]
}

export interface Needs {
  /** Every whole phrase → offer codes: «sage femme» → P50. A phrase of several needs («psy») has the codes of all. */
  phrases: ReadonlyMap<string, string[]>
  /** The needs that a whole phrase means: «psy» means two. */
  ofPhrase(text: string): NeedEntry[]
  /** Offer codes of the phrases that begin with what is being typed: «cardiol» → cardiologue. Three letters at least. */
  codesOfBeginning(text: string): string[]
  /** Needs for what has been typed so far: whole phrase first, then beginnings, then any word; most asked first. */
  search(text: string, limit: number): Need[]
}

/** What people ask for, most asked first. */
export const ENTRIES = needsFile.needs as readonly NeedEntry[]

/** Offer codes that answer a need: the one shown and those that it covers (SM54 also takes SM53 and SM26). */
export function codesOfNeed(kind: NeedKind, code: string): string[] {
  const entry = ENTRIES.find(candidate => candidate.kind === kind && candidate.code === code)
  if (kind === 'structure') return entry?.covers ?? [code]
  return [code, ...(entry?.covers ?? [])].map(each => offerCode(kind, each))
}

/** Codes of `structure_offers` (K620, Semergency) stand apart from those of people (SM54, P60). */
export const isStructureCode = (code: string): boolean => /^(?:K\d|[SR][a-z])/.test(code)

interface Phrase {
  text: string
  entry: NeedEntry
  order: number
}

/** The table with the words of a site. */
export function createNeeds(site: readonly SiteSynonym[] = []): Needs {
  const own = (entry: NeedEntry) =>
    site.filter(({ kind, code }) => kind === entry.kind && code === entry.code).flatMap(({ words }) => words.map(norm))
  const list: Phrase[] = ENTRIES.flatMap((entry, order) =>
    [norm(entry.title), ...entry.words, ...own(entry)].map(text => ({ text, entry, order })),
  )
  const byText = Map.groupBy(list, phrase => phrase.text)
  const phrases = new Map(
    Array.from(byText, ([text, same]) => [
      text,
      [...new Set(same.flatMap(({ entry }) => codesOfNeed(entry.kind, entry.code)))],
    ]),
  )
  return {
    phrases,
    ofPhrase: text => [...new Set(byText.get(text)?.map(({ entry }) => entry))],
    codesOfBeginning(text) {
      if (text.length < 3) return []
      const codes = new Set<string>()
      for (const [phrase, own] of phrases) if (phrase.startsWith(text)) for (const code of own) codes.add(code)
      return [...codes]
    },
    search: (text, limit) => search(list, text, limit),
  }
}

/** The table as it ships. */
export const PLAIN_NEEDS: Needs = createNeeds()

function search(phrases: readonly Phrase[], text: string, limit: number): Need[] {
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
