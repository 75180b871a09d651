/** What may take the place of a directory that answers, and the way back. */
import { existsSync, linkSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createDirectory, importFiles, switchBack } from '../../src/core/directory/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { COLUMNS, physician, registerFile, testFolder } from './rows.ts'
import { activitiesOf, exercised, finessFile, pmej } from './structures.ts'

const folder = testFolder()
const lines = (rows: number) => [...createTerritory({ seed: 8, rows }).lines()]
const text = (all: readonly string[]) => `${all.join('\n')}\n`
const whole = folder.write('ps-20261120.txt', text(lines(2000)))
const newer = folder.write('ps-20261121.txt', text(lines(2010)))
const older = folder.write('ps-20261119.txt', text(lines(2000)))
const half = folder.write('ps-20261122.txt', text(lines(1000)))
const place = [
  'Code postal (coord. structure)',
  'Code commune (coord. structure)',
  'Libellé commune (coord. structure)',
]
const nowhere = folder.write(
  'ps-20261123.txt',
  text(
    lines(2000).map((line, at) =>
      at === 0
        ? line
        : line
            .split('|')
            .map((cell, column) => (place.includes(COLUMNS[column] ?? '') ? '' : cell))
            .join('|'),
    ),
  ),
)

let number = 0
let database = ''
const take = (file: string, force = false) => importFiles({ files: { rpps: file }, database, force, onProgress() {} })
const contentDate = (file = database) => {
  const opened = openDirectory(file)
  if (opened.kind !== 'ready') return opened.kind
  opened.db.close()
  return opened.facts.contentDate
}

beforeEach(async () => {
  database = folder.file(`guarded-${++number}.sqlite`)
  expect((await take(whole)).ok).toBe(true)
})

describe('a file is refused, and the directory in place stays, when', () => {
  test.each([
    ['its content is older', older, 'content-older', { content: '2026-11-19', before: '2026-11-20' }],
    ['it has lost more than a tenth of the rows', half, 'rows-fallen', {}],
    ['its places have lost their communes', nowhere, 'communes-lost', { percent: 100 }],
  ])('%s', async (_, file, kind, params) => {
    expect(await take(file)).toMatchObject({ ok: false, error: { kind, params } })
    expect(contentDate()).toBe('2026-11-20')
    expect((await take(file, true)).ok).toBe(true)
    expect(contentDate()).not.toBe('2026-11-20')
  })
})

describe('a file that adds to the others is judged too: the directory in place stays when', () => {
  const people = [...createTerritory({ seed: 8, rows: 2000 }).people].slice(0, 1200)
  const skills = (day: string, count: number, end = '\n') =>
    folder.write(
      `savoirfaire-${day}.txt`,
      [
        "Type d'identifiant PP|Identifiant PP|Code savoir-faire",
        ...people.slice(0, count).map(each => `8|${each.rpps}|SM99`),
      ].join('\n') + end,
    )
  const finess = (n: number) => String(370_000_000 + n)
  const emergencies = exercised('AASA', { activiteSanitaireRegulee: '14', modaliteActivite: '23' })
  const structures = folder.write(
    'finess-structures-journalier-20261120.json',
    finessFile(
      Array.from({ length: 1100 }, (_, n) => pmej({ general: { numFinessEge: finess(n), egeId: String(n) } })),
    ),
  )
  const activities = (day: string, count: number) =>
    folder.write(
      `finess-activites-journalier-${day}.json`,
      finessFile(Array.from({ length: count }, (_, n) => activitiesOf(finess(n), [emergencies]))),
    )
  const takeAll = (skillsFile: string, activitiesFile: string, force = false) =>
    importFiles({
      files: { rpps: whole, skills: skillsFile, structures, activities: activitiesFile },
      database,
      force,
      onProgress() {},
    })

  test('SavoirFaire or the authorisations lose too much, or SavoirFaire is cut short', async () => {
    const full = [skills('20261120', 1200), activities('20261120', 1100)] as const
    expect(await takeAll(...full)).toMatchObject({ ok: true })
    expect(await takeAll(...full), 'the same again').toMatchObject({ ok: true })
    expect(await takeAll(skills('20261121', 1000), full[1])).toMatchObject({
      error: { kind: 'skills-fallen', params: { kept: 1000, before: 1200 } },
    })
    expect(await takeAll(full[0], activities('20261121', 900))).toMatchObject({
      error: { kind: 'services-fallen', params: { kept: 900, before: 1100 } },
    })
    expect(await takeAll(skills('20261122', 1190, '\n8|1099'), full[1])).toMatchObject({
      error: { kind: 'file-truncated', params: { kept: 1190, before: 1200 } },
    })
    expect(await takeAll(skills('20261123', 1190), activities('20261123', 1090)), 'a little less').toMatchObject({
      ok: true,
    })
    expect(await takeAll(skills('20261124', 100), activities('20261124', 100), true), 'let in').toMatchObject({
      ok: true,
    })
  })
})

test('a file as good takes its place, and the same day again does', async () => {
  expect((await take(newer)).ok).toBe(true)
  expect((await take(newer)).ok).toBe(true)
  expect(contentDate()).toBe('2026-11-21')
})

test('the generation before can be returned to, and left again', async () => {
  expect(switchBack(database)).toMatchObject({ ok: false, error: { kind: 'no-previous' } })
  expect((await take(newer)).ok).toBe(true)
  expect(switchBack(database).ok).toBe(true)
  expect(contentDate()).toBe('2026-11-20')
  expect(switchBack(database).ok).toBe(true)
  expect(contentDate()).toBe('2026-11-21')
})

test('an import killed between keeping the old one and taking its place leaves nothing behind after the next', async () => {
  const database = folder.file('killed.sqlite')
  const rpps = (day: string) => folder.write(`ps-${day}.txt`, registerFile([physician()]))
  expect(await importFiles({ files: { rpps: rpps('20261118') }, database, onProgress() {} })).toMatchObject({
    ok: true,
  })
  // The moment of the kill: the one in place has a second name already.
  linkSync(database, `${database}.previous`)
  expect(await importFiles({ files: { rpps: rpps('20261119') }, database, onProgress() {} })).toMatchObject({
    ok: true,
  })
  const names = readdirSync(path.dirname(database)).filter(name => name.startsWith('killed.sqlite'))
  expect(names.filter(name => name.includes('.import-'))).toEqual([])
  expect(names).toContain('killed.sqlite.previous')
})

test('a refused file changes nothing of the way back', async () => {
  expect((await take(newer)).ok).toBe(true)
  expect((await take(older)).ok).toBe(false)
  expect(contentDate(`${database}.previous`)).toBe('2026-11-20')
})

test('a console that answers returns in one call, and says the day of what it answers from', async () => {
  expect((await take(newer)).ok).toBe(true)
  const said: (string | null)[] = []
  const directory = await createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit: (_, status) => said.push((status as { contentDate: string | null }).contentDate) },
    clock: systemClock,
    log: silentLog,
  })
  try {
    expect(await directory.importFiles({ rpps: older })).toMatchObject({ ok: false, error: { kind: 'content-older' } })
    expect(directory.status()).toMatchObject({ contentDate: '2026-11-21', detail: 'content-older' })
    expect((await directory.returnToPrevious()).ok).toBe(true)
    expect(directory.status()).toMatchObject({ status: 'ready', contentDate: '2026-11-20', detail: null })
    expect(said.at(-1)).toBe('2026-11-20')
    const found = await directory.handlers['directory.search'](
      { text: 'martin', near: null, limit: 5 },
      { clientId: 't' },
    )
    expect(found.ok && found.value.hits.length > 0).toBe(true)
  } finally {
    await directory.close()
  }
  expect(existsSync(`${database}.previous`)).toBe(true)
})
