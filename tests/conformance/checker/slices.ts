/** Which slice a value belongs to, by the discriminators of its list. */
import { expected, holds, type Node } from './tree.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Says whether a value is of a value set; null when nobody enumerates it. */
export type MemberOf = (value: unknown, valueSet: string) => boolean | null

/** @param typeCode type of the value, where the element has a choice of them. */
export function belongs(
  item: unknown,
  slice: Node,
  discriminators: readonly { type: string; path: string }[],
  memberOf: MemberOf,
  typeCode?: string,
): boolean {
  return discriminators.every(({ type, path }) => {
    // By profile: by the type of resource. That it fits the profile is then checked, so that a misfit is named.
    if (type === 'type' || type === 'profile') {
      if (path === '$this') return slice.definition.type?.some(each => each.code === typeCode) ?? true
      const wanted = slice.children.find(each => each.name === path)?.definition.type?.[0]?.code
      const inner = isObject(item) ? item[path] : undefined
      return isObject(inner) && inner['resourceType'] === wanted
    }
    if (path === 'url') {
      const url = slice.children.find(each => each.name === 'url')
      const wanted = (url && expected(url.definition)?.value) ?? slice.definition.type?.[0]?.profile?.[0]
      return isObject(item) && item['url'] === wanted
    }
    return path === '$this' ? fitsPattern(item, slice, memberOf) : fitsPath(item, slice, path.split('.'))
  })
}

function fitsPath(item: unknown, node: Node, path: readonly string[]): boolean {
  const [name, ...rest] = path
  const wanted = expected(node.definition)
  if (name === undefined) return wanted === null || holds(item, wanted.value)
  const child = node.children.find(each => each.name === name)
  const inner = isObject(item) ? item[name] : undefined
  return child !== undefined && (Array.isArray(inner) ? inner : [inner]).some(each => fitsPath(each, child, rest))
}

/** `$this`: what the slice fixes in itself or below; nothing fixed: its value set decides. */
function fitsPattern(item: unknown, slice: Node, memberOf: MemberOf): boolean {
  const fixings = fixingsOf(slice, [])
  if (fixings.length > 0) return fixings.every(path => fitsPath(item, slice, path))
  const url = slice.definition.binding?.valueSet
  return url === undefined || memberOf(item, url) !== false
}

const fixingsOf = (node: Node, path: readonly string[]): (readonly string[])[] => [
  ...(expected(node.definition) ? [path] : []),
  ...node.children.flatMap(child => fixingsOf(child, [...path, child.name])),
]
