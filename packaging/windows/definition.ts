/**
 * What the Windows package is, once: identity, properties, registry, shortcuts, folders. Our MSI (`msi.ts`) is made from it
 * and ships; electron-builder's project (`electron-builder.yml` and its hook) is checked to agree with it.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { settingKeys } from '../../src/core/settings/keys.ts'
import { INSTALLATION_KEY } from '../../src/core/settings/policy/registry.ts'

const root = path.resolve(import.meta.dirname, '../..')
const builder = readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')
const said = (key: string): string => {
  const found = new RegExp(`^ *${key}: (.+)$`, 'm').exec(builder)?.[1]
  if (found === undefined) throw new Error(`electron-builder.yml : ${key}`)
  return found.trim()
}

export const IDENTITY = {
  name: said('productName'),
  manufacturer: 'Relais',
  /** Frozen for ever: it is how Windows knows that a newer version replaces this one. */
  upgradeCode: said('upgradeCode'),
  executable: `${said('executableName')}.exe`,
  scheme: 'sas-console',
} as const

/** Properties of the command line that become settings; each is kept from one version to the next. */
export const SETTING_PROPERTIES: Readonly<Record<string, string>> = {
  PROFILE: 'profile',
  CONSOLE_LANGUAGE: 'language',
  SITE: 'desk.site',
  DESK_NAME: 'desk.name',
  TERRITORY: 'desk.territory',
  PLATFORM_URL: 'platform.url',
  PLATFORM_CA: 'platform.tls.ca',
  PLATFORM_CERTIFICATE: 'platform.tls.certificate',
  PLATFORM_KEY: 'platform.tls.key',
  SIGN_IN_URL: 'signIn.url',
  SIGN_IN_AUDIENCE: 'signIn.audience',
  SETTINGS_URL: 'siteSettings.url',
  SETTINGS_KEY: 'siteSettings.publicKey',
  UPDATES_URL: 'updates.url',
  UPDATES_KEY: 'updates.publicKey',
  CARD_MODULE: 'card.module',
  DIRECTORY_FILE: 'directory.rpps',
  PROXY: 'network.proxy',
}

/** Properties that choose what is installed, with their default. */
export const CHOICE_PROPERTIES: Readonly<Record<string, string>> = {
  /** 1: Relais starts with every Windows session. */
  AUTOSTART: '0',
  /** 0: none; 1: start menu and desktop. */
  SHORTCUTS: '1',
  /** Seconds given to running consoles before the installation gives up. */
  CLOSE_WAIT: '60',
}

/** At removal only: 1 erases the profiles of every account too. */
export const PURGE_PROPERTY = 'PURGE'

/** Where the program goes; repaired, upgraded and removed where it was put. */
export const FOLDER_PROPERTY = 'INSTALLDIR'

export interface RegistryEntry {
  key: string
  name: string
  /** `[PROPERTY]` and `[INSTALLDIR]` are replaced by the installer. */
  value: string
  type: 'text' | 'number' | 'expand'
  /** Written only when this holds, in the installer's words. */
  condition?: string
}

const EVENT_SOURCE = 'SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Relais'

/** All that is written under HKLM. */
export function registryEntries(version: string): RegistryEntry[] {
  const executable = `[INSTALLDIR]${IDENTITY.executable}`
  const scheme = `SOFTWARE\\Classes\\${IDENTITY.scheme}`
  const byPath = new Map(settingKeys().map(key => [key.path, key]))
  return [
    { key: 'SOFTWARE\\Relais', name: 'InstallDir', value: '[INSTALLDIR]', type: 'text' },
    { key: 'SOFTWARE\\Relais', name: 'Executable', value: executable, type: 'text' },
    { key: 'SOFTWARE\\Relais', name: 'Version', value: version, type: 'text' },
    { key: scheme, name: '', value: 'URL:Relais', type: 'text' },
    { key: scheme, name: 'URL Protocol', value: '', type: 'text' },
    { key: `${scheme}\\DefaultIcon`, name: '', value: `"${executable}",0`, type: 'text' },
    { key: `${scheme}\\shell\\open\\command`, name: '', value: `"${executable}" "%1"`, type: 'text' },
    // The source of the event log is declared here: a console without rights may then write its entries.
    { key: EVENT_SOURCE, name: 'EventMessageFile', value: '%SystemRoot%\\System32\\EventCreate.exe', type: 'expand' },
    { key: EVENT_SOURCE, name: 'TypesSupported', value: '7', type: 'number' },
    { key: EVENT_SOURCE, name: 'CustomSource', value: '1', type: 'number' },
    {
      key: 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
      name: 'Relais',
      value: `"${executable}"`,
      type: 'text',
      condition: 'AUTOSTART="1"',
    },
    { key: 'SOFTWARE\\Relais\\Choices', name: 'Autostart', value: '[AUTOSTART]', type: 'text' },
    { key: 'SOFTWARE\\Relais\\Choices', name: 'Shortcuts', value: '[SHORTCUTS]', type: 'text' },
    ...Object.entries(SETTING_PROPERTIES).map(([property, dotted]): RegistryEntry => {
      const id = byPath.get(dotted)?.id
      if (id === undefined) throw new Error(`${property} : ${dotted}`)
      return { key: INSTALLATION_KEY, name: id, value: `[${property}]`, type: 'text', condition: property }
    }),
  ]
}

/** Where a former installation kept a property: it is read back when the command line does not say it again. */
export function rememberedAt(property: string): { key: string; name: string } {
  if (property === FOLDER_PROPERTY) return { key: 'SOFTWARE\\Relais', name: 'InstallDir' }
  const dotted = SETTING_PROPERTIES[property]
  if (dotted !== undefined) {
    const id = settingKeys().find(key => key.path === dotted)?.id ?? ''
    return { key: INSTALLATION_KEY, name: id }
  }
  return { key: 'SOFTWARE\\Relais\\Choices', name: property.charAt(0) + property.slice(1).toLowerCase() }
}

/** Choices that outlive an upgrade. */
export const REMEMBERED: readonly string[] = [
  ...Object.keys(SETTING_PROPERTIES),
  'AUTOSTART',
  'SHORTCUTS',
  FOLDER_PROPERTY,
]

export const DOWNGRADE_WORDS =
  'Une version plus récente de Relais est déjà installée. / A newer version of Relais is already installed.'

/**
 * `%ProgramData%\Relais` decides whom a desk talks to: administrators write, users read. Only `desks`, where consoles tell
 * that they run, is written by everybody.
 */
export const FOLDER_RIGHTS = {
  machine: 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)',
  desks: 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;BU)',
} as const
