/**
 * The distinct surnames, packed in a few megabytes: words of one length side by side, so that those of a length near the
 * typed one are walked in memory in a millisecond. No typo, however placed, is out of reach, and nothing is indexed for it.
 */
import type { Db } from '../../sqlite.ts'
import { soundsOf } from '../sound.ts'
import { editsWithin } from './edits.ts'

/** A surname that resembles what was typed, and how little: 1 one edit or the same sound, 2 two edits or nearly the sound. */
export interface Resembling {
  word: string
  unlike: 1 | 2
}

/** Longer words are no surnames; they are found as written. */
const LONGEST = 40
/** From this length on two edits are forgiven. */
const LONG_WORD = 7

/** Writes the lexicon of the surnames met. */
export function writeLexicon(db: Db, surnames: Iterable<string>): void {
  const words = [...surnames].filter(word => word.length <= LONGEST && /^[a-z0-9]+$/.test(word))
  words.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const counts = new Array<number>(LONGEST + 1).fill(0)
  const sounds = new Uint32Array(words.length * 2)
  for (const [at, word] of words.entries()) {
    counts[word.length] = (counts[word.length] ?? 0) + 1
    const { fine, coarse } = soundsOf(word)
    sounds[at * 2] = hashOf(fine)
    sounds[at * 2 + 1] = hashOf(coarse)
  }
  const insert = db.prepare('INSERT INTO lexicon (name, data) VALUES (?, ?)')
  insert.run('counts', Buffer.from(JSON.stringify(counts)))
  insert.run('letters', Buffer.from(words.join(''), 'latin1'))
  insert.run('sounds', Buffer.from(sounds.buffer))
}

interface Lexicon {
  counts: readonly number[]
  letters: Buffer
  sounds: Uint32Array
  /** Letters that each word has, one bit each: two words two edits apart differ by four bits at most. */
  masks: Uint32Array
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
  // Copied: a blob begins anywhere in memory, numbers of four bytes do not.
  const bytes = Uint8Array.from(part('sounds'))
  const sounds = new Uint32Array(bytes.buffer)
  const masks = new Uint32Array(sounds.length / 2)
  let word = 0
  let offset = 0
  for (const [length, count] of counts.entries()) {
    for (let end = word + count; word < end; word++) {
      let mask = 0
      for (let at = 0; at < length; at++) mask |= bitOf(letters[offset++] ?? 0)
      masks[word] = mask
    }
  }
  const lexicon = { counts, letters, sounds, masks }
  loaded.set(db, lexicon)
  return lexicon
}

/** Reads the lexicon now rather than at the first typo. */
export const prepareLexicon = (db: Db): void => {
  lexiconOf(db)
}

const bitOf = (code: number): number => (code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << 26)

function bits(n: number): number {
  let v = n - ((n >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0xf0f0f0f) * 0x1010101) >>> 24
}

/** Surnames that resemble or sound like a word, the most alike first. The word as typed is not among them. */
export function resembling(db: Db, word: string): Resembling[] {
  const { counts, letters, sounds, masks } = lexiconOf(db)
  const most = word.length >= LONG_WORD ? 2 : 1
  const typed = Buffer.from(word, 'latin1')
  let typedMask = 0
  for (const code of typed) typedMask |= bitOf(code)
  const { fine, coarse } = soundsOf(word)
  const fineHash = hashOf(fine)
  const coarseHash = hashOf(coarse)
  const found: Resembling[] = []
  let at = 0
  let offset = 0
  for (const [length, count] of counts.entries()) {
    const near = Math.abs(length - word.length) <= most
    for (let end = at + count; at < end; at++, offset += length) {
      const sound = sounds[at * 2] === fineHash ? 1 : sounds[at * 2 + 1] === coarseHash ? 2 : 3
      const spelt =
        near && bits((masks[at] ?? 0) ^ typedMask) <= 2 * most ? editsWithin(letters, offset, length, typed, most) : 3
      const unlike = Math.min(sound, spelt)
      if (unlike > 2 || spelt === 0) continue
      found.push({ word: letters.toString('latin1', offset, offset + length), unlike: unlike <= 1 ? 1 : 2 })
    }
  }
  return found.sort((a, b) => a.unlike - b.unlike)
}

/** FNV-1a, 32 bits. A collision brings a stranger in at most. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
