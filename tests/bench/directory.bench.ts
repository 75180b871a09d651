/**
 * Directory bench: latency of each class of question through the console's own door (thread and back), at 5,000 and 200,000
 * rows (`RELAIS_BENCH_ROWS=2310000` for others, the peers left out), and the import. Peers in the same run, on the same people and questions: a `LIKE` scan of the same file, and
 * MiniSearch in memory (prefix, fuzzy 0.2, all words). Times are printed, never judged; what is judged is that counts
 * add up and that the person looked for is found.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import MiniSearch from 'minisearch'
import { createDirectory, type Directory, type ImportReport } from '../../src/core/directory/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { norm } from '../../src/core/directory/text.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { createTerritory, type Territory, type TerritoryPerson } from '../../src/sandbox/territory/index.ts'
import { HOMOPHONES } from '../directory/homophones.ts'
import { dice, oneEdit, twoEdits } from '../directory/perturb.ts'

const OPERATIONS = 500
/** Scans are slow and steady: fewer suffice. */
const SCANS = 60
const SEED = 42
/** Rows whose people are held in memory. */
const HELD = 200_000
const context = { clientId: 'bench' }

type Row = Record<string, unknown>

interface Question {
  text: string
  target: TerritoryPerson
}

export async function run({ json }: { json: boolean }): Promise<{ ok: boolean; rows: Row[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-bench-directory-'))
  const rows: Row[] = []
  let ok = true
  try {
    const asked = Number(process.env['RELAIS_BENCH_ROWS'] ?? 0)
    for (const size of asked > 0 ? [asked] : [5_000, 200_000]) {
      if (!json) console.log(`directory: ${size} rows`)
      const one = await benchSize(folder, size)
      rows.push(...one.rows)
      ok &&= one.ok
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { ok, rows }
}

async function benchSize(folder: string, size: number): Promise<{ ok: boolean; rows: Row[] }> {
  const territory = createTerritory({ seed: SEED, rows: size })
  const file = path.join(folder, `register-${size}-20261120.txt`)
  writeTerritory(territory, file)
  const database = path.join(folder, `directory-${size}.sqlite`)
  const directory = await createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })
  try {
    const imported = await directory.importFiles({ rpps: file })
    if (!imported.ok) throw new Error(imported.error.kind)
    const report = imported.value
    const rows: Row[] = [importRow(size, report, file, database)]
    let ok = report.kept + report.merged + report.refused === report.read && report.read === size
    // A larger territory begins with the smaller: people are drawn without holding two million of them.
    const people = sample(size > HELD ? createTerritory({ seed: SEED, rows: HELD }) : territory)
    for (const [name, ask] of Object.entries(CLASSES)) {
      const { row, found } = await benchClass(directory, size, name, people, ask)
      rows.push(row)
      ok &&= found >= ask.found
    }
    if (size <= HELD) rows.push(...peers(database, territory, size, people, rows))
    return { ok, rows }
  } finally {
    await directory.close()
  }
}

interface Class {
  /** What is typed to find this person; null: this person is not for this class. */
  text: (person: TerritoryPerson) => string | null
  /** Share of questions that must have their target in the answer; 0 where many answer. */
  found: number
  ask?: (directory: Directory, text: string, person: TerritoryPerson) => Promise<string[]>
}

const first = (person: TerritoryPerson) => person.activities[0]
const city = (person: TerritoryPerson) => (first(person)?.publicAddress ? first(person)?.city : '') ?? ''

/** Surnames of one word, spoilt by rule, with the commune; null when the register publishes none. */
function spoilt(person: TerritoryPerson, spoil: typeof oneEdit, shortest: number): string | null {
  const name = norm(person.family)
  if (name.includes(' ') || name.length < shortest || !city(person)) return null
  return `${spoil(name, dice(Number(person.rpps.slice(-8))))} ${city(person)}`
}

const heard = new Map(HOMOPHONES.map(([name, sounds]) => [norm(name), sounds]))

const CLASSES: Record<string, Class> = {
  '1 letter': { text: person => norm(person.family).slice(0, 1), found: 0 },
  '2 letters': { text: person => norm(person.family).slice(0, 2), found: 0 },
  '3 letters': { text: person => norm(person.family).slice(0, 3), found: 0 },
  '5 letters': { text: person => norm(person.family).slice(0, 5), found: 0 },
  surname: { text: person => person.family, found: 0 },
  'surname given': { text: person => `${person.family} ${person.given}`, found: 0.97 },
  'surname given commune': {
    text: person => (city(person) ? `${person.family} ${person.given} ${city(person)}` : null),
    found: 0.99,
  },
  'one edit + commune': { text: person => spoilt(person, oneEdit, 5), found: 0.95 },
  'two edits + commune': { text: person => spoilt(person, twoEdits, 7), found: 0.85 },
  'as heard + commune': {
    text: person => {
      const sounds = heard.get(norm(person.family))
      return sounds === undefined || !city(person) ? null : `${sounds} ${city(person)}`
    },
    found: 0,
  },
  'given name': { text: person => person.given, found: 0 },
  'commune alone': { text: person => city(person) || null, found: 0 },
  'kind of establishment, near': { text: () => 'pharmacie', found: 0 },
  'need, near': { text: person => person.speciality?.label ?? person.profession.label, found: 0 },
  'need + commune': { text: person => (city(person) ? `${person.profession.label} ${city(person)}` : null), found: 0 },
  phone: { text: person => first(person)?.phone ?? null, found: 0 },
  RPPS: { text: person => person.rpps, found: 1 },
  'candidates 100': {
    text: () => '',
    found: 0,
    async ask(directory, _, person) {
      const need = person.speciality
        ? ({ kind: 'speciality', code: person.speciality.code, label: '' } as const)
        : ({ kind: 'profession', code: person.profession.code, label: '' } as const)
      const insee = first(person)?.insee ?? null
      const answer = await directory.candidates({ need, near: null, insee, radiusKm: 20, limit: 100 })
      return answer.ok ? answer.value.map(hit => hit.idnps) : []
    },
  },
  'needs field': {
    text: person => norm(person.family).slice(0, 4),
    found: 0,
    async ask(directory, text, person) {
      const near = first(person)?.insee ?? null
      const answer = await directory.handlers['directory.needs']({ text, near, limit: 12 }, context)
      return answer.ok ? answer.value.people.map(hit => hit.idnps) : []
    },
  },
  'place field': {
    text: person => norm(first(person)?.city ?? '').slice(0, 4),
    found: 0,
    async ask(directory, text) {
      await directory.handlers['directory.places']({ text, limit: 12 }, context)
      return []
    },
  },
}

async function benchClass(
  directory: Directory,
  size: number,
  name: string,
  people: TerritoryPerson[],
  { text, ask = askSearch }: Class,
): Promise<{ row: Row; found: number }> {
  const asked = questions(people, text)
  const times: number[] = []
  let found = 0
  for (const [at, { text: typed, target }] of asked.entries()) {
    const started = performance.now()
    const ids = await ask(directory, typed, target)
    // The first questions fill the page cache, as they do on a desk.
    if (at >= asked.length - OPERATIONS) times.push(performance.now() - started)
    if (ids.includes(`8${target.rpps}`)) found++
  }
  const share = found / asked.length
  return {
    row: { rows: size, class: name, ops: times.length, ...percentiles(times), found: round(share) },
    found: share,
  }
}

async function askSearch(directory: Directory, text: string, person: TerritoryPerson): Promise<string[]> {
  const near = first(person)?.insee ?? null
  const answer = await directory.handlers['directory.search']({ text, near, limit: 20 }, context)
  return answer.ok ? answer.value.hits.map(hit => hit.idnps) : []
}

/** Enough questions of a class: the sample turned over as often as needed. */
function questions(people: TerritoryPerson[], text: (person: TerritoryPerson) => string | null): Question[] {
  const all = people.flatMap(target => {
    const typed = text(target)
    return typed === null ? [] : [{ text: typed, target }]
  })
  return Array.from({ length: OPERATIONS + 50 }, (_, at) => all[at % all.length]).filter(one => one !== undefined)
}

/** The same surnames by a scan and by MiniSearch, with our own figure divided into theirs. */
function peers(database: string, territory: Territory, size: number, people: TerritoryPerson[], rows: Row[]): Row[] {
  const ours = rows.find(row => row['class'] === 'surname')?.['p50'] as number
  const asked = questions(people, person => norm(person.family))
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  const scan = opened.db.prepare('SELECT idnps FROM people WHERE family LIKE ? OR given LIKE ? LIMIT 21')
  const scanned = asked.slice(0, SCANS).map(({ target }) => {
    const started = performance.now()
    scan.all(`%${target.family}%`, `%${target.family}%`)
    return performance.now() - started
  })
  opened.db.close()

  const before = process.memoryUsage().heapUsed
  const building = performance.now()
  const mini = new MiniSearch<{ id: string; family: string; given: string; city: string }>({
    fields: ['family', 'given', 'city'],
    idField: 'id',
    processTerm: term => norm(term),
    searchOptions: { prefix: true, fuzzy: 0.2, combineWith: 'AND' },
  })
  for (const person of territory.people) {
    mini.add({ id: person.rpps, family: person.family, given: person.given, city: city(person) })
  }
  const built = performance.now() - building
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6
  const searched = asked.slice(0, OPERATIONS).map(({ text }) => {
    const started = performance.now()
    mini.search(text)
    return performance.now() - started
  })
  const scanFigures = percentiles(scanned)
  const miniFigures = percentiles(searched)
  return [
    { rows: size, class: 'peer: LIKE scan', ops: SCANS, ...scanFigures, 'p50 / ours': round(scanFigures.p50 / ours) },
    {
      rows: size,
      class: 'peer: MiniSearch',
      ops: OPERATIONS,
      ...miniFigures,
      'p50 / ours': round(miniFigures.p50 / ours),
      'build s': round(built / 1000),
      'heap MB': Math.round(megabytes),
    },
  ]
}

function importRow(size: number, report: ImportReport, file: string, database: string): Row {
  return {
    rows: size,
    class: 'import',
    'build s': round(report.seconds),
    'rows/s': Math.round(report.read / report.seconds),
    kept: report.kept,
    merged: report.merged,
    refused: report.refused,
    'file MB': round(statSync(file).size / 1e6),
    'database MB': round(statSync(database).size / 1e6),
  }
}

/** People spread over the whole territory, those with a published place and phone among them. */
function sample(territory: Territory): TerritoryPerson[] {
  const step = Math.max(1, Math.floor(territory.people.length / 1500))
  return territory.people.filter((_, at) => at % step === 0)
}

function writeTerritory(territory: Territory, file: string): void {
  const descriptor = openSync(file, 'w')
  let buffered = ''
  for (const line of territory.lines()) {
    buffered += `${line}\n`
    if (buffered.length < 1 << 20) continue
    writeSync(descriptor, buffered)
    buffered = ''
  }
  writeSync(descriptor, buffered)
  closeSync(descriptor)
}

function percentiles(times: number[]): { p50: number; p95: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const round = (value: number) => Math.round(value * 100) / 100
