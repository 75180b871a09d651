/** What the documents for IT say is what the program does: properties, exit codes, events, and tests that exist. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import {
  CHOICE_PROPERTIES,
  FOLDER_PROPERTY,
  PURGE_PROPERTY,
  SETTING_PROPERTIES,
} from '../../packaging/windows/definition.ts'
import { EVENTS } from '../../src/core/diagnosis/event-log.ts'
import { EXIT } from '../../src/core/diagnosis/report.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
const deployment = read('docs/deploiement.md')
const security = read('docs/securite.md')

test('every property of the installer is in the deployment guide', () => {
  for (const name of [
    ...Object.keys(SETTING_PROPERTIES),
    ...Object.keys(CHOICE_PROPERTIES),
    PURGE_PROPERTY,
    FOLDER_PROPERTY,
  ])
    expect(deployment, name).toContain(`\`${name}\``)
})

test('every exit code and every event number is there too', () => {
  for (const code of Object.values(EXIT)) expect(deployment).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  for (const { id } of Object.values(EVENTS)) expect(deployment).toContain(String(id))
})

const points = security.split('\n').filter(line => /^\| \d+ \|/.test(line))
const filesOf = (line: string) =>
  [...line.matchAll(/`((?:src|tests)\/[^`]+\.test\.ts)`/g)].map(([, name]) => name ?? '')

test('the checklist has thirty points', () => {
  expect(points.map(line => Number(/\d+/.exec(line)?.[0]))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
})

test('each point of the checklist names the file of its proof, and the test that it quotes stands in that very file', () => {
  let before: string[] = []
  let quoted = 0
  for (const line of points) {
    const named = filesOf(line)
    const files = named.length > 0 ? named : /[Mm]êmes? (épreuve|fichier)/.test(line) ? before : []
    expect(files, line).not.toEqual([])
    before = files
    const titles = files.flatMap(name => titlesOf(read(name)))
    for (const [, said = ''] of line.matchAll(/« ([a-z][^»]*?) ?»/g)) {
      quoted++
      const start = said.replace(/…$/, '').trim()
      expect(
        titles.some(title => title.includes(start)),
        `${start} — ${files.join(', ')}`,
      ).toBe(true)
    }
    // A file that says nothing proves nothing.
    expect(titles.length, line).toBeGreaterThan(0)
  }
  expect(quoted).toBeGreaterThan(20)
})

test('what the checklist says was not run stands in the protocol for a real Windows', () => {
  const boxes = deployment.split('\n').filter(line => line.startsWith('- [ ] '))
  const notRun = points.filter(line => line.includes('non joué'))
  expect(notRun.length).toBeGreaterThan(0)
  const words: Record<string, RegExp> = {
    fusibles: /fusibles à l’exécution/,
    archive: /archive modifiée/,
    DPAPI: /DPAPI/,
  }
  for (const line of notRun) {
    const about = Object.keys(words).filter(word => line.includes(word))
    expect(about, line).not.toEqual([])
    for (const word of about)
      expect(
        boxes.some(box => words[word]?.test(box)),
        word,
      ).toBe(true)
  }
})

/** Names of the tests of a file, those of a table included: a text handed over before a function. */
function titlesOf(text: string): string[] {
  const before = /(['"`])((?:(?!\1)[^\n]){8,}?)\1,\s*(?:async )?(?:\(|\w+ =>)/g
  return [...text.matchAll(before)].map(([, , title]) => title ?? '')
}

test('every « épreuve » that the guides name for a behaviour is a test that exists', () => {
  const named = [...`${deployment}\n${security}`.matchAll(/`((?:src|tests)\/[^`]+\.(?:test|spec)\.ts)`/g)].map(
    ([, name]) => name ?? '',
  )
  expect(named.length).toBeGreaterThan(25)
  for (const name of named) expect(existsSync(path.join(root, name)), name).toBe(true)
})
