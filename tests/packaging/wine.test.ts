/** The life of an installation, in a Windows by wine: silent, with properties, upgraded, refused, repaired, removed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installationCheck } from '../../src/core/diagnosis/installation.ts'
import { gatherLayers, type Places } from '../../src/core/settings/gather.ts'
import { mergeLayers } from '../../src/core/settings/layers.ts'
import { APP_FILES, makeVersions, missing, startWindows, type Windows } from './windows.ts'

const absent = missing('wine', 'wineboot', 'wineserver', 'wixl', 'msibuild')
/** 1603, kept to 8 bits by the system; wine answers 1627 where Windows says 1603 too. */
const REFUSED = [1603 & 0xff, 1627 & 0xff]
const POLICIES = 'HKLM\\SOFTWARE\\Policies\\Relais'

describe.skipIf(absent !== null)('under wine', () => {
  let dir: string
  let windows: Windows
  let msi: Record<string, string>
  const install = (version: string, ...properties: string[]) =>
    windows.run('msiexec', '/i', windows.name(msi[version] ?? ''), '/qn', ...properties)
  const installed = (...parts: string[]) => path.join(windows.drive, 'Program Files/Relais', ...parts)
  const desks = () => path.join(windows.drive, 'ProgramData/Relais/desks')

  /** What the console itself would read in this Windows. */
  const read = async () => {
    const places: Places = {
      machineDir: path.join(windows.drive, 'ProgramData/Relais'),
      reg: async args => (await windows.run('reg', ...args)).code,
      regFile: windows.name,
    }
    const layers = await gatherLayers({ places, profileDir: path.join(dir, 'profile'), settingsFile: null })
    return mergeLayers(layers)
  }
  const said = async (name: string) => {
    const { out } = await windows.run('reg', 'query', 'HKLM\\SOFTWARE\\Relais', '/v', name, '/reg:64')
    return /REG_SZ\s+(.*?)\r?\n/.exec(out)?.[1]?.trim()
  }

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-wine-é '))
    msi = makeVersions(dir, ['1.2.3', '1.2.4'])
    const begun = performance.now()
    windows = await startWindows()
    console.log(`wine prêt en ${Math.round(performance.now() - begun)} ms`)
  }, 300_000)
  afterAll(async () => {
    await windows?.close()
    rmSync(dir, { recursive: true, force: true })
  }, 120_000)

  test('a silent installation with properties puts files, scheme and settings in place, and the console reads them', async () => {
    const begun = performance.now()
    const { code } = await install(
      '1.2.3',
      'PLATFORM_URL=https://plateforme.invalid/fhir',
      'SIGN_IN_URL=https://plateforme.invalid/s',
      'SIGN_IN_AUDIENCE=relais',
      'SITE=SAMU de l’Hérault',
      'CARD_MODULE=C:\\Windows\\System32\\cps3_pkcs11_w64.dll',
      'AUTOSTART=1',
    )
    console.log(`installation : ${Math.round(performance.now() - begun)} ms`)
    expect(code).toBe(0)
    for (const name of APP_FILES) expect(existsSync(installed(name)), name).toBe(true)
    const scheme = await windows.run(
      'reg',
      'query',
      'HKLM\\SOFTWARE\\Classes\\sas-console\\shell\\open\\command',
      '/ve',
    )
    expect(scheme.out).toContain('"C:\\Program Files\\Relais\\Relais.exe" "%1"')
    const run = await windows.run('reg', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run')
    expect(run.out).toContain('Relais.exe')

    const { settings, origins, problems } = await read()
    expect(problems).toEqual([])
    expect(settings).toMatchObject({
      profile: 'production',
      desk: { site: 'SAMU de l’Hérault' },
      platform: { url: 'https://plateforme.invalid/fhir' },
      card: { kind: 'pkcs11', module: 'C:\\Windows\\System32\\cps3_pkcs11_w64.dll' },
    })
    expect(origins.get('platform.url')).toBe('installation')
  }, 300_000)

  test('what was installed is proved file by file, names with accents included', () => {
    expect(installationCheck(installed('resources', 'contents.json'), true)).toEqual({
      id: 'installation',
      state: 'ok',
      said: `Installation de la version 1.2.3 conforme : ${APP_FILES.length - 1} fichiers, empreintes vérifiées.`,
    })
  })

  test('a group policy wins over the installer; wrong policies are named and ignored', async () => {
    const file = path.join(dir, 'stratégies.reg')
    const lines = [
      'Windows Registry Editor Version 5.00',
      '',
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Relais]',
      '"PlatformUrl"="https://politique.invalid/fhir"',
      '"AvailabilityBatch"=dword:00000384',
      '"Inconnue"="x"',
      `"LaunchOrigins"=hex(7):${Buffer.from('un\0deux é\0\0', 'utf16le')
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$&,')}`,
      '',
      '[HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Relais]',
      '"Language"="en"',
      '',
    ]
    writeFileSync(file, Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le'))
    expect((await windows.run('reg', 'import', windows.name(file))).code).toBe(0)
    const { settings, origins, problems } = await read()
    expect(settings?.platform.url).toBe('https://politique.invalid/fhir')
    expect(settings?.launch.origins).toEqual(['un', 'deux é'])
    expect([settings?.language, settings?.availability.batch]).toEqual(['en', 25])
    expect([origins.get('platform.url'), origins.get('language'), origins.get('signIn.url')]).toEqual([
      'machine-policy',
      'user-policy',
      'installation',
    ])
    expect(problems.map(({ path: where, kind }) => [where, kind]).sort()).toEqual([
      [`${POLICIES}\\AvailabilityBatch`, 'wrong-value'],
      [`${POLICIES}\\Inconnue`, 'unknown-key'],
    ])
    await windows.run('reg', 'delete', POLICIES, '/f')
    expect((await read()).settings?.platform.url).toBe('https://plateforme.invalid/fhir')
  }, 300_000)

  test('an upgrade waits for a console in the middle of a call: refused, the former version whole', async () => {
    writeFileSync(path.join(desks(), 'busy'), '')
    const { code } = await install('1.2.4')
    rmSync(path.join(desks(), 'busy'))
    expect(REFUSED).toContain(code)
    expect(await said('Version')).toBe('1.2.3')
    expect(readFileSync(installed('LICENCES.txt'), 'utf8')).toBe('LICENCES.txt 1.2.3')
  }, 300_000)

  test('an upgrade keeps profiles, settings and choices, and leaves one product', async () => {
    const profile = path.join(windows.drive, 'users/Élodie/AppData/Local/Relais')
    mkdirSync(profile, { recursive: true })
    writeFileSync(path.join(profile, 'journal'), 'x')
    const begun = performance.now()
    expect((await install('1.2.4', 'DESK_NAME=REGUL-12')).code).toBe(0)
    console.log(`mise à jour : ${Math.round(performance.now() - begun)} ms`)
    expect(readFileSync(installed('LICENCES.txt'), 'utf8')).toBe('LICENCES.txt 1.2.4')
    const { settings } = await read()
    expect(settings?.desk).toMatchObject({ site: 'SAMU de l’Hérault', name: 'REGUL-12' })
    expect(settings?.platform.url).toBe('https://plateforme.invalid/fhir')
    const run = await windows.run('reg', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run')
    expect(run.out).toContain('Relais.exe')
    expect(readdirSync(profile)).toEqual(['journal'])
    const products = await windows.run(
      'reg',
      'query',
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall',
      '/s',
      '/reg:64',
    )
    expect(products.out.match(/DisplayName\s+REG_SZ\s+Relais/g)).toHaveLength(1)
  }, 300_000)

  test('going back is refused and changes nothing', async () => {
    expect(REFUSED).toContain((await install('1.2.3')).code)
    expect(await said('Version')).toBe('1.2.4')
  }, 300_000)

  test('a repair brings back what was lost', async () => {
    rmSync(installed('resources'), { recursive: true })
    rmSync(installed('Relais.exe'))
    await windows.run('reg', 'delete', 'HKLM\\SOFTWARE\\Classes\\sas-console', '/f')
    expect((await install('1.2.4', 'REINSTALL=ALL', 'REINSTALLMODE=vomus')).code).toBe(0)
    for (const name of APP_FILES) expect(existsSync(installed(name)), name).toBe(true)
    const scheme = await windows.run(
      'reg',
      'query',
      'HKLM\\SOFTWARE\\Classes\\sas-console\\shell\\open\\command',
      '/ve',
    )
    expect(scheme.out).toContain('Relais.exe')
  }, 300_000)

  test('a removal leaves the profiles and nothing else', async () => {
    writeFileSync(path.join(desks(), 'health-1.json'), '{}')
    const begun = performance.now()
    expect((await windows.run('msiexec', '/x', windows.name(msi['1.2.4'] ?? ''), '/qn')).code).toBe(0)
    console.log(`retrait : ${Math.round(performance.now() - begun)} ms`)
    expect(existsSync(installed())).toBe(false)
    expect(existsSync(path.join(windows.drive, 'ProgramData/Relais'))).toBe(false)
    for (const key of [
      'HKLM\\SOFTWARE\\Relais',
      'HKLM\\SOFTWARE\\Classes\\sas-console',
      'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Relais',
    ])
      expect((await windows.run('reg', 'query', key, '/reg:64')).code, key).not.toBe(0)
    const run = await windows.run('reg', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run')
    expect(run.out).not.toContain('Relais')
    expect(existsSync(path.join(windows.drive, 'users/Élodie/AppData/Local/Relais/journal'))).toBe(true)
  }, 300_000)

  test('installed over what was half removed by hand, then removed with the profiles of every account', async () => {
    expect((await install('1.2.3')).code).toBe(0)
    rmSync(installed(), { recursive: true })
    await windows.run('reg', 'delete', 'HKLM\\SOFTWARE\\Relais', '/f')
    expect((await install('1.2.4')).code).toBe(0)
    for (const name of APP_FILES) expect(existsSync(installed(name)), name).toBe(true)
    expect((await windows.run('msiexec', '/x', windows.name(msi['1.2.4'] ?? ''), '/qn', 'PURGE=1')).code).toBe(0)
    expect(existsSync(installed())).toBe(false)
    expect(existsSync(path.join(windows.drive, 'users/Élodie/AppData/Local/Relais'))).toBe(false)
  }, 300_000)

  test('PURGE=1 erases the profiles of every account, whatever its name, and nothing else of theirs', async () => {
    const accounts = ['Élodie', 'régulation 1', 'Ωméga', 'o’connor']
    const of = (account: string, ...parts: string[]) =>
      path.join(windows.drive, 'users', account, 'AppData/Local', ...parts)
    for (const account of accounts) {
      for (const place of [of(account, 'Relais/logs'), of(account, 'Autre')]) mkdirSync(place, { recursive: true })
      writeFileSync(of(account, 'Relais/logs/console.log'), 'x')
      writeFileSync(of(account, 'Autre/gardé.txt'), 'x')
    }
    expect((await install('1.2.4')).code).toBe(0)
    expect((await windows.run('msiexec', '/x', windows.name(msi['1.2.4'] ?? ''), '/qn', 'PURGE=1')).code).toBe(0)
    for (const account of accounts) {
      expect(existsSync(of(account, 'Relais')), account).toBe(false)
      expect(existsSync(of(account, 'Autre/gardé.txt')), account).toBe(true)
    }
  }, 300_000)

  test('an installation folder, a site and a package with accents and spaces', async () => {
    const folder = path.join(windows.drive, 'Programmes régulés', 'Relais é')
    const { code } = await install(
      '1.2.4',
      'PLATFORM_URL=https://plateforme.invalid/fhir',
      'SIGN_IN_URL=https://plateforme.invalid/s',
      'SIGN_IN_AUDIENCE=relais',
      'INSTALLDIR=C:\\Programmes régulés\\Relais é',
      'SITE=SAMU de l’Ôtre-Mer (Ω)',
    )
    expect(code).toBe(0)
    expect(installationCheck(path.join(folder, 'resources/contents.json'), true)).toMatchObject({ state: 'ok' })
    expect((await read()).settings?.desk.site).toBe('SAMU de l’Ôtre-Mer (Ω)')
    // Upgraded and removed where it was put, without being told again.
    const next = makeVersions(path.join(dir, 'suite'), ['1.2.5'])['1.2.5'] ?? ''
    expect((await windows.run('msiexec', '/i', windows.name(next), '/qn')).code).toBe(0)
    expect(readFileSync(path.join(folder, 'LICENCES.txt'), 'utf8')).toBe('LICENCES.txt 1.2.5')
    expect(existsSync(installed())).toBe(false)
    expect((await windows.run('msiexec', '/x', windows.name(next), '/qn')).code).toBe(0)
    expect(existsSync(folder)).toBe(false)
  }, 300_000)

  const noMount =
    spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status !== 0
  if (noMount) console.log('not run: MSI sur un disque plein (ce poste ne laisse pas monter de petit disque)')
  test.skipIf(noMount)(
    'a disk that fills up: what is cut short is named by the diagnosis, and a repair with room puts it right',
    async () => {
      const full = makeVersions(path.join(dir, 'grand'), ['1.2.6'], 12_000_000)['1.2.6'] ?? ''
      const programs = path.join(windows.drive, 'Program Files')
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', programs])
      try {
        const { code } = await windows.run('msiexec', '/i', windows.name(full), '/qn')
        // Windows counts the room before it begins and answers 1603; this wine goes on and answers 0 over a file cut short.
        console.log(`disque plein : wine répond ${code}`)
        if (code === 0) {
          // The list itself may be what found no room.
          const { state, said } = installationCheck(installed('resources', 'contents.json'), true)
          expect([state, said]).toEqual(['fault', expect.stringMatching(/à réparer/)])
        } else expect(existsSync(installed())).toBe(false)
      } finally {
        execFileSync('umount', ['-l', programs])
      }
      expect(
        (await windows.run('msiexec', '/i', windows.name(full), '/qn', 'REINSTALL=ALL', 'REINSTALLMODE=vomus')).code,
      ).toBe(0)
      expect(installationCheck(installed('resources', 'contents.json'), true)).toMatchObject({ state: 'ok' })
      expect((await windows.run('msiexec', '/x', windows.name(full), '/qn')).code).toBe(0)
    },
    300_000,
  )
})

test('what only a real Windows can show is named, never passed', () => {
  const protocol = readFileSync(path.resolve(import.meta.dirname, '../../docs/deploiement.md'), 'utf8')
  const boxes = protocol.split('\n').filter(line => line.startsWith('- [ ] '))
  expect(boxes.length).toBeGreaterThan(10)
  for (const box of boxes) console.log(`not run: ${box.slice(6)} (Windows réel)`)
})
