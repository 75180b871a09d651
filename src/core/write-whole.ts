/** Writes a small file whole or not at all. An antivirus that holds the old one a moment is waited for, briefly. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Windows answers these while another program looks into the file. */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY'])
const TRIES = 5
const WAIT_MS = 20

/** Null when it is written; else the system's code. Never throws. `rename` is given by tests only. */
export function writeWhole(
  file: string,
  text: string,
  options: { mode?: number; rename?: (from: string, to: string) => void } = {},
): string | null {
  const rename = options.rename ?? renameSync
  const aside = `${file}.new`
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(aside, text, { mode: options.mode ?? 0o600 })
    for (let left = TRIES; ; left--) {
      try {
        rename(aside, file)
        return null
      } catch (error) {
        if (left <= 1 || !HELD.has(codeOf(error))) throw error
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS)
      }
    }
  } catch (error) {
    try {
      rmSync(aside, { force: true })
    } catch {
      // What could not be written cannot be removed either.
    }
    return codeOf(error)
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'inconnu'
