/** Surnames mistyped by rule: a letter dropped, doubled, added, changed to its neighbour on the keyboard, two swapped. */

const NEIGHBOURS: Record<string, string> = {
  a: 'qz', b: 'vn', c: 'xv', d: 'sf', e: 'rz', f: 'dg', g: 'fh', h: 'gj', i: 'uo', j: 'hk', k: 'jl', l: 'km', m: 'lp',
  n: 'bh', o: 'ip', p: 'om', q: 'as', r: 'et', s: 'dq', t: 'ry', u: 'yi', v: 'cb', w: 'xs', x: 'wc', y: 'tu', z: 'ea',
} // biome-ignore format: a keyboard

/** A small generator of its own: the same numbers on every run. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** One edit somewhere in the word; never the word itself. */
export function oneEdit(word: string, draw: (below: number) => number): string {
  for (let tries = 0; tries < 20; tries++) {
    const at = draw(word.length)
    const letter = word[at] ?? ''
    const near = NEIGHBOURS[letter] ?? 'e'
    const other = near[draw(near.length)] ?? 'e'
    const edited = [
      () => word.slice(0, at) + word.slice(at + 1),
      () => word.slice(0, at) + letter + word.slice(at),
      () => word.slice(0, at) + other + word.slice(at),
      () => word.slice(0, at) + other + word.slice(at + 1),
      () => word.slice(0, at) + (word[at + 1] ?? '') + letter + word.slice(at + 2),
    ][draw(5)]?.()
    if (edited !== undefined && edited !== word) return edited
  }
  return `${word}e`
}

/** Two edits, one after the other. */
export const twoEdits = (word: string, draw: (below: number) => number): string => oneEdit(oneEdit(word, draw), draw)
