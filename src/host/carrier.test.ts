import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseCarrier, installedElectron, tryInstallElectron } from './carrier.ts'
import { chromiumArguments } from './chromium.ts'
import { createHostShell, hasDisplay, openCommand } from './shell.ts'

const all = { forceHost: false, display: true, electron: true, chromium: true }

test.each([
  [all, 'electron'],
  [{ ...all, forceHost: true }, 'window'],
  [{ ...all, electron: false }, 'window'],
  [{ ...all, electron: false, chromium: false }, 'address'],
  [{ ...all, display: false }, 'address'],
] as const)('%j → %s', (facts, carrier) => expect(chooseCarrier(facts)).toBe(carrier))

describe('the runtime of Electron', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'relais-root-'))
    mkdirSync(path.join(root, 'node_modules/electron/dist'), { recursive: true })
    writeFileSync(path.join(root, 'node_modules/electron/install.js'), '')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  test('is there when its executable is, and not before', () => {
    expect(installedElectron(root, {})).toBeNull()
    writeFileSync(path.join(root, 'node_modules/electron/path.txt'), 'electron')
    expect(installedElectron(root, {})).toBeNull()
    writeFileSync(path.join(root, 'node_modules/electron/dist/electron'), '')
    expect(installedElectron(root, {})).toBe(path.join(root, 'node_modules/electron/dist/electron'))
    expect(installedElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeNull()
  })

  test('a download that failed is not tried again for a day', async () => {
    let tries = 0
    let told = 0
    const at = (now: number, works = false) =>
      tryInstallElectron({
        root,
        now,
        onTry: () => told++,
        run: async () => {
          tries++
          return works
        },
      })
    const start = Date.parse('2026-11-22T08:00:00Z')
    expect(await at(start)).toBe(false)
    expect(await at(start + 3_600_000, true)).toBe(false)
    expect(tries).toBe(1)
    expect(await at(start + 25 * 3_600_000, true)).toBe(true)
    expect(tries).toBe(2)
    expect(told).toBe(2)
  })

  test('an installer that fails for real is a failure, remembered', async () => {
    writeFileSync(path.join(root, 'node_modules/electron/install.js'), 'process.exit(1)')
    expect(await tryInstallElectron({ root, now: 1000 })).toBe(false)
    expect(existsSync(path.join(root, 'node_modules/.cache/relais/electron-failed'))).toBe(true)
  })

  test('without the package there is nothing to run', async () => {
    rmSync(path.join(root, 'node_modules/electron/install.js'))
    expect(await tryInstallElectron({ root, now: 0 })).toBe(false)
  })
})

describe('pages of vendors', () => {
  const page = 'https://rdv.example.invalid/s?a=1&b=$(id)'
  test('open without a shell, in the browser of each system', () => {
    expect(openCommand(page, 'linux', { DISPLAY: ':0' })).toEqual(['xdg-open', new URL(page).href])
    expect(openCommand(page, 'linux', { WAYLAND_DISPLAY: 'w' })?.[0]).toBe('xdg-open')
    expect(openCommand(page, 'win32', {})?.[0]).toBe('rundll32.exe')
    expect(openCommand(page, 'darwin', {})?.[0]).toBe('open')
  })

  test('without a display nothing is started', () => {
    expect(openCommand(page, 'linux', {})).toBeNull()
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false)
  })

  test.each(['file:///etc/passwd', 'javascript:alert(1)', '--help', '', 'ms-msdt:/id'])('%j is never started', url => {
    expect(openCommand(url, 'linux', { DISPLAY: ':0' })).toBeNull()
  })

  test('are remembered, oldest first', async () => {
    const shell = createHostShell({ really: false })
    await shell.openExternal('https://a.example.invalid/')
    await shell.openExternal('https://b.example.invalid/')
    expect(shell.opened).toEqual(['https://a.example.invalid/', 'https://b.example.invalid/'])
  })
})

test('Chromium keeps its sandbox except as root, and its profile is ours', () => {
  const options = { url: 'http://127.0.0.1:1/?jeton=x', userDataDir: '/p/chromium' }
  const user = chromiumArguments({ ...options, asRoot: false })
  expect(user).toContain('--app=http://127.0.0.1:1/?jeton=x')
  expect(user).toContain('--user-data-dir=/p/chromium')
  expect(user.join(' ')).not.toContain('no-sandbox')
  expect(chromiumArguments({ ...options, asRoot: true })).toContain('--no-sandbox')
})
