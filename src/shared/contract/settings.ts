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
  /** Addresses that this console may contact: nothing else. */
  addresses: z.array(z.string()),
})
export type SettingsView = z.infer<typeof SettingsView>

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
}

export const settingsEvents = {
  'settings.platformChanged': event(PlatformState),
}
