import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsDocument } from './document.ts'

const page = new URL('../../../docs/settings.md', import.meta.url)

test('docs/settings.md says what the schema says (run with UPDATE_DOCS=1 to write it)', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(page, settingsDocument())
  expect(readFileSync(page, 'utf8')).toBe(settingsDocument())
})

test('every key of the schema carries its own words', () => {
  const rows = settingsDocument()
    .split('\n')
    .filter(line => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(40)
  expect(rows.filter(row => /\| {2}\|$/.test(row))).toEqual([])
})
