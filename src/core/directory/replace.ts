/** A new directory file takes the old one's place; files that a killed import left behind are cleared away. */
import { existsSync, linkSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { type GuardProblem, refuseWorse } from './guard.ts'
import {
  buildDirectory,
  type ImportProblem,
  type ImportProgress,
  type ImportReport,
  type SourceFiles,
} from './import.ts'
import { openDirectory } from './store/open.ts'
import { startWriter, type Written } from './writer.ts'

/** Beyond the problems of the import itself: what the guards refuse, and the switch. */
export type ReplaceProblem = ImportProblem | GuardProblem | 'switch-failed' | 'directory-busy' | 'writer-failed'

/** Name of the new file while it is written: its own for each process, so that two imports never share one. */
export const buildingName = (database: string): string => `${database}.import-${process.pid}`

/** Removes what imports of processes that are no more left beside the database. */
export function clearLeftovers(database: string): void {
  const folder = path.dirname(database)
  if (!existsSync(folder)) return
  const prefix = `${path.basename(database)}.import-`
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue
    const pid = Number.parseInt(name.slice(prefix.length), 10)
    if (pid === process.pid || isRunning(pid)) continue
    rmSync(path.join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The generation before this one, beside it. */
export const previousName = (database: string): string => `${database}.previous`

/**
 * Puts `target` in the place of `database`, atomically; what was there stays as the previous generation. On failure the
 * old file stays and the new one goes.
 */
export function switchTo(target: string, database: string): Result<never, 'switch-failed'> | null {
  try {
    keep(database)
    renameSync(target, database)
    return null
  } catch (error) {
    rmSync(target, { force: true })
    return problem('switch-failed', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
  }
}

/** A second name for the file in place, then its first name is free for the new one: at no moment is there none. */
function keep(database: string): void {
  const opened = openDirectory(database)
  // What cannot be read is not worth coming back to.
  if (opened.kind !== 'ready') return
  opened.db.close()
  const link = `${buildingName(database)}.kept`
  rmSync(link, { force: true })
  try {
    linkSync(database, link)
  } catch {
    // A file system without links (a USB key, some shares): the old one is replaced, without a way back.
    return
  }
  renameSync(link, previousName(database))
  // Two names of one file (an import was killed just after this) are left as they are by the system.
  rmSync(link, { force: true })
}

/** The previous generation takes its place back, and the present one becomes the previous. */
export function switchBack(database: string): Result<null, 'no-previous' | 'switch-failed'> {
  const previous = previousName(database)
  const opened = openDirectory(previous)
  if (opened.kind !== 'ready') return problem('no-previous')
  opened.db.close()
  const target = `${buildingName(database)}.back`
  try {
    rmSync(target, { force: true })
    linkSync(previous, target)
  } catch (error) {
    return problem('switch-failed', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
  }
  return switchTo(target, database) ?? ok(null)
}

/**
 * The command line's import: from the files to the switch. In this process, or with `entry` in a writing thread, whose
 * memory is bounded, and with `parser` a reading thread beside it.
 */
export async function importFiles(options: {
  files: SourceFiles
  database: string
  /** Takes the place whatever the guards say of it. */
  force?: boolean
  entry?: URL
  parser?: URL
  onProgress: (progress: ImportProgress) => void
}): Promise<Result<ImportReport, ReplaceProblem>> {
  const { files, database, force = false, entry, parser, onProgress } = options
  clearLeftovers(database)
  const target = buildingName(database)
  rmSync(target, { force: true })
  const job = { files, target, from: database }
  const written: Written = entry
    ? await startWriter(entry, parser ? { ...job, parser: parser.href } : job, onProgress).done
    : { kind: 'done', result: await buildDirectory({ ...job, onProgress }) }
  if (written.kind === 'failed') {
    rmSync(target, { force: true })
    return problem('writer-failed', { code: written.code })
  }
  const built = written.result
  if (!built.ok) return built
  const refused = force ? null : refuseWorse({ database, target, report: built.value })
  if (refused) rmSync(target, { force: true })
  return refused ?? switchTo(target, database) ?? built
}
