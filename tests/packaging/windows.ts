/** A Windows of a test's own, by wine: its folder is thrown away afterwards. And a small program to install in it. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeContents } from '../../packaging/contents.mjs'
import { makeMsi } from '../../packaging/windows/msi.ts'
import { standInExecutable } from '../../packaging/windows/stand-in.ts'

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0

/** Why a test cannot run here; null when it can. Printed: a test that did not run is never passed. */
export function missing(...commands: string[]): string | null {
  const absent = commands.filter(command => !has(command))
  if (absent.length === 0) return null
  const why = `${absent.join(', ')} : absent de ce poste, et son installation n’a pas été possible`
  console.log(`not run: paquet Windows (${why})`)
  return why
}

export const ICON = path.resolve(import.meta.dirname, '../../assets/icons/relais.ico')

/** Files of the program under test: a name with accents and spaces, a folder within a folder. */
export const APP_FILES = [
  'LICENCES.txt',
  'Relais.exe',
  'resources/app.asar',
  'resources/contents.json',
  'resources/données du poste/annuaire é.txt',
]

/** Writes a program and its MSI in each of these versions. */
export function makeVersions(
  dir: string,
  versions: readonly string[],
  /** Size of the archive, bytes; some dozens by default. */
  archiveBytes = 0,
): Record<string, string> {
  return Object.fromEntries(
    versions.map(version => {
      const appDir = path.join(dir, `app ${version} é`)
      for (const name of APP_FILES) {
        mkdirSync(path.dirname(path.join(appDir, name)), { recursive: true })
        writeFileSync(path.join(appDir, name), name.endsWith('.exe') ? standInExecutable() : `${name} ${version}`)
      }
      // Bytes that no cabinet makes smaller.
      if (archiveBytes > 0) writeFileSync(path.join(appDir, 'resources/app.asar'), randomBytes(archiveBytes))
      writeContents(appDir, version)
      const output = path.join(dir, `Relais-${version}.msi`)
      makeMsi({ appDir, version, icon: ICON, output })
      return [version, output]
    }),
  )
}

export interface Windows {
  /** `C:` */
  drive: string
  /** Runs a program; its exit code is kept to 8 bits by the system (1603 is 67). */
  run(...command: string[]): Promise<{ code: number; out: string }>
  /** How this Windows names a file of ours. */
  name(file: string): string
  close(): Promise<void>
}

/** Time given to one program under wine, ms: a busy machine makes it slow. */
const RUN_MS = 120_000

/** Starts a fresh Windows. */
export async function startWindows(): Promise<Windows> {
  let number = 0
  const prefix = mkdtempSync(path.join(tmpdir(), 'relais-wine-'))
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...rest } = process.env
  // Neither its browser nor its .NET are wanted: asking for them would open a download.
  // And Node need not like how old this Windows says it is.
  const env = {
    ...rest,
    NODE_SKIP_PLATFORM_CHECK: '1',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  }
  const said = path.join(prefix, 'said')
  // To a file, and until the program itself ends: what wine leaves running behind it would hold a pipe open.
  const run = (program: string, args: string[]) =>
    new Promise<{ code: number; out: string }>(resolve => {
      const file = `${said}-${number++}`
      const out = openSync(file, 'w')
      const child = spawn(program, args, { env, stdio: ['ignore', out, 'ignore'] })
      const late = setTimeout(() => child.kill('SIGKILL'), RUN_MS)
      const end = (code: number | null) => {
        clearTimeout(late)
        closeSync(out)
        resolve({ code: code ?? -1, out: readFileSync(file, 'utf8') })
      }
      child.once('exit', end)
      child.once('error', () => end(-1))
    })
  await run('wineboot', ['-i'])
  // Its server stays up between programs: each would start it again.
  await run('wineserver', ['-p'])
  return {
    drive: path.join(prefix, 'drive_c'),
    run: (program = '', ...args) => run('wine', [program, ...args]),
    name: file => `Z:${file.replaceAll('/', '\\')}`,
    async close() {
      await run('wineserver', ['-k'])
      rmSync(prefix, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}
