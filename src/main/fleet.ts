/**
 * What a fleet sees of this console: its health file, its entries in the event log, and that it ends when an installer asks,
 * once nobody needs it.
 */
import path from 'node:path'
import { isBusy } from '../core/busy.ts'
import type { Console } from '../core/console.ts'
import { closingAsked, type HealthFile, keepHealth, type openEventLog } from '../core/diagnosis/index.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { DirectoryStatus } from '../shared/contract/directory.ts'
import type { Result } from '../shared/contract/kit.ts'
import type { PlatformState, SettingsView } from '../shared/contract/settings.ts'

/** Between two looks for an installer's request, ms. */
const LOOK_MS = 2_000

/** Where the consoles of a machine tell of themselves: one folder for all accounts on Windows, the profile elsewhere. */
export function healthFolder(
  profileDir: string,
  platform: NodeJS.Platform = process.platform,
  env: Record<string, string | undefined> = process.env,
): string {
  return platform === 'win32' ? path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Relais', 'desks') : profileDir
}

export interface Fleet {
  /** The console is there; null: it will never be. */
  ready(console: Console | null): void
  /** Known now, from the last look: may the system end this program? */
  busy(): boolean
  close(): void
}

/** Keeps the health file and listens for installers. `quit` is called at most once, when nobody needs the console. */
export function joinFleet(options: {
  dir: string
  version: string
  clock: Clock
  log: Log
  writeEvent: ReturnType<typeof openEventLog>
  quit: () => void
  /** An installer waits for a console that somebody needs, or waits no more. */
  onWaiting: (waiting: boolean) => void
}): Fleet {
  const { dir, version, clock, log, writeEvent } = options
  const startedAt = new Date(clock.now()).toISOString()
  let console: Console | null = null
  let failed = false
  let busy = false
  let told = false
  let platform: string | null = null
  let directory: string | null = null
  let problems = 0
  const health: HealthFile = keepHealth({
    dir,
    clock,
    facts: () => ({
      version,
      startedAt,
      state: failed ? 'failed' : console ? 'ready' : 'starting',
      profile: console?.settings.profile ?? null,
      platform,
      directory,
      problems,
      busy,
    }),
  })

  const look = async () => {
    if (console) {
      const now = await isBusy(console)
      const context = { clientId: 'fleet' }
      const seen = (await console.dispatch('settings.platform', null, context)) as Result<PlatformState>
      const kept = (await console.dispatch('directory.status', null, context)) as Result<DirectoryStatus>
      platform = seen.ok ? seen.value.status : null
      directory = kept.ok ? kept.value.status : null
      const view = (await console.dispatch('settings.view', null, context)) as Result<SettingsView>
      problems = view.ok ? view.value.problems.length : 0
      if (now !== busy) {
        busy = now
        health.beat()
      }
    }
    if (!closingAsked(dir, clock)) {
      told = false
      options.onWaiting(false)
      return
    }
    if (!told) {
      told = true
      log.info('closing.asked', { busy })
      writeEvent('closing-asked', { busy: busy ? 1 : 0 })
    }
    options.onWaiting(busy)
    if (!busy) options.quit()
  }
  const timer = setInterval(() => {
    look().catch(error => log.error('fleet.look-failed', { error: error instanceof Error ? error.name : typeof error }))
  }, LOOK_MS)
  timer.unref()

  return {
    ready(built) {
      console = built
      failed = built === null
      health.beat()
    },
    busy: () => busy,
    close() {
      clearInterval(timer)
      health.close()
    },
  }
}
