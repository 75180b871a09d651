/**
 * The settings one by one: path, form, limits, words, and who may set each. Read from the schema itself, so that policy
 * templates, the registry's reader, the properties of the installer and the settings screen can never disagree with it.
 */
import { z } from 'zod'
import { Settings } from './schema.ts'

/** How a value looks to whoever sets it. */
export type SettingForm =
  | { kind: 'text' }
  | { kind: 'yes-no' }
  | { kind: 'choice'; values: string[] }
  | { kind: 'whole'; min: number; max: number }
  | { kind: 'number' }
  /** One item a line: texts, numbers, or objects written as JSON. */
  | { kind: 'list'; of: 'text' | 'number' | 'json' }
  /** One object, written as JSON on as many lines as wanted. */
  | { kind: 'json' }

export interface SettingKey {
  /** `platform.tls.ca` */
  path: string
  /** Name of its value in the registry and of its policy: `PlatformTlsCa`. */
  id: string
  /** First part of its path. */
  section: string
  form: SettingForm
  /** Value when nobody sets it; undefined: none. */
  fallback: unknown
  required: boolean
  /** What it means, in French, from the schema. */
  words: string
  /** `machine`: decides whom to trust or whom to talk to; a user's policy or file may not set it. */
  scope: 'machine' | 'both'
  /** Reads one value alone; null when it is right, else what is wrong in French. */
  fault(value: unknown): string | null
}

const WHOLE_MAX = 4_294_967_295

/** What a user's policy or file may set: comfort. Everything else decides whom to trust, whom to ask, or who may do what. */
const COMFORT = new Set(['language', 'desk.territory', 'availability.refreshSeconds'])

interface Json {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  default?: unknown
  description?: string
  items?: Json
}

/** Every setting that holds a value, in the order of the schema. */
export function settingKeys(): readonly SettingKey[] {
  cache ??= readKeys()
  return cache
}
let cache: SettingKey[] | undefined

/** What stands for a whole section: its French words. */
export function sectionWords(section: string): string {
  const schema = Settings.shape[section as keyof typeof Settings.shape] as z.ZodType | undefined
  return (schema && descriptionOf(schema)) ?? section
}

function readKeys(): SettingKey[] {
  const found = new Map<string, SettingKey>()
  walk(Settings, [], true, undefined, found)
  return [...found.values()]
}

type Def = {
  type: string
  innerType?: z.ZodType
  options?: z.ZodType[]
  shape?: Record<string, z.ZodType>
  in?: z.ZodType
  element?: z.ZodType
}

const defOf = (schema: z.ZodType) => (schema as unknown as { _zod: { def: Def } })._zod.def
const WRAPPERS = new Set(['optional', 'default', 'prefault', 'nullable', 'readonly', 'catch', 'nonoptional'])

/** The description may stand on the schema or on what it wraps. */
function descriptionOf(schema: z.ZodType): string | undefined {
  const own = schema.description
  if (own !== undefined) return own
  const def = defOf(schema)
  return WRAPPERS.has(def.type) && def.innerType ? descriptionOf(def.innerType) : undefined
}

function walk(
  schema: z.ZodType,
  path: string[],
  required: boolean,
  words: string | undefined,
  found: Map<string, SettingKey>,
): void {
  const said = schema.description ?? words
  const def = defOf(schema)
  if (WRAPPERS.has(def.type) && def.innerType && holdsKeys(def.innerType)) {
    walk(def.innerType, path, false, said, found)
  } else if (def.type === 'pipe' && def.in && holdsKeys(def.in)) {
    walk(def.in, path, required, said, found)
  } else if (def.type === 'union' && holdsKeys(schema)) {
    for (const option of def.options ?? []) walk(option, path, required, said, found)
  } else if (def.type === 'object') {
    for (const [name, child] of Object.entries(def.shape ?? {}))
      walk(child, [...path, name], required && !isOptional(child), undefined, found)
  } else add(schema, path.join('.'), required, said ?? '', found)
}

/** True for what has keys of its own: they are settings one by one. */
function holdsKeys(schema: z.ZodType): boolean {
  const def = defOf(schema)
  if (WRAPPERS.has(def.type) && def.innerType) return holdsKeys(def.innerType)
  if (def.type === 'pipe' && def.in) return holdsKeys(def.in)
  if (def.type === 'union') return (def.options ?? []).every(holdsKeys)
  return def.type === 'object'
}

const isOptional = (schema: z.ZodType) => schema.safeParse(undefined).success

function add(schema: z.ZodType, path: string, required: boolean, words: string, found: Map<string, SettingKey>): void {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
  const fault = (value: unknown) => faultOf(schema, value)
  const form = formOf(json)
  const known = found.get(path)
  if (known) {
    // A key of several variants (`card.kind`): what any of them accepts.
    if (known.form.kind === 'choice' && form.kind === 'choice')
      known.form = { kind: 'choice', values: [...new Set([...known.form.values, ...form.values])] }
    const before = known.fault
    known.fault = value => (before(value) === null ? null : fault(value))
    return
  }
  const section = path.split('.')[0] ?? ''
  found.set(path, {
    path,
    id: idOf(path),
    section,
    form,
    fallback: json.default,
    required,
    words: words === '' ? sectionWords(section) : words,
    scope: COMFORT.has(path) ? 'both' : 'machine',
    fault,
  })
}

/** `platform.tls.ca` → `PlatformTlsCa`: letters and digits only, as policy templates want. */
export const idOf = (path: string): string =>
  path
    .split('.')
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

const inFrench = { error: z.locales.fr().localeError }

function faultOf(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value, inFrench)
  if (parsed.success) return null
  const issue = parsed.error.issues[0]
  if (!issue) return 'valeur refusée'
  const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')} : ` : ''
  return `${where}${issue.message}`
}

function formOf(json: Json): SettingForm {
  if (json.const !== undefined) return { kind: 'choice', values: [String(json.const)] }
  if (json.enum) return { kind: 'choice', values: json.enum.map(String) }
  if (json.type === 'boolean') return { kind: 'yes-no' }
  if (json.type === 'integer')
    return { kind: 'whole', min: Math.max(0, json.minimum ?? 0), max: Math.min(WHOLE_MAX, json.maximum ?? WHOLE_MAX) }
  if (json.type === 'number') return { kind: 'number' }
  if (json.type === 'array') {
    const item = json.items?.type
    return {
      kind: 'list',
      of: item === 'string' ? 'text' : item === 'number' || item === 'integer' ? 'number' : 'json',
    }
  }
  return { kind: json.type === 'object' ? 'json' : 'text' }
}
