/**
 * Directory bench: the import, each class of question, recall, cold start, and peers on the same data in the same run.
 * `--rows 2310000` for the size of France (peers are then measured at 200,000), `--cache FOLDER` to keep the territory and the
 * directory for the next run. Times are printed, never judged; what is judged is that counts add up and that who is
 * looked for is found.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDirectory, type Directory } from '../../src/core/directory/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { benchClasses, mixOf } from './directory/classes.ts'
import { benchCold } from './directory/cold.ts'
import { percentiles, type Row } from './directory/figures.ts'
import { benchDuring, benchImport } from './directory/import.ts'
import { benchPeers, peerQuestions, type Question } from './directory/peers.ts'
import { benchRecall } from './directory/recall.ts'
import { HELD, placeOf, sample, territoryFiles, territoryOf } from './directory/territory.ts'

const SIZES = [5_000, HELD]
const SAMPLE = 1500
/** Searches of a fresh process. */
const COLD_QUESTIONS = 300

export async function run({
  json,
  rows: asked = null,
  cache = null,
}: {
  json: boolean
  rows?: number | null
  cache?: string | null
}): Promise<{ ok: boolean; rows: Row[] }> {
  const folder = cache ?? mkdtempSync(path.join(tmpdir(), 'relais-bench-directory-'))
  const rows: Row[] = []
  let ok = true
  try {
    for (const size of asked === null ? SIZES : asked > HELD ? [HELD, asked] : [asked]) {
      if (!json) console.log(`directory: ${size} rows`)
      const one = await benchSize(path.join(folder, String(size)), size, json)
      rows.push(...one.rows)
      ok &&= one.ok
    }
  } finally {
    if (cache === null) rmSync(folder, { recursive: true, force: true })
  }
  return { ok, rows }
}

async function benchSize(folder: string, size: number, json: boolean): Promise<{ ok: boolean; rows: Row[] }> {
  const tell = (step: string) => json || console.log(`directory: ${size}: ${step}`)
  mkdirSync(folder, { recursive: true })
  tell('territory')
  const files = await territoryFiles(size, folder)
  const database = path.join(folder, 'directory.sqlite')
  // Told last: the columns of a table come in the order in which its rows first name them.
  const last: Row[] = []
  let ok = true
  if (isReady(database)) last.push({ rows: size, class: 'import', note: 'kept from a run before; not measured' })
  else {
    tell('import')
    const imported = await benchImport(size, database, files)
    last.push(imported.row)
    ok &&= imported.ok
  }
  const territory = territoryOf(Math.min(size, HELD))
  const people = sample(territory, SAMPLE)
  const rows: Row[] = []
  const directory = await open(database)
  try {
    tell('classes')
    const classes = await benchClasses(directory, size, people)
    rows.push(...classes.rows)
    last.push(classes.goals)
    ok &&= classes.ok
    tell('recall')
    last.push(...(await benchRecall(directory, size, territory)))
    tell('searches during an import')
    last.push(...(await benchDuring(size, files, folder, directory, mixOf(people))))
    if (size === HELD) {
      tell('peers')
      const asked = peerQuestions(people)
      const ours = new Map<Question['kind'], number>()
      rows.push(...(await ourselves(directory, size, asked, ours)))
      rows.push(...(await benchPeers(database, size, territory.people, asked, ours)))
    }
  } finally {
    await directory.close()
  }
  tell('cold start')
  const cold = people
    .slice(0, COLD_QUESTIONS)
    .map((person): [string, string] => [person.family, placeOf(person)?.insee ?? ''])
  rows.push(
    ...(await benchCold(
      size,
      database,
      cold.filter(([, insee]) => insee !== ''),
    )),
  )
  return { ok, rows: [...rows, ...last] }
}

/** The same questions as the peers', by our own door; `ours` learns the p50 of each kind. */
async function ourselves(
  directory: Directory,
  size: number,
  questions: readonly Question[],
  ours: Map<Question['kind'], number>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const kind of ['surname', 'one edit + commune'] as const) {
    const times: number[] = []
    let found = 0
    const own = questions.filter(one => one.kind === kind)
    for (const { text, target } of own) {
      const started = performance.now()
      const answer = await directory.handlers['directory.search'](
        { text, near: null, limit: 10 },
        { clientId: 'bench' },
      )
      times.push(performance.now() - started)
      if (answer.ok && answer.value.hits.some(hit => hit.idnps === `8${target}`)) found++
    }
    const recall = Math.round((10_000 * found) / own.length) / 100
    const figures = percentiles(times)
    ours.set(kind, figures.p50)
    rows.push({ rows: size, class: `ours, ${kind}`, ops: times.length, ...figures, 'recall %': recall })
  }
  return rows
}

function isReady(database: string): boolean {
  if (!existsSync(database)) return false
  const opened = openDirectory(database)
  if (opened.kind === 'ready') opened.db.close()
  return opened.kind === 'ready'
}

const open = (database: string): Promise<Directory> =>
  createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })
