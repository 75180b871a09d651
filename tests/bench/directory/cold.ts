/** Cold start: a fresh process opens the directory and is asked at once. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Row, round } from './figures.ts'

const child = fileURLToPath(new URL('./cold-child.ts', import.meta.url))
const STARTS = 5

/** Medians of a few starts. `questions`: text and INSEE code of the caller, the first of them asked at once. */
export async function benchCold(size: number, database: string, questions: [string, string][]): Promise<Row[]> {
  const starts: { opened: number; first: number; grown: number; total: number }[] = []
  for (let at = 0; at < STARTS; at++) {
    const { stdout } = await promisify(execFile)(process.execPath, [child, database, JSON.stringify(questions)])
    starts.push(JSON.parse(stdout))
  }
  const median = (of: (start: (typeof starts)[number]) => number) =>
    round(starts.map(of).toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? Number.NaN)
  return [
    { rows: size, class: 'cold: directory opened', ops: STARTS, p50: median(start => start.opened) },
    { rows: size, class: 'cold: first search', ops: STARTS, p50: median(start => start.first), note: '≤ 300' },
    {
      rows: size,
      class: 'cold: grown by',
      ops: STARTS,
      'peak MB': median(start => start.grown),
      note: `≤ 80, beyond the same threads without a directory, after ${questions.length} searches; ${Math.round(median(start => start.total))} MB in all`,
    },
  ]
}
