/** Percentiles of a series, as one row of a table. Milliseconds unless the figure's name says otherwise. */
export interface Figure {
  figure: string
  n: number
  p50: number
  p95: number
  p99: number
  max: number
  note: string
}

/** One decimal; nearest rank. */
export function figureOf(figure: string, series: readonly number[], note = ''): Figure {
  const sorted = [...series].sort((a, b) => a - b)
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)
  return { figure, n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), note }
}

export const round = (value: number): number => Math.round(value * 10) / 10

/** A row with its goal written in the note: the figure at a percentile, and the most it may be. */
export function against(
  figure: Figure,
  most: Partial<Record<'p50' | 'p95' | 'p99' | 'max', number>>,
  more = '',
): Figure {
  const goals = Object.entries(most) as ['p50' | 'p95' | 'p99' | 'max', number][]
  const held = goals.every(([at, limit]) => figure[at] <= limit)
  const goal = `goal ${goals.map(([at, limit]) => `${at} ≤ ${limit}`).join(', ')}: ${held ? 'held' : 'missed'}`
  return { ...figure, note: [goal, more].filter(Boolean).join(' · ') }
}

/** True when no row says that its goal was missed. */
export const goalsHeld = (rows: readonly Figure[]): boolean => rows.every(row => !row.note.includes(': missed'))
