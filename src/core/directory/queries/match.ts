/** Parsed words written as full-text expressions of the `words` index. */
import type { Db } from '../../sqlite.ts'
import { codeWord } from '../store/code-words.ts'
import { deletionsOf, withinOneEdit } from '../store/lexicon.ts'
import type { Group } from './parse.ts'
import { prepared } from './prepared.ts'

export const SQL = {
  resembling: `SELECT DISTINCT s.word FROM json_each(?) AS form
    CROSS JOIN deletions AS d ON d.part = form.value CROSS JOIN surnames AS s ON s.id = d.surname_id`,
} as const

const NAMED = '{family given place structure}'

/** All groups must be found. `exact`: the word being typed is taken as ended. `also`: one more word that must be there. */
export function expression(groups: readonly Group[], { exact, also }: { exact: boolean; also: string | null }): string {
  const parts = groups.map(group => {
    const codes = group.codes.map(code => `codes : "${codeWord(code)}"`)
    const named = group.words.map(word => `${NAMED} : "${word}"${group.open && !exact ? ' *' : ''}`)
    return `(${[...named, ...codes].join(' OR ')})`
  })
  if (also) parts.unshift(`codes : "${also}"`)
  return parts.join(' AND ')
}

/** Shorter words have too many neighbours one edit away. */
const SHORTEST_RESEMBLING = 4
const MOST_RESEMBLING = 30

/**
 * Surnames one edit away from a word, from the lexicon. The word as typed is not among them.
 */
export function resembling(db: Db, word: string): string[] {
  if (word.length < SHORTEST_RESEMBLING) return []
  const rows = prepared<[string], { word: string }>(db, SQL.resembling).all(JSON.stringify(deletionsOf(word)))
  return rows
    .map(row => row.word)
    .filter(candidate => candidate !== word && withinOneEdit(candidate, word))
    .slice(0, MOST_RESEMBLING)
}
