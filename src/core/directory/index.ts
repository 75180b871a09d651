/**
 * The care directory of the desk: one SQLite file, read by threads, replaced as a whole by an import. It answers with the
 * network down, and while an import runs.
 */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { DirectoryStatus, Need, PersonHit, Structure } from '../../shared/contract/directory.ts'
import type { ImportProgress } from '../../shared/contract/directory-sources.ts'
import type { Position } from '../../shared/contract/identifiers.ts'
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Network } from '../network/index.ts'
import type { Clock, EntryUrl, Events, Log } from '../ports.ts'
import { createAnnuaire } from './annuaire/index.ts'
import { communesAround } from './around.ts'
import { createGeocoding, type GeocodingSettings } from './geocoding/index.ts'
import { communeByInsee } from './geography.ts'
import { refuseWorse, type Thresholds } from './guard.ts'
import { createHistory } from './history.ts'
import type { ImportReport, SourceFiles } from './import.ts'
import { createLookups, type DirectoryProblem } from './lookups.ts'
import { codesOfNeed } from './needs.ts'
import { createPace } from './pace.ts'
import type { QueryAnswer, QueryArgs, QueryName } from './queries/index.ts'
import { type ReaderState, startReaders } from './readers.ts'
import { buildingName, clearLeftovers, type ReplaceProblem, switchBack, switchTo } from './replace.ts'
import { createRosters } from './rosters/index.ts'
import { readSiteWords } from './site-words.ts'
import { type TakeProblem, takeFromShare, takeSnapshot } from './snapshot/index.ts'
import { sourceHandlers } from './source-handlers.ts'
import { createUpdates, type UpdateSettings, type Updates } from './updates/index.ts'
import { withoutWithdrawn } from './withdrawn.ts'
import type { WriterJob } from './worker-messages.ts'
import { startWriter, type Writing, type Written } from './writer.ts'

export { runDirectoryCommand } from './command/index.ts'
export { readDirectoryFacts } from './facts.ts'
export type { ImportReport, SourceFiles } from './import.ts'
export { needOfCode } from './nomenclature.ts'
export { importFiles, type ReplaceProblem, switchBack } from './replace.ts'
export { norm, words } from './text.ts'

export interface CandidatesWanted {
  need: Need
  near: Position | null
  /** Commune asked for; gives the position when `near` is null, and the département. */
  insee: string | null
  radiusKm: number
  limit: number
  /** Only the people of these départements (overflow); absent: wherever they are. */
  departements?: readonly string[]
}

export interface Directory {
  handlers: Pick<Handlers, CallsOf<'directory'>>
  status(): DirectoryStatus
  /**
   * Builds a new directory from files of the national sources and switches to it; the old one answers meanwhile and stays on any problem:
   * `file-unreadable` {file, code}, `not-utf8`, `column-missing` {columns}, `no-rows` {read, refused}, those of the guards
   * (see `refuseWorse`; `force` lets them in), `disk` {code}, `switch-failed` {code}, `directory-busy`, `writer-failed` {code}.
   */
  importFiles(files: SourceFiles, options?: { force?: boolean }): Promise<Result<ImportReport, ReplaceProblem>>
  /** The previous generation takes its place back; called again, it goes forward. Problems: `no-previous`, `switch-failed`. */
  returnToPrevious(): Promise<Result<null, 'no-previous' | 'switch-failed' | 'directory-busy'>>
  /** Who answers a need around a place, nearest first; those of the département without a known place come last. */
  candidates(wanted: CandidatesWanted): Promise<Result<PersonHit[], DirectoryProblem>>
  /** An establishment by its FINESS number and the people who work there, at most `limit`; null when it is not known. */
  establishment(
    finess: string,
    near: Position | null,
    limit: number,
  ): Promise<Result<{ structure: Structure; people: PersonHit[] } | null, DirectoryProblem>>
  /** Lines of the people known among these identifiers; the others are absent. Empty while there is no directory. */
  byIdnps(ids: readonly string[], near: Position | null): Promise<Map<string, PersonHit>>
  /** Looks at the sources now and at the period of the settings. */
  keepUpToDate(): void
  close(): Promise<void>
}

const NOT_BEGUN: ImportProgress = {
  phase: 'reading',
  rows: 0,
  bytes: 0,
  totalBytes: 0,
  rate: null,
  remainingSeconds: null,
}

/** Time between two words about an import, ms. */
const PROGRESS_MS = 250

export async function createDirectory(deps: {
  database: string
  entryUrl: EntryUrl
  readers: number
  /** Département of the desk: its communes come first among those that begin as typed. */
  home?: string | null
  /** Where the content comes from; without, it comes by {@link Directory.importFiles} only. */
  updates?: UpdateSettings & {
    guards: Thresholds
    rosters?: string | undefined
    geocoding?: GeocodingSettings | undefined
  }
  /** The site's file of words (`site-words.ts`). */
  words?: string | undefined
  /** Ways out of the desk; else directly. */
  network?: Network | undefined
  events: Events
  clock: Clock
  log: Log
}): Promise<Directory> {
  const { database, log } = deps
  mkdirSync(path.dirname(database), { recursive: true })
  clearLeftovers(database)
  const words = readSiteWords(deps.words)
  for (const { at, why } of words.refused) log.warn('directory.site-words', { at, why })
  const readers = startReaders(deps.entryUrl('directory-reader'), deps.readers, log, words.synonyms)
  let state: ReaderState = await readers.open(database)
  /** What is said of an import, from its first download on. */
  let importing: ImportProgress | null = null
  let building = false
  /** Why the last import was refused; null once one has succeeded. */
  let refusal: ReplaceProblem | TakeProblem | null = null
  let writer: Writing | null = null
  /** Questions wait here for the few milliseconds of a switch. */
  let switching: Promise<unknown> = Promise.resolve()

  const status = (): DirectoryStatus => {
    const { contentDate, people, activities } =
      state.kind === 'ready' ? state.facts : { contentDate: null, people: 0, activities: 0 }
    const kind = state.kind === 'ready' ? 'ready' : importing ? 'importing' : state.kind
    return {
      status: kind,
      contentDate,
      people,
      activities,
      importing,
      detail: state.kind === 'broken' ? state.detail : refusal,
    }
  }
  const changed = () => deps.events.emit('directory.changed', status())

  async function ask<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
  ): Promise<Result<QueryAnswer<N>, DirectoryProblem>> {
    await switching
    if (state.kind === 'empty') return problem(importing ? 'directory-busy' : 'directory-empty')
    if (state.kind === 'broken') return problem('directory-broken', { detail: state.detail })
    const answer = await readers.ask(name, args)
    if (answer.ok) return ok(withoutWithdrawn(answer.value, annuaire.withdrawn()))
    log.error('directory.query-failed', { query: name, code: answer.code })
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(answer.code)) return problem('directory-busy', { code: answer.code })
    state = { kind: 'broken', detail: answer.code }
    changed()
    return problem('directory-broken', { detail: answer.code })
  }

  async function build(job: WriterJob): Promise<Written> {
    const pace = createPace(deps.clock)
    let told = 0
    writer = startWriter(deps.entryUrl('directory-writer'), job, progress => {
      importing = pace(progress)
      if (deps.clock.now() - told < PROGRESS_MS) return
      told = deps.clock.now()
      changed()
    })
    const written = await writer.done
    if (written.kind === 'failed') log.error('directory.writer-died', { code: written.code })
    return written
  }

  async function importFiles(
    files: SourceFiles,
    { force = false } = {},
  ): Promise<Result<ImportReport, ReplaceProblem>> {
    if (building) return problem('directory-busy')
    // Set at once: a second call must see it.
    building = true
    importing = NOT_BEGUN
    changed()
    try {
      const result = await buildAndSwitch(files, force)
      refusal = result.ok ? null : result.error.kind
      return result
    } finally {
      building = false
      importing = null
      changed()
    }
  }

  async function buildAndSwitch(files: SourceFiles, force: boolean): Promise<Result<ImportReport, ReplaceProblem>> {
    const target = buildingName(database)
    rmSync(target, { force: true })
    try {
      const parser = deps.entryUrl('directory-parser').href
      const built = await build({ files, target, from: database, parser })
      if (built.kind === 'failed') return problem('writer-failed', { code: built.code })
      if (!built.result.ok) return built.result
      const report = built.result.value
      const worse = force ? null : refuseWorse({ database, target, report, thresholds: deps.updates?.guards })
      const failed = worse ?? (await takePlace(() => switchTo(target, database)))
      if (failed) return failed
      const { read, kept, merged, refused, people, seconds } = report
      log.info('directory.imported', { read, kept, merged, refused, people, seconds })
      return built.result
    } finally {
      rmSync(target, { force: true })
      writer = null
    }
  }

  /** The switch: threads let go, the file is renamed, threads open what is there now. */
  async function takePlace<T>(change: () => T): Promise<T> {
    let done = () => {}
    const before = switching
    switching = new Promise<void>(resolve => {
      done = resolve
    })
    try {
      await before
      await readers.release()
      return change()
    } finally {
      rosters.directoryChanged()
      history.forget()
      state = await readers.open(database)
      done()
    }
  }

  async function returnToPrevious() {
    if (building) return problem('directory-busy')
    const from = status().contentDate
    const result = await takePlace(() => switchBack(database))
    if (result.ok) {
      refusal = null
      updates.wentBackFrom(from)
      log.info('directory.returned', { contentDate: status().contentDate })
    }
    changed()
    return result
  }

  const history = createHistory(database)
  const annuaire = createAnnuaire({
    database,
    settings: deps.updates?.annuaire,
    network: deps.network,
    clock: deps.clock,
    log,
  })
  const geocoding = createGeocoding({
    file: path.join(path.dirname(database), 'geocoding.json'),
    settings: deps.updates?.geocoding,
    home: deps.home ?? null,
    network: deps.network,
    clock: deps.clock,
    log,
  })
  const rosters = createRosters({
    database,
    folder: deps.updates?.rosters,
    now: deps.clock.now,
    log,
    onChange: changed,
  })
  const updates: Updates = createUpdates({
    database,
    settings: deps.updates ?? NO_SOURCES,
    clock: deps.clock,
    log,
    onChange: changed,
    network: deps.network,
    annuaire,
    replacing: {
      importFiles,
      importing: () => importing,
      busy: () => building,
      progress(progress) {
        importing = progress
        changed()
      },
      async takeSnapshot(file, publicKey, { beside, ...options }) {
        const wanted = { file, publicKey, database, thresholds: deps.updates?.guards, place: takePlace, ...options }
        const onDelta = ({ refused }: { refused: TakeProblem | null }) => log.info('directory.delta', { refused })
        const taken = await (beside ? takeFromShare({ ...wanted, onDelta }) : takeSnapshot(wanted))
        refusal = taken.ok || taken.error.kind === 'snapshot-known' ? null : taken.error.kind
        return taken
      },
    },
  })

  const place = (insee: string | null) => (insee === null ? undefined : communeByInsee(insee))

  const lookups = createLookups({
    ask,
    places: asked => readers.places(asked),
    words,
    home: deps.home ?? null,
    contentDate: () => status().contentDate,
  })

  return {
    status,
    importFiles,
    returnToPrevious,
    async candidates({ need, near, insee, radiusKm, limit, departements }) {
      if (need.kind === 'person') {
        const found = await ask('byIdnps', { ids: [need.idnps], near: near ?? place(insee)?.position ?? null })
        return found.ok ? ok(found.value.map(([, hit]) => hit)) : found
      }
      // Nobody answers for a kind of establishment: it is called. One of them is `establishment`.
      if (need.kind === 'structure' || need.kind === 'establishment') return ok([])
      const commune = place(insee)
      return ask('nearby', {
        codes: codesOfNeed(need.kind, need.code),
        near: near ?? commune?.position ?? null,
        departement: commune?.departement ?? null,
        radiusKm,
        limit,
        maxRank: 1,
        departements,
      })
    },
    async establishment(finess, near, limit) {
      const found = await ask('structure', { id: finess, near, limit })
      if (!found.ok) return found
      const { structure, people } = found.value
      return ok(structure === null ? null : { structure, people })
    },
    async byIdnps(ids, near) {
      const found = await ask('byIdnps', { ids, near })
      return new Map(found.ok ? found.value : [])
    },
    keepUpToDate: updates.start,
    handlers: {
      ...geocoding.handlers,
      ...sourceHandlers({ updates, rosters, returnToPrevious, now: deps.clock.now }),
      'directory.verifyNow': async ({ idnps }) => {
        const known = await ask('person', { idnps })
        const verified = await annuaire.verify(idnps, known.ok ? known.value : null)
        return verified.ok ? ok({ at: new Date(deps.clock.now()).toISOString(), ...verified.value }) : verified
      },
      'directory.status': () => ok(status()),
      ...lookups,
      'directory.around': ({ at, km }) => ok(communesAround(at, km)),
      'directory.person': async (input, context) => {
        const found = await lookups['directory.person'](input, context)
        const since = found.ok && found.value.person ? history.of(found.value.person) : null
        return found.ok && since ? ok({ ...found.value, since: since.since, changes: since.changes }) : found
      },
    },
    async close() {
      const updated = updates.close()
      const unfinished: Writing | null = writer
      await unfinished?.stop()
      await updated
      rosters.close()
      history.forget()
      await annuaire.close()
      await geocoding.close()
      await readers.close()
      rmSync(buildingName(database), { force: true })
    },
  }
}

const NO_SOURCES: UpdateSettings = { downloads: {}, refreshHours: 0, staleDays: 10 }
