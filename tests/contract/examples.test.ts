import { expect, test } from 'vitest'
import { calls, events } from '../../src/shared/contract/index.ts'
import { exampleOf } from './examples.ts'

const schemas = [
  ...Object.entries(calls).flatMap(([name, spec]) => [
    [`${name} (entrée)`, spec.input] as const,
    [`${name} (valeur)`, spec.value] as const,
  ]),
  ...Object.entries(events).map(([name, spec]) => [name, spec.payload] as const),
]

test.each(schemas)('%s has examples that its schema accepts, JSON only', (_name, schema) => {
  for (const full of [true, false]) {
    const value = exampleOf(schema, full)
    expect(JSON.parse(JSON.stringify(value))).toEqual(value)
  }
})
