/** Spoils a good document in every place, one at a time: what a checker must notice, or must admit that it cannot. */

export type MutationKind = 'drop' | 'change' | 'type' | 'empty' | 'unknown' | 'double'

export interface Mutant {
  kind: MutationKind
  /** Exact place: `Bundle.entry[0].resource.start`. */
  at: string
  /** Place without indexes, resources by their type: `Slot.start`. */
  path: string
  document: unknown
}

type Key = string | number
type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Every mutant of a document. Each is a whole copy: the original stays as it was. */
export function* mutantsOf(document: Json): Generator<Mutant> {
  for (const keys of placesOf(document, [])) {
    const value = valueAt(document, keys)
    const make = (kind: MutationKind, edit: (holder: Json | unknown[], key: Key) => void): Mutant => {
      const copy = structuredClone(document)
      const holder = keys.slice(0, -1).reduce<unknown>((node, key) => (node as Json)[key as string], copy) as
        | Json
        | unknown[]
      edit(holder, keys.at(-1) ?? '')
      return { kind, at: keys.join('.'), path: pathOf(document, keys), document: copy }
    }
    const put = (replacement: unknown) => (holder: Json | unknown[], key: Key) => {
      ;(holder as Json)[key as string] = replacement
    }
    yield make('drop', (holder, key) => {
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else delete holder[key]
    })
    if (Array.isArray(value)) {
      yield make('empty', put([]))
      if (value.length > 0) yield make('double', put([...value, value.at(-1)]))
      continue
    }
    if (isObject(value)) {
      yield make('empty', put({}))
      yield make('type', put('texte'))
      yield make('unknown', put({ ...value, inconnu: true }))
      continue
    }
    yield make('empty', put(''))
    yield make('type', put(typeof value === 'string' ? 12_345 : 'douze'))
    yield make('change', put(changed(value)))
  }
}

const changed = (value: unknown) =>
  typeof value === 'string'
    ? `${value.slice(0, -1)}${value.endsWith('Z') ? 'Y' : 'Z'}`
    : typeof value === 'number'
      ? value + 1
      : !value

function* placesOf(node: unknown, keys: Key[]): Generator<Key[]> {
  const inner = Array.isArray(node)
    ? node.map((value, index) => [index, value] as const)
    : isObject(node)
      ? Object.entries(node)
      : []
  for (const [key, value] of inner) {
    const place = [...keys, key]
    yield place
    yield* placesOf(value, place)
  }
}

const valueAt = (document: unknown, keys: readonly Key[]): unknown =>
  keys.reduce<unknown>((node, key) => (node as Json)[key as string], document)

/** The path starts again at each resource; the list of an element and its items bear the same name. */
function pathOf(document: unknown, keys: readonly Key[]): string {
  let node = document
  let path = isObject(node) ? String(node['resourceType']) : ''
  for (const key of keys) {
    node = (node as Json)[key as string]
    if (typeof key === 'number') path += '[]'
    else path += `.${key}`
    if (isObject(node) && typeof node['resourceType'] === 'string') path = node['resourceType']
  }
  return path
}

/** One match and what it leads to: every loss shows. `keep` chooses the match. */
export function closureOf(bundle: Json, keep: (resource: Json) => boolean): Json {
  const entries = (bundle['entry'] as { resource: Json; search: { mode: string } }[]) ?? []
  const name = (resource: Json) => `${resource['resourceType']}/${resource['id']}`
  const byName = new Map(entries.map(entry => [name(entry.resource), entry]))
  const first = entries.find(entry => entry.resource['resourceType'] === 'Slot' && keep(entry.resource))
  if (!first) throw new Error('no such slot')
  const kept = new Set([name(first.resource)])
  for (const each of kept) {
    for (const [, reference] of JSON.stringify(byName.get(each)).matchAll(/"reference":"([^"#]+)"/g))
      kept.add(String(reference))
  }
  const entry = entries.filter(each => kept.has(name(each.resource)))
  return { ...bundle, total: entry.filter(each => each.search.mode === 'match').length, entry }
}
