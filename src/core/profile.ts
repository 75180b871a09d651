/** The profile of a desk: the one folder the console writes to. One console at a time. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { ok, problem, type Result } from '../shared/contract/kit.ts'
import { openDatabase } from './sqlite.ts'

/**
 * Takes the profile for this process. The lock is SQLite's own lock on a file: the system lets go of it when the process
 * ends, however it ends, so a console that was killed never leaves a desk shut out.
 */
export function lockProfile(dir: string): Result<{ release(): void }, 'profile-busy' | 'profile-unwritable'> {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const db = openDatabase(path.join(dir, 'console.lock'), { timeout: 0 })
    try {
      db.pragma('locking_mode = EXCLUSIVE')
      db.exec('BEGIN EXCLUSIVE')
      return ok({ release: () => db.close() })
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'inconnu'
    return code.startsWith('SQLITE_BUSY') ? problem('profile-busy') : problem('profile-unwritable', { code })
  }
}
