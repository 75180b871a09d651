/**
 * Keeping the directory up to date: the sources of the settings are looked at when the console starts, at a period and on
 * demand; what is newer is brought, built aside, judged, and takes the place of what answers. What is refused is kept aside
 * with its reason.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { DirectorySources, ImportProgress, SourceName } from '../../../shared/contract/directory-sources.ts'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import type { Network } from '../../network/index.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Annuaire } from '../annuaire/index.ts'
import { isForceable } from '../guard.ts'
import { contentDateOf, type ImportReport, type SourceFiles } from '../import.ts'
import type { ReplaceProblem } from '../replace.ts'
import type { Manifest, TakeProblem } from '../snapshot/index.ts'
import { openDirectory } from '../store/open.ts'
import { readSources } from '../store/sources.ts'
import { type Downloaded, type DownloadProblem, download } from './download.ts'
import { bringSnapshot } from './from-snapshot.ts'
import { FILE_KEYS, type FileKey, type UpdateSettings } from './sources.ts'
import { readState, type UpdatesState, writeState } from './state.ts'
import { told } from './told.ts'
import { unpackText } from './unpack.ts'

export type UpdateProblem =
  | ReplaceProblem
  | TakeProblem
  | DownloadProblem
  | 'nothing-newer'
  | 'not-configured'
  | 'nothing-refused'

export type { UpdateSettings } from './sources.ts'

export interface Updates {
  sources(): DirectorySources
  importNow(options: { again: boolean }): Promise<Result<DirectorySources, UpdateProblem>>
  /** Somebody went back from the content of this day. */
  wentBackFrom(contentDate: string | null): void
  acceptRefused(): Promise<Result<DirectorySources, UpdateProblem>>
  /** Looks at the sources at the start of the console, then at the period of the settings. */
  start(): void
  close(): Promise<void>
}

/** What the directory itself does, whoever asks for it. */
export interface Replacing {
  importFiles(files: SourceFiles, options: { force: boolean }): Promise<Result<ImportReport, ReplaceProblem>>
  takeSnapshot(
    file: string,
    publicKey: string,
    options: {
      force: boolean
      known: string | null
      /** A delta may stand beside the file. */
      beside: boolean
    },
  ): Promise<Result<Manifest, TakeProblem>>
  importing(): ImportProgress | null
  /** Said while files come and are checked, before an import has anything to say. */
  progress(progress: ImportProgress | null): void
  busy(): boolean
}

const HOUR_MS = 3_600_000

export function createUpdates(deps: {
  database: string
  settings: UpdateSettings
  replacing: Replacing
  annuaire: Pick<Annuaire, 'update'>
  network?: Network | undefined
  clock: Clock
  log: Log
  onChange: () => void
}): Updates {
  const { database, settings, replacing, clock, log } = deps
  const stateFile = `${database}.state.json`
  const folder = `${database}.sources`
  let state: UpdatesState = readState(stateFile)
  let timer: NodeJS.Timeout | null = null
  let hourly: NodeJS.Timeout | null = null
  let nextCheck: number | null = null
  let running: Promise<unknown> = Promise.resolve()
  const stopping = new AbortController()

  const remember = (change: (state: UpdatesState) => UpdatesState) => {
    state = change(state)
    writeState(stateFile, state)
    deps.onChange()
  }
  const note = (
    names: readonly SourceName[],
    failed: { kind: string; params: UpdatesState['sources'][string]['attempt'] } | null,
  ) =>
    remember(before => {
      const sources = { ...before.sources }
      const at = clock.now()
      for (const name of names)
        sources[name] = {
          success: failed ? (sources[name]?.success ?? null) : at,
          attempt: failed?.params ?? { at, kind: null, params: {} },
        }
      return { ...before, sources }
    })
  const attemptOf = (error: { kind: string; params: Record<string, string | number | boolean | null> }) => ({
    kind: error.kind,
    params: { at: clock.now(), kind: error.kind, params: error.params },
  })

  /** The files of every configured source, brought here when they are elsewhere; null for those not configured. */
  async function gather(): Promise<Result<SourceFiles | null, UpdateProblem>> {
    const files: Partial<Record<FileKey, string>> = {}
    for (const [key, name, wanted] of FILE_KEYS) {
      const found = await bring(key, name)
      if (!found.ok) {
        note([name], attemptOf(found.error))
        // Without the register nothing can be built; without another source, what is in place of it is carried over.
        if (key === 'rpps') return found
        continue
      }
      if (found.value === null) continue
      mkdirSync(folder, { recursive: true })
      const text = key === 'rpps' || key === 'skills' ? await unpackText(found.value, wanted, folder) : ok(found.value)
      if (!text.ok) {
        note([name], attemptOf(text.error))
        if (key === 'rpps') return text
        continue
      }
      files[key] = text.value
    }
    const { rpps } = files
    return ok(rpps === undefined ? null : { ...files, rpps })
  }

  async function bring(key: FileKey, name: SourceName): Promise<Result<string | null, DownloadProblem>> {
    const file = settings[key]
    if (file !== undefined) return ok(file)
    const from = settings.downloads[key]
    if (!from) return ok(null)
    const got = await fetchFile(name, from)
    return got.ok ? ok(got.value.file) : got
  }

  async function fetchFile(
    name: SourceName | 'snapshot-manifest' | 'snapshot-delta',
    from: NonNullable<UpdateSettings['downloads'][FileKey]>,
  ): Promise<Result<Downloaded, DownloadProblem>> {
    const started = performance.now()
    let first = 0
    let told = 0
    return download({
      name,
      settings: from,
      folder,
      signal: stopping.signal,
      network: deps.network,
      onProgress: (bytes, totalBytes) => {
        first ||= bytes
        const now = performance.now()
        if (now - told < 250) return
        told = now
        const rate = (bytes - first) / Math.max(0.001, (now - started) / 1000)
        const remainingSeconds = rate > 0 ? Math.ceil((totalBytes - bytes) / rate) : null
        replacing.progress({ phase: 'downloading', rows: 0, bytes, totalBytes, rate: rate || null, remainingSeconds })
      },
    })
  }

  async function update({ again, force }: { again: boolean; force: boolean }): Promise<Result<null, UpdateProblem>> {
    if (replacing.busy()) return problem('directory-busy')
    try {
      return settings.snapshot
        ? await fromSnapshot(settings.snapshot, { again, force })
        : await fromFiles({ again, force })
    } finally {
      replacing.progress(null)
    }
  }

  async function fromFiles({ again, force }: { again: boolean; force: boolean }): Promise<Result<null, UpdateProblem>> {
    const gathered = await gather()
    if (!gathered.ok) return gathered
    const files = gathered.value
    if (files === null) return problem('not-configured')
    const given = FILE_KEYS.filter(([key]) => files[key] !== undefined).map(([, name]) => name)
    if (!again && (!isNewer(files, database) || isHeld(files, state.held))) {
      note(given, null)
      return problem('nothing-newer')
    }
    return settle(given, await replacing.importFiles(files, { force }), { files, snapshot: null })
  }

  async function fromSnapshot(
    from: NonNullable<UpdateSettings['snapshot']>,
    { again, force }: { again: boolean; force: boolean },
  ): Promise<Result<null, UpdateProblem>> {
    const how = { force, known: again ? null : state.snapshot }
    const { file, result } = await bringSnapshot(from, how, { replacing, fetchFile, log })
    if (result.ok) {
      remember(before => ({ ...before, snapshot: result.value.sha256 }))
    } else if (result.error.kind === 'snapshot-known') {
      // What is offered is what is here: on most days.
      note(['snapshot'], null)
      return problem('nothing-newer')
    } else if (result.error.kind === 'not-configured') {
      return problem('not-configured')
    } else if (file === null && result.error.kind !== 'key-unreadable') {
      // Nothing came: what was refused before still is.
      note(['snapshot'], attemptOf(result.error))
      return result
    }
    return settle(['snapshot'], result, { files: null, snapshot: file })
  }

  function settle(
    names: readonly SourceName[],
    result: Result<unknown, UpdateProblem>,
    brought: { files: SourceFiles | null; snapshot: string | null },
  ): Result<null, UpdateProblem> {
    if (result.ok) {
      note(names, null)
      remember(before => ({ ...before, refused: null, held: null }))
      return ok(null)
    }
    log.warn('directory.update-refused', { kind: result.error.kind })
    note(names, attemptOf(result.error))
    if (result.error.kind !== 'directory-busy')
      remember(before => ({
        ...before,
        refused: { at: clock.now(), ...result.error, ...brought } as UpdatesState['refused'],
      }))
    return result
  }

  /** One at a time; the second waits for the first. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const next = running.then(work, work)
    running = next.catch(() => {})
    return next
  }

  function plan(): void {
    if (timer) clearTimeout(timer)
    if (settings.refreshHours === 0 || stopping.signal.aborted) return
    nextCheck = clock.now() + settings.refreshHours * HOUR_MS
    timer = setTimeout(
      () => void alone(() => update({ again: false, force: false })).finally(plan),
      settings.refreshHours * HOUR_MS,
    )
    timer.unref()
  }

  /** Words of the Annuaire Santé since the register's file. Its failures harm nothing and are told. */
  async function hear(): Promise<void> {
    const contentDate = told({ database, settings, state, clock, nextCheck, importing: null }).current?.contentDate
    if (!settings.annuaire || contentDate === undefined || stopping.signal.aborted) return
    const heard = await deps.annuaire.update(contentDate)
    if (!heard.ok) return note(['annuaire'], attemptOf(heard.error))
    const { read, kept, merged, refused, withdrawn } = heard.value
    const day = new Date(clock.now()).toISOString().slice(0, 10)
    const report = { file: '', read, kept, merged, refused, withdrawn: withdrawn.size }
    remember(before => ({ ...before, annuaire: { contentDate: day, report } }))
    note(['annuaire'], null)
  }
  function hearEveryHour(): void {
    void alone(hear)
    hourly = setInterval(() => void alone(hear), HOUR_MS)
    hourly.unref()
  }

  const sources = (): DirectorySources =>
    told({ database, settings, state, clock, nextCheck, importing: replacing.importing() })
  const answered = (result: Result<null, UpdateProblem>): Result<DirectorySources, UpdateProblem> =>
    result.ok ? ok(sources()) : result

  return {
    sources,
    async importNow({ again }) {
      const result = await alone(() => update({ again, force: false }))
      await alone(hear)
      return answered(result)
    },
    wentBackFrom: contentDate => remember(before => ({ ...before, held: contentDate })),
    async acceptRefused() {
      const { refused } = state
      if (!refused || !isForceable(refused.kind)) return problem('nothing-refused')
      return answered(
        await alone(async () => {
          const { files, snapshot } = refused
          if (files) {
            const given = FILE_KEYS.filter(([key]) => files[key] !== undefined).map(([, name]) => name)
            return settle(given, await replacing.importFiles(files as SourceFiles, { force: true }), {
              files: files as SourceFiles,
              snapshot: null,
            })
          }
          return snapshot === null ? problem('nothing-refused') : update({ again: true, force: true })
        }),
      )
    },
    start() {
      void alone(() => update({ again: false, force: false })).finally(plan)
      if (settings.annuaire) hearEveryHour()
    },
    async close() {
      stopping.abort()
      if (timer) clearTimeout(timer)
      if (hourly) clearInterval(hourly)
      await running
    },
  }
}

/** Whether any file has a later content than what is in place, or the directory holds nothing of it. */
function isNewer(files: SourceFiles, database: string): boolean {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return true
  const known = new Map(readSources(opened.db).map(source => [source.name as string, source]))
  opened.db.close()
  return FILE_KEYS.some(([key, name]) => {
    const file = files[key]
    if (file === undefined) return false
    const before = known.get(name)
    if (!before) return true
    try {
      // FINESS files say their day inside; their names and dates of change tell well enough whether to look.
      return contentDateOf(file) > before.contentDate && path.basename(file) !== before.file
    } catch {
      return true
    }
  })
}

/** True when the register's file is not later than the content that somebody went back from. */
function isHeld({ rpps }: SourceFiles, held: string | null): boolean {
  try {
    return held !== null && contentDateOf(rpps) <= held
  } catch {
    return false
  }
}
