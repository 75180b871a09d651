/**
 * `npm run chaos -- directory`: imports killed at random points while a console searches all along. After each kill the
 * directory in place is whole (the old one, or the new one when the kill came after the switch), the console has answered
 * every question rightly, and the next import begins cleanly.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDirectory, type Directory, importFiles } from '../../src/core/directory/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { createTerritory, type TerritoryPerson } from '../../src/sandbox/territory/index.ts'

const KILLS = 50
/** Enough for an import to last a second or more. */
const ROWS = 8_000
const SCRIPT = fileURLToPath(new URL('../../scripts/directory.mjs', import.meta.url))

export interface ChaosRow {
  what: string
  count: number
  detail: string
}

interface Told {
  asked: number
  wrong: string[]
  slowestMs: number
}

/** @returns `ok` and the table; with `json` the same rows, for a machine. */
export async function run({ seed, kills = KILLS }: { seed: number; json: boolean; kills?: number }): Promise<{
  ok: boolean
  rows: ChaosRow[]
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-chaos-directory-'))
  const draw = dice(seed)
  const territory = createTerritory({ seed: 21, rows: ROWS })
  const source = path.join(folder, 'source.txt')
  writeFileSync(source, `${[...territory.lines()].join('\n')}\n`)
  const database = path.join(folder, 'directory.sqlite')
  const file = (round: number) => {
    // Each round is a day younger, so that a finished import shows.
    const day = new Date(Date.UTC(2026, 0, 1 + round)).toISOString().slice(0, 10).replaceAll('-', '')
    const name = path.join(folder, `ps-${day}.txt`)
    linkSync(source, name)
    return name
  }
  const first = await importFiles({ files: { rpps: file(0) }, database, onProgress() {} })
  if (!first.ok) throw new Error(first.error.kind)
  const whole = { people: first.value.people, activities: first.value.activities }
  const typical = await lastsMs(folder, file(1))
  const directory = await createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })
  const told: Told = { asked: 0, wrong: [], slowestMs: 0 }
  const stop = new AbortController()
  const asking = askAllAlong(directory, territory.people, told, stop.signal)
  let killed = 0
  let ended = 0
  const broken: string[] = []
  try {
    for (let round = 2; killed < kills && round < kills * 4; round++) {
      const before = dayOf(database)
      const child = spawn(process.execPath, [SCRIPT, 'import', '--rpps', file(round), '--into', database], {
        stdio: 'ignore',
      })
      const exit = once(child, 'exit')
      await Promise.race([exit, wait(draw() * typical * 1.1)])
      if (child.exitCode === null && child.kill('SIGKILL')) killed++
      await exit
      if (child.signalCode !== 'SIGKILL') ended++
      const after = stateOf(database, whole)
      if (after.wrong) broken.push(`round ${round}: ${after.wrong}`)
      else if (child.exitCode === 0 && after.day === before) broken.push(`round ${round}: ended without a switch`)
    }
    const last = await importFiles({ files: { rpps: file(kills * 4 + 1) }, database, onProgress() {} })
    if (!last.ok) broken.push(`the import after the kills: ${last.error.kind}`)
    const left = readdirSync(folder).filter(name => name.includes('.import-'))
    if (left.length > 0) broken.push(`left behind: ${left.length}`)
  } finally {
    stop.abort()
    await asking
    await directory.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const ok = killed >= kills && broken.length === 0 && told.wrong.length === 0 && told.asked > killed
  return {
    ok,
    rows: [
      { what: 'imports killed', count: killed, detail: `at random within ${Math.round(typical * 1.1)} ms` },
      { what: 'imports that ended first', count: ended, detail: '' },
      { what: 'directories not whole after it', count: broken.length, detail: broken.slice(0, 3).join(' ; ') },
      { what: 'searches meanwhile', count: told.asked, detail: `slowest ${Math.round(told.slowestMs)} ms` },
      { what: 'searches wrong or refused', count: told.wrong.length, detail: told.wrong.slice(0, 3).join(' ; ') },
    ],
  }
}

/** How long an import lasts here and now, ms. */
async function lastsMs(folder: string, file: string): Promise<number> {
  const started = performance.now()
  const into = path.join(folder, 'timed.sqlite')
  const child = spawn(process.execPath, [SCRIPT, 'import', '--rpps', file, '--into', into], { stdio: 'ignore' })
  await once(child, 'exit')
  return performance.now() - started
}

/** The directory in place as another program finds it: every page read, every count as told. */
function stateOf(database: string, whole: { people: number; activities: number }): { day?: string; wrong?: string } {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return { wrong: opened.kind }
  try {
    const check = opened.db.pragma('quick_check', { simple: true })
    if (check !== 'ok') return { wrong: String(check) }
    const count = (table: string) =>
      opened.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1
    const { contentDate, people, activities } = opened.facts
    if (count('people') !== whole.people || people !== whole.people) return { wrong: 'people' }
    if (count('activities') !== whole.activities || activities !== whole.activities) return { wrong: 'activities' }
    return { day: contentDate }
  } finally {
    opened.db.close()
  }
}

function dayOf(database: string): string | null {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return null
  opened.db.close()
  return opened.facts.contentDate
}

/** One question after the other, each about somebody who is there. */
async function askAllAlong(directory: Directory, people: readonly TerritoryPerson[], told: Told, signal: AbortSignal) {
  for (let at = 0; !signal.aborted; at++) {
    const person = people[(at * 37) % people.length]
    if (!person) return
    const started = performance.now()
    const text = at % 2 === 0 ? person.rpps : `${person.family} ${person.given}`
    const answer = await directory.handlers['directory.search']({ text, near: null, limit: 50 }, { clientId: 'chaos' })
    told.slowestMs = Math.max(told.slowestMs, performance.now() - started)
    told.asked++
    if (!answer.ok) told.wrong.push(answer.error.kind)
    else if (at % 2 === 0 && answer.value.hits[0]?.idnps !== `8${person.rpps}`) told.wrong.push('not who was asked')
    await wait(5)
  }
}

/** Numbers from a seed, 0 to 1. */
function dice(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
