/** The import: alone, then once more with searches running all along on what the first one made. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Directory } from '../../../src/core/directory/index.ts'
import { percentiles, type Row, round } from './figures.ts'
import type { BenchFiles } from './territory.ts'

interface Took {
  read: number
  kept: number
  merged: number
  refused: number
  people: number
  establishments: number
  seconds: number
  peakMB: number
  processorSeconds: number
}

const child = fileURLToPath(new URL('./import-child.ts', import.meta.url))

function start(database: string, files: BenchFiles): ChildProcess {
  const args = [child, database, files.rpps, files.structures, files.activities]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Imports into `database`; a row of figures. */
export async function benchImport(
  size: number,
  database: string,
  files: BenchFiles,
): Promise<{ row: Row; ok: boolean }> {
  const importing = start(database, files)
  let said = ''
  importing.stdout?.on('data', data => {
    said += data
  })
  const [code] = (await once(importing, 'close')) as [number | null]
  if (code !== 0) throw new Error(`import ended with ${code}`)
  const took = JSON.parse(said) as Took
  return {
    ok: took.kept + took.merged + took.refused === took.read,
    row: {
      rows: size,
      class: 'import',
      'build s': round(took.seconds),
      'cpu s': round(took.processorSeconds),
      'peak MB': Math.round(took.peakMB),
      'file MB': Math.round(statSync(database).size / 1e6),
      'rows/s': Math.round(took.read / took.seconds),
      note: `${took.people} people, ${took.establishments} establishments, kept ${took.kept}, merged ${took.merged}, refused ${took.refused}; goal of the country ≤ 120 s, 400 MB, file 700 MB`,
    },
  }
}

/** Questions asked with and without an import beside them, and at most so long with it, ms. */
const QUESTIONS = 600
const LONGEST = 60_000

/** Searches while an import of the same files runs in another process, against the same searches alone. */
export async function benchDuring(
  size: number,
  files: BenchFiles,
  folder: string,
  directory: Directory,
  ask: (directory: Directory, at: number) => Promise<number>,
): Promise<Row[]> {
  const series = async (until: () => boolean) => {
    const times: number[] = []
    for (let at = 0; at < QUESTIONS && !until(); at++) times.push(await ask(directory, at))
    return percentiles(times)
  }
  await series(() => false)
  const alone = await series(() => false)
  const other = path.join(folder, 'during.sqlite')
  const importing = start(other, files)
  importing.stdout?.resume()
  const closed = once(importing, 'close')
  let ended = false
  void closed.then(() => {
    ended = true
  })
  const until = Date.now() + LONGEST
  // The threads of the import have begun and the register is being read.
  await new Promise(resolve => setTimeout(resolve, Math.min(15_000, size / 100)))
  const during = await series(() => ended || Date.now() > until)
  importing.kill()
  await closed
  for (const name of ['during.sqlite', `during.sqlite.import-${importing.pid}`])
    rmSync(path.join(folder, name), { force: true })
  return [
    { rows: size, class: 'mixed searches, alone', ops: QUESTIONS, ...alone },
    {
      rows: size,
      class: 'mixed searches, an import beside',
      ops: QUESTIONS,
      ...during,
      'p50 / alone': round(during.p50 / alone.p50),
      note: '≤ 2',
    },
  ]
}
