/**
 * The settings of a desk while it lives: read at the start, read again while it runs, shown key by key, and the few that a
 * person may choose. What changes under a console that runs waits until nobody is at work: see `core/start.ts`.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Problem, problem } from '../../shared/contract/kit.ts'
import type { SettingsProblem, SettingsState, SiteSettingsState, UpdateNotice } from '../../shared/contract/settings.ts'
import { type DeskNetwork, directNetwork } from '../network/index.ts'
import type { Clock, Log } from '../ports.ts'
import { writeWhole } from '../write-whole.ts'
import { gatherLayers, type Places, userFile } from './gather.ts'
import { settingKeys } from './keys.ts'
import { isConfigured, isManaged, type Layer, type LayeredSettings, mergeLayers, onlyComfort } from './layers.ts'
import { type Json, readRaw } from './read.ts'
import { Settings } from './schema.ts'
import { CHOSEN_ON_SCREEN, shownSettings } from './shown.ts'
import { fetchBy } from './site/fetch.ts'
import { askLatest } from './site/latest.ts'
import { askSiteSettings, keptSiteSettings, noSiteSettings, type SiteSettings, siteLayer } from './site/settings.ts'

/** Between two looks at the registry and the files, ms. */
const LOOK_MS = 60_000
/** Between two questions about a new version, ms. */
const LATEST_MS = 6 * 3_600_000

export interface SettingsDesk {
  /** As read last. */
  current(): LayeredSettings
  /** False: nothing says whom to talk to, practice is all there is. */
  configured(): boolean
  /** The practice mode's own file, once the sandbox is up; it becomes the weakest layer. */
  practise(file: string): void
  state(language: 'fr' | 'en', pending: boolean): SettingsState
  site(): SiteSettingsState
  update(): UpdateNotice | null
  choose(path: string, value: string | null): Problem | null
  /** Reads everything again; true when a value changed. */
  look(): Promise<boolean>
  /** Looks by itself from now on. */
  watch(onChange: () => void): void
  close(): void
}

export interface SettingsDeskOptions {
  places: Places
  profileDir: string
  settingsFile: string | null
  version: string
  clock: Clock
  log: Log
  /** By which ways addresses are reached; without, directly. */
  network?: DeskNetwork
}

/** Reads the settings of this desk. With a site's address and nothing kept yet, asks it before answering. */
export async function openSettingsDesk(options: SettingsDeskOptions): Promise<SettingsDesk> {
  const { places, profileDir, settingsFile, clock, log } = options
  let local: Layer[] = []
  let practice: Layer | null = null
  let site: SiteSettings = noSiteSettings
  let current: LayeredSettings
  let update: UpdateNotice | null = null
  let nextSite = 0
  let nextLatest = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const layers = (): Layer[] => {
    const fromSite: Layer[] = site.content ? [{ origin: 'site', ...siteLayer(site.content, places.machineDir) }] : []
    const all = [...local, ...fromSite]
    if (practice === null) return all
    // Practising: comfort may come from anywhere, whom to talk to from the sandbox only.
    return [...all.map(layer => ({ ...comfortOnly(layer), problems: layer.problems })), practice]
  }

  /** Address and key of the site's settings; never from the site itself. */
  const siteSource = () => {
    const { settings } = mergeLayers(local)
    const raw = settings?.siteSettings ?? rawSite(local)
    return raw.url && raw.publicKey
      ? { url: raw.url, publicKey: raw.publicKey, dir: profileDir, minutes: raw.minutes }
      : null
  }

  /** The ways that the other layers name: the site's own settings are reached before they can say any. */
  const get = () =>
    fetchBy(options.network?.of(mergeLayers(local).settings?.network ?? rawNetwork(local)) ?? directNetwork)

  async function askSite(): Promise<void> {
    const source = siteSource()
    if (!source) {
      site = noSiteSettings
      return
    }
    const before = site.state.status
    site = await askSiteSettings(source, site, clock, get())
    nextSite = clock.now() + source.minutes * 60_000
    const { status, serial, detail } = site.state
    if (status !== before) log[status === 'current' ? 'info' : 'warn']('site-settings', { status, serial, detail })
  }

  async function askForLatest(): Promise<void> {
    const said = current.settings?.updates
    nextLatest = clock.now() + LATEST_MS
    if (!said?.url || !said.publicKey) return
    const answer = await askLatest({ url: said.url, publicKey: said.publicKey }, options.version, clock, get())
    if (answer.kind === 'newer') {
      if (update?.version !== answer.notice.version) log.info('update.seen', { version: answer.notice.version })
      update = answer.notice
    } else if (answer.kind === 'up-to-date') update = null
    else log.warn('update.not-read', { kind: answer.kind, detail: answer.detail })
  }

  async function look(): Promise<boolean> {
    const before = fingerprint(current)
    local = await gatherLayers({ places, profileDir, settingsFile })
    if (clock.now() >= nextSite) await askSite()
    current = mergeLayers(layers())
    return fingerprint(current) !== before
  }

  local = await gatherLayers({ places, profileDir, settingsFile })
  const source = siteSource()
  if (source) {
    site = keptSiteSettings(source)
    // What is kept serves at once and the source is asked soon after; without it, the desk has to wait for the source.
    if (site.content === null) await askSite()
  }
  current = mergeLayers(layers())
  for (const one of current.problems) log.warn('settings.problem', { path: one.path, kind: one.kind })

  const desk: SettingsDesk = {
    current: () => current,
    configured: () => settingsFile !== null || isConfigured(layers()),
    practise(file) {
      const raw = readRaw(readFileSync(file, 'utf8'), path.dirname(file))
      practice = { origin: 'practice', raw: raw.ok ? raw.value : {}, problems: raw.ok ? [] : [raw.problem] }
      current = mergeLayers(layers())
    },
    state: (language, pending) => ({
      keys: shownSettings(current, language),
      problems: current.problems,
      pending,
    }),
    site: () => site.state,
    update: () => update,
    choose(dotted, value) {
      const key = settingKeys().find(one => one.path === dotted)
      if (!key || !CHOSEN_ON_SCREEN.has(dotted)) return problem('setting-refused').error
      if (isManaged(current.origins.get(dotted) ?? 'default')) return problem('setting-managed').error
      if (value !== null && key.fault(value) !== null) return problem('setting-refused').error
      const failed = writeChoice(userFile(profileDir), dotted, value)
      if (failed) return problem('disk-write-failed', { code: failed }).error
      return null
    },
    look,
    watch(onChange) {
      const round = async () => {
        try {
          if (await look()) onChange()
          if (clock.now() >= nextLatest) {
            const before = update?.version
            await askForLatest()
            if (update?.version !== before) onChange()
          }
        } catch (error) {
          log.error('settings.look-failed', { error: error instanceof Error ? error.name : typeof error })
        }
        if (closed) return
        timer = setTimeout(round, LOOK_MS)
        timer.unref()
      }
      timer = setTimeout(round, 2_000)
      timer.unref()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
  return desk
}

/** Only what is a matter of comfort; a file's other keys are no fault of the practice mode. */
const comfortOnly = (layer: Layer): Layer => onlyComfort({ ...layer, problems: [] }, '')

/** The site's address even when the rest is not enough to start: that is what the site's settings are for. */
function rawSite(layers: readonly Layer[]): { url?: string; publicKey?: string; minutes: number } {
  const { url, publicKey } = rawSection(layers, 'siteSettings', ['url', 'publicKey'])
  return {
    minutes: 30,
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof publicKey === 'string' ? { publicKey } : {}),
  }
}

/** And the way to it. */
function rawNetwork(layers: readonly Layer[]): Settings['network'] {
  const read = Settings.shape.network.safeParse(rawSection(layers, 'network', ['proxy', 'pac', 'bypass']))
  return read.success ? read.data : Settings.shape.network.parse({})
}

/** Values of a section, each from the strongest layer that says it. */
function rawSection(layers: readonly Layer[], section: string, names: readonly string[]): { [name: string]: Json } {
  const read: { [name: string]: Json } = {}
  const { origins } = mergeLayers(layers)
  for (const name of names) {
    const origin = origins.get(`${section}.${name}`)
    const holder = layers.find(layer => layer.origin === origin)?.raw[section]
    const value = typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? holder[name] : undefined
    if (value !== undefined) read[name] = value
  }
  return read
}

const fingerprint = ({ settings, problems }: { settings: unknown; problems: SettingsProblem[] }) =>
  JSON.stringify([settings, problems])

/** Writes one choice; answers the system's code when it could not. */
function writeChoice(file: string, dotted: string, value: string | null): string | null {
  let raw: { [key: string]: Json } = {}
  try {
    const read = readRaw(readFileSync(file, 'utf8'), path.dirname(file))
    if (read.ok) raw = read.value
  } catch {
    // The first choice.
  }
  const parts = dotted.split('.')
  let holder = raw
  for (const part of parts.slice(0, -1)) {
    const next = holder[part]
    const object = typeof next === 'object' && next !== null && !Array.isArray(next) ? next : {}
    holder[part] = object
    holder = object
  }
  const last = parts.at(-1) as string
  if (value === null) delete holder[last]
  else holder[last] = value
  return writeWhole(file, JSON.stringify(raw, null, 2))
}
