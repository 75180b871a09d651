/**
 * The MSI that ships, made on Linux by wixl and msitools from a folder of the packed program: per machine, silent, upgraded
 * in place. wixl 0.101 makes the files, folders and registry; conditions, order and rights are put into its tables afterwards.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  CHOICE_PROPERTIES,
  DOWNGRADE_WORDS,
  FOLDER_PROPERTY,
  FOLDER_RIGHTS,
  IDENTITY,
  PURGE_PROPERTY,
  REMEMBERED,
  type RegistryEntry,
  registryEntries,
  rememberedAt,
  SETTING_PROPERTIES,
} from './definition.ts'
import { readTable, type Table, writeTables } from './idt.ts'

export interface MsiOptions {
  /** Folder of the packed program (`win-unpacked`). */
  appDir: string
  /** Three numbers. */
  version: string
  icon: string
  output: string
}

/** GUID of a component: the same for the same place in every version, as Windows Installer's rules ask. */
function guidOf(place: string): string {
  const bytes = createHash('sha256').update(`${IDENTITY.upgradeCode} ${place}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex').toUpperCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** GUID of this very package: another content is another product, the same content the same. */
const productCode = (version: string, content: string) => guidOf(`product ${version} ${content}`)

const idOf = (prefix: string, place: string) =>
  `${prefix}${createHash('sha256').update(place).digest('hex').slice(0, 20)}`

const xml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

interface Made {
  lines: string[]
  components: string[]
  conditions: Map<string, string>
}

/** Makes the MSI. Throws with the tool's own words when it cannot. */
export function makeMsi(options: MsiOptions): void {
  const work = mkdtempSync(path.join(tmpdir(), 'relais-msi-'))
  try {
    // wixl reads files by paths relative to where it runs.
    symlinkSync(path.resolve(options.appDir), path.join(work, 'app'))
    copyFileSync(options.icon, path.join(work, 'relais.ico'))
    const made: Made = { lines: [], components: [], conditions: new Map() }
    const source = sourceOf(options, made)
    writeFileSync(path.join(work, 'relais.wxs'), source)
    execFileSync('wixl', ['-a', 'x64', '-o', path.resolve(options.output), 'relais.wxs'], { cwd: work, stdio: 'pipe' })
    finish(path.resolve(options.output), made)
  } catch (error) {
    rmSync(options.output, { force: true })
    throw new Error(`MSI : ${(error as { stderr?: Buffer }).stderr?.toString() ?? (error as Error).message}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function sourceOf({ version, appDir }: MsiOptions, made: Made): string {
  const files = folder(appDir, '', 8, made)
  const registry = registryEntries(version).map(entry => registryComponent(entry, made))
  const properties = Object.entries(CHOICE_PROPERTIES).map(
    ([name, value]) => `    <Property Id="${name}" Value="${value}"/>`,
  )
  const content = createHash('sha256').update(made.lines.join('\n')).digest('hex')
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${productCode(version, content)}" Name="${IDENTITY.name}" Language="1036" Version="${version}" Manufacturer="${IDENTITY.manufacturer}" UpgradeCode="${IDENTITY.upgradeCode}">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="${IDENTITY.name} ${version}" Comments="Console de regulation / Regulation console"/>
    <MajorUpgrade DowngradeErrorMessage="${xml(DOWNGRADE_WORDS)}"/>
    <Media Id="1" Cabinet="relais.cab" EmbedCab="yes"/>
    <Icon Id="relais.ico" SourceFile="relais.ico"/>
    <Property Id="ARPPRODUCTICON" Value="relais.ico"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
${properties.join('\n')}
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramMenuFolder"/>
      <Directory Id="DesktopFolder"/>
      <Directory Id="System64Folder"/>
      <Directory Id="CommonAppDataFolder">
        <Directory Id="MACHINEDIR" Name="Relais">
${folderComponent('MACHINEDIR', made)}
          <Directory Id="DESKSDIR" Name="desks">
${folderComponent('DESKSDIR', made)}
          </Directory>
        </Directory>
      </Directory>
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="${IDENTITY.name}">
${files}
${registry.join('\n')}
${shortcuts(made)}
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Main" Title="${IDENTITY.name}" Level="1">
${made.components.map(id => `      <ComponentRef Id="${id}"/>`).join('\n')}
    </Feature>
  </Product>
</Wix>
`
}

function component(place: string, inner: string, made: Made, condition?: string): string {
  const id = idOf('C', place)
  made.components.push(id)
  if (condition !== undefined) made.conditions.set(id, condition)
  return `          <Component Id="${id}" Guid="${guidOf(place)}" Win64="yes">\n${inner}\n          </Component>`
}

/** Files of a folder, one component each, and its folders. */
function folder(dir: string, prefix: string, depth: number, made: Made): string {
  const entries = readdirSync(path.join(dir, prefix), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries
    .map(entry => {
      const place = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.isDirectory())
        return `<Directory Id="${idOf('D', place)}" Name="${xml(entry.name)}">\n${folder(dir, place, depth + 2, made)}\n</Directory>`
      made.lines.push(place)
      const file = `            <File Id="${idOf('F', place)}" Source="app/${xml(place)}" Name="${xml(entry.name)}" KeyPath="yes"/>`
      return component(place, file, made)
    })
    .join('\n')
}

function folderComponent(directory: string, made: Made): string {
  return component(`folder ${directory}`, '            <CreateFolder/>', made)
}

function registryComponent(entry: RegistryEntry, made: Made): string {
  const type = { text: 'string', number: 'integer', expand: 'expandable' }[entry.type]
  const name = entry.name === '' ? '' : ` Name="${xml(entry.name)}"`
  const value = `            <RegistryValue Root="HKLM" Key="${xml(entry.key)}"${name} Type="${type}" Value="${xml(entry.value)}" KeyPath="yes"/>`
  return component(`HKLM ${entry.key} ${entry.name}`, value, made, entry.condition)
}

function shortcuts(made: Made): string {
  const where: [string, string][] = [
    ['ProgramMenuFolder', 'menu'],
    ['DesktopFolder', 'desktop'],
  ]
  return where
    .map(([directory, name]) => {
      const inner = `            <RegistryValue Root="HKLM" Key="SOFTWARE\\Relais" Name="Shortcut-${name}" Type="integer" Value="1" KeyPath="yes"/>
            <Shortcut Id="Shortcut_${name}" Directory="${directory}" Name="${IDENTITY.name}" Target="[INSTALLDIR]${IDENTITY.executable}" WorkingDirectory="INSTALLDIR" Icon="relais.ico"/>`
      return component(`shortcut ${name}`, inner, made, 'SHORTCUTS<>"0"')
    })
    .join('\n')
}

/** Types of custom actions, as Windows Installer numbers them. */
const SET_PROPERTY = 51
const RUN_PROGRAM_IN_PROPERTY = 50
/** A program of the system, run with the installer's own rights when things are done, its answer not waited upon. */
const RUN_IN_FOLDER_DEFERRED = 34 + 64 + 1024 + 2048

/** Puts in what wixl cannot say. */
function finish(msi: string, made: Made): void {
  const table = (name: string): Table => {
    const read = readTable(msi, name)
    if (read === null) throw new Error(`table ${name}`)
    return read
  }
  const components = table('Component')
  for (const row of components.rows) row[4] = made.conditions.get(row[0] ?? '') ?? row[4] ?? ''

  const properties = table('Property')
  const secure = properties.rows.find(row => row[0] === 'SecureCustomProperties')
  const open = [
    ...Object.keys(SETTING_PROPERTIES),
    ...Object.keys(CHOICE_PROPERTIES),
    PURGE_PROPERTY,
    FOLDER_PROPERTY,
    'CONSOLE_EXE',
  ]
  if (secure) secure[1] = [...(secure[1] ?? '').split(';'), ...open].join(';')

  const searches = REMEMBERED.map(property => ({ property, ...rememberedAt(property) }))
  searches.push({ property: '', key: 'SOFTWARE\\Relais', name: 'Executable' })
  const found = (property: string) => (property === '' ? 'CONSOLE_EXE' : `FORMER_${property}`)
  const appSearch = table('AppSearch')
  const regLocator = table('RegLocator')
  for (const { property, key, name } of searches) {
    const signature = `S_${property === '' ? 'EXE' : property}`
    appSearch.rows.push([found(property), signature])
    // HKLM, raw value, 64-bit view.
    regLocator.rows.push([signature, '2', key, name, String(2 + 16)])
  }

  const actions = table('CustomAction')
  const sequence = table('InstallExecuteSequence')
  sequence.rows.push(['AppSearch', '', '50'])
  let order = 51
  for (const property of REMEMBERED) {
    const fallback = CHOICE_PROPERTIES[property]
    actions.rows.push([`Remember_${property}`, String(SET_PROPERTY), property, `[FORMER_${property}]`, ''])
    // What the command line says wins; a choice left at its default was not said.
    const unsaid = fallback === undefined ? `NOT ${property}` : `${property}="${fallback}"`
    sequence.rows.push([`Remember_${property}`, `${unsaid} AND FORMER_${property}`, String(order++)])
  }
  actions.rows.push(['AskConsoles', String(RUN_PROGRAM_IN_PROPERTY), 'CONSOLE_EXE', '--ask-to-close=[CLOSE_WAIT]', ''])
  sequence.rows.push(['AskConsoles', 'CONSOLE_EXE AND NOT UPGRADINGPRODUCTCODE', '1390'])
  const purge =
    // No quotes around the pattern: wine's `for /d` finds nothing in them, nor does it know variables there.
    '/c for /d %u in ([WindowsVolume]Users\\*) do @rd /s /q "%u\\AppData\\Local\\Relais"'
  actions.rows.push([
    'PurgeProfiles',
    String(RUN_IN_FOLDER_DEFERRED),
    'System64Folder',
    `"[System64Folder]cmd.exe" ${purge}`,
    '',
  ])
  sequence.rows.push(['PurgeProfiles', `${PURGE_PROPERTY}="1" AND REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE`, '6500'])
  // Health files of consoles that fell: not RemoveFile, whose wildcards wine does not know.
  const forget = '"[System64Folder]cmd.exe" /c rd /s /q "[MACHINEDIR]desks"'
  actions.rows.push(['ForgetDesks', String(RUN_IN_FOLDER_DEFERRED), 'System64Folder', forget, ''])
  sequence.rows.push(['ForgetDesks', 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE', '3590'])
  // The former version goes first, inside the same transaction: when the new one cannot be put in, it comes back.
  for (const row of sequence.rows) if (row[0] === 'RemoveExistingProducts') row[2] = '1501'
  sequence.rows.sort((a, b) => Number(a[2]) - Number(b[2]))

  const removed = table('RemoveFile')
  const desks = idOf('C', 'folder DESKSDIR')
  removed.rows.push(['DesksFolder', desks, '', 'DESKSDIR', '2'])
  removed.rows.push(['MachineFolder', idOf('C', 'folder MACHINEDIR'), '', 'MACHINEDIR', '2'])

  const rights: Table = {
    name: 'MsiLockPermissionsEx',
    columns: ['MsiLockPermissionsEx', 'LockObject', 'Table', 'SDDLText', 'Condition'],
    types: ['s72', 's72', 's32', 's0', 'S255'],
    keys: ['MsiLockPermissionsEx'],
    rows: [
      ['MachineRights', 'MACHINEDIR', 'CreateFolder', FOLDER_RIGHTS.machine, ''],
      ['DesksRights', 'DESKSDIR', 'CreateFolder', FOLDER_RIGHTS.desks, ''],
    ],
  }
  writeTables(
    msi,
    [components, properties, appSearch, regLocator, actions, sequence, removed, rights],
    // The words of the downgrade refusal are Western European.
    1252,
  )
  // wixl writes «x64;1033» whatever the language of the product.
  execFileSync('msibuild', [msi, '-s', `${IDENTITY.name}`, IDENTITY.manufacturer, 'x64;1036'], { stdio: 'pipe' })
}
