/** The part of JSON Schema (draft-07) that RS-SAS-RDV uses, and no more: an unknown keyword is a fault of this checker. */
type Schema = Record<string, unknown>

const IGNORED = /^(\$schema|\$id|x-|version|example|title|description|definitions|format)/

/** Paths of what is wrong; empty when valid. */
export function faultsOf(value: unknown, root: Schema, schema: Schema = root, at = ''): string[] {
  const faults: string[] = []
  for (const [word, rule] of Object.entries(schema)) {
    if (IGNORED.test(word)) continue
    if (word === '$ref') {
      const name = String(rule).replace('#/definitions/', '')
      faults.push(...faultsOf(value, root, (root['definitions'] as Record<string, Schema>)[name] ?? {}, at))
    } else if (word === 'type') {
      if (rule === 'string' ? typeof value !== 'string' : rule === 'object' ? !isObject(value) : true)
        faults.push(`${at} type`)
    } else if (word === 'enum') {
      if (!(rule as unknown[]).includes(value)) faults.push(`${at} enum`)
    } else if (word === 'pattern') {
      if (!new RegExp(String(rule)).test(String(value))) faults.push(`${at} pattern`)
    } else if (word === 'required') {
      for (const name of rule as string[])
        if (!isObject(value) || !(name in value)) faults.push(`${at}/${name} required`)
    } else if (word === 'additionalProperties') {
      const known = Object.keys((schema['properties'] ?? {}) as object)
      if (isObject(value))
        for (const name of Object.keys(value)) if (!known.includes(name)) faults.push(`${at}/${name} unknown`)
    } else if (word === 'properties') {
      if (!isObject(value)) continue
      for (const [name, inner] of Object.entries(rule as Record<string, Schema>)) {
        if (name in value) faults.push(...faultsOf(value[name], root, inner, `${at}/${name}`))
      }
    } else faults.push(`${at} keyword ${word}`)
  }
  return faults
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
