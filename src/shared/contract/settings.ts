/** What the screen may know of the settings, and the state of the addresses they name. */
import { z } from 'zod'
import { call, event } from './kit.ts'

export const SettingsProblem = z.object({
  /** Path of the key: `platform.tls.ca`. */
  path: z.string(),
  kind: z.enum(['unknown-key', 'wrong-value', 'missing', 'unreadable-file']),
  detail: z.string(),
})
export type SettingsProblem = z.infer<typeof SettingsProblem>

/** Who gave a setting its value, from the strongest to the weakest. */
export const SettingOrigin = z.enum([
  'machine-policy',
  'user-policy',
  /** The site's signed settings. */
  'site',
  /** Settings file of this machine, or of the command line. */
  'file',
  /** What the installer was told. */
  'installation',
  'user',
  'practice',
  'default',
])
export type SettingOrigin = z.infer<typeof SettingOrigin>

/** One setting, as the settings screen shows it. */
export const SettingShown = z.object({
  path: z.string(),
  section: z.string(),
  /** What it means, in the language of the screens. */
  words: z.string(),
  /** In words; a secret or the path of a key is never here. */
  value: z.string(),
  origin: SettingOrigin,
  /** Set by the organisation: not to be changed here. */
  managed: z.boolean(),
  /** What may be chosen here; empty when it is not changed on screen. */
  choices: z.array(z.string()),
})
export type SettingShown = z.infer<typeof SettingShown>

/** State of the site's signed settings. */
export const SiteSettingsState = z.object({
  status: z.enum([
    'none',
    'current',
    /** The source does not answer: the last good one serves. */
    'unreachable',
    /** What was found is not signed by the right key. */
    'bad-signature',
    'unreadable',
    /** What was found is older than the last good one. */
    'older',
  ]),
  /** Of the settings that serve. */
  serial: z.number().nullable(),
  issuedAt: z.string().nullable(),
  checkedAt: z.string().nullable(),
  detail: z.string().nullable(),
})
export type SiteSettingsState = z.infer<typeof SiteSettingsState>

/** A version newer than this one, installed by IT and never by the console. */
export const UpdateNotice = z.object({ version: z.string(), notes: z.string(), seenAt: z.string() })
export type UpdateNotice = z.infer<typeof UpdateNotice>

export const SettingsAbout = z.object({
  version: z.string(),
  electron: z.string().nullable(),
  node: z.string(),
  system: z.string(),
  profileDir: z.string(),
  /** Texts of licences are in the installation folder; here who and which. */
  licences: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
  addresses: z.array(z.string()),
  update: UpdateNotice.nullable(),
  site: SiteSettingsState,
})
export type SettingsAbout = z.infer<typeof SettingsAbout>

export const SettingsState = z.object({
  keys: z.array(SettingShown),
  problems: z.array(SettingsProblem),
  /** Changes that were seen since the console started and that wait for nobody to be at work. */
  pending: z.boolean(),
})
export type SettingsState = z.infer<typeof SettingsState>

export const SettingsView = z.object({
  version: z.string(),
  profile: z.enum(['sandbox', 'production']),
  language: z.enum(['fr', 'en']),
  site: z.string(),
  desk: z.string(),
  /** PIN of the practice card, shown on the sandbox only. */
  practicePin: z.string().nullable(),
  problems: z.array(SettingsProblem),
  /** Départment the desk answers for: the default place of a search. */
  territory: z.string().nullable(),
  /** Keys that the site changed: «action=Touche». */
  keys: z.array(z.string()).optional(),
  /** Addresses that this console may contact: nothing else. */
  addresses: z.array(z.string()),
  /** A newer version that IT will install; null: none announced. */
  update: UpdateNotice.nullable(),
  /** An installer waits for this console to end: it will, once nobody needs it. */
  closing: z.boolean(),
})
export type SettingsView = z.infer<typeof SettingsView>

/** By which ways this desk reaches its addresses. */
export const NetworkState = z.object({
  ways: z.array(
    z.object({
      address: z.string(),
      /** In the order in which they are tried: `direct`, `http://proxy:port`, or what is not understood after a «?». */
      ways: z.array(z.string()),
    }),
  ),
  /** Proxies that want an account, or that refused the one they were shown. */
  asking: z.array(z.string()),
  /** Who this desk says it is to a proxy; the password never comes back. `kept`: it outlives the console. */
  account: z.object({ proxy: z.string(), user: z.string(), kept: z.boolean() }).nullable(),
})
export type NetworkState = z.infer<typeof NetworkState>

export const ProxyAccount = z.object({
  /** One of those that the ways name. */
  proxy: z.string().max(300),
  user: z.string().min(1).max(200),
  password: z.string().max(200),
})
export type ProxyAccount = z.infer<typeof ProxyAccount>

export const PlatformState = z.object({
  status: z.enum(['unknown', 'up', 'slow', 'down', 'untrusted']),
  /** Last round trip, ms. */
  ms: z.number().nonnegative().nullable(),
  detail: z.string().nullable(),
})
export type PlatformState = z.infer<typeof PlatformState>

export const settingsCalls = {
  'settings.view': call({ right: 'anybody', input: z.null(), value: SettingsView }),
  'settings.platform': call({ right: 'anybody', input: z.null(), value: PlatformState }),
  /** Every setting with its value and who gave it. */
  'settings.all': call({ right: 'anybody', input: z.null(), value: SettingsState }),
  /** Sets one of those with choices, for this account of the desk; null goes back to the default. */
  'settings.choose': call({
    right: 'signed-in',
    input: z.object({ path: z.string().max(200), value: z.string().max(200).nullable() }),
    value: SettingsState,
    problems: ['setting-managed', 'setting-refused', 'disk-write-failed'],
  }),
  /** Takes pending changes now: ends the session, and the console starts again on the new settings. */
  'settings.apply': call({ right: 'anybody', input: z.null(), value: z.null() }),
  'settings.network': call({ right: 'anybody', input: z.null(), value: NetworkState }),
  /** The account that a proxy asks for, sealed by the system's store; null forgets it. Before any sign-in: it may need it. */
  'settings.proxyAccount': call({
    right: 'anybody',
    input: ProxyAccount.nullable(),
    value: NetworkState,
    problems: ['setting-refused', 'disk-write-failed'],
  }),
  'settings.about': call({ right: 'anybody', input: z.null(), value: SettingsAbout }),
  /** The support report: no personal data, text to paste in a ticket. */
  'settings.report': call({ right: 'anybody', input: z.null(), value: z.object({ text: z.string() }) }),
}

export const settingsEvents = {
  'settings.platformChanged': event(PlatformState),
  'settings.changed': event(z.object({ pending: z.boolean() })),
}
