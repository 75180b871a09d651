/** What the documents for IT say is what the program does: properties, exit codes, events, and tests that exist. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CHOICE_PROPERTIES, PURGE_PROPERTY, SETTING_PROPERTIES } from '../../packaging/windows/definition.ts'
import { EVENTS } from '../../src/core/diagnosis/event-log.ts'
import { EXIT } from '../../src/core/diagnosis/report.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
const deployment = read('docs/deploiement.md')
const security = read('docs/securite.md')

test('every property of the installer is in the deployment guide', () => {
  for (const name of [...Object.keys(SETTING_PROPERTIES), ...Object.keys(CHOICE_PROPERTIES), PURGE_PROPERTY])
    expect(deployment, name).toContain(`\`${name}\``)
})

test('every exit code and every event number is there too', () => {
  for (const code of Object.values(EXIT)) expect(deployment).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  for (const { id } of Object.values(EVENTS)) expect(deployment).toContain(String(id))
})

test('the checklist has thirty points, and each test that it names exists', () => {
  const points = security.split('\n').filter(line => /^\| \d+ \|/.test(line))
  expect(points.map(line => Number(/\d+/.exec(line)?.[0]))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  const files = [...security.matchAll(/`((?:src|tests)\/[^`]+\.test\.ts)`/g)].map(([, name]) => name ?? '')
  expect(files.length).toBeGreaterThan(15)
  const all = [...new Set(files)].map(name => read(name)).join('\n')
  for (const [, title] of security.matchAll(/« ([a-z][^»]*?)…? »/g))
    expect(all, title).toContain((title ?? '').replace(/…$/, ''))
})
