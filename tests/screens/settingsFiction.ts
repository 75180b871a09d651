/** Fictitious settings of a desk that its organisation manages. */
import type {
  NetworkState,
  ProxyAccount,
  SettingShown,
  SettingsAbout,
  SettingsState,
  SettingsView,
} from '../../src/shared/contract/settings.ts'

const shown = (path: string, words: string, value: string, origin: SettingShown['origin']): SettingShown => ({
  path,
  section: path.split('.')[0] ?? path,
  words,
  value,
  origin,
  managed: !['default', 'user', 'practice'].includes(origin),
  choices: path === 'language' ? ['fr', 'en'] : [],
})

export const allSettings = ({ language, problems }: SettingsView): SettingsState => ({
  keys: [
    shown('profile', '« sandbox » : plateforme et carte d’exercice permises', 'production', 'machine-policy'),
    shown('language', 'Langue des écrans', language, 'user'),
    shown('desk.name', 'Nom du poste, porté au journal', 'REGUL-12', 'user-policy'),
    shown('desk.site', 'Nom du SAMU', 'SAMU 37 (fictif)', 'site'),
    shown('platform.url', 'Base FHIR de la plateforme', 'https://plateforme.invalid/fhir', 'machine-policy'),
    shown(
      'platform.tls.ca',
      'Fichiers PEM des autorités à qui se fier',
      'C:\\ProgramData\\Relais\\igc-sante.pem',
      'file',
    ),
    shown('card.module', 'Chemin du module PKCS#11', '', 'default'),
    shown('availability.batch', 'Professionnels par demande (25 au plus)', '25', 'default'),
  ],
  problems,
  pending: true,
})

export const aboutRelais = ({ version, addresses }: SettingsView): SettingsAbout => ({
  version,
  electron: '45.4.1',
  node: '24.21.0',
  system: 'win32 10.0.22631 x64',
  profileDir: '~\\AppData\\Local\\Relais',
  licences: [
    { name: 'better-sqlite3', version: '13.2.0', licence: 'MIT' },
    { name: 'undici', version: '8.12.4', licence: 'MIT' },
    { name: 'zod', version: '4.6.7', licence: 'MIT' },
  ],
  addresses,
  update: { version: '0.2.0', notes: 'Recherche par quartier.', seenAt: '2026-11-22T08:00:00Z' },
  site: {
    status: 'unreachable',
    serial: 12,
    issuedAt: '2026-11-20T09:00:00Z',
    checkedAt: '2026-11-22T02:30:00Z',
    detail: 'ETIMEDOUT',
  },
})

/** A proxy that asks for an account, until one is given. */
export const networkWays = ({ addresses }: SettingsView, account: ProxyAccount | null = null): NetworkState => ({
  ways: addresses.map((address, i) => ({ address, ways: i === 1 ? ['direct'] : [PROXY] })),
  asking: account === null ? [PROXY] : [],
  account: account && { proxy: PROXY, user: account.user, kept: true },
})

const PROXY = 'http://mandataire.hopital.invalid:3128'
