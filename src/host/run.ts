/** The whole of a host's life: console, server, words, end. What `npm start` and `src/host/cli.ts` both do. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileKeyStore } from '../core/activity/index.ts'
import { sourceEntry } from '../core/entries.ts'
import { forkProcesses } from '../core/fork.ts'
import { openLogFile } from '../core/log-file.ts'
import { environmentProxy } from '../core/network/index.ts'
import type { StartPractice } from '../core/practice/index.ts'
import { type Started, startConsole } from '../core/start.ts'
import { ok, type Result } from '../shared/contract/kit.ts'
import { createHost, createHostShell, type Host, HostRefused, hostRefusal } from './index.ts'
import { spawnPractice } from './process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface RunOptions {
  /** Null: practice mode. */
  settingsFile: string | null
  profileDir: string
  rendererDir?: string
  /** Resolves when the screen is built: the console starts meanwhile. */
  screenReady?: Promise<unknown>
  startPractice?: StartPractice
  /** False: pages are remembered and not opened. */
  openPages?: boolean
}

export interface RunningHost {
  host: Host
  started: Started
  /** Ends server, console and processes; safe to call twice. */
  close(): Promise<void>
}

/** Starts a console and serves it. */
export async function runHost(options: RunOptions): Promise<Result<RunningHost>> {
  const { log, close: closeLog } = openLogFile(path.join(options.profileDir, 'logs'))
  const shell = createHostShell({ really: options.openPages ?? true })
  const started = await startConsole({
    settingsFile: options.settingsFile,
    profileDir: options.profileDir,
    version: productVersion(),
    entryUrl: sourceEntry,
    startProcess: forkProcesses(sourceEntry),
    startPractice: options.startPractice ?? spawnPractice(path.join(root, 'src/sandbox/cli.ts')),
    shell,
    keyStore: () => fileKeyStore(),
    log,
    resolveProxy: environmentProxy(),
    licencesFile: path.join(root, 'out/assets/licences.json'),
    accept: settings => hostRefusal(settings.profile, settings.host.allowProduction),
  })
  if (!started.ok) {
    closeLog()
    return started
  }
  try {
    await options.screenReady
    const { console } = started.value
    const host = await createHost({
      console,
      rendererDir: options.rendererDir ?? path.join(root, 'out/renderer'),
      allowProduction: console.settings.host.allowProduction,
      opened: shell.opened,
    })
    let ending: Promise<void> | null = null
    const end = async () => {
      await host.close()
      await started.value.close()
      closeLog()
    }
    return ok({
      host,
      started: started.value,
      close() {
        ending ??= end()
        return ending
      },
    })
  } catch (error) {
    await started.value.close()
    closeLog()
    if (error instanceof HostRefused) return { ok: false, error: error.problem }
    throw error
  }
}

/** Version of the product, from its package. */
export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
