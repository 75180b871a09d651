/** Words of the index looked up before they are asked for: how many people each finds, what begins so, what names a commune. */
import type { Db } from '../../sqlite.ts'
import { KIND } from '../store/terms.ts'
import { prepared } from './prepared.ts'

export interface Term {
  word: string
  people: number
  kinds: number
}

export const SQL = {
  term: 'SELECT word, people, kinds FROM terms WHERE word = ?',
  beginning: 'SELECT word, people, kinds FROM terms WHERE word >= ? AND word < ? LIMIT ?',
  surnames: 'SELECT surnames FROM commune_surnames WHERE insee = ?',
  commune: 'SELECT insee FROM commune_names WHERE name = ? ORDER BY population DESC LIMIT ?',
} as const

/** A commune has many namesakes at most: Saint-Aubin, Sainte-Colombe. */
const NAMESAKES = 30
/** Words that begin as typed, looked at. */
const BEGINNINGS = 1500

export const termOf = (db: Db, word: string): Term | undefined => prepared<[string], Term>(db, SQL.term).get(word)

const isKind = (db: Db, word: string, kind: number): boolean => ((termOf(db, word)?.kinds ?? 0) & kind) !== 0
export const isGivenName = (db: Db, word: string): boolean => isKind(db, word, KIND.given)
export const isCommuneWord = (db: Db, word: string): boolean => isKind(db, word, KIND.commune)

/** Communes of one question whose surnames are read: beyond, the whole lexicon is walked as fast. */
const MOST_COMMUNES = 12

/** Surnames of those who work in these communes, in one string; null when there are too many communes, or none known. */
export function surnamesOf(db: Db, insees: readonly string[]): string | null {
  if (insees.length === 0 || insees.length > MOST_COMMUNES) return null
  const find = prepared<[string], { surnames: string }>(db, SQL.surnames)
  const found = insees.flatMap(insee => find.get(insee)?.surnames ?? [])
  return found.length > 0 ? found.join(' ') : null
}

/** Every word that begins so, the most frequent first; null when there are too many to name. */
export function beginnings(db: Db, start: string): Term[] | null {
  // '{' follows 'z'.
  const found = prepared<[string, string, number], Term>(db, SQL.beginning).all(start, `${start}{`, BEGINNINGS)
  return found.length === BEGINNINGS ? null : found.sort((a, b) => b.people - a.people)
}

/** INSEE codes of the communes of a name, its words in one string. */
export const communesNamed = (db: Db, name: string): string[] =>
  prepared<[string, number], { insee: string }>(db, SQL.commune)
    .all(name, NAMESAKES)
    .map(({ insee }) => insee)
