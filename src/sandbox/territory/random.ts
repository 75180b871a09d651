/** A small deterministic generator (mulberry32): same seed, same territory, on any machine. */

export interface Random {
  /** [0, 1). */
  next(): number
  /** Integer in [0, below). */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Builds a generator from two integers: the territory's seed and the number of what is generated. */
export function createRandom(seed: number, stream: number): Random {
  let state = mix(mix(seed >>> 0) ^ Math.imul(stream + 1, 0x9e3779b1))
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    int: below => Math.floor(next() * below),
    chance: probability => next() < probability,
    pick: list => {
      const chosen = list[Math.floor(next() * list.length)]
      if (chosen === undefined) throw new Error('nothing to pick from')
      return chosen
    },
  }
}

function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Draws from weighted choices in the time of a binary search. */
export function weighted<T>(choices: readonly (readonly [T, number])[]): (random: Random) => T {
  const sums: number[] = []
  let total = 0
  for (const [, weight] of choices) {
    total += weight
    sums.push(total)
  }
  return random => {
    const at = random.next() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) <= at) low = middle + 1
      else high = middle
    }
    const choice = choices[low]
    if (!choice) throw new Error('nothing to draw from')
    return choice[0]
  }
}
