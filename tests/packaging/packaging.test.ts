/** What `npm run package` makes, looked into: the archive, the fuses, and the packed console really started. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawIco, drawPng, drawSvg, PNG_SIZES } from '../../packaging/icons/draw.mjs'
import { buildMain, buildPreload, buildRenderer, MAIN_ENTRIES, root } from '../../scripts/build.mjs'
import { pack } from '../../scripts/package.mjs'
import { ENTRY_SOURCES } from '../../src/core/entries.ts'
import { ScreenManifest } from '../../src/shared/screen-files.ts'
import { type ArchiveFile, extractArchive, readArchive } from './archive.ts'

let dir: string
let unpacked: string
let archive: ArchiveFile[]
const archiveFile = () => path.join(unpacked, 'resources', 'app.asar')
const textOf = (name: string) => archive.find(file => file.path === name)?.content?.toString('utf8') ?? ''

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-package-'))
  await buildRenderer({ ifStale: true })
  await buildPreload()
  await buildMain()
  unpacked = (await pack({ electronDist: null, output: dir, unpackedOnly: true })) as string
  archive = readArchive(archiveFile())
}, 180_000)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('the archive', () => {
  test('holds what was built and the two packages with native parts, and nothing else', () => {
    const foreign = archive
      .map(file => file.path)
      .filter(
        name =>
          !/^(out\/(main|preload|renderer|assets)\/|node_modules\/(better-sqlite3|pkcs11js)\/|package\.json$)/.test(
            name,
          ),
      )
    expect(foreign).toEqual([])
    expect(archive.length).toBeGreaterThan(20)
  })

  test('holds neither the host, nor tests, nor sources, nor Node itself', () => {
    for (const { path: name } of archive)
      expect(name).not.toMatch(/host|\.test\.|\.tsx?$|\.map$|node_modules\/node-|(^|\/)tests?\//)
    for (const { path: name, content } of archive)
      if (/^out\/main\/.*\.js$/.test(name)) {
        expect(content?.includes('src/host/'), name).toBe(false)
      }
    // The bundles name the source of each part: the line above would see it.
    expect(textOf('out/main/index.js')).toContain('src/main/window.ts')
  })

  test('holds every thread and process under the name that the console asks for', () => {
    for (const [name, source] of Object.entries(ENTRY_SOURCES)) {
      expect((MAIN_ENTRIES as Record<string, string>)[name]).toBe(`src/core/${source}`)
      expect(archive.map(file => file.path)).toContain(`out/main/${name}.js`)
    }
    expect(archive.map(file => file.path)).toEqual(expect.arrayContaining(['out/main/index.js', 'out/main/sandbox.js']))
  })

  test('lists every file of the screen with its true hash', () => {
    const manifest = ScreenManifest.parse(JSON.parse(textOf('out/renderer/manifest.json')))
    const screen = archive.filter(
      file => file.path.startsWith('out/renderer/') && !file.path.endsWith('/manifest.json'),
    )
    expect(manifest.files.map(file => file.path).sort()).toEqual(
      screen.map(file => file.path.slice('out/renderer/'.length)).sort(),
    )
    for (const { path: name, sha256 } of manifest.files) {
      const content = screen.find(file => file.path === `out/renderer/${name}`)?.content ?? Buffer.alloc(0)
      expect(createHash('sha256').update(content).digest('hex'), name).toBe(sha256)
    }
    expect(manifest.files.map(file => file.path)).toContain('index.html')
  })

  test('keeps native parts beside it, and only them', () => {
    const beside = archive.filter(file => file.content === null).map(file => file.path)
    const native = archive.filter(file => file.path.endsWith('.node')).map(file => file.path)
    expect(beside).toEqual(native)
    expect(native).toContain('node_modules/better-sqlite3/prebuilds/linux-x64.node')
    expect(native.filter(name => name.includes('prebuilds'))).toHaveLength(1)
    for (const name of native)
      expect(
        readFileSync(`${archiveFile()}.unpacked/${name}`).equals(readFileSync(path.join(root as string, name))),
      ).toBe(true)
  })
})

test('the built bridge is one CommonJS file that requires electron and nothing else', () => {
  const code = textOf('out/preload/index.cjs')
  expect([...code.matchAll(/require\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map(([, name]) => name)).toEqual(['electron'])
  expect(code).not.toMatch(/\bimport\b[\s({"']|\bprocess\b|__dirname/)
  expect(archive.filter(file => file.path.startsWith('out/preload/'))).toHaveLength(1)
})

test('no file of the screen carries inline script or style, or another origin to load from', () => {
  const html = textOf('out/renderer/index.html')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
  expect(html).not.toMatch(/<style|\son[a-z]+=|style="/)
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})

test('every fuse is set, as read from the packed program', async () => {
  const wire = await getCurrentFuseWire(path.join(unpacked, 'relais'))
  const named = Object.values(FuseV1Options).filter(value => typeof value === 'number')
  const read = Object.fromEntries(named.map(fuse => [FuseV1Options[fuse], wire[fuse]]))
  expect(read).toEqual({
    RunAsNode: FuseState.DISABLE,
    EnableCookieEncryption: FuseState.ENABLE,
    EnableNodeOptionsEnvironmentVariable: FuseState.DISABLE,
    EnableNodeCliInspectArguments: FuseState.DISABLE,
    EnableEmbeddedAsarIntegrityValidation: FuseState.ENABLE,
    OnlyLoadAppFromAsar: FuseState.ENABLE,
    LoadBrowserProcessSpecificV8Snapshot: FuseState.DISABLE,
    GrantFileProtocolExtraPrivileges: FuseState.DISABLE,
    WasmTrapHandlers: FuseState.ENABLE,
  })
})

describe('the definition of the package', () => {
  const definition = readFileSync(path.join(root as string, 'electron-builder.yml'), 'utf8')
  test('is per machine, with an upgrade code that never changes', () => {
    expect(definition).toMatch(/^ {2}perMachine: true$/m)
    expect(definition).toMatch(/^ {2}upgradeCode: 6C1E0A52-8F0B-4D53-9B0B-7A3E1D5B9C41$/m)
    expect(definition).toMatch(/^appId: fr\.relais\.console$/m)
  })

  test('says each fuse that electron-builder knows', () => {
    const block = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(definition)?.[1] ?? ''
    const said = [...block.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name]) => name)
    expect(said.sort()).toEqual(
      [
        'enableCookieEncryption',
        'enableEmbeddedAsarIntegrityValidation',
        'enableNodeCliInspectArguments',
        'enableNodeOptionsEnvironmentVariable',
        'grantFileProtocolExtraPrivileges',
        'loadBrowserProcessSpecificV8Snapshot',
        'onlyLoadAppFromAsar',
        'resetAdHocDarwinSignature',
        'runAsNode',
      ].sort(),
    )
  })

  test('has icons, and they are those that our own script draws', () => {
    const icons = path.join(root as string, 'assets/icons')
    expect(readFileSync(path.join(icons, 'relais.svg'), 'utf8')).toBe(drawSvg())
    expect(readFileSync(path.join(icons, 'relais.ico')).equals(drawIco())).toBe(true)
    for (const size of PNG_SIZES as number[])
      expect(readFileSync(path.join(icons, `relais-${size}.png`)).equals(drawPng(size)), String(size)).toBe(true)
  })
})

test('the packed console starts: practice platform, card, directory imported by its own threads', async () => {
  const app = path.join(dir, 'extracted')
  extractArchive(archiveFile(), app)
  cpSync(path.join(import.meta.dirname, 'electron'), path.join(app, 'node_modules/electron'), { recursive: true })
  writeFileSync(
    path.join(app, 'node_modules/electron/package.json'),
    JSON.stringify({ name: 'electron', version: '0.0.0', type: 'module', main: 'index.js' }),
  )
  const profile = path.join(dir, 'profile')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(app, 'out/main/index.js'), '--profile', profile],
    { timeout: 120_000, cwd: dir },
  )
  const line = stdout.split('\n').find(text => text.startsWith('{')) ?? '{}'
  const { settings, directory, card, readyMs, directoryMs } = JSON.parse(line) as Record<string, never>
  expect(settings).toMatchObject({ ok: true, value: { profile: 'sandbox', version: '0.0.0', problems: [] } })
  expect(directory).toMatchObject({ ok: true, value: { status: 'ready' } })
  expect(card).toMatchObject({ ok: true })
  expect(existsSync(path.join(profile, 'sandbox', 'settings.json'))).toBe(true)
  console.log(`paquet : réglages en ${readyMs} ms, annuaire prêt en ${directoryMs} ms`)
}, 130_000)
