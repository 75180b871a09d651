/** What carries the console on this machine: Electron when its runtime is there, else a window of Chromium, else an address. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type Carrier = 'electron' | 'window' | 'address'

/** Chooses by what is there; `--host` leaves Electron aside. */
export function chooseCarrier(facts: {
  forceHost: boolean
  display: boolean
  electron: boolean
  chromium: boolean
}): Carrier {
  if (facts.electron && facts.display && !facts.forceHost) return 'electron'
  return facts.display && facts.chromium ? 'window' : 'address'
}

/** The Electron executable of this clone, or of `ELECTRON_OVERRIDE_DIST_PATH`; null when its runtime is not installed. */
export function installedElectron(root: string, env: Record<string, string | undefined>): string | null {
  const packageDir = path.join(root, 'node_modules', 'electron')
  const name =
    readText(path.join(packageDir, 'path.txt')) ?? (process.platform === 'win32' ? 'electron.exe' : 'electron')
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(packageDir, 'dist')
  const executable = path.join(dist, name)
  return existsSync(executable) ? executable : null
}

/** A failed download is not tried again for a day. */
const RETRY_MS = 24 * 3_600_000
const DOWNLOAD_MS = 90_000

export interface InstallDeps {
  root: string
  now: number
  /** Runs the installer of the electron package; true when it ended well in time. */
  run?: (script: string, timeoutMs: number) => Promise<boolean>
  /** Told just before a try, which may take long. */
  onTry?: (seconds: number) => void
}

/** Tries to download the runtime, once a day at most. Never throws; false when it is not there afterwards. */
export async function tryInstallElectron({ root, now, run = runInstaller, onTry }: InstallDeps): Promise<boolean> {
  const script = path.join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(script)) return false
  const memory = path.join(root, 'node_modules', '.cache', 'relais', 'electron-failed')
  const failedAt = Number(readText(memory) ?? Number.NaN)
  if (now - failedAt < RETRY_MS) return false
  onTry?.(DOWNLOAD_MS / 1000)
  if (await run(script, DOWNLOAD_MS)) return true
  try {
    mkdirSync(path.dirname(memory), { recursive: true })
    writeFileSync(memory, String(now))
  } catch {
    // Not remembered: tried again next time.
  }
  return false
}

function runInstaller(script: string, timeoutMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [script], { stdio: 'ignore' })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    const end = (installed: boolean) => {
      clearTimeout(timer)
      resolve(installed)
    }
    child.once('error', () => end(false))
    child.once('exit', code => end(code === 0))
  })
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
