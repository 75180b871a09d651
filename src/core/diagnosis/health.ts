/**
 * A small file that a monitoring agent reads: is a console running, which version, since when, in what state. Written
 * again every few seconds; one that has grown old is that of a console which fell. It also tells an installer who is here.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Clock } from '../ports.ts'
import { writeWhole } from '../write-whole.ts'

export const Health = z.object({
  format: z.literal(1),
  version: z.string(),
  pid: z.int(),
  startedAt: z.iso.datetime(),
  at: z.iso.datetime(),
  state: z.enum(['starting', 'ready', 'failed']),
  profile: z.enum(['sandbox', 'production']).nullable(),
  platform: z.string().nullable(),
  directory: z.string().nullable(),
  problems: z.int().nonnegative(),
  /** True while a booking has no certain outcome: nobody may close this console. */
  busy: z.boolean(),
})
export type Health = z.infer<typeof Health>

/** Between two writings, ms. */
const BEAT_MS = 10_000
/** A file older than this is that of a console that fell, ms. */
export const STALE_MS = 60_000

const nameOf = (pid: number) => `health-${pid}.json`

export interface HealthFile {
  beat(): void
  close(): void
}

/** Keeps a health file per console in `dir`, shared by the accounts of the machine. A disk that is full costs the file only. */
export function keepHealth(options: {
  dir: string
  clock: Clock
  facts: () => Omit<Health, 'format' | 'pid' | 'at'>
}): HealthFile {
  const { dir, clock, facts } = options
  const file = path.join(dir, nameOf(process.pid))
  clearStale(dir, clock)
  const beat = () => {
    const health: Health = { format: 1, pid: process.pid, at: new Date(clock.now()).toISOString(), ...facts() }
    // A disk that is full costs the file only. Readable by all: a monitoring agent runs under another account.
    writeWhole(file, JSON.stringify(health), { mode: 0o644 })
  }
  beat()
  const timer = setInterval(beat, BEAT_MS)
  timer.unref()
  return {
    beat,
    close() {
      clearInterval(timer)
      rmSync(file, { force: true })
    },
  }
}

/** The consoles of this machine, as their files say; those of fallen ones are left out. */
export function runningConsoles(dir: string, clock: Clock): Health[] {
  return filesOf(dir)
    .map(name => readHealth(path.join(dir, name)))
    .filter(health => health !== null)
    .filter(health => clock.now() - Date.parse(health.at) < STALE_MS)
}

function clearStale(dir: string, clock: Clock): void {
  for (const name of filesOf(dir)) {
    const health = readHealth(path.join(dir, name))
    if (health && clock.now() - Date.parse(health.at) < STALE_MS) continue
    try {
      rmSync(path.join(dir, name), { force: true })
    } catch {
      // Another account's: its own next start clears it.
    }
  }
}

function filesOf(dir: string): string[] {
  try {
    return readdirSync(dir).filter(name => /^health-\d+\.json$/.test(name))
  } catch {
    return []
  }
}

function readHealth(file: string): Health | null {
  try {
    return Health.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
