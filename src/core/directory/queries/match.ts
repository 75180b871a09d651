/** Parsed words written as full-text expressions of the `words` index, with how many people they may find. */
import type { Db } from '../../sqlite.ts'
import { codeWord } from '../store/code-words.ts'
import { resembling, resemblingAmong } from '../store/lexicon.ts'
import type { Group } from './parse.ts'
import { beginnings, termOf } from './terms.ts'

export interface Expression {
  match: string
  /** People that its rarest part finds: no answer has more. */
  most: number
}

/** Beginnings of one to three letters have an index of their own. */
const INDEXED_BEGINNING = 3
/** People of all the words of one beginning that the index gathers in a fraction of a millisecond. */
const GATHERED = 12_000
/** Words of a frequent beginning, named one by one: the index then walks them together and stops where it is told. */
const NAMED_BEGINNINGS = 200
/** A word that so many bear is not the beginning of another when one more word follows it. */
const FREQUENT = 2000
/** Codes find many; a commune fewer. */
const MANY = 1_000_000
const OF_A_COMMUNE = 10_000

/**
 * All groups must be found. `open`: words stand for their beginnings too; a frequent one only when it is being typed. `also`: one more word that must be there. Null: some part is in no document at all.
 */
export function expression(
  db: Db,
  groups: readonly Group[],
  { open, found = false }: { open: boolean; found?: boolean },
): Expression | null {
  const parts: string[] = []
  let most = MANY
  for (const [at, group] of groups.entries()) {
    const last = at === groups.length - 1 && !found
    const { said, people } = partOf(db, group, open && group.open, last)
    if (said.length === 0) return null
    parts.push(`(${said.join(' OR ')})`)
    most = Math.min(most, people)
  }
  return { match: parts.join(' AND '), most }
}

function partOf(db: Db, group: Group, open: boolean, last: boolean): { said: string[]; people: number } {
  const said: string[] = []
  let people = 0
  for (const word of group.words) {
    const term = termOf(db, word)
    if (open && (last || !term || term.people <= FREQUENT)) {
      people += openWord(db, word, said)
    } else if (term) {
      said.push(`"${word}"`)
      people += term.people
    }
  }
  for (const word of group.alike ?? []) {
    said.push(`"${word}"`)
    people += OF_A_COMMUNE
  }
  for (const code of group.codes) {
    said.push(`"${codeWord(code)}"`)
    people += code.startsWith('I') ? OF_A_COMMUNE : MANY
  }
  return { said, people }
}

/** Says a word and all that begins so; answers how many people that finds. */
function openWord(db: Db, word: string, said: string[]): number {
  const list = word.length > INDEXED_BEGINNING ? beginnings(db, word) : null
  if (!list) {
    said.push(`"${word}" *`)
    return MANY
  }
  const people = list.reduce((sum, term) => sum + term.people, 0)
  if (people === 0) return 0
  if (people <= GATHERED) said.push(`"${word}" *`)
  else for (const term of list.slice(0, NAMED_BEGINNINGS)) said.push(`"${term.word}"`)
  return people
}

/** Shorter words have too many neighbours. */
const SHORTEST_RESEMBLING = 3
/** Words of one degree of unlikeness asked for at once. */
const MOST_RESEMBLING = 160

/**
 * Surnames that resemble or sound like a word, by how little: at 1 one edit or the same sound, at 2 two edits or nearly.
 * `among`: only these, in one string; without it, `edits` at most.
 */
export function resemblingOf(db: Db, word: string, among: string | null, edits: 1 | 2): { 1: string[]; 2: string[] } {
  if (word.length < SHORTEST_RESEMBLING || /\d/.test(word)) return { 1: [], 2: [] }
  const all = among === null ? resembling(db, word, edits) : resemblingAmong(db, word, among)
  const of = (unlike: 1 | 2) =>
    all
      .filter(each => each.unlike === unlike && each.word !== word)
      .slice(0, MOST_RESEMBLING)
      .map(each => each.word)
  return { 1: of(1), 2: of(2) }
}
