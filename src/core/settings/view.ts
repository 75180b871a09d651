/** What a screen may see of the settings: no path of a key, no secret. */
import type { SettingsProblem, SettingsView, UpdateNotice } from '../../shared/contract/settings.ts'
import type { Settings } from './schema.ts'

/** Origins that the console may contact: nothing else is ever called. */
export function addressesOf(settings: Settings): string[] {
  const urls = [
    settings.platform.url,
    settings.signIn.url,
    ...settings.sources.map(source => source.url),
    ...[settings.siteSettings.url, settings.updates.url].filter(url => url?.startsWith('https://')),
  ].filter(url => url !== undefined)
  return [...new Set(urls.map(url => new URL(url).origin))]
}

export function settingsView(
  settings: Settings,
  problems: SettingsProblem[],
  version: string,
  update: UpdateNotice | null,
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
  }
}
