/**
 * Distinct words, numbered as they come, outside of the engine's heap: seven hundred thousand surnames take some twenty
 * megabytes here, and more than a hundred as the keys of a map.
 */

export interface WordTable {
  /** The number of a word, given at its first coming; −1 when the table is full. */
  numberOf(word: string): number
  readonly size: number
  word(number: number): string
  /** Every word, in the order of their numbers, made as they are asked for. */
  words(): Iterable<string>
}

/** Bytes of a word at most, UTF-8; what is longer is cut there, and is no surname. */
const LONGEST = 255
const FIRST_LETTERS = 1 << 16
const FIRST_PLACES = 1 << 14

/** At most `most` words. */
export function createWordTable(most: number): WordTable {
  let letters = Buffer.from(new ArrayBuffer(FIRST_LETTERS))
  /** Where each word begins; the next one's beginning is its end. */
  let starts = new Uint32Array(FIRST_PLACES)
  /** Numbers + 1 by hash; 0: free. */
  let places = new Uint32Array(FIRST_PLACES)
  let size = 0
  const typed = Buffer.alloc(LONGEST + 1)

  /** The place of the word in `bytes`: its own, or the free one where it would be. */
  const placeOf = (bytes: Buffer, from: number, to: number): number => {
    let at = hashOf(bytes, from, to) & (places.length - 1)
    for (; places[at] !== 0; at = (at + 1) & (places.length - 1)) {
      const number = (places[at] as number) - 1
      const start = starts[number] as number
      if (bytes.compare(letters, start, starts[number + 1], from, to) === 0) break
    }
    return at
  }
  const grow = () => {
    const next = places.length * 2
    // Given back at once, rather than when the engine next looks.
    places.buffer.transfer(0)
    places = new Uint32Array(next)
    for (let number = 0; number < size; number++)
      places[placeOf(letters, starts[number] as number, starts[number + 1] as number)] = number + 1
  }
  return {
    numberOf(word) {
      const length = typed.write(word, 0, LONGEST)
      const place = placeOf(typed, 0, length)
      const known = places[place] as number
      if (known !== 0) return known - 1
      if (size >= most) return -1
      const start = starts[size] as number
      if (start + length > letters.length)
        letters = Buffer.from((letters.buffer as ArrayBuffer).transfer(letters.length * 2))
      typed.copy(letters, start, 0, length)
      if (size + 2 > starts.length) starts = new Uint32Array(starts.buffer.transfer(starts.byteLength * 2))
      places[place] = ++size
      starts[size] = start + length
      if (size > places.length * 0.7) grow()
      return size - 1
    },
    get size() {
      return size
    },
    word: number => letters.toString('utf8', starts[number], starts[number + 1]),
    *words() {
      for (let number = 0; number < size; number++) yield letters.toString('utf8', starts[number], starts[number + 1])
    },
  }
}

/** FNV-1a, mixed once more. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
