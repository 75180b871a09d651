/** Where policies lie in the Windows registry, and how they are read: `reg.exe export`, never a native module. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type RegistryKey, readRegistryFile } from './registry-file.ts'

/** `SOFTWARE\Policies\…` can only be written by administrators, in the user's hive too. */
export const POLICY_KEY = 'SOFTWARE\\Policies\\Relais'
/** What the installer's properties wrote: the lowest word of the machine. */
export const INSTALLATION_KEY = 'SOFTWARE\\Relais\\Installation'

/** Runs `reg.exe` with these arguments; the exit code, null when it could not run. */
export type RunReg = (args: readonly string[]) => Promise<number | null>

/** Time given to `reg.exe`, ms. */
const REG_MS = 10_000

/** The system's own `reg.exe`, by its full path: a program of that name elsewhere is never run. */
export const systemReg: RunReg = args =>
  new Promise(resolve => {
    const program = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe')
    execFile(program, [...args], { timeout: REG_MS, windowsHide: true }, error => {
      if (!error) resolve(0)
      else resolve(typeof error.code === 'number' ? error.code : null)
    })
  })

export type RegistryRead =
  | { kind: 'keys'; keys: RegistryKey[] }
  /** The key is not there: no policy. */
  | { kind: 'absent' }
  | { kind: 'failed'; code: string }

/**
 * Reads `HKLM\…` or `HKCU\…` with all below it, in the 64-bit view. `fileFor` says how reg.exe must be told a file of
 * ours (a test under wine has other paths).
 */
export async function readRegistry(
  run: RunReg,
  key: string,
  fileFor: (file: string) => string = file => file,
): Promise<RegistryRead> {
  let dir: string
  try {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-reg-'))
  } catch (error) {
    return { kind: 'failed', code: (error as NodeJS.ErrnoException).code ?? 'tmp' }
  }
  const file = path.join(dir, 'policy.reg')
  try {
    const code = await run(['export', key, fileFor(file), '/y', '/reg:64'])
    if (code === null) return { kind: 'failed', code: 'reg.exe' }
    // One code for «no such key» and for «refused»: a key that cannot be read holds no policy for this account.
    if (code !== 0) return { kind: 'absent' }
    return { kind: 'keys', keys: readRegistryFile(readFileSync(file)) }
  } catch (error) {
    return { kind: 'failed', code: (error as NodeJS.ErrnoException).code ?? 'export' }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
