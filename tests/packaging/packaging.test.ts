/** What `npm run package` makes, looked into: the archive, the fuses, and the packed console really started. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { billOfMaterials, shippedComponents } from '../../packaging/components.mjs'
import { checkFuses } from '../../packaging/fuses.mjs'
import { drawIco, drawPng, drawSvg, PNG_SIZES } from '../../packaging/icons/draw.mjs'
import { filesUnder, makeDeb, makeZip } from '../../packaging/portable.mjs'
import { makeStandIn } from '../../packaging/runtime.mjs'
import { rowsOf } from '../../packaging/windows/idt.ts'
import { makeMsi } from '../../packaging/windows/msi.ts'
import { standInExecutable } from '../../packaging/windows/stand-in.ts'
import { buildMain, buildPreload, buildRenderer, MAIN_ENTRIES, root } from '../../scripts/build.mjs'
import { makePackages, pack } from '../../scripts/package.mjs'
import { ENTRY_SOURCES } from '../../src/core/entries.ts'
import { ScreenManifest } from '../../src/shared/screen-files.ts'
import { type ArchiveFile, extractArchive, readArchive } from './archive.ts'
import { ICON, missing } from './windows.ts'

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
  unpacked = (await pack({ electronDist: null, output: dir, system: 'linux' })) as string
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

  test('holds the practice mode, without its faults, the routes that order them, nor its instructor’s command', () => {
    const main = archive.filter(file => /^out\/main\/.*\.js$/.test(file.path))
    const all = main.map(file => file.content?.toString('utf8') ?? '').join('\n')
    expect(all).toContain('src/sandbox/platform/platform.ts')
    expect(all).toContain('src/sandbox/practice.ts')
    for (const part of ['faults', 'suffer', 'control', 'index'])
      expect(all).not.toContain(`sandbox/platform/${part}.ts`)
    for (const words of ['/control/', 'Panne simulée', 'lost-before']) expect(all, words).not.toContain(words)
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

const mingw = missing('x86_64-w64-mingw32-g++')
/** Any library of Windows: what is in it is another test's affair. */
const fakeModule = () => {
  const file = path.join(dir, 'pkcs11.node')
  writeFileSync(file, standInExecutable())
  return file
}

const WANTED_FUSES = {
  RunAsNode: FuseState.DISABLE,
  EnableCookieEncryption: FuseState.ENABLE,
  EnableNodeOptionsEnvironmentVariable: FuseState.DISABLE,
  EnableNodeCliInspectArguments: FuseState.DISABLE,
  EnableEmbeddedAsarIntegrityValidation: FuseState.ENABLE,
  OnlyLoadAppFromAsar: FuseState.ENABLE,
  LoadBrowserProcessSpecificV8Snapshot: FuseState.DISABLE,
  GrantFileProtocolExtraPrivileges: FuseState.DISABLE,
  WasmTrapHandlers: FuseState.ENABLE,
}

async function readFuses(executable: string) {
  const wire = await getCurrentFuseWire(executable)
  const named = Object.values(FuseV1Options).filter(value => typeof value === 'number')
  return Object.fromEntries(named.map(fuse => [FuseV1Options[fuse], wire[fuse]]))
}

test('every fuse is set, as read from the packed program', async () => {
  expect(await readFuses(path.join(unpacked, 'relais'))).toEqual(WANTED_FUSES)
})

describe('for Windows', () => {
  let windows: string
  let project: string
  beforeAll(async () => {
    const output = path.join(dir, 'windows')
    const kept = path.join(dir, 'project.wxs')
    process.env['RELAIS_MSI_PROJECT'] = kept
    try {
      await expect(pack({ electronDist: null, output, system: 'win32', target: 'msi' })).rejects.toThrow('projet gardé')
    } finally {
      delete process.env['RELAIS_MSI_PROJECT']
    }
    windows = path.join(output, 'win-unpacked')
    project = readFileSync(kept, 'utf8')
  }, 180_000)

  test('the archive holds the same as for Linux but for the native parts: those of Windows, and no card module of another system', () => {
    const there = readArchive(path.join(windows, 'resources/app.asar')).map(file => file.path)
    const native = (list: string[]) => list.filter(name => name.endsWith('.node'))
    const rest = (list: string[]) => list.filter(name => !name.endsWith('.node')).sort()
    expect(rest(there)).toEqual(rest(archive.map(file => file.path)))
    expect(native(there)).toEqual(['node_modules/better-sqlite3/prebuilds/win32-x64.node'])
    const part = readFileSync(path.join(windows, 'resources/app.asar.unpacked', native(there)[0] ?? ''))
    expect(part.subarray(0, 2).toString()).toBe('MZ')
  })

  test('every fuse is set, as read from the packed program', async () => {
    const fuses = (await readFuses(path.join(windows, 'Relais.exe'))) as Record<string, unknown>
    expect(fuses).toEqual(WANTED_FUSES)
  })

  test('the hash of the archive is in the program: an altered archive does not start', () => {
    const header = readFileSync(path.join(windows, 'resources/app.asar'))
    const hash = createHash('sha256')
      .update(header.subarray(16, 16 + header.readUInt32LE(12)))
      .digest('hex')
    expect(readFileSync(path.join(windows, 'Relais.exe')).includes(Buffer.from(hash))).toBe(true)
  })

  const wixl = missing('wixl', 'msibuild')
  test.skipIf(wixl !== null)(
    'the MSI that ships and the project of electron-builder agree on identity, files and registry',
    () => {
      const msi = path.join(dir, 'both.msi')
      const { version } = JSON.parse(readFileSync(path.join(root as string, 'package.json'), 'utf8')) as {
        version: string
      }
      makeMsi({ appDir: windows, version, icon: ICON, output: msi })
      console.log(`MSI avec exécutable de remplacement : ${(readFileSync(msi).length / 2 ** 20).toFixed(1)} Mo`)
      const property = (name: string) => rowsOf(msi, 'Property').find(row => row['Property'] === name)?.['Value']
      const attribute = (name: string) => new RegExp(`<Product [^>]*${name}="([^"]+)"`).exec(project)?.[1]
      expect(attribute('UpgradeCode')).toBe(property('UpgradeCode')?.replaceAll(/[{}]/g, ''))
      // Four numbers there: Windows Installer reads three.
      expect(attribute('Version')).toBe(`${property('ProductVersion')}.0`)
      expect(attribute('Name')).toBe(property('ProductName'))
      expect(property('ALLUSERS')).toBe('1')
      expect(project).toMatch(/<Property Id="ALLUSERS" Secure="yes" Value="1"\/>/)

      const theirs = [...project.matchAll(/<File [^>]*Source="([^"]+)"/g)].map(([, source]) =>
        path.basename((source ?? '').replaceAll('\\', '/')),
      )
      const ours = rowsOf(msi, 'File').map(row => row['FileName'] ?? '')
      expect(ours.sort()).toEqual(theirs.sort())
      expect(ours.length).toBeGreaterThan(8)

      const text = (xml: string) =>
        xml.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
      const registry = [...project.matchAll(/<Component Id="RelaisRegistry\d+"[^>]*>([\s\S]*?)<\/Component>/g)].map(
        ([, inner = '']) => {
          const said = (name: string) => text(new RegExp(` ${name}="([^"]*)"`).exec(inner)?.[1] ?? '')
          const condition = text(/<Condition>(.*?)<\/Condition>/.exec(inner)?.[1] ?? '')
          return [
            said('Key'),
            said('Name'),
            said('Value').replaceAll('[APPLICATIONFOLDER]', '[INSTALLDIR]'),
            condition,
          ].join('|')
        },
      )
      const conditions = new Map(rowsOf(msi, 'Component').map(row => [row['Component'], row['Condition']]))
      const written = rowsOf(msi, 'Registry')
        .filter(row => !/^Shortcut-/.test(row['Name'] ?? ''))
        .map(row => {
          const value = (row['Value'] ?? '').replace(/^#%?/, '')
          return [row['Key'], row['Name'], value, conditions.get(row['Component_'] ?? '') ?? ''].join('|')
        })
      expect(written.sort()).toEqual(registry.sort())
    },
  )
})

describe('npm run package', () => {
  /** A folder shaped like Electron's for Windows, as `--electron-dist` is given. */
  const runtime = async () => makeStandIn('win32') as Promise<string>

  test('from a runtime that is given: MSI, zip, policies, schema, list of components, notes, checksums, fuses read out', async () => {
    const dist = await runtime()
    const out = path.join(dir, 'sortie é')
    const said: string[] = []
    const begun = performance.now()
    const options = { 'electron-dist': dist, out, ...(mingw === null ? {} : { pkcs11: fakeModule() }) }
    const { made, notes, last } = (await makePackages(options, {
      env: {},
      say: (line: string) => said.push(line),
    })) as {
      made: string[]
      notes: string[]
      last: string
    }
    console.log(`npm run package (Windows, sans construire) : ${Math.round(performance.now() - begun)} ms`)
    rmSync(dist, { recursive: true })
    expect(said[0]).toMatch(/^win32 : fusibles lus dans le programme : RunAsNode non, .*WasmTrapHandlers oui$/)
    expect(said[1]).toMatch(/^win32 : empreinte de l’archive : [0-9a-f]{64}$/)
    const names = made.map(file => path.relative(out, file))
    expect(names).toEqual(
      expect.arrayContaining([
        'win-unpacked',
        expect.stringMatching(/^Relais-.*-portable\.zip$/),
        path.join('PolicyDefinitions', 'relais.admx'),
        path.join('PolicyDefinitions', 'fr-FR', 'relais.adml'),
        path.join('PolicyDefinitions', 'en-US', 'relais.adml'),
        'relais-settings.schema.json',
        expect.stringMatching(/\.cdx\.json$/),
        'NOTES.md',
        'SHA256SUMS',
      ]),
    )
    if (missing('wixl', 'msibuild') === null) expect(names).toContainEqual(expect.stringMatching(/\.msi$/))
    const files = made.filter(file => statSync(file).isFile() && !file.endsWith('SHA256SUMS'))
    for (const file of files) console.log(`${path.relative(out, file)} : ${statSync(file).size} octets`)
    const sums = readFileSync(path.join(out, 'SHA256SUMS'), 'utf8').trim().split('\n')
    expect(sums).toHaveLength(files.length)
    for (const line of sums) {
      const [sum = '', name = ''] = line.split('  ')
      expect(
        createHash('sha256')
          .update(readFileSync(path.join(out, name)))
          .digest('hex'),
        name,
      ).toBe(sum)
    }
    // A runtime was given: nothing is said of a stand-in; nothing was given to sign with, and that is said.
    expect(notes.join()).not.toContain('remplacement')
    expect(last).toContain('rien n’est signé')
    const native = readArchive(path.join(out, 'win-unpacked/resources/app.asar'))
      .map(file => file.path)
      .filter(name => name.endsWith('.node'))
    expect(native.sort()).toEqual([
      'node_modules/better-sqlite3/prebuilds/win32-x64.node',
      'node_modules/pkcs11js/build/Release/pkcs11.node',
    ])
  }, 180_000)

  test('without a runtime the last line says that a stand-in takes its place and that the package does not start', async () => {
    const out = path.join(dir, 'remplacement')
    const { made, last } = (await makePackages({ system: 'linux', dir: true, out }, { env: {}, say: () => {} })) as {
      made: string[]
      last: string
    }
    expect(made).toEqual([path.join(out, 'linux-unpacked')])
    if (existsSync(path.join(root as string, 'node_modules/electron/dist/version'))) expect(last).toBe('Paquets prêts.')
    else expect(last).toMatch(/linux : exécutable de remplacement, .* ce paquet ne démarre pas\.$/)
  }, 180_000)

  test('a folder that is no Electron, a system that is none, a card module of another system: refused by name', async () => {
    const quiet = { env: {}, say: () => {} }
    await expect(makePackages({ 'electron-dist': dir, dir: true, out: dir }, quiet)).rejects.toThrow(
      'ce n’est pas un dossier d’Electron',
    )
    await expect(makePackages({ system: 'beos', dir: true, out: dir }, quiet)).rejects.toThrow('--system beos')
    const elf = path.join(dir, 'elf.node')
    writeFileSync(elf, '\x7fELF')
    await expect(
      makePackages({ system: 'windows', pkcs11: elf, dir: true, out: path.join(dir, 'x') }, quiet),
    ).rejects.toThrow('ce n’est pas une bibliothèque de Windows')
  }, 60_000)

  test('a program whose fuses are not those wanted does not ship', async () => {
    const dist = await runtime()
    await expect(checkFuses(path.join(dist, 'electron.exe'))).rejects.toThrow(
      /fusibles autres que voulu : RunAsNode=true/,
    )
    rmSync(dist, { recursive: true })
  })
})

describe('what goes with the program', () => {
  test('licences: every component that ships, with its text; the list of « À propos » is the same', () => {
    const components = shippedComponents(root) as { name: string; licence: string; text: string | null }[]
    const names = components.map(one => one.name)
    expect(names).toEqual(expect.arrayContaining(['electron', 'better-sqlite3', 'pkcs11js', 'react', 'zod']))
    expect(names.filter(name => /^(node-(linux|win|darwin)|vitest|electron-builder|playwright)/.test(name))).toEqual([])
    expect(
      components.filter(one => one.licence === 'inconnue' || /GPL/.test(one.licence)).map(one => one.name),
    ).toEqual([])
    const beside = readFileSync(path.join(unpacked, 'LICENCES.txt'), 'utf8')
    for (const { name } of components) expect(beside, name).toContain(`${name} `)
    const listed = JSON.parse(textOf('out/assets/licences.json')) as { components: { name: string }[] }
    expect(listed.components.map(one => one.name)).toEqual(names)
  })

  test('a bill of materials in CycloneDX: every component once, with its licence and its hash', () => {
    const bom = billOfMaterials(shippedComponents(root), { name: 'relais', version: '0.0.0' }) as {
      bomFormat: string
      specVersion: string
      serialNumber: string
      components: { 'bom-ref': string; purl: string; licenses: unknown[]; hashes?: { content: string }[] }[]
      dependencies: { dependsOn: string[] }[]
    }
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.5'])
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    const refs = bom.components.map(one => one['bom-ref'])
    expect(new Set(refs).size).toBe(refs.length)
    expect(bom.dependencies[0]?.dependsOn).toEqual(refs)
    for (const one of bom.components) {
      expect(one.purl).toMatch(/^pkg:npm\/(%40)?[^@]+@\d/)
      expect(one.licenses).toHaveLength(1)
      for (const { content } of one.hashes ?? []) expect(content).toMatch(/^[0-9a-f]{128}$/)
    }
    expect(bom.components.filter(one => one.hashes).length).toBeGreaterThan(50)
    expect(billOfMaterials(shippedComponents(root), { name: 'relais', version: '0.0.0' })).toEqual(bom)
  })

  test('the zip and the deb hold the program and nothing else', async () => {
    const zip = path.join(dir, 'relais.zip')
    await makeZip(unpacked, zip, 'Relais-0.0.0')
    const listing = (await promisify(execFile)('unzip', ['-Z1', zip]).catch(() => null))?.stdout
    if (listing === undefined) console.log('not run: liste du zip (unzip absent de ce poste)')
    else
      expect(listing.trim().split('\n').sort()).toEqual(
        (filesUnder(unpacked) as string[]).map(name => `Relais-0.0.0/${name}`).sort(),
      )
    if (missing('dpkg-deb') !== null) return
    const deb = path.join(dir, 'relais.deb')
    makeDeb({
      dir: unpacked,
      version: '0.0.0',
      icon: ICON,
      notices: path.join(unpacked, 'LICENCES.txt'),
      output: deb,
      compression: 'none',
    })
    const { stdout } = await promisify(execFile)('dpkg-deb', ['-c', deb])
    const files = stdout
      .split('\n')
      .filter(line => line.startsWith('-'))
      .map(line => line.split(/\s+/).slice(5).join(' '))
    const program = files
      .filter(name => name.startsWith('./opt/relais/'))
      .map(name => name.slice('./opt/relais/'.length))
    expect(program.sort()).toEqual(filesUnder(unpacked))
    expect(files.filter(name => !name.startsWith('./opt/relais/')).sort()).toEqual([
      './usr/share/applications/relais.desktop',
      './usr/share/doc/relais/copyright',
      './usr/share/icons/hicolor/512x512/apps/relais.png',
    ])
    const facts = (await promisify(execFile)('dpkg-deb', ['-f', deb])).stdout
    expect(facts).toMatch(/^Package: relais\nVersion: 0\.0\.0\nArchitecture: amd64/)
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

test('the packed console starts: practice platform, card, directory imported by its own threads; it locks with the system’s session', async () => {
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
  const { settings, directory, card, opened, locked, readyMs, directoryMs } = JSON.parse(line) as Record<string, never>
  expect(settings).toMatchObject({ ok: true, value: { profile: 'sandbox', version: '0.0.0', problems: [] } })
  expect(directory).toMatchObject({ ok: true, value: { status: 'ready' } })
  expect(card).toMatchObject({ ok: true })
  expect(opened).toMatchObject({ ok: true, value: { status: 'signed-in' } })
  expect(locked).toMatchObject({ ok: true, value: { status: 'locked', lockReason: 'system', operator: null } })
  expect(existsSync(path.join(profile, 'sandbox', 'settings.json'))).toBe(true)
  console.log(`paquet : réglages en ${readyMs} ms, annuaire prêt en ${directoryMs} ms`)
}, 130_000)
