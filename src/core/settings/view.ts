/** What a screen may see of the settings: no path of a key, no secret. */
import type { SettingsProblem, SettingsView, UpdateNotice } from '../../shared/contract/settings.ts'
import type { Settings } from './schema.ts'

/** Origins that the console may contact: every address that the settings hold, whatever the domain. Nothing else is ever called. */
export function addressesOf(settings: Settings): string[] {
  const urls: string[] = [settings.platform.url, settings.signIn.url]
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/^https?:\/\//i.test(value) && URL.canParse(value)) urls.push(value)
    } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner)
  }
  walk(settings)
  return [...new Set(urls.map(url => new URL(url).origin))]
}

/** Those that may be reached through a proxy: all but the proxy itself. */
export const destinationsOf = (settings: Settings): string[] =>
  addressesOf({ ...settings, network: { proxy: 'none', bypass: [] } })

export function settingsView(
  settings: Settings,
  problems: SettingsProblem[],
  version: string,
  update: UpdateNotice | null,
  closing: boolean,
): SettingsView {
  return {
    version,
    profile: settings.profile,
    language: settings.language,
    site: settings.desk.site,
    desk: settings.desk.name,
    practicePin: settings.profile === 'sandbox' ? (settings.practice?.pin ?? null) : null,
    problems,
    territory: settings.desk.territory ?? null,
    keys: settings.desk.keys ?? [],
    addresses: addressesOf(settings),
    update,
    closing,
  }
}
