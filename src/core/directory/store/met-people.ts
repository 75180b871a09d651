/**
 * Who has been written already, by national identifier, in a few tens of megabytes for two million people: an index of the
 * file itself would be written in the order of the register, half empty, and looked up for every line.
 */

/** Two million people fill half of it. */
const FIRST_PLACES = 1 << 16

export interface MetPeople {
  /** Row of somebody whose identifier has this hash; the caller looks whether it is the same. Several may share one. */
  candidates(idnps: string): number[]
  add(idnps: string, row: number): void
}

export function createMetPeople(): MetPeople {
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
    candidates(idnps) {
      const hash = hashOf(idnps)
      const found: number[] = []
      for (let at = hash & (places - 1); rows[at] !== 0; at = (at + 1) & (places - 1))
        if (hashes[at] === hash) found.push(rows[at] as number)
      return found
    },
    add(idnps, row) {
      if (++used > places * 0.7) grow()
      put(hashOf(idnps), row)
    },
  }
}

/** FNV-1a, mixed once more: identifiers differ by their last digits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
