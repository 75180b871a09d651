/** How many letters differ between two words: added, dropped, changed, or two neighbours swapped (OSA distance). */

const ROWS = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)] as const

/**
 * Edits between `length` bytes of `letters` from `offset` and `typed`; `most + 1` when there are more than `most`. Words of
 * at most 60 letters.
 */
export function editsWithin(
  letters: Uint8Array,
  offset: number,
  length: number,
  typed: Uint8Array,
  most: number,
): number {
  let from = 0
  while (from < length && from < typed.length && letters[offset + from] === typed[from]) from++
  let endA = length
  let endB = typed.length
  while (endA > from && endB > from && letters[offset + endA - 1] === typed[endB - 1]) {
    endA--
    endB--
  }
  const a = endA - from
  const b = endB - from
  if (Math.abs(a - b) > most) return most + 1
  if (a === 0 || b === 0) return Math.max(a, b)
  // A change within n letters costs no more than n, and what is common at both ends is already gone.
  if (a > 60 || b > 60) return most + 1
  let [before, last, row] = ROWS
  for (let j = 0; j <= b; j++) last[j] = j
  for (let i = 1; i <= a; i++) {
    row[0] = i
    let least = i
    const letter = letters[offset + from + i - 1]
    for (let j = 1; j <= b; j++) {
      const other = typed[from + j - 1]
      let cost = (last[j - 1] ?? 0) + (letter === other ? 0 : 1)
      cost = Math.min(cost, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swapped = i > 1 && j > 1 && letter === typed[from + j - 2] && letters[offset + from + i - 2] === other
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row[j] = cost
      if (cost < least) least = cost
    }
    // A swap may yet reach back one row: the cut waits for two bad ones.
    if (least > most + 1) return most + 1
    const free = before
    before = last
    last = row
    row = free
  }
  return Math.min(last[b] ?? most + 1, most + 1)
}
