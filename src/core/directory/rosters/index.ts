/**
 * The rosters of a console: files taken by drag and drop or from a watched folder, in `<directory>.site`. What a line says
 * only by a FINESS number is completed from the directory in place.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import type { Log } from '../../ports.ts'
import { openDirectory } from '../store/open.ts'
import type { PlaceRow, SpotRow } from '../store/place-row.ts'
import { type ReadRoster, type RosterEntry, type RosterProblem, readRoster } from './read.ts'
import { LARGEST_FILE } from './sheet.ts'
import { completeEntries, listRosters, openSite, putRoster, type RosterRow, removeRoster } from './store.ts'

export interface Rosters {
  /** Whether a folder is watched. */
  readonly watched: boolean
  list(): RosterRow[]
  /** Takes a file in; `file` is its name without its folder. */
  take(file: string, bytes: Uint8Array): Promise<Result<RosterRow, RosterProblem>>
  remove(id: number): boolean
  /** Files of the watched folder that were refused, with why. */
  refusedFiles(): RefusedFile[]
  /** Another directory answers: lines are completed from it. */
  directoryChanged(): void
  /** Looks at the watched folder now. */
  look(): Promise<void>
  close(): void
}

export interface RefusedFile {
  file: string
  at: number
  kind: RosterProblem | 'roster-unreadable'
  params: Record<string, string | number | boolean | null>
}

/** A folder of a share tells no changes: it is looked at this often, ms. */
const LOOK_EVERY_MS = 30_000

export function createRosters(deps: {
  database: string
  /** Watched folder; its files stay where they are. */
  folder: string | undefined
  now: () => number
  log: Log
  onChange: () => void
}): Rosters {
  const { database, folder, now, log } = deps
  const db = openSite(database)
  /** What each file of the folder was when it was last looked at: size and date. */
  const seen = new Map<string, string>()
  const refused = new Map<string, RefusedFile>()
  let looking: Promise<void> | null = null

  async function take(file: string, bytes: Uint8Array): Promise<Result<RosterRow, RosterProblem>> {
    const read = await readRoster(bytes)
    if (!read.ok) return read
    const roster = read.value
    const { kind, entries, merged, faults } = roster
    const id = withCompletion(database, complete =>
      putRoster(db, { kind, file, now: now(), entries, report: reportOf(roster), complete }),
    )
    const row = listRosters(db).find(each => each.id === id)
    log.info('directory.roster-taken', { kind, kept: entries.length, merged, refused: roster.refused, faults })
    deps.onChange()
    return row ? ok(row) : problem('roster-empty')
  }

  async function lookOnce(): Promise<void> {
    for (const name of namesIn(folder)) {
      const file = path.join(folder ?? '', name)
      try {
        const { size, mtimeMs } = statSync(file)
        const state = `${size} ${mtimeMs}`
        if (seen.get(name) === state) continue
        seen.set(name, state)
        if (isInPlace(listRosters(db), name, mtimeMs)) continue
        const taken =
          size > LARGEST_FILE
            ? problem('roster-too-large', { bytes: size, most: LARGEST_FILE })
            : await take(name, readFileSync(file))
        note(name, taken)
      } catch (error) {
        const { code } = error as { code?: unknown }
        if (typeof code !== 'string') throw error
        seen.delete(name)
        note(name, problem('roster-unreadable', { code }))
      }
    }
  }

  function note(file: string, taken: Result<unknown, RefusedFile['kind']>): void {
    const before = refused.get(file)
    if (taken.ok) refused.delete(file)
    else refused.set(file, { file, at: now(), ...taken.error })
    if (taken.ok || before?.kind === taken.error.kind) return
    log.warn('directory.roster-refused', { kind: taken.error.kind })
    deps.onChange()
  }

  const look = () => {
    looking ??= lookOnce().finally(() => {
      looking = null
    })
    return looking
  }
  const timer = folder === undefined ? null : setInterval(() => void look(), LOOK_EVERY_MS)
  timer?.unref()
  if (folder !== undefined) void look()

  return {
    watched: folder !== undefined,
    take,
    look,
    list: () => listRosters(db),
    directoryChanged: () => withCompletion(database, complete => completeEntries(db, complete)),
    refusedFiles: () => [...refused.values()],
    remove(id) {
      const removed = removeRoster(db, id)
      if (removed) deps.onChange()
      return removed
    },
    close() {
      if (timer) clearInterval(timer)
      db.close()
    },
  }
}

/** A file taken since it last changed needs no second reading at each start. */
const isInPlace = (rows: readonly RosterRow[], file: string, changedAt: number): boolean =>
  rows.some(row => row.file === file && row.importedAt > changedAt)

function namesIn(folder: string | undefined): string[] {
  if (folder === undefined) return []
  try {
    return readdirSync(folder).filter(name => /\.(csv|xlsx|txt)$/i.test(name) && !name.startsWith('~$'))
  } catch {
    // A share that is not there today.
    return []
  }
}

const reportOf = ({ read, entries, merged, refused, faults, errors }: ReadRoster) => {
  const always = (bounds: (number | null)[]) => bounds.length === 0 || bounds.includes(null)
  const from = entries.map(each => each.from)
  const until = entries.map(each => each.until)
  return {
    read,
    kept: entries.length,
    merged,
    refused,
    faults,
    errors,
    validFrom: always(from) ? null : Math.min(...from.map(Number)),
    validUntil: always(until) ? null : Math.max(...until.map(Number)),
  }
}

/** Runs `work` with what fills in, by FINESS number, what the directory knows: name, place, phone. What a line says stays. */
function withCompletion<T>(database: string, work: (complete: (entry: RosterEntry) => RosterEntry) => T): T {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return work(entry => entry)
  const find = opened.db.prepare<[string], StructureRow>(
    `SELECT name, siret, address, postcode, insee, city, departement, lat, lon, precision, phones
     FROM structures WHERE finess = ?`,
  )
  try {
    return work(entry => completed(entry, entry.finess === null ? undefined : find.get(entry.finess)))
  } finally {
    opened.db.close()
  }
}

function completed(entry: RosterEntry, known: StructureRow | undefined): RosterEntry {
  if (!known) return entry
  const { insee, city, departement, lat, lon, precision } = known
  const elsewhere = entry.insee !== null && entry.insee !== insee
  const place = elsewhere ? {} : { insee, city, departement, lat, lon, precision }
  return {
    ...entry,
    name: entry.name || known.name,
    siret: entry.siret ?? known.siret,
    phones: entry.phones.length > 0 ? entry.phones : known.phones.split(' ').filter(Boolean),
    address: entry.address || (elsewhere ? '' : known.address.replaceAll('\n', ', ')),
    postcode: entry.postcode ?? (elsewhere ? null : known.postcode),
    ...place,
  }
}

interface StructureRow extends PlaceRow, SpotRow {
  name: string
  siret: string | null
  precision: string | null
}
