/**
 * A valid value for any schema of the contract, made from the schema itself: a call added to the contract is exercised over
 * every transport without a line here. A kind of schema that is not known throws, so that nothing is skipped in silence.
 */
import type { z } from 'zod'

/** Texts for the patterns of the contract, tried in turn. */
const TEXTS = [
  'exemple',
  '810100000001',
  '37050',
  '37',
  '+33247000001',
  '2026-11-22',
  '2026-11-22T09:00:00+01:00',
  '6f0f2a4e-0c2f-4e0c-9a57-3a1f6f1d2b3c',
  'https://example.invalid/page',
  '341234567800017',
  '1234',
  'a',
  '',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: accents and quotes must cross every transport as they are
  'é « 10 km » \u202F 🩺 ${x}',
]

interface Def {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  options?: z.ZodType[]
  innerType?: z.ZodType
  entries?: Record<string, string | number>
  values?: unknown[]
  items?: z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
  getter?: () => z.ZodType
}

const NUMBERS = [1, 0, 10, 0.5, 100, 1000, 47.4]

/** A value that the schema accepts. `full`: optional parts are there and nullable ones are not null. */
export function exampleOf(schema: z.ZodType, full = true): unknown {
  const def = schema._zod.def as unknown as Def
  const value = raw(schema, def, full)
  const parsed = schema.safeParse(value)
  if (!parsed.success)
    throw new Error(`exemple refusé (${def.type}) : ${JSON.stringify(value)} ${parsed.error.message}`)
  return value
}

function raw(schema: z.ZodType, def: Def, full: boolean): unknown {
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape ?? {})
          .filter(([, inner]) => full || (inner._zod.def as unknown as Def).type !== 'optional')
          .map(([key, inner]) => [key, exampleOf(inner, full)]),
      )
    case 'array':
      return firstAccepted(schema, [
        full ? [exampleOf(inner(def.element), full)] : [],
        [exampleOf(inner(def.element), full)],
      ])
    case 'tuple':
      return (def.items ?? []).map(item => exampleOf(item, full))
    case 'record':
      return full ? { [String(exampleOf(inner(def.keyType), full))]: exampleOf(inner(def.valueType), full) } : {}
    case 'union':
      return exampleOf(inner(def.options?.[full ? 0 : (def.options?.length ?? 1) - 1]), full)
    case 'enum':
      return Object.values(def.entries ?? {})[0]
    case 'literal':
      return def.values?.[0]
    case 'nullable':
      return full ? exampleOf(inner(def.innerType), full) : null
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return exampleOf(inner(def.innerType), full)
    case 'pipe':
      return exampleOf(inner(def.in), full)
    case 'lazy':
      return exampleOf(inner(def.getter?.()), full)
    case 'null':
      return null
    case 'boolean':
      return full
    case 'string':
      return firstAccepted(schema, full ? [...TEXTS].reverse() : TEXTS)
    case 'number':
      return firstAccepted(schema, NUMBERS)
    case 'unknown':
    case 'any':
      return { code: 'x', list: [1, null, 'é'] }
    default:
      throw new Error(`genre de schéma sans exemple : ${def.type}`)
  }
}

function firstAccepted(schema: z.ZodType, candidates: unknown[]): unknown {
  const found = candidates.find(candidate => schema.safeParse(candidate).success)
  if (found === undefined)
    throw new Error(`aucun exemple pour ${JSON.stringify((schema._zod.def as { type: string }).type)}`)
  return found
}

function inner(schema: z.ZodType | undefined): z.ZodType {
  if (!schema) throw new Error('schéma sans contenu')
  return schema
}
