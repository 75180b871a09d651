/** A snapshot as a tree: children by name, slices beside the element that they slice. */
import type { ElementDefinition } from './guide.ts'

export interface Node {
  definition: ElementDefinition
  /** Last part of the path: `identifier`, `value[x]`. */
  name: string
  children: Node[]
  slices: Node[]
}

export function treeOf(elements: readonly ElementDefinition[]): Node {
  const nodes = new Map<string, Node>()
  let root: Node | undefined
  for (const definition of elements) {
    const node: Node = { definition, name: definition.path.split('.').at(-1) ?? '', children: [], slices: [] }
    nodes.set(definition.id, node)
    if (!root) {
      root = node
      continue
    }
    const last = definition.id.lastIndexOf('.')
    const slice = definition.id.slice(last + 1).includes(':')
    const owner = slice ? definition.id.slice(0, definition.id.lastIndexOf(':')) : definition.id.slice(0, last)
    const parent = nodes.get(owner)
    if (parent) (slice ? parent.slices : parent.children).push(node)
    // A slice of an element that this slice does not repeat: its base is found by path where it is checked.
    else nodes.get(definition.id.slice(0, last))?.slices.push(node)
  }
  if (!root) throw new Error('empty snapshot')
  return root
}

/** `fixed[x]` or `pattern[x]` of an element. */
export function expected(definition: ElementDefinition): { kind: 'fixed' | 'pattern'; value: unknown } | null {
  for (const key of Object.keys(definition)) {
    if (/^fixed[A-Z]/.test(key)) return { kind: 'fixed', value: definition[key as `fixed${string}`] }
    if (/^pattern[A-Z]/.test(key)) return { kind: 'pattern', value: definition[key as `pattern${string}`] }
  }
  return null
}

/** Whether a value holds all that a pattern holds (FHIR: `pattern[x]`). */
export function holds(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every(each => value.some(item => holds(item, each)))
  if (pattern !== null && typeof pattern === 'object') {
    return (
      value !== null &&
      typeof value === 'object' &&
      Object.entries(pattern).every(([key, each]) => holds((value as Record<string, unknown>)[key], each))
    )
  }
  return value === pattern
}
