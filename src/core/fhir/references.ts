/**
 * References between the resources of one bundle. The rule of the house: a reference that could mean two different
 * resources means none, so that a slot is never shown under the wrong professional.
 */
import type { Reference, Searched, SearchedType } from './schemas.ts'

/** A resource of a bundle and what it answers to. */
export interface Entry<T extends SearchedType = SearchedType> {
  type: T
  resource: Searched<T>
  /** Logical id: the resource's own, else the end of its address. */
  id: string | null
  fullUrl: string | null
  /** Address of the server it lives on, when `fullUrl` is `[base]/Type/id`. */
  base: string | null
  /** Its name in a report: `Slot/123`, else `entry[17]`. */
  where: string
}

export type Resolved<T extends SearchedType> =
  | { kind: 'found'; entry: Entry<T> }
  | { kind: 'missing' }
  | { kind: 'ambiguous' }

const ADDRESS = /^(?:(https?:\/\/.*?)\/)?\/?([A-Z][A-Za-z]+)\/([^/]{1,200})$/

/** An address without its version (`/_history/…`); universal names in lower case. */
function canonical(reference: string): string {
  const trimmed = reference.trim()
  if (/^urn:/i.test(trimmed)) return trimmed.toLowerCase()
  return trimmed.replace(/\/_history\/[^/]*$/, '')
}

function partsOf(address: string): { base: string | null; type: string; id: string } | null {
  // Longer than any address in use: not worth a regular expression.
  if (address.length > 2_000) return null
  const match = ADDRESS.exec(address)
  return match ? { base: match[1] ?? null, type: match[2] ?? '', id: match[3] ?? '' } : null
}

/** Makes the entry of a resource that was read. `index` is its place in the bundle. */
export function entryOf<T extends SearchedType>(
  type: T,
  resource: Searched<T>,
  fullUrl: string | undefined,
  index: number,
): Entry<T> {
  const address = fullUrl ? canonical(fullUrl) : null
  const parts = address ? partsOf(address) : null
  const tail = parts?.type === type ? parts.id : null
  const id = (resource as { id?: string | undefined }).id?.trim() || tail
  const named = id !== null && id.length <= 80
  return {
    type,
    resource,
    id,
    fullUrl: address,
    base: parts?.base ?? null,
    where: named ? `${type}/${id}` : `entry[${index}]`,
  }
}

export interface References {
  /** The one resource of that type that the reference, read from `from`, can mean. */
  resolve<T extends SearchedType>(type: T, reference: Reference | undefined, from: { base: string | null }): Resolved<T>
  /** True when another resource of the bundle has the same type, id and server, and says something else. */
  contradicted(entry: Entry): boolean
  /** True when `Type/id` alone would name resources of two servers. */
  shared(entry: Entry): boolean
}

/** Indexes a bundle's resources by every name they answer to. */
export function indexReferences(entries: readonly Entry[]): References {
  const byAddress = new Map<string, Entry[]>()
  const byTypeAndId = new Map<string, Entry[]>()
  for (const entry of entries) {
    const parts = entry.fullUrl ? partsOf(entry.fullUrl) : null
    if (entry.fullUrl) put(byAddress, entry.fullUrl, entry)
    if (entry.id) put(byTypeAndId, `${entry.type}/${entry.id}`, entry)
    if (parts && parts.type === entry.type && parts.id !== entry.id)
      put(byTypeAndId, `${parts.type}/${parts.id}`, entry)
  }

  const candidates = (reference: string, base: string | null): Entry[] => {
    const address = canonical(reference)
    if (/^(https?|urn):/i.test(address)) {
      const exact = byAddress.get(address)
      if (exact) return exact
      // An aggregator that rewrites references and gives no address of its own: the id alone may still be one only.
      const parts = partsOf(address)
      return parts ? (byTypeAndId.get(`${parts.type}/${parts.id}`) ?? []).filter(one => one.base === null) : []
    }
    const sameServer = (one: Entry) => one.base === null || base === null || one.base === base
    return (byTypeAndId.get(address.replace(/^\//, '')) ?? []).filter(sameServer)
  }

  const samePlace = (a: Entry, b: Entry) => a.base === null || b.base === null || a.base === b.base
  const namesakes = (entry: Entry) => (entry.id ? (byTypeAndId.get(`${entry.type}/${entry.id}`) ?? []) : [])

  return {
    resolve<T extends SearchedType>(type: T, reference: Reference | undefined, from: { base: string | null }) {
      if (!reference?.reference) return { kind: 'missing' }
      const found = candidates(reference.reference, from.base).filter((one): one is Entry<T> => one.type === type)
      const [first, ...others] = found
      if (!first) return { kind: 'missing' }
      if (others.some(other => !sameContent(first, other))) return { kind: 'ambiguous' }
      return { kind: 'found', entry: first }
    },
    contradicted: entry =>
      namesakes(entry).some(other => other !== entry && samePlace(entry, other) && !sameContent(entry, other)) ||
      (entry.fullUrl !== null &&
        (byAddress.get(entry.fullUrl) ?? []).some(other => other !== entry && !sameContent(entry, other))),
    shared: entry => namesakes(entry).some(other => other !== entry && !samePlace(entry, other)),
  }
}

/** More resources of one name than this are ambiguous already: a hostile bundle must not cost the square of its size. */
const NAMESAKES = 64

function put(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key)
  if (!list) map.set(key, [entry])
  else if (list.length < NAMESAKES && !list.some(one => one.base === entry.base && sameContent(one, entry))) {
    list.push(entry)
  }
}

/** The same resource sent twice is no contradiction. What was read is compared: depth is bounded by the schemas. */
export function sameContent(a: { resource: unknown }, b: { resource: unknown }): boolean {
  return a.resource === b.resource || JSON.stringify(a.resource) === JSON.stringify(b.resource)
}
