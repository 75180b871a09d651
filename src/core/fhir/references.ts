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
  /** `Type/id` that it answers to, and another when its address ends otherwise; null without one. */
  name: string | null
  otherName: string | null
  /** Its address is `[base]/Type/id`, with its own id: whoever has the same address has the same name. */
  regular: boolean
  /** Parts of its resource are the same objects as those of others (`slot-bytes.ts`). */
  shares: boolean
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
  const name = id === null ? null : `${type}/${id}`
  return {
    type,
    resource,
    id,
    fullUrl: address,
    base: parts?.base ?? null,
    where: name !== null && id !== null && id.length <= 80 ? name : `entry[${index}]`,
    name,
    otherName: tail !== null && tail !== id ? `${type}/${tail}` : null,
    regular: parts !== null && parts.base !== null && address === `${parts.base}/${name}`,
    shares: false,
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
  const byAddress: Names = new Map()
  const byTypeAndId: Names = new Map()
  /** True when something has the address of a slot without its name. */
  let slotAddresses = false
  for (const entry of entries) {
    if (entry.fullUrl && !isByName(entry)) {
      put(byAddress, entry.fullUrl, entry)
      slotAddresses ||= SLOT_ADDRESS.test(entry.fullUrl)
    }
    if (entry.name) put(byTypeAndId, entry.name, entry)
    if (entry.otherName) put(byTypeAndId, entry.otherName, entry)
  }
  const under = (names: Names, name: string): readonly Entry[] => {
    const found = names.get(name)
    return found === undefined ? NOBODY : Array.isArray(found) ? found : [found]
  }
  /** Nearly every resource is the only one of its names: nothing to compare it with. */
  const alone = (entry: Entry) =>
    (entry.name === null || byTypeAndId.get(entry.name) === entry) &&
    (entry.otherName === null || byTypeAndId.get(entry.otherName) === entry) &&
    (isByName(entry) ? !slotAddresses : entry.fullUrl === null || byAddress.get(entry.fullUrl) === entry)

  const candidates = (reference: string, base: string | null): Entry[] => {
    const address = canonical(reference)
    if (/^(https?|urn):/i.test(address)) {
      if (byAddress.has(address)) return [...under(byAddress, address)]
      // An aggregator that rewrites references and gives no address of its own: the id alone may still be one only.
      const parts = partsOf(address)
      return parts ? under(byTypeAndId, `${parts.type}/${parts.id}`).filter(one => one.base === null) : []
    }
    const sameServer = (one: Entry) => one.base === null || base === null || one.base === base
    return under(byTypeAndId, address.replace(/^\//, '')).filter(sameServer)
  }

  const samePlace = (a: Entry, b: Entry) => a.base === null || b.base === null || a.base === b.base
  const namesakes = (entry: Entry) => (entry.name === null ? NOBODY : under(byTypeAndId, entry.name))
  const differs = (entry: Entry, others: readonly Entry[]) =>
    others.some(other => other !== entry && !sameContent(entry, other))

  return {
    resolve<T extends SearchedType>(type: T, reference: Reference | undefined, from: { base: string | null }) {
      if (!reference?.reference) return { kind: 'missing' }
      const found = candidates(reference.reference, from.base).filter((one): one is Entry<T> => one.type === type)
      const [first, ...others] = found
      if (!first) return { kind: 'missing' }
      if (others.some(other => !sameContent(first, other))) return { kind: 'ambiguous' }
      return { kind: 'found', entry: first }
    },
    contradicted(entry) {
      if (alone(entry)) return false
      const { fullUrl, otherName } = entry
      const here = namesakes(entry).filter(other => samePlace(entry, other))
      // Those of so many names are not all known.
      if (namesakes(entry).length === NAMESAKES || differs(entry, here)) return true
      if (fullUrl === null) return false
      const atAddress = otherName === null ? [] : under(byTypeAndId, otherName).filter(one => one.fullUrl === fullUrl)
      return differs(entry, under(byAddress, fullUrl)) || differs(entry, atAddress)
    },
    shared: entry => !alone(entry) && namesakes(entry).some(other => other !== entry && !samePlace(entry, other)),
  }
}

/** Nothing refers to a slot, and there are thousands: one whose name says its address is looked for by its name only. */
const isByName = (entry: Entry) => entry.regular && entry.type === 'Slot'
const SLOT_ADDRESS = /\/Slot\/[^/]*$/

/** More resources of one name than this are ambiguous already: a hostile bundle must not cost the square of its size. */
const NAMESAKES = 64

/** One resource as it is, several as a list: a list for each would be most of what a large answer costs to index. */
type Names = Map<string, Entry | Entry[]>

const NOBODY: readonly Entry[] = []

function put(names: Names, key: string, entry: Entry): void {
  const known = names.get(key)
  if (known === undefined) {
    names.set(key, entry)
    return
  }
  const list = Array.isArray(known) ? known : [known]
  if (list !== known) names.set(key, list)
  if (list.length < NAMESAKES && !list.some(one => one.base === entry.base && sameContent(one, entry))) {
    list.push(entry)
  }
}

/** The same resource sent twice is no contradiction. What was read is compared: depth is bounded by the schemas. */
export function sameContent(a: { resource: unknown }, b: { resource: unknown }): boolean {
  return a.resource === b.resource || JSON.stringify(a.resource) === JSON.stringify(b.resource)
}
