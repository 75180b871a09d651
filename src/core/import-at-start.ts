/** Brings the directory up to date with the files that the settings name, while the console is already answering. */
import type { Directory } from './directory/index.ts'
import { contentDateOf, type SourceFiles } from './directory/index.ts'
import type { Log } from './ports.ts'

/**
 * Imports the files when the register's content is newer than what the directory holds, or when it holds nothing. What went
 * wrong is in the directory's status and in the log; the former content goes on answering.
 */
export async function importAtStart(deps: {
  files: Omit<SourceFiles, 'rpps'> & { rpps?: string | undefined }
  directory: Directory
  log: Log
}): Promise<void> {
  const { files, directory, log } = deps
  const { rpps } = files
  if (rpps === undefined) return
  const { status, contentDate } = directory.status()
  if (status === 'ready' && contentDate !== null && !isNewer(rpps, contentDate)) return
  const result = await directory.importFiles({ ...files, rpps })
  if (!result.ok) log.error('directory.import-failed', { kind: result.error.kind })
}

/** A file that is gone since the settings were read is left to the import, which says so without throwing. */
function isNewer(file: string, contentDate: string): boolean {
  try {
    return contentDateOf(file) > contentDate
  } catch {
    return true
  }
}
