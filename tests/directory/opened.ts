/** Directories as the queries see them: open, for tests of what is read from them. */
import { buildDirectory } from '../../src/core/directory/import.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import type { Db } from '../../src/core/sqlite.ts'

/** Opens one that must be whole. */
export function dbOf(file: string): Db {
  const opened = openDirectory(file)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  return opened.db
}

/** Builds one from files, and opens it. */
export async function builtFrom(files: Parameters<typeof buildDirectory>[0]['files'], target: string): Promise<Db> {
  const built = await buildDirectory({ files, target, onProgress: () => {} })
  if (!built.ok) throw new Error(built.error.kind)
  return dbOf(target)
}
