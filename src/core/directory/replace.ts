/** A new directory file takes the old one's place; files that a killed import left behind are cleared away. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { problem, type Result } from '../../shared/contract/kit.ts'
import { buildDirectory, type ImportProblem, type ImportProgress, type ImportReport } from './import.ts'
import { openDirectory } from './store/open.ts'

/** Beyond the problems of the import itself: the truncated file that would lose people, and the switch. */
export type ReplaceProblem = ImportProblem | 'file-truncated' | 'switch-failed' | 'directory-busy' | 'writer-failed'

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

/**
 * A copy that stops in the middle of a line is surely incomplete: it does not replace a directory that has more.
 * Without one in place, what came is better than nothing.
 */
export function refuseTruncated(database: string, report: ImportReport): Result<never, 'file-truncated'> | null {
  if (!report.truncated) return null
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return null
  opened.db.close()
  if (opened.facts.activities <= report.activities) return null
  return problem('file-truncated', { kept: report.activities, before: opened.facts.activities })
}

/** Puts `target` in the place of `database`, atomically. On failure the old file stays and the new one goes. */
export function switchTo(target: string, database: string): Result<never, 'switch-failed'> | null {
  try {
    renameSync(target, database)
    return null
  } catch (error) {
    rmSync(target, { force: true })
    return problem('switch-failed', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
  }
}

/** The command line's import: in this process, from the file to the switch. */
export function importRppsFile(options: {
  file: string
  database: string
  onProgress: (progress: ImportProgress) => void
}): Result<ImportReport, ReplaceProblem> {
  const { file, database, onProgress } = options
  clearLeftovers(database)
  const target = buildingName(database)
  rmSync(target, { force: true })
  const built = buildDirectory(file, target, onProgress)
  if (!built.ok) return built
  const refused = refuseTruncated(database, built.value)
  if (refused) rmSync(target, { force: true })
  return refused ?? switchTo(target, database) ?? built
}
