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
