/**
 * The distinct surnames, packed in a few megabytes: words of one length side by side, so that those of a length near the
 * typed one are walked in memory in a millisecond. No typo, however placed, is out of reach, and nothing is indexed for it.
 */
import type { Db } from '../../sqlite.ts'
import { soundsOf } from '../sound.ts'
import { editsWithin, typedWord } from './edits.ts'

/** A surname that resembles what was typed, and how little: 1 one edit or the same sound, 2 two edits or nearly the sound. */
export interface Resembling {
  word: string
  unlike: 1 | 2
}

/** Longer words are no surnames; they are found as written. */
const LONGEST = 40
/** Words at most: a hash of 32 bits and a number below this fit a double exactly. */
const PLACES = 2 ** 21
/** Answers kept at most. */
const REMEMBERED = 200
/** From this length on two edits are forgiven. */
const LONG_WORD = 7

/** Writes the lexicon of the surnames met. */
export function writeLexicon(db: Db, surnames: Iterable<string>): void {
  const words = [...surnames].filter(word => word.length <= LONGEST && /^[a-z0-9]+$/.test(word))
  words.length = Math.min(words.length, PLACES)
  words.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const counts = new Array<number>(LONGEST + 1).fill(0)
  const fine = new Float64Array(words.length)
  const coarse = new Float64Array(words.length)
  for (const [at, word] of words.entries()) {
    counts[word.length] = (counts[word.length] ?? 0) + 1
    const sounds = soundsOf(word)
    fine[at] = hashOf(sounds.fine) * PLACES + at
    coarse[at] = hashOf(sounds.coarse) * PLACES + at
  }
  const insert = db.prepare('INSERT INTO lexicon (name, data) VALUES (?, ?)')
  insert.run('counts', Buffer.from(JSON.stringify(counts)))
  insert.run('letters', Buffer.from(words.join(''), 'latin1'))
  insert.run('fine', Buffer.from(fine.sort().buffer))
  insert.run('coarse', Buffer.from(coarse.sort().buffer))
}

interface Lexicon {
  counts: readonly number[]
  letters: Buffer
  /** Sounds in order, each with the number of its word: hash × {@link PLACES} + word. */
  fine: Float64Array
  coarse: Float64Array
  /** Letters that each word has, one bit each: two words two edits apart differ by four bits at most. */
  masks: Uint32Array
  /** What the last words typed resembled: a name is asked for again with every letter that follows it. */
  answers: Map<string, Resembling[]>
}

export const SQL = { lexicon: 'SELECT data FROM lexicon WHERE name = ?' } as const

const loaded = new WeakMap<Db, Lexicon>()

function lexiconOf(db: Db): Lexicon {
  const known = loaded.get(db)
  if (known) return known
  const query = db.prepare<[string], { data: Buffer }>(SQL.lexicon)
  const part = (name: string) => query.get(name)?.data ?? Buffer.alloc(0)
  const counts = JSON.parse(part('counts').toString() || '[]') as number[]
  const letters = part('letters')
  // Copied: a blob begins anywhere in memory, numbers of eight bytes do not.
  const numbers = (name: string) => new Float64Array(Uint8Array.from(part(name)).buffer)
  const fine = numbers('fine')
  const masks = new Uint32Array(fine.length)
  let word = 0
  let offset = 0
  for (const [length, count] of counts.entries()) {
    for (const end = word + count; word < end; word++) {
      let mask = 0
      for (let at = 0; at < length; at++) mask |= bitOf(letters[offset++] ?? 0)
      masks[word] = mask
    }
  }
  const lexicon = { counts, letters, fine, coarse: numbers('coarse'), masks, answers: new Map() }
  loaded.set(db, lexicon)
  return lexicon
}

/** Reads the lexicon now rather than at the first typo. */
export const prepareLexicon = (db: Db): void => {
  lexiconOf(db)
}

const bitOf = (code: number): number => (code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << 26)

/** Surnames that resemble or sound like a word, the most alike first. The word as typed is not among them. */
export function resembling(db: Db, word: string): readonly Resembling[] {
  const lexicon = lexiconOf(db)
  const known = lexicon.answers.get(word)
  if (known) return known
  const unlike = new Map<number, 1 | 2>()
  const { fine, coarse } = soundsOf(word)
  for (const at of sounding(lexicon.coarse, coarse)) unlike.set(at, 2)
  for (const at of sounding(lexicon.fine, fine)) unlike.set(at, 1)
  spelt(lexicon, word, unlike)
  const found = Array.from(unlike, ([at, much]) => ({ word: wordAt(lexicon, at), unlike: much }))
  const others = found.filter(each => each.word !== word).sort((a, b) => a.unlike - b.unlike)
  if (lexicon.answers.size >= REMEMBERED) lexicon.answers.clear()
  lexicon.answers.set(word, others)
  return others
}

/** The same among the surnames of a commune, in one string with spaces between: a few thousand at most, and none is cut off. */
export function resemblingAmong(db: Db, word: string, surnames: string): Resembling[] {
  const found = new Map<string, 1 | 2>()
  const lexicon = lexiconOf(db)
  const { fine, coarse } = soundsOf(word)
  const spaced = ` ${surnames} `
  for (const [sounds, sound, unlike] of [
    [lexicon.coarse, coarse, 2],
    [lexicon.fine, fine, 1],
  ] as const) {
    for (const at of sounding(sounds, sound)) {
      const other = wordAt(lexicon, at)
      if (spaced.includes(` ${other} `)) found.set(other, unlike)
    }
  }
  const typed = typedWord(word)
  const letters = Buffer.from(surnames, 'latin1')
  for (let from = 0; word.length <= LONGEST_TYPED && from < letters.length; ) {
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

/** Numbers of the words of one sound. */
function* sounding(sounds: Float64Array, sound: string): Generator<number> {
  const start = hashOf(sound) * PLACES
  let low = 0
  let high = sounds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sounds[middle] ?? 0) < start) low = middle + 1
    else high = middle
  }
  for (; low < sounds.length && (sounds[low] ?? 0) < start + PLACES; low++) yield (sounds[low] ?? 0) - start
}

/** Words near in spelling: two edits for a long word, one for others. */
function spelt({ counts, letters, masks }: Lexicon, word: string, unlike: Map<number, 1 | 2>): void {
  if (word.length > LONGEST_TYPED) return
  const most = word.length >= LONG_WORD ? 2 : 1
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
        const edits = editsWithin(letters, offset + (at - first) * length, length, typed, most)
        if (edits === 1 || (edits === 2 && most === 2 && !unlike.has(at))) unlike.set(at, edits)
      }
    }
    first = end
    offset += count * length
  }
}

function wordAt({ counts, letters }: Lexicon, at: number): string {
  let first = 0
  let offset = 0
  for (const [length, count] of counts.entries()) {
    if (at < first + count)
      return letters.toString('latin1', offset + (at - first) * length, offset + (at - first + 1) * length)
    first += count
    offset += count * length
  }
  return ''
}

/** FNV-1a, 32 bits. A collision brings a stranger in at most. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
