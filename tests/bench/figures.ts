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
