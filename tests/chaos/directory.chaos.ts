/**
 * `npm run chaos -- directory`: imports killed at random points while a console searches all along. After each kill the
 * directory in place is whole (the old one, or the new one when the kill came after the switch), the console has answered
 * every question rightly, and the next import begins cleanly. Then desks that take a signed directory, whole or by a delta,
 * killed too: each has the bytes of before or those of after.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDirectory, type Directory, importFiles } from '../../src/core/directory/index.ts'
import { buildSnapshot } from '../../src/core/directory/snapshot/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { writeFiness } from '../../src/sandbox/platform/territory-file.ts'
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

interface Whole {
  people: number
  activities: number
  structures: number
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
  const { structures, activities } = await writeFiness(territory, folder)
  const filesOf = (round: number) => ({ rpps: file(round), structures, activities })
  const first = await importFiles({ files: filesOf(0), database, onProgress() {} })
  if (!first.ok) throw new Error(first.error.kind)
  const whole: Whole = {
    people: first.value.people,
    activities: first.value.activities,
    structures: first.value.structures,
  }
  const typical = await lastsMs(importOf(filesOf(1), path.join(folder, 'timed.sqlite')))
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
  let takes: Takes = { killed: 0, ended: 0, broken: [] }
  const broken: string[] = []
  try {
    for (let round = 2; killed < kills && round < kills * 4; round++) {
      const before = dayOf(database)
      const child = await killedWithin(draw() * typical * 1.1, importOf(filesOf(round), database))
      if (child.signalCode === 'SIGKILL') killed++
      else ended++
      const after = stateOf(database, whole)
      if (after.wrong) broken.push(`round ${round}: ${after.wrong}`)
      else if (child.exitCode === 0 && after.day === before) broken.push(`round ${round}: ended without a switch`)
    }
    const last = await importFiles({ files: filesOf(kills * 4 + 1), database, onProgress() {} })
    if (!last.ok) broken.push(`the import after the kills: ${last.error.kind}`)
    takes = await killTakes({ folder, lines: [...territory.lines()], kills: Math.ceil(kills / 2), draw })
    const left = readdirSync(folder).filter(name => name.includes('.import-'))
    if (left.length > 0) broken.push(`left behind: ${left.join(', ')}`)
  } finally {
    stop.abort()
    await asking
    await directory.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const ok =
    killed >= kills &&
    broken.length === 0 &&
    takes.killed > 0 &&
    takes.broken.length === 0 &&
    told.wrong.length === 0 &&
    told.asked > killed
  return {
    ok,
    rows: [
      { what: 'imports killed', count: killed, detail: `at random within ${Math.round(typical * 1.1)} ms` },
      { what: 'imports that ended first', count: ended, detail: '' },
      { what: 'directories not whole after it', count: broken.length, detail: broken.slice(0, 3).join(' ; ') },
      { what: 'signed directories killed while taken', count: takes.killed, detail: 'whole ones and deltas' },
      { what: 'those that ended first', count: takes.ended, detail: '' },
      {
        what: 'desks with neither the old bytes nor the new',
        count: takes.broken.length,
        detail: takes.broken.slice(0, 3).join(' ; '),
      },
      { what: 'searches meanwhile', count: told.asked, detail: `slowest ${Math.round(told.slowestMs)} ms` },
      { what: 'searches wrong or refused', count: told.wrong.length, detail: told.wrong.slice(0, 3).join(' ; ') },
    ],
  }
}

const importOf = (files: { rpps: string; structures: string; activities: string }, into: string): string[] => [
  ...['import', '--rpps', files.rpps, '--structures', files.structures, '--activities', files.activities],
  ...['--into', into],
]

/** How long a command lasts here and now, ms. */
async function lastsMs(words: readonly string[]): Promise<number> {
  const started = performance.now()
  await once(spawn(process.execPath, [SCRIPT, ...words], { stdio: 'ignore' }), 'exit')
  return performance.now() - started
}

/** Runs a command and kills it after so many ms, when it has not ended before. */
async function killedWithin(ms: number, words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [SCRIPT, ...words], { stdio: 'ignore' })
  const exit = once(child, 'exit')
  const waiting = new AbortController()
  await Promise.race([exit, wait(ms, undefined, { signal: waiting.signal }).catch(() => {})])
  waiting.abort()
  if (child.exitCode === null) child.kill('SIGKILL')
  await exit
  return child
}

interface Takes {
  killed: number
  ended: number
  broken: string[]
}

/** Desks that take what the site has signed, killed: each has the bytes of before or those of after, nothing else. */
async function killTakes(wanted: {
  folder: string
  lines: readonly string[]
  kills: number
  draw: () => number
}): Promise<Takes> {
  const { folder, lines, kills, draw } = wanted
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = path.join(folder, 'site.pem')
  writeFileSync(key, publicKey.export({ type: 'spki', format: 'pem' }))
  const built = async (day: string, rows: readonly string[]) => {
    const rpps = path.join(folder, `site-${day}.txt`)
    writeFileSync(rpps, `${rows.join('\n')}\n`)
    const into = path.join(folder, `site-${day}.sqlite`)
    const done = await importFiles({ files: { rpps }, database: into, onProgress() {} })
    if (!done.ok) throw new Error(done.error.kind)
    return into
  }
  const before = await built('20261113', lines)
  const after = await built('20261120', [...lines.slice(0, 3000), ...lines.slice(3040)])
  const share = path.join(folder, 'site.annuaire')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const made = await buildSnapshot({ database: after, into: share, privateKey: pem, base: before })
  if (!made.ok || !made.value.delta) throw new Error('no delta to take')
  // Alone, without the delta beside it: the whole.
  const whole = path.join(folder, 'entier.annuaire')
  linkSync(share, whole)
  const [old, now] = [readFileSync(before), readFileSync(after)]
  const desk = path.join(folder, 'desk.sqlite')
  const take = (from: string) => ['take', '--from', from, '--key', key, '--into', desk]
  copyFileSync(before, desk)
  const typical = await lastsMs(take(share))
  const takes: Takes = { killed: 0, ended: 0, broken: [] }
  if (!readFileSync(desk).equals(now)) takes.broken.push('taken in peace: other bytes')
  for (let round = 0; takes.killed < kills && round < kills * 4; round++) {
    copyFileSync(before, desk)
    const child = await killedWithin(draw() * typical * 1.1, take(round % 2 === 0 ? share : whole))
    if (child.signalCode === 'SIGKILL') takes.killed++
    else takes.ended++
    const found = readFileSync(desk)
    if (!found.equals(old) && !found.equals(now)) takes.broken.push(`round ${round}: ${found.length} bytes`)
    else if (child.exitCode === 0 && !found.equals(now)) takes.broken.push(`round ${round}: ended without a switch`)
  }
  // What kills left behind goes with the next one that comes to its end.
  copyFileSync(before, desk)
  await killedWithin(typical * 20 + 10_000, take(share))
  if (!readFileSync(desk).equals(now)) takes.broken.push('the one after the kills')
  return takes
}

/** The directory in place as another program finds it: every page read, every count as told. */
function stateOf(database: string, whole: Whole): { day?: string; wrong?: string } {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return { wrong: opened.kind }
  try {
    const check = opened.db.pragma('quick_check', { simple: true })
    if (check !== 'ok') return { wrong: String(check) }
    const count = (table: string) =>
      opened.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1
    const { contentDate, people, activities, structures } = opened.facts
    if (count('people') !== whole.people || people !== whole.people) return { wrong: 'people' }
    if (activities !== whole.activities) return { wrong: 'activities' }
    if (count('structures') !== whole.structures || structures !== whole.structures) return { wrong: 'structures' }
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
