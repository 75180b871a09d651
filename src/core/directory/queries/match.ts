/** Parsed words written as full-text expressions of the `words` index. */
import type { Db } from '../../sqlite.ts'
import { codeWord } from '../store/code-words.ts'
import { resembling } from '../store/lexicon.ts'
import type { Group } from './parse.ts'

/** All groups must be found. `exact`: the word being typed is taken as ended. `also`: one more word that must be there. */
export function expression(groups: readonly Group[], { exact, also }: { exact: boolean; also: string | null }): string {
  const parts = groups.map(group => {
    const codes = group.codes.map(code => `"${codeWord(code)}"`)
    const named = group.words.map(word => `"${word}"${group.open && !exact ? ' *' : ''}`)
    const alike = (group.alike ?? []).map(word => `"${word}"`)
    return `(${[...named, ...alike, ...codes].join(' OR ')})`
  })
  if (also) parts.unshift(`"${also}"`)
  return parts.join(' AND ')
}

/** Shorter words have too many neighbours one edit away. */
const SHORTEST_RESEMBLING = 4
/** Words of one degree of unlikeness asked for at once. */
const MOST_RESEMBLING = 160

/** Surnames that resemble or sound like a word, by how little: at 1 one edit or the same sound, at 2 two edits or nearly. */
export function resemblingOf(db: Db, word: string): { 1: string[]; 2: string[] } {
  if (word.length < SHORTEST_RESEMBLING || /\d/.test(word)) return { 1: [], 2: [] }
  const all = resembling(db, word)
  const of = (unlike: 1 | 2) =>
    all
      .filter(each => each.unlike === unlike && each.word !== word)
      .slice(0, MOST_RESEMBLING)
      .map(each => each.word)
  return { 1: of(1), 2: of(2) }
}
