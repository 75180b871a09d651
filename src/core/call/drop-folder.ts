/**
 * Handing over by files: one JSON file an orientation, put in place whole (written aside, then renamed), and the LRM's
 * word on it, `NAME.ack`. The files carry the number of a medical file: their owner's alone, and they go as soon as the
 * LRM has them, or after the delay of the settings.
 */

import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Channel } from './channel.ts'

const OURS = /^relais-([0-9a-f-]{36})-(\d+)\.json$/
const ASIDE = /^\.relais-.*\.tmp$/
const ACK = /^relais-([0-9a-f-]{36})-(\d+)(?:\.json)?\.ack$/

export interface DropFolder extends Channel {
  /** A file of a former run whose acknowledgement may still come. */
  expect(id: string, revision: number): void
  /** Looks for the LRM's words and for files that have lain too long. Names acknowledged, and how many of nobody. */
  look(now: number): { acknowledged: { id: string; revision: number }[]; strange: number }
}

export function dropFolder(folder: string, purgeMinutes: number): DropFolder {
  /** Written by us, in this run or the one before: only of those can an acknowledgement be for us. */
  const written = new Set<string>()
  const strange = new Set<string>()
  return {
    name: 'file',
    async put({ id, revision, text }) {
      const name = `relais-${id}-${revision}.json`
      const aside = path.join(folder, `.relais-${randomUUID()}.tmp`)
      try {
        const fd = openSync(aside, 'wx', 0o600)
        try {
          const bytes = Buffer.from(text)
          for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
          fsyncSync(fd)
        } finally {
          closeSync(fd)
        }
        renameSync(aside, path.join(folder, name))
        // The LRM need not read an older word on the same orientation.
        for (let n = 1; n < revision; n += 1) rmSync(path.join(folder, `relais-${id}-${n}.json`), { force: true })
        written.add(`${id} ${revision}`)
        return { ok: true, acknowledged: false }
      } catch (error) {
        try {
          rmSync(aside, { force: true })
        } catch {
          // The folder itself is gone or closed to us: the answer below says it.
        }
        return { ok: false, code: (error as NodeJS.ErrnoException).code ?? 'unknown' }
      }
    },
    expect: (id, revision) => void written.add(`${id} ${revision}`),
    look(now) {
      const acknowledged: { id: string; revision: number }[] = []
      let news = 0
      for (const name of namesIn(folder)) {
        const [, id, revision] = ACK.exec(name) ?? []
        if (id !== undefined) {
          if (written.has(`${id} ${revision}`)) {
            acknowledged.push({ id, revision: Number(revision) })
            remove(path.join(folder, name))
            remove(path.join(folder, `relais-${id}-${revision}.json`))
          } else if (!strange.has(name)) {
            strange.add(name)
            news += 1
          }
        } else if (
          (OURS.test(name) || ASIDE.test(name)) &&
          isOld(path.join(folder, name), now - purgeMinutes * 60_000)
        ) {
          remove(path.join(folder, name))
        }
      }
      return { acknowledged, strange: news }
    },
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Held by the LRM or read-only: the next look tries again.
  }
}

function isOld(file: string, before: number): boolean {
  try {
    return statSync(file).mtimeMs < before
  } catch {
    return false
  }
}
