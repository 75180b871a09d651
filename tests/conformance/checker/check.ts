/**
 * Checks a resource against a snapshot: cardinalities, unknown elements, types and formats, fixed values and patterns,
 * required value sets, lengths, slices by discriminator, references' targets, invariants. Nothing is guessed: what
 * cannot be checked here (a value set that nobody enumerates) is listed by `unchecked`.
 */
import { baseProfiles, valueSets as baseValueSets, dataTypes, primitives } from './base-r4.ts'
import { primitiveFault } from './formats.ts'
import type { ElementDefinition, Guide, Profile } from './guide.ts'
import { invariantHolds } from './invariants.ts'
import { belongs } from './slices.ts'
import { expected, holds, type Node, treeOf } from './tree.ts'

export interface Finding {
  /** Short name of the rule: `cardinality`, `fixed`, `value-set`, `app-3`, `reference`… */
  rule: string
  /** Where: `Bundle.entry[3].resource.identifier[0].system`. */
  path: string
  detail: string
}

export type Json = Record<string, unknown>

export interface Checker {
  /** @param url canonical of the profile; without it, each one that `meta.profile` claims. */
  check(resource: unknown, url?: string, path?: string): Finding[]
  /** Value sets and expressions that came up and that nothing here can decide. */
  unchecked(): string[]
}

interface Place {
  path: string
  /** Resource that holds the element, and the one that holds its `contained`. */
  resource: Json
  rootResource: Json
  findings: Finding[]
}

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Checked here by hand: these two make fhirpath 4.6.0 fail or cost too much, and say simple things. */
const BY_HAND = new Set(['ele-1', 'dom-3'])

export function createChecker(guide: Guide): Checker {
  const profiles = new Map<string, Profile>([...guide.profiles, ...baseProfiles.map(each => [each.url, each] as const)])
  const trees = new Map<string, Node>()
  const types = new Map([...dataTypes].map(([name, elements]) => [name, treeOf(elements)]))
  const unchecked = new Set<string>()

  const treeFor = (url: string): Node | undefined => {
    const known = trees.get(url)
    const profile = profiles.get(url)
    if (known || !profile) return known
    const tree = treeOf(profile.elements)
    trees.set(url, tree)
    return tree
  }

  const find = (place: Place, rule: string, detail: string, path = place.path) =>
    place.findings.push({ rule, path, detail })

  function check(resource: unknown, url?: string, path = ''): Finding[] {
    const findings: Finding[] = []
    if (!isObject(resource) || typeof resource['resourceType'] !== 'string')
      return [{ rule: 'resource', path, detail: 'not a FHIR resource' }]
    const type = resource['resourceType']
    const place: Place = { path: path === '' ? type : path, resource, rootResource: resource, findings }
    const claimed = (isObject(resource['meta']) ? resource['meta']['profile'] : null) as unknown
    const urls = url ? [url] : Array.isArray(claimed) ? claimed.map(String) : []
    const base = profiles.get(`http://hl7.org/fhir/StructureDefinition/${type}`)
    if (urls.length === 0 && base) urls.push(base.url)
    if (urls.length === 0) find(place, 'profile', 'claims no profile in meta.profile')
    for (const each of urls) checkAs(resource, each, place)
    return [...new Map(findings.map(each => [JSON.stringify(each), each])).values()]
  }

  function checkAs(resource: Json, url: string, place: Place) {
    const tree = treeFor(url)
    if (!tree) return void find(place, 'profile', `unknown profile ${url}`)
    const wanted = profiles.get(url)?.type
    if (wanted !== resource['resourceType']) return void find(place, 'type', `${wanted} expected by ${url}`)
    checkElement(resource, tree, place)
  }

  /** One value against one element and what is below it. */
  function checkElement(value: unknown, node: Node, place: Place, typeCode?: string) {
    const { definition } = node
    const code = typeCode ?? definition.type?.[0]?.code
    checkValue(value, definition, place)
    const typed = code === undefined ? undefined : types.get(code)
    if (node.children.length === 0 && code !== undefined && !typed) {
      const fault = primitiveFault(value, code)
      if (fault) find(place, fault.rule, fault.detail)
      if (primitives.has(code)) return
      if (code !== '*') checkInside(value, code, definition, place)
      return
    }
    const children = node.children.length > 0 ? node.children : (typed?.children ?? referred(definition))
    if (!children) return
    if (!isObject(value)) return void find(place, 'type', `${code ?? 'object'} expected`)
    if (Object.keys(value).length === 0) find(place, 'ele-1', 'empty object')
    checkChildren(value, children, place)
    if (typed) checkConstraints(value, typed.definition, place)
  }

  /** A resource inside another: contained, or an entry of a bundle. */
  function checkInside(value: unknown, code: string, definition: ElementDefinition, place: Place) {
    if (!isResource(value)) return void find(place, 'type', `${code} expected`)
    const type = String(value['resourceType'])
    if (code !== 'Resource' && code !== type) return void find(place, 'type', `${code} expected`)
    const claimed =
      isObject(value['meta']) && Array.isArray(value['meta']['profile']) ? value['meta']['profile'].map(String) : []
    if (/contained(\[\d+\])?$/.test(place.path)) {
      for (const url of claimed) checkAs(value, url, { ...place, resource: value })
      return
    }
    const inner = { ...place, resource: value, rootResource: value }
    const asked = definition.type?.[0]?.profile ?? []
    if (code !== 'Resource') {
      for (const url of asked.filter(each => !claimed.includes(each))) checkAs(value, url, inner)
      return
    }
    const base = `http://hl7.org/fhir/StructureDefinition/${type}`
    if (claimed.length === 0 && profiles.has(base)) claimed.push(base)
    if (claimed.length === 0) find(inner, 'profile', 'claims no profile in meta.profile')
    for (const url of claimed) checkAs(value, url, inner)
  }

  const isResource = (value: unknown): value is Json => isObject(value) && typeof value['resourceType'] === 'string'

  /** Children of the element that a `contentReference` names. */
  function referred(definition: ElementDefinition): Node[] | undefined {
    const target = definition.contentReference?.split('#')[1]
    if (target === undefined) return undefined
    for (const tree of trees.values()) {
      const found = below(tree, target)
      if (found) return found.children
    }
    return undefined
  }
  function below(node: Node, id: string): Node | undefined {
    if (node.definition.id === id) return node
    for (const child of node.children) {
      const found = below(child, id)
      if (found) return found
    }
    return undefined
  }

  function checkChildren(value: Json, children: readonly Node[], place: Place) {
    const known = new Set(['resourceType', 'fhir_comments'])
    for (const child of children) {
      const choice = child.name.endsWith('[x]')
      const stem = child.name.replace('[x]', '')
      const keys = choice
        ? Object.keys(value).filter(key => key.startsWith(stem) && /^[A-Z]/.test(key.slice(stem.length)))
        : [child.name].filter(key => value[key] !== undefined)
      for (const key of keys) known.add(key).add(`_${key}`)
      known.add(`_${child.name}`)
      checkChild(value, child, keys, place)
    }
    for (const key of Object.keys(value)) {
      if (!known.has(key)) find(place, 'unknown-element', key, `${place.path}.${key}`)
    }
  }

  function checkChild(value: Json, child: Node, keys: readonly string[], place: Place) {
    const { definition } = child
    const key = keys[0] ?? child.name
    const found = keys.map(each => value[each])
    const list = definition.base ? definition.base.max !== '1' : definition.max !== '1'
    const first = found[0]
    const items = found.length === 0 ? [] : list ? (Array.isArray(first) ? first : [first]) : found
    const path = `${place.path}.${key}`
    if (found.length > 0 && list !== Array.isArray(first))
      find(place, 'type', list ? 'array expected' : 'one value expected', path)
    if (Array.isArray(first) && first.length === 0) find(place, 'ele-1', 'empty array', path)
    checkCount(items.length, definition, path, place)
    const typeCode = child.name.endsWith('[x]') ? choiceType(child, key, path, place) : undefined
    const at = (index: number): Place => ({ ...place, path: list ? `${path}[${index}]` : path })
    for (const [index, item] of items.entries()) {
      checkElement(item, child, at(index), typeCode)
    }
    if (child.slices.length > 0) checkSlices(items, child, path, at, place, typeCode)
  }

  function checkCount(count: number, { min, max, sliceName }: ElementDefinition, path: string, place: Place) {
    const name = sliceName ? `${path}:${sliceName}` : path
    if (count < min) find(place, 'cardinality', `${min}..${max} expected, ${count} found`, name)
    if (max !== '*' && count > Number(max)) find(place, 'cardinality', `${min}..${max} expected, ${count} found`, name)
  }

  function choiceType(child: Node, key: string, path: string, place: Place): string | undefined {
    const suffix = key.slice(child.name.length - 3)
    if (suffix === '' || suffix.startsWith('[')) return undefined
    const wanted = child.definition.type?.map(type => type.code) ?? []
    const code = wanted.find(each => each.toLowerCase() === suffix.toLowerCase())
    if (wanted.length > 0 && !code) find(place, 'type', `${wanted.join(' or ')} expected`, path)
    return (
      code ??
      (types.has(suffix) ? suffix : [...primitives.keys()].find(each => each.toLowerCase() === suffix.toLowerCase()))
    )
  }

  function checkSlices(
    items: readonly unknown[],
    child: Node,
    path: string,
    at: (index: number) => Place,
    place: Place,
    typeCode?: string,
  ) {
    const rules = child.definition.slicing
    const matched = new Set<number>()
    for (const slice of child.slices) {
      let count = 0
      for (const [index, item] of items.entries()) {
        if (!belongs(item, slice, rules?.discriminator ?? [], memberOf, typeCode)) continue
        count++
        matched.add(index)
        checkElement(item, slice, at(index), typeCode)
        if (slice.slices.length > 0) checkSlices([item], slice, path, at, place, typeCode)
      }
      checkCount(count, slice.definition, path, place)
    }
    if (rules?.rules !== 'closed') return
    for (const [index] of items.entries())
      if (!matched.has(index)) find(at(index), 'slicing', 'matches no slice of a closed list')
  }

  function checkValue(value: unknown, definition: ElementDefinition, place: Place) {
    const wanted = expected(definition)
    if (wanted) {
      const right =
        wanted.kind === 'fixed' ? JSON.stringify(value) === JSON.stringify(wanted.value) : holds(value, wanted.value)
      if (!right) find(place, wanted.kind, `${JSON.stringify(wanted.value)} expected`)
    }
    if (definition.maxLength !== undefined && String(value).length > definition.maxLength)
      find(place, 'max-length', `${definition.maxLength} characters at most`)
    const { binding } = definition
    if (binding?.strength === 'required' && binding.valueSet !== undefined) {
      const member = memberOf(value, binding.valueSet)
      if (member === null) unchecked.add(`value set ${binding.valueSet}`)
      else if (!member) find(place, 'value-set', `not in ${binding.valueSet}`)
    }
    if (isObject(value) && typeof value['reference'] === 'string') checkReference(value['reference'], definition, place)
    checkConstraints(value, definition, place)
  }

  /** Null when nothing here enumerates the value set. */
  function memberOf(value: unknown, url: string): boolean | null {
    const bare = url.split('|')[0] ?? url
    const members = guide.valueSets.get(bare) ?? baseValueSets.get(bare)
    if (!members) return null
    // A `code` element has no system of its own: the codes of the set decide.
    if (!isObject(value)) return [...members].some(member => member.split('|').at(-1) === value)
    const codings = Array.isArray(value['coding']) ? value['coding'] : [value]
    return codings.some(each => isObject(each) && members.has(`${each['system']}|${each['code']}`))
  }

  function checkReference(reference: string, definition: ElementDefinition, place: Place) {
    const aggregation = definition.type?.flatMap(type => type.aggregation ?? []) ?? []
    if (aggregation.length > 0 && aggregation.every(each => each === 'contained') && !reference.startsWith('#'))
      find(place, 'reference', 'a contained resource is expected')
    if (aggregation.length > 0 && !aggregation.includes('contained') && reference.startsWith('#'))
      find(place, 'reference', 'a contained resource is not allowed')
    const targets = definition.type?.flatMap(type => type.targetProfile ?? []).map(targetType) ?? []
    const contained = Array.isArray(place.rootResource['contained']) ? place.rootResource['contained'] : []
    const inside = contained.find(each => isObject(each) && `#${each['id']}` === reference) as Json | undefined
    for (const url of definition.type?.flatMap(each => each.targetProfile ?? []) ?? []) {
      const fits = inside && profiles.get(url)?.type === inside['resourceType']
      if (fits)
        checkAs(inside, url, {
          ...place,
          path: `${place.path.split('.')[0]}.contained(${inside['id']})`,
          resource: inside,
        })
    }
    const type = reference.startsWith('#')
      ? inside?.['resourceType']
      : /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/.+)?$/.exec(reference)?.[1]
    if (typeof type !== 'string')
      return void find(place, 'reference', `unreadable or absent: ${reference.slice(0, 80)}`)
    if (targets.length > 0 && !targets.includes(type))
      find(place, 'reference', `${[...new Set(targets)].join(' or ')} expected`)
  }
  /** `…/FrPractitioner` stands for Practitioner where the profile itself is not in the package. */
  const targetType = (url: string): string =>
    profiles.get(url)?.type ?? (url.split('/').at(-1) ?? '').replace(/^Fr/, '')

  function checkConstraints(value: unknown, definition: ElementDefinition, place: Place) {
    for (const { key, severity, human, expression } of definition.constraint ?? []) {
      if (severity !== 'error' || expression === undefined || BY_HAND.has(key)) continue
      const { resource, rootResource } = place
      const right = invariantHolds(baseOf(definition), expression, value, resource, rootResource)
      if (right === null) unchecked.add(`expression ${key}`)
      else if (!right) find(place, key, human)
    }
    if (definition.constraint?.some(each => each.key === 'dom-3')) checkContainedAreUsed(value as Json, place)
  }

  /** Inside a data type, fhirpath knows the type and not the path: `value[x]` of an extension of a slot's concept. */
  const baseOf = ({ type, path }: ElementDefinition): string => {
    const code = type?.[0]?.code ?? ''
    return types.has(code) ? code : path
  }

  /** dom-3: what is contained is referred to from the resource. */
  function checkContainedAreUsed(resource: Json, place: Place) {
    const contained = Array.isArray(resource['contained']) ? resource['contained'] : []
    const { contained: _contained, ...rest } = resource
    const text = JSON.stringify(rest)
    for (const each of contained) {
      if (isObject(each) && !text.includes(`"#${each['id']}"`)) find(place, 'dom-3', 'contained and never referred to')
    }
  }

  return { check, unchecked: () => [...unchecked].sort() }
}
