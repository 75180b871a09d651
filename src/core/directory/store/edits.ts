/** How many letters differ between two words: added, dropped, changed, or two neighbours swapped (OSA distance). */

/** Longest word typed that is compared: one bit a letter. */
const LONGEST = 31

/** What was typed, made ready to be compared with many words. */
export interface Typed {
  length: number
  /** For each byte, the places where it stands in the word, one bit each. */
  places: Uint32Array
}

export function typedWord(word: string): Typed {
  const length = Math.min(word.length, LONGEST)
  const places = new Uint32Array(256)
  for (let at = 0; at < length; at++) {
    const code = word.charCodeAt(at) & 255
    places[code] = (places[code] ?? 0) | (1 << at)
  }
  return { length, places }
}

/**
 * Edits between `length` bytes of `letters` from `offset` and what was typed; `most + 1` when there are more than `most`.
 * Bit-parallel: Hyyrö, « A bit-vector algorithm for computing Levenshtein and Damerau edit distances » (2003), a column of
 * the table of distances in one number.
 */
export function editsWithin(letters: Uint8Array, offset: number, length: number, typed: Typed, most: number): number {
  const { length: n, places } = typed
  if (Math.abs(length - n) > most) return most + 1
  if (n === 0) return Math.min(length, most + 1)
  const top = 1 << (n - 1)
  let up = -1
  let down = 0
  let diagonal = 0
  let before = 0
  let edits = n
  for (let at = 0; at < length; at++) {
    const same = places[letters[offset + at] as number] as number
    const swapped = ((~diagonal & same) << 1) & before
    diagonal = swapped | (((same & up) + up) ^ up) | same | down
    const plus = down | ~(diagonal | up)
    const minus = diagonal & up
    if (plus & top) edits++
    else if (minus & top) edits--
    // Each letter left takes one edit away at most.
    if (edits - (length - at - 1) > most) return most + 1
    const shifted = (plus << 1) | 1
    up = (minus << 1) | ~(diagonal | shifted)
    down = shifted & diagonal
    before = same
  }
  return Math.min(edits, most + 1)
}
