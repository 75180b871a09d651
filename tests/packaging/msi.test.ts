/** The tables of the MSI that ships, read back from the file. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHOICE_PROPERTIES, IDENTITY, registryEntries, SETTING_PROPERTIES } from '../../packaging/windows/definition.ts'
import { rowsOf } from '../../packaging/windows/idt.ts'
import { settingKeys } from '../../src/core/settings/keys.ts'
import { policyValues } from '../../src/core/settings/policy/values.ts'
import { APP_FILES, makeVersions, missing } from './windows.ts'

const absent = missing('wixl', 'msibuild', 'msiinfo', 'msiextract')

describe.skipIf(absent !== null)('the MSI', () => {
  let dir: string
  let msi: Record<string, string>
  const table = (name: string, version = '1.2.3') => rowsOf(msi[version] ?? '', name)
  const property = (name: string) => table('Property').find(row => row['Property'] === name)?.['Value']

  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-msi-'))
    msi = makeVersions(dir, ['1.2.3', '1.2.4'])
    console.log(`MSI d’épreuve : ${statSync(msi['1.2.3'] ?? '').size} octets`)
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('says who it is: same upgrade code for ever, another product each version, per machine, 64 bits, in French', () => {
    expect(property('UpgradeCode')).toBe('{6C1E0A52-8F0B-4D53-9B0B-7A3E1D5B9C41}')
    expect(property('ProductVersion')).toBe('1.2.3')
    expect(property('ALLUSERS')).toBe('1')
    expect([property('ProductName'), property('Manufacturer')]).toEqual(['Relais', 'Relais'])
    const other = table('Property', '1.2.4').find(row => row['Property'] === 'ProductCode')?.['Value']
    expect(property('ProductCode')).toMatch(/^\{[0-9A-F-]{36}\}$/)
    expect(other).not.toBe(property('ProductCode'))
    expect(execFileSync('msiinfo', ['suminfo', msi['1.2.3'] ?? ''], { encoding: 'utf8' })).toContain(
      'Template: x64;1036',
    )
  })

  test('holds the files of the program, byte for byte', () => {
    const to = path.join(dir, 'extracted')
    execFileSync('msiextract', ['-C', to, msi['1.2.3'] ?? ''], { stdio: 'pipe' })
    for (const name of APP_FILES)
      expect(readFileSync(path.join(to, 'Relais', name))).toEqual(readFileSync(path.join(dir, 'app 1.2.3 é', name)))
    expect(table('File')).toHaveLength(APP_FILES.length)
  })

  test('says the true size of each file and has the room counted before anything is touched: a full disk is refused first', () => {
    for (const row of table('File')) {
      const name = APP_FILES.find(one => path.basename(one) === row['FileName']?.split('|').at(-1)) ?? ''
      expect(Number(row['FileSize']), row['FileName']).toBe(statSync(path.join(dir, 'app 1.2.3 é', name)).size)
    }
    const order = table('InstallExecuteSequence')
      .sort((a, b) => Number(a['Sequence']) - Number(b['Sequence']))
      .map(row => row['Action'])
    const wanted = [
      'CostInitialize',
      'FileCost',
      'CostFinalize',
      'InstallValidate',
      'InstallInitialize',
      'RemoveExistingProducts',
      'InstallFiles',
    ]
    expect(order.filter(action => wanted.includes(action ?? ''))).toEqual(wanted)
  })

  test('keeps the number of each component from one version to the next', () => {
    const ids = (version: string) => table('Component', version).map(row => row['ComponentId'])
    expect(ids('1.2.4')).toEqual(ids('1.2.3'))
    expect(new Set(ids('1.2.3')).size).toBe(ids('1.2.3').length)
  })

  test('every property that becomes a setting is one that the console reads, and may be given on the command line', () => {
    const secure = property('SecureCustomProperties')?.split(';') ?? []
    for (const [name, dotted] of Object.entries(SETTING_PROPERTIES)) {
      expect(settingKeys().map(key => key.path)).toContain(dotted)
      expect(secure).toContain(name)
    }
    for (const name of Object.keys(CHOICE_PROPERTIES)) expect(secure).toContain(name)
    expect(secure).toEqual(expect.arrayContaining(['PURGE', 'WIX_UPGRADE_DETECTED', 'WIX_DOWNGRADE_DETECTED']))
  })

  test('writes each property as a value that the console takes, and only when it is given', () => {
    const examples: Record<string, string> = {
      PROFILE: 'production',
      CONSOLE_LANGUAGE: 'en',
      TERRITORY: '37',
      PLATFORM_URL: 'https://p.invalid/fhir',
      SIGN_IN_URL: 'https://s.invalid',
      SETTINGS_KEY: `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`,
      UPDATES_KEY: `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`,
      PROXY: 'none',
    }
    const conditions = new Map(table('Component').map(row => [row['Component'], row['Condition']]))
    for (const name of Object.keys(SETTING_PROPERTIES)) {
      const row = table('Registry').find(one => one['Value'] === `[${name}]`)
      expect(row?.['Key']).toBe('SOFTWARE\\Relais\\Installation')
      expect(conditions.get(row?.['Component_'] ?? '')).toBe(name)
      const values = new Map([[row?.['Name'] ?? '', { type: 'text' as const, data: examples[name] ?? 'C:\\x' }]])
      const read = policyValues([{ key: 'K', values }], 'K', 'machine')
      expect(read.problems, name).toEqual([])
      expect([...read.values.keys()]).toEqual([SETTING_PROPERTIES[name]])
    }
  })

  test('registers the scheme of the LRM, the source of the event log, nothing of the firewall', () => {
    const registry = table('Registry').map(row => [row['Key'], row['Name'], row['Value']])
    expect(registry).toEqual(
      expect.arrayContaining([
        ['SOFTWARE\\Classes\\sas-console', 'URL Protocol', ''],
        ['SOFTWARE\\Classes\\sas-console\\shell\\open\\command', '', '"[INSTALLDIR]Relais.exe" "%1"'],
      ]),
    )
    expect(JSON.stringify(registry)).toContain('EventLog\\\\Application\\\\Relais')
    expect(JSON.stringify([registry, table('CustomAction')])).not.toMatch(/firewall|netsh/i)
  })

  test('asks running consoles before anything is touched, removes the former version inside the same transaction', () => {
    const at = (action: string) =>
      Number(table('InstallExecuteSequence').find(row => row['Action'] === action)?.['Sequence'])
    expect(at('AppSearch')).toBeLessThan(at('AskConsoles'))
    expect(at('AskConsoles')).toBeLessThan(at('InstallValidate'))
    expect(at('RemoveExistingProducts')).toBeGreaterThan(at('InstallInitialize'))
    expect(at('RemoveExistingProducts')).toBeLessThan(at('InstallFiles'))
    const ask = table('CustomAction').find(row => row['Action'] === 'AskConsoles')
    // 50: the program that a property names, waited for; its refusal ends the installation.
    expect(ask).toMatchObject({ Type: '50', Source: 'CONSOLE_EXE', Target: '--ask-to-close=[CLOSE_WAIT]' })
  })

  test('refuses to go back, in both languages, accents whole', () => {
    const words = table('LaunchCondition').map(row => row['Description'])
    expect(words).toEqual([expect.stringMatching(/^Une version plus récente.*A newer version/)])
    expect(table('_ForceCodepage')).toBeDefined()
    expect(readFileSync(msi['1.2.3'] ?? '').includes(Buffer.from('récente', 'latin1'))).toBe(true)
  })

  test('leaves the machine’s folder to administrators: whoever writes there says whom every desk talks to', () => {
    const rights = table('MsiLockPermissionsEx')
    const machine = rights.find(row => row['LockObject'] === 'MACHINEDIR')?.['SDDLText'] ?? ''
    expect(machine).toMatch(/^D:PAI/)
    // Users: read and execute, no write.
    expect(machine).toContain('(A;OICI;0x1200a9;;;BU)')
    expect(rights.map(row => row['LockObject'])).toEqual(['MACHINEDIR', 'DESKSDIR'])
  })

  test('writes the registry that the definition says, no more', () => {
    const written = table('Registry').filter(row => !/^Shortcut-/.test(row['Name'] ?? ''))
    expect(written.map(row => `${row['Key']}|${row['Name']}`).sort()).toEqual(
      registryEntries('1.2.3')
        .map(entry => `${entry.key}|${entry.name}`)
        .sort(),
    )
    expect(new Set(written.map(row => row['Root']))).toEqual(new Set(['2']))
  })

  test('its executable is the one that the definition of the package names', () => {
    expect(IDENTITY.executable).toBe('Relais.exe')
    for (const row of table('Shortcut')) expect(row['Target']).toBe('[INSTALLDIR]Relais.exe')
  })
})
