/**
 * What the tests of one worker share: a practice platform, and a directory imported once. Time stands at a Tuesday morning
 * and goes on from there, on the platform, in the console and in the page: the same slots are free at every run.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { type Desk, type DeskOptions, startDesk } from '../stand/desk.ts'

/** Where every test begins. */
const MORNING = Date.parse('2026-11-24T10:05:00+01:00')

export interface World {
  sandbox: Sandbox
  /** Milliseconds from the machine's time to that of the world, now. */
  shift(): number
  /** Puts the world back to the morning: slots of the hours before have not passed for the next test. */
  rewind(): void
  /** Sets the world's time; it goes on from there. ISO, with its offset. */
  setTime(instant: string): void
  /** A fresh desk, in a profile that already has its directory. */
  desk(options?: Omit<DeskOptions, 'useSandbox' | 'profileDir' | 'clock'>): Promise<Desk>
  close(): Promise<void>
}

/** Starts the platform and imports its territory. */
export async function createTestWorld(): Promise<World> {
  let shift = MORNING - Date.now()
  const clock = { now: () => Date.now() + shift }
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-e2e-'))
  const sandbox = await createSandbox({ seed: 7, rows: 5_000, clock })
  let desks = 0
  const open = (profileDir: string, options: DeskOptions) =>
    startDesk({ ...options, useSandbox: sandbox, profileDir, clock })

  const first = await open(path.join(dir, 'first'), { card: 'practice' })
  await first.ready()
  await first.close()
  const imported = readdirSync(first.profileDir).filter(name => name.startsWith('directory.sqlite'))

  return {
    sandbox,
    shift: () => shift,
    rewind() {
      shift = MORNING - Date.now()
    },
    setTime(instant) {
      shift = Date.parse(instant) - Date.now()
    },
    async desk(options = {}) {
      desks += 1
      const profileDir = path.join(dir, `profile-${desks}`)
      mkdirSync(profileDir, { recursive: true })
      for (const name of imported)
        cpSync(path.join(first.profileDir, name), path.join(profileDir, name), { recursive: true })
      return open(profileDir, { card: 'practice', host: true, ...options })
    },
    async close() {
      await sandbox.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
