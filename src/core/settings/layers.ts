/**
 * Who may say what a setting is worth, from the strongest: the machine's policy, the user's policy, the site's signed
 * settings, the settings file of this machine, what the installer was told, the user, the practice mode, the default.
 */
import path from 'node:path'
import { SettingOrigin, type SettingsProblem } from '../../shared/contract/settings.ts'
import { keyProblems } from './keyboard.ts'
import { type SettingKey, settingKeys } from './keys.ts'
import { type Json, makeAbsolute, parseSettings, type ReadSettings } from './read.ts'

type JsonObject = { [key: string]: Json }

export interface Layer {
  origin: Exclude<SettingOrigin, 'default'>
  raw: JsonObject
  problems: SettingsProblem[]
  /** Settings that this layer gave wrongly and that were left out. */
  wrong?: ReadonlySet<string>
  /** It is there and could not be read: nobody knows what it says. */
  broken?: boolean
}

/** Strongest first, as the contract lists them. */
const STRENGTH = SettingOrigin.options
/** Layers that the person at the desk cannot change: what they say is managed. */
const MANAGED: ReadonlySet<SettingOrigin> = new Set(['machine-policy', 'user-policy', 'site', 'file', 'installation'])
export const isManaged = (origin: SettingOrigin): boolean => MANAGED.has(origin)

export interface LayeredSettings extends ReadSettings {
  /** Where the value of each setting comes from, by path; those of the default are not there. */
  origins: ReadonlyMap<string, SettingOrigin>
}

/** Puts the layers together and reads the result by the schema. */
export function mergeLayers(layers: readonly Layer[]): LayeredSettings {
  const ordered = [...layers].sort((a, b) => STRENGTH.indexOf(b.origin) - STRENGTH.indexOf(a.origin))
  let merged: JsonObject = {}
  const origins = new Map<string, SettingOrigin>()
  for (const layer of ordered) {
    merged = over(merged, layer.raw)
    for (const leaf of leavesOf(layer.raw)) origins.set(leaf, layer.origin)
  }
  // Reading drops what is wrong from what it reads: the layers stay as they are.
  merged = structuredClone(merged)
  complete(merged, layers)
  const problems = layers.flatMap(layer => layer.problems)
  const untrusted = trustWithoutWord(layers, origins)
  const read = parseSettings(merged)
  return {
    settings: untrusted.length > 0 ? null : read.settings,
    problems: [...problems, ...untrusted, ...read.problems],
    origins,
  }
}

const OF_A_REAL_DESK = ['platform', 'signIn', 'siteSettings', 'profile']

/**
 * True when somebody other than the user said whom to talk to: the console is that of a real desk. What cannot be read
 * counts too: a desk must never fall into the practice mode by accident.
 */
export const isConfigured = (layers: readonly Layer[]): boolean =>
  layers.some(
    layer => isManaged(layer.origin) && (layer.broken === true || OF_A_REAL_DESK.some(name => name in layer.raw)),
  )

/** Settings of a layer as a nested object; what is not a setting stays out. */
export function nest(values: ReadonlyMap<string, unknown>, folder: string): JsonObject {
  const raw: JsonObject = {}
  for (const [dotted, value] of values) {
    const parts = dotted.split('.')
    let holder = raw
    for (const part of parts.slice(0, -1)) {
      const next = holder[part]
      const object: JsonObject = isObject(next) ? next : {}
      holder[part] = object
      holder = object
    }
    holder[parts.at(-1) as string] = value as Json
  }
  return makeAbsolute(raw, folder)
}

/** Keeps of a layer what its holder may set; the rest is named and left out. */
export function onlyComfort(layer: Layer, where: string): Layer {
  const kept = new Map<string, unknown>()
  const problems: SettingsProblem[] = []
  const byPath = new Map(settingKeys().map(key => [key.path, key]))
  for (const [dotted, value] of valuesOf(layer.raw, byPath)) {
    const key = byPath.get(dotted)
    const fault =
      key === undefined ? null : key.scope === 'machine' ? 'ne se règle que pour l’ordinateur' : key.fault(value)
    if (key && fault === null) kept.set(dotted, value)
    else
      problems.push({
        path: `${where} ${dotted}`,
        kind: key ? 'wrong-value' : 'unknown-key',
        detail: fault === null ? 'ignorée' : `${fault} ; ignorée`,
      })
  }
  return { ...layer, raw: nest(kept, path.sep), problems: [...layer.problems, ...problems] }
}

/** What is wrong in a part of the settings, value by value; what a part does not say is no fault of it. */
export function faultsOfPart(raw: JsonObject): SettingsProblem[] {
  const byPath = new Map(settingKeys().map(key => [key.path, key]))
  return [...valuesOf(raw, byPath)].flatMap(([dotted, value]): SettingsProblem[] => {
    const key = byPath.get(dotted)
    if (!key) return [{ path: dotted, kind: 'unknown-key', detail: 'aucun réglage ne porte ce nom' }]
    const fault = key.fault(value)
    if (fault !== null) return [{ path: dotted, kind: 'wrong-value', detail: fault }]
    return dotted === 'desk.keys' ? keyProblems(value as string[]) : []
  })
}

/** Later layers win leaf by leaf; a list replaces a list. The two kinds of card are never mixed. */
function over(below: JsonObject, above: JsonObject): JsonObject {
  const out: JsonObject = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const under = out[name]
    const otherCard = name === 'card' && isObject(value) && isObject(under) && differs(value['kind'], under['kind'])
    out[name] = isObject(value) && isObject(under) && !otherCard ? over(under, value) : value
  }
  return out
}

const differs = (one: Json | undefined, other: Json | undefined) =>
  one !== undefined && other !== undefined && one !== other

/** A desk set by policy or by its installer need not say what goes without saying. */
function complete(merged: JsonObject, layers: readonly Layer[]): void {
  const governed = layers.some(
    ({ origin, raw }) =>
      (origin === 'machine-policy' || origin === 'installation') && ('platform' in raw || 'signIn' in raw),
  )
  if (!governed) return
  merged['profile'] ??= 'production'
  merged['card'] ??= {}
  const card = merged['card']
  if (isObject(card) && card['kind'] === undefined) card['kind'] = 'pkcs11'
}

/**
 * A wrong value is ignored and what stands below it serves. But where it says which certificates to trust and nothing
 * stands below, the default would be «anybody known to the system»: the console refuses to start instead.
 */
function trustWithoutWord(layers: readonly Layer[], origins: ReadonlyMap<string, SettingOrigin>): SettingsProblem[] {
  return layers.flatMap(layer =>
    [...(layer.wrong ?? [])]
      .filter(dotted => /(^profile$|\.tls\.|\.publicKey$)/.test(dotted) && !origins.has(dotted))
      .map(dotted => ({
        path: dotted,
        kind: 'missing' as const,
        detail: 'la valeur donnée est refusée et aucune autre ne la remplace : rien n’est deviné ici',
      })),
  )
}

/** Dotted paths of what an object holds; lists are values. */
const leavesOf = (raw: JsonObject): string[] => [...valuesOf(raw)].map(([dotted]) => dotted)

function* valuesOf(raw: JsonObject, known?: ReadonlyMap<string, SettingKey>, prefix = ''): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(raw)) {
    const dotted = prefix === '' ? name : `${prefix}.${name}`
    if (isObject(value) && !known?.has(dotted)) yield* valuesOf(value, known, dotted)
    else yield [dotted, value]
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
