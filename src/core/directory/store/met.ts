/**
 * What has been written already, by what makes it itself, in a few tens of megabytes for two million rows: an index of the
 * file would be written in the order of the register, half empty, and looked up for every line.
 */

/** Places at first; two million rows take four million of eight bytes. */
const FIRST_PLACES = 1 << 16

export interface Met {
  /** Rows whose key has this hash; the caller looks whether one of them is the same. */
  candidates(key: string): number[]
  add(key: string, row: number): void
}

export function createMet(): Met {
  let places = FIRST_PLACES
  let hashes = new Uint32Array(places)
  /** 0: free. */
  let rows = new Uint32Array(places)
  let used = 0

  const put = (hash: number, row: number) => {
    let at = hash & (places - 1)
    while (rows[at] !== 0) at = (at + 1) & (places - 1)
    hashes[at] = hash
    rows[at] = row
  }
  const grow = () => {
    const [oldHashes, oldRows] = [hashes, rows]
    places *= 2
    hashes = new Uint32Array(places)
    rows = new Uint32Array(places)
    for (const [at, row] of oldRows.entries()) if (row !== 0) put(oldHashes[at] as number, row)
  }
  return {
    candidates(key) {
      const hash = hashOf(key)
      const found: number[] = []
      for (let at = hash & (places - 1); rows[at] !== 0; at = (at + 1) & (places - 1))
        if (hashes[at] === hash) found.push(rows[at] as number)
      return found
    },
    add(key, row) {
      if (++used > places * 0.7) grow()
      put(hashOf(key), row)
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
