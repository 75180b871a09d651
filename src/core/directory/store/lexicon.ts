/**
 * The distinct surnames, packed in a few megabytes: words of one length side by side, so that those of a length near the
 * typed one are walked in memory in a millisecond. No typo, however placed, is out of reach, and nothing is indexed for it.
 * What they sound like stays in the file: `sounds` holds the words of one beginning of a hash, looked up two at a time.
 */
import type { Db } from '../../sqlite.ts'
import { prepared } from '../queries/prepared.ts'
import { soundsOf } from '../sound.ts'
import { editsWithin, typedWord } from './edits.ts'

export const LEXICON_TABLES = `
CREATE TABLE lexicon (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
-- key: kind and upper half of the hash of a sound. words: each after the lower half, four hexadecimal digits.
CREATE TABLE sounds (key INTEGER PRIMARY KEY, words TEXT NOT NULL);
`

/** A surname that resembles what was typed, and how little: 1 one edit or the same sound, 2 two edits or nearly the sound. */
export interface Resembling {
  word: string
  unlike: 1 | 2
}

/** Longer words are no surnames; they are found as written. */
const LONGEST = 40
/** Words at most: far more than the country has. */
const MOST_WORDS = 2 ** 21
/** Answers kept at most. */
const REMEMBERED = 200
/** Shorter words have too many neighbours one edit away: they are forgiven what sounds the same only. */
const SHORTEST_SPELT = 4
/** From this length on two edits are forgiven. */
const LONG_WORD = 7

const FINE = 0
const COARSE = 1
/** Keys of one kind of sound. */
const KEYS = 2 ** 16

/** Where a sound of this hash is: its key, and what stands before its words there. */
function placeOf(kind: number, hash: number): { key: number; mark: string } {
  return { key: kind * KEYS + (hash >>> 16), mark: (hash & 0xffff).toString(16).padStart(4, '0') }
}

/** Writes the lexicon of the surnames met. */
export function writeLexicon(db: Db, surnames: Iterable<string>): void {
  const words: string[] = []
  for (const word of surnames)
    if (word.length <= LONGEST && words.length < MOST_WORDS && /^[a-z0-9]+$/.test(word)) words.push(word)
  words.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const counts = new Array<number>(LONGEST + 1).fill(0)
  const sounds = [new Float64Array(words.length), new Float64Array(words.length)]
  for (const [at, word] of words.entries()) {
    counts[word.length] = (counts[word.length] ?? 0) + 1
    const { fine, coarse } = soundsOf(word)
    for (const [kind, sound] of [fine, coarse].entries())
      (sounds[kind] as Float64Array)[at] = hashOf(sound) * MOST_WORDS + at
  }
  const insert = db.prepare('INSERT INTO lexicon (name, data) VALUES (?, ?)')
  insert.run('counts', Buffer.from(JSON.stringify(counts)))
  insert.run('letters', Buffer.from(words.join(''), 'latin1'))
  for (const [kind, hashes] of sounds.entries()) writeSounds(db, kind, words, hashes.sort())
}

/** `hashes`: each with the number of its word, in order. */
function writeSounds(db: Db, kind: number, words: readonly string[], hashes: Float64Array): void {
  const insert = db.prepare('INSERT INTO sounds (key, words) VALUES (?, ?)')
  for (let at = 0; at < hashes.length; ) {
    const cell: string[] = []
    const { key } = placeOf(kind, Math.floor((hashes[at] as number) / MOST_WORDS))
    for (; at < hashes.length; at++) {
      const place = placeOf(kind, Math.floor((hashes[at] as number) / MOST_WORDS))
      if (place.key !== key) break
      cell.push(`${place.mark}${words[(hashes[at] as number) % MOST_WORDS] ?? ''}`)
    }
    insert.run(key, cell.join(' '))
  }
}

interface Lexicon {
  counts: readonly number[]
  letters: Buffer
  /** Letters that each word has, one bit each: two words two edits apart differ by four bits at most. */
  masks: Uint32Array
  /** What the last words typed resembled: a name is asked for again with every letter that follows it. */
  answers: Map<string, Resembling[]>
}

export const SQL = {
  lexicon: 'SELECT data FROM lexicon WHERE name = ?',
  sounds: 'SELECT words FROM sounds WHERE key = ?',
} as const

const loaded = new WeakMap<Db, Lexicon>()

function lexiconOf(db: Db): Lexicon {
  const known = loaded.get(db)
  if (known) return known
  const query = prepared<[string], { data: Buffer }>(db, SQL.lexicon)
  const part = (name: string) => query.get(name)?.data ?? Buffer.alloc(0)
  const counts = JSON.parse(part('counts').toString() || '[]') as number[]
  const letters = part('letters')
  const masks = new Uint32Array(counts.reduce((sum, count) => sum + count, 0))
  let word = 0
  let offset = 0
  for (const [length, count] of counts.entries()) {
    for (const end = word + count; word < end; word++) {
      let mask = 0
      for (let at = 0; at < length; at++) mask |= bitOf(letters[offset++] ?? 0)
      masks[word] = mask
    }
  }
  const lexicon = { counts, letters, masks, answers: new Map() }
  loaded.set(db, lexicon)
  return lexicon
}

/** Reads the lexicon now rather than at the first typo. */
export const prepareLexicon = (db: Db): void => {
  lexiconOf(db)
}

const bitOf = (code: number): number => (code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << 26)

/**
 * Surnames that resemble or sound like a word, the most alike first. The word as typed is not among them. `edits`: one, or
 * two for a long word.
 */
export function resembling(db: Db, word: string, edits: 1 | 2): readonly Resembling[] {
  const lexicon = lexiconOf(db)
  const most = word.length >= LONG_WORD ? edits : 1
  const key = `${most}${word}`
  const known = lexicon.answers.get(key)
  if (known) return known
  const unlike = new Map<string, 1 | 2>()
  for (const [other, much] of sounding(db, word)) unlike.set(other, much)
  if (word.length >= SHORTEST_SPELT) spelt(lexicon, word, most, unlike)
  unlike.delete(word)
  const others = Array.from(unlike, ([other, much]) => ({ word: other, unlike: much })).sort(
    (a, b) => a.unlike - b.unlike,
  )
  if (lexicon.answers.size >= REMEMBERED) lexicon.answers.clear()
  lexicon.answers.set(key, others)
  return others
}

/** The same among the surnames of a commune, in one string with spaces between: a few thousand at most, and none is cut off. */
export function resemblingAmong(db: Db, word: string, surnames: string): Resembling[] {
  const found = new Map<string, 1 | 2>()
  const spaced = ` ${surnames} `
  for (const [other, unlike] of sounding(db, word)) if (spaced.includes(` ${other} `)) found.set(other, unlike)
  const typed = typedWord(word)
  const letters = Buffer.from(surnames, 'latin1')
  for (
    let from = word.length < SHORTEST_SPELT ? letters.length : 0;
    word.length <= LONGEST_TYPED && from < letters.length;
  ) {
    const space = letters.indexOf(SPACE, from)
    const end = space < 0 ? letters.length : space
    // Two letters may be missing from what was typed of a long name.
    const long = word.length >= LONG_WORD || (end - from >= LONG_WORD && word.length >= LONG_WORD - 2)
    const most = long ? 2 : 1
    const edits = editsWithin(letters, from, end - from, typed, most)
    if (edits <= most) {
      const other = letters.toString('latin1', from, end)
      if (edits === 1 || (edits === 2 && !found.has(other))) found.set(other, edits)
    }
    from = end + 1
  }
  found.delete(word)
  return Array.from(found, ([other, unlike]) => ({ word: other, unlike }))
}

const SPACE = 0x20
/** Longer words are not compared letter by letter. */
const LONGEST_TYPED = 31

/** Surnames that sound the same, and nearly. */
function sounding(db: Db, word: string): Map<string, 1 | 2> {
  const { fine, coarse } = soundsOf(word)
  const query = prepared<[number], { words: string }>(db, SQL.sounds)
  const found = new Map<string, 1 | 2>()
  const nearly = [placeOf(COARSE, hashOf(coarse)), 2] as const
  const same = [placeOf(FINE, hashOf(fine)), 1] as const
  for (const [{ key, mark }, unlike] of word.length < SHORTEST_SPELT ? [same] : [nearly, same]) {
    for (const each of query.get(key)?.words.split(' ') ?? [])
      if (each.startsWith(mark)) found.set(each.slice(mark.length), unlike)
  }
  return found
}

/** Words near in spelling, `most` edits away. */
function spelt({ counts, letters, masks }: Lexicon, word: string, most: 1 | 2, unlike: Map<string, 1 | 2>): void {
  if (word.length > LONGEST_TYPED) return
  const typed = typedWord(word)
  let typedMask = 0
  for (let at = 0; at < word.length; at++) typedMask |= bitOf(word.charCodeAt(at))
  let first = 0
  let offset = 0
  for (let length = 0; length < counts.length; length++) {
    const count = counts[length] ?? 0
    const end = first + count
    if (Math.abs(length - word.length) <= most) {
      for (let at = first; at < end; at++) {
        let rest = (masks[at] as number) ^ typedMask
        // Two bits an edit are taken away: one letter gone, another come.
        rest &= rest - 1
        rest &= rest - 1
        if (most === 2) {
          rest &= rest - 1
          rest &= rest - 1
        }
        if (rest !== 0) continue
        const from = offset + (at - first) * length
        const edits = editsWithin(letters, from, length, typed, most)
        if (edits !== 1 && (edits !== 2 || most !== 2)) continue
        const other = letters.toString('latin1', from, from + length)
        if (edits === 1 || !unlike.has(other)) unlike.set(other, edits)
      }
    }
    first = end
    offset += count * length
  }
}

/** FNV-1a, 32 bits. A collision brings a stranger in at most. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
