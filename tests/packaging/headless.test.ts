/**
 * What ships, built, run without a window: the site's server imports and signs the directory with the program of the desks.
 * A stand-in of the `electron` module gives the entry what Electron would; no window, no lock may be asked of it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildMain } from '../../scripts/build.mjs'
import { physician, registerFile } from '../directory/rows.ts'

// Inside the project: what is built looks for the packages that stay packages from where it stands.
const folder = fileURLToPath(new URL(`../../out/headless-${process.pid}/`, import.meta.url))
const file = (name: string) => path.join(folder, name)

const ELECTRON = `
const never = () => { throw new Error('a window was asked for') }
export const app = {
  isPackaged: true, enableSandbox() {}, setPath() {}, getVersion: () => '9.9.9', on() {},
  commandLine: { hasSwitch: () => false }, exit: code => process.exit(code),
  requestSingleInstanceLock: never, whenReady: never, quit: never,
}
export const protocol = { registerSchemesAsPrivileged() {} }
export const BrowserWindow = never, dialog = {}, ipcMain = {}, Menu = {}, nativeTheme = {}, powerMonitor = {}, safeStorage = {},
  screen = {}, session = {}, shell = {}, Tray = never, utilityProcess = {}
`
const HOOK = `
import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) =>
  name === 'electron' ? { url: new URL('electron.mjs', import.meta.url).href, shortCircuit: true } : next(name, context) })
`

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(file('electron.mjs'), ELECTRON)
  writeFileSync(file('hook.mjs'), HOOK)
  await buildMain({ outDir: file('main') })
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function relais(...words: string[]): { status: number | null; out: string; err: string } {
  const args = [
    '--import',
    file('hook.mjs'),
    file('main/index.js'),
    '--profile',
    file('profile'),
    '--directory',
    ...words,
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })
  return { status, out: stdout, err: stderr }
}

test('the program of the desks imports, signs, verifies, takes and searches without a window', () => {
  const register = (day: string, people: number) => {
    writeFileSync(file(`ps-${day}.txt`), registerFile(Array.from({ length: people }, () => physician())))
    return file(`ps-${day}.txt`)
  }
  const [base, share] = [file('base.sqlite'), file('site.annuaire')]
  expect(relais('key', '--into', folder)).toMatchObject({ status: 0, err: '' })
  const [secret, open] = [file('annuaire-cle-privee.pem'), file('annuaire-cle-publique.pem')]
  const built = relais('build', '--rpps', register('20261113', 8), '--in', base, '--into', share, '--key', secret)
  expect(built).toMatchObject({ status: 0, err: '' })
  expect(built.out).toContain('8 personnes')
  const again = relais('build', '--rpps', register('20261120', 9), '--in', base, '--into', share, '--key', secret)
  expect(again).toMatchObject({ status: 0, err: '' })
  expect(existsSync(`${share}.manifest`)).toBe(true)
  expect(relais('verify', '--from', share, '--key', open)).toMatchObject({ status: 0 })
  const desk = file('desk.sqlite')
  expect(relais('take', '--from', share, '--key', open, '--into', desk)).toMatchObject({ status: 0 })
  expect(readFileSync(desk).equals(readFileSync(base))).toBe(true)
  expect(relais('search', 'testard', '--in', desk).out).toContain('TESTARD')
  const older = relais('build', '--rpps', file('ps-20261113.txt'), '--in', base, '--into', share, '--key', secret)
  expect(older.status).toBe(1)
  expect(older.err).toContain('Import refusé')
  expect(relais('nonsense')).toMatchObject({ status: 2 })
}, 240_000)
