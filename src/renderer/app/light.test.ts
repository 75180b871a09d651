/** What the screen must not load. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  name => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'),
)

test('the screen takes types of the contract and its closed lists, never a schema', () => {
  const taken = files.flatMap(name => {
    const text = readFileSync(path.join(root, name), 'utf8')
    return [...text.matchAll(/^import (?!type )(?:\{[^}]*\}|\S+) from '([^']*shared\/contract\/[^']*|zod)'/gm)]
      .filter(([, from]) => !from?.endsWith('/lists.ts'))
      .map(([line]) => `${name}: ${line}`)
  })
  expect(files.length).toBeGreaterThan(50)
  expect(taken).toEqual([])
})
