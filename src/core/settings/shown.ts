/** Each setting as the settings screen shows it: words, value, who gave it, and whether it may be chosen here. */
import type { SettingShown } from '../../shared/contract/settings.ts'
import { ENGLISH } from './english.ts'
import { type SettingKey, settingKeys } from './keys.ts'
import { isManaged, type LayeredSettings } from './layers.ts'

/** What the person at the desk may choose on screen; the rest is a matter for IT. */
export const CHOSEN_ON_SCREEN: ReadonlySet<string> = new Set(['language'])

/** Values that no screen and no report shows. */
const SECRET = /\.(pin|tokenFile|key)$/

export function shownSettings(layered: LayeredSettings, language: 'fr' | 'en'): SettingShown[] {
  return settingKeys().map(key => {
    const origin = layered.origins.get(key.path) ?? 'default'
    const managed = isManaged(origin)
    const free = CHOSEN_ON_SCREEN.has(key.path) && !managed && key.form.kind === 'choice'
    return {
      path: key.path,
      section: key.section,
      words: wordsOf(key, language),
      value: SECRET.test(key.path) ? hidden(at(layered.settings, key.path)) : said(at(layered.settings, key.path)),
      origin,
      managed,
      choices: free && key.form.kind === 'choice' ? key.form.values : [],
    }
  })
}

/** French from the schema; English from its own table, else French: never nothing. */
export const wordsOf = (key: SettingKey, language: 'fr' | 'en'): string =>
  language === 'en' ? (ENGLISH[key.path] ?? key.words) : key.words

function at(value: unknown, dotted: string): unknown {
  let here = value
  for (const part of dotted.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[part]
  }
  return here
}

const hidden = (value: unknown) => (value === undefined ? '' : '•••')

function said(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value))
    return value.map(item => (typeof item === 'object' && item !== null ? nameOf(item) : String(item))).join('\n')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** An item of a list of objects, by its name. */
function nameOf(item: object): string {
  const { id, label, name, url } = item as Record<string, unknown>
  return [id ?? name, label, url].filter(part => typeof part === 'string' && part !== '').join(' · ')
}
