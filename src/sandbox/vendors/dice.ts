/**
 * Chance that can be replayed: numbers drawn from the names they are drawn for. The same keys always give the same
 * draws, in any order of asking, so that an agenda need not be kept to be told twice the same.
 */

export interface Dice {
  /** In [0, 1). */
  next(): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** An integer in [low, high]. */
  between(low: number, high: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** One of a list of [weight, value]. */
  weigh<T>(list: readonly (readonly [number, T])[]): T
}

/** FNV-1a over the keys, then a murmur finish: neighbouring keys give unrelated numbers. */
function hashOf(keys: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const key of keys) {
    const text = `${key}|`
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Draws for these keys (mulberry32: small, fast, good enough for a practice world; never for a secret). */
export function dice(...keys: (string | number)[]): Dice {
  let state = hashOf(keys)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
  return {
    next,
    chance: probability => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: list => {
      const value = list[Math.floor(next() * list.length)]
      if (value === undefined) throw new Error('dice: nothing to pick from')
      return value
    },
    weigh: list => {
      const total = list.reduce((sum, [weight]) => sum + weight, 0)
      let left = next() * total
      for (const [weight, value] of list) {
        left -= weight
        if (left < 0) return value
      }
      const last = list.at(-1)
      if (!last) throw new Error('dice: nothing to weigh')
      return last[1]
    },
  }
}
