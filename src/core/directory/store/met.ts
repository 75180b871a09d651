/**
 * What has been written already, by what makes it itself, in a few tens of megabytes for two million rows: an index of the
 * file would be written in the order of the register, half empty, and looked up for every line.
 */

/** Places at first, of eight bytes; two million rows take three million of them. */
const FIRST_PLACES = 1 << 16

export interface Met {
  /** Rows whose key has this hash; the caller looks whether one of them is the same. */
  candidates(key: string): number[]
  add(key: string, row: number): void
  /** Gives the memory back; nothing is known any more. */
  forget(): void
}

/** Rows for each place, at most, and by how much the places then grow. */
const FULL = 0.75
const GROWTH = 1.4

export function createMet(): Met {
  let places = FIRST_PLACES
  let hashes = new Uint32Array(places)
  /** 0: free. */
  let rows = new Uint32Array(places)
  let used = 0

  const put = (hash: number, row: number) => {
    let at = firstPlace(hash)
    while (rows[at] !== 0) at = at + 1 === places ? 0 : at + 1
    hashes[at] = hash
    rows[at] = row
  }
  const firstPlace = (hash: number) => Math.floor((hash / 2 ** 32) * places)
  /** What is replaced is given back at once, rather than when the engine next looks. */
  const grow = () => {
    const [oldHashes, oldRows] = [hashes, rows]
    places = Math.ceil(places * GROWTH)
    hashes = new Uint32Array(places)
    rows = new Uint32Array(places)
    for (let at = 0; at < oldRows.length; at++)
      if (oldRows[at] !== 0) put(oldHashes[at] as number, oldRows[at] as number)
    oldHashes.buffer.transfer(0)
    oldRows.buffer.transfer(0)
  }
  return {
    candidates(key) {
      const hash = hashOf(key)
      const found: number[] = []
      for (let at = firstPlace(hash); rows[at] !== 0; at = at + 1 === places ? 0 : at + 1)
        if (hashes[at] === hash) found.push(rows[at] as number)
      return found
    },
    add(key, row) {
      if (++used > places * FULL) grow()
      put(hashOf(key), row)
    },
    forget() {
      hashes.buffer.transfer(0)
      rows.buffer.transfer(0)
      used = 0
      places = FIRST_PLACES
      hashes = new Uint32Array(places)
      rows = new Uint32Array(places)
    },
  }
}

/** FNV-1a, mixed once more: keys differ by their last digits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
