/** The directory as the console uses it: real threads, real files, imports while it answers. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createDirectory, type Directory, importFiles } from '../../src/core/directory/index.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { DirectoryStatus, directoryCalls } from '../../src/shared/contract/directory.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
const context = { clientId: 'test' }
const territory = createTerritory({ seed: 5, rows: 5000 })
const register = folder.write('ps-20261120.txt', `${[...territory.lines()].join('\n')}\n`)
let made = 0
const opened: Directory[] = []

afterEach(async () => {
  for (const directory of opened.splice(0)) await directory.close()
})

async function open(database = folder.file(`console-${++made}.sqlite`)) {
  const events: DirectoryStatus[] = []
  const directory = await createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit: (_, payload) => events.push(payload as DirectoryStatus) },
    clock: systemClock,
    log: silentLog,
  })
  opened.push(directory)
  return { directory, events, database }
}

const searchText = (directory: Directory, text: string, limit = 20) =>
  directory.handlers['directory.search']({ text, near: '37261', limit }, context)

async function filled() {
  const all = await open()
  const report = await all.directory.importFiles({ rpps: register })
  if (!report.ok) throw new Error(report.error.kind)
  return { ...all, report: report.value }
}

describe('a directory of a console', () => {
  test('is empty at first: it says so, and still knows communes and needs', async () => {
    const { directory } = await open()
    expect(directory.status()).toMatchObject({ status: 'empty', people: 0, contentDate: null })
    expect(await searchText(directory, 'martin')).toMatchObject({ ok: false, error: { kind: 'directory-empty' } })
    expect(await directory.handlers['directory.places']({ text: 'tours', limit: 3 }, context)).toMatchObject({
      ok: true,
      value: [{ insee: '37261' }, {}, {}],
    })
    expect(await directory.handlers['directory.needs']({ text: 'kiné', near: null, limit: 5 }, context)).toMatchObject({
      ok: true,
      value: { needs: [{ code: '70' }], people: [] },
    })
    expect((await directory.byIdnps(['810999999901'], null)).size).toBe(0)
  })

  test('imports a file in its own thread, tells of it, and answers from it', async () => {
    const { directory, events, report } = await filled()
    expect(report.kept + report.merged + report.refused).toBe(report.read)
    expect(directory.status()).toEqual({
      status: 'ready',
      contentDate: '2026-11-20',
      people: territory.people.length,
      activities: report.kept,
      importing: null,
      detail: null,
    })
    expect(events[0]).toMatchObject({ status: 'importing', importing: { rows: 0 } })
    expect(events.at(-1)).toEqual(directory.status())
    for (const event of events) expect(DirectoryStatus.safeParse(event).success).toBe(true)
  })

  test('answers every call with what the contract says', async () => {
    const { directory } = await filled()
    const { handlers } = directory
    const [person] = territory.people
    const answers = {
      'directory.status': await handlers['directory.status'](null, context),
      'directory.places': await handlers['directory.places']({ text: 'saint', limit: 50 }, context),
      'directory.needs': await handlers['directory.needs']({ text: 'ma', near: '37050', limit: 20 }, context),
      'directory.search': await handlers['directory.search'](
        { text: 'kiné tours', near: '37050', limit: 200 },
        context,
      ),
      'directory.person': await handlers['directory.person']({ idnps: `8${person?.rpps}` }, context),
    }
    for (const [name, answer] of Object.entries(answers)) {
      if (!answer.ok) throw new Error(`${name}: ${answer.error.kind}`)
      const parsed = directoryCalls[name as keyof typeof directoryCalls].value.safeParse(answer.value)
      expect(parsed.error?.issues, name).toBeUndefined()
    }
    expect(answers['directory.needs']).toMatchObject({ value: { people: expect.arrayContaining([expect.anything()]) } })
    expect(await handlers['directory.person']({ idnps: '810000000000' }, context)).toMatchObject({
      ok: true,
      value: { person: null, contentDate: '2026-11-20' },
    })
  })

  test('gives the candidates of a need, of a commune without a position, and of one person', async () => {
    const { directory } = await filled()
    const need = { kind: 'speciality', code: 'SM54', label: 'Médecin généraliste' } as const
    const around = await directory.candidates({
      need,
      near: { lat: 47.3354, lon: 0.7029 },
      insee: '37050',
      radiusKm: 20,
      limit: 40,
    })
    const byCommune = await directory.candidates({ need, near: null, insee: '37050', radiusKm: 20, limit: 40 })
    if (!around.ok || !byCommune.ok) throw new Error('no candidates')
    expect(around.value).toHaveLength(40)
    expect(byCommune.value.map(hit => hit.idnps)).toEqual(around.value.map(hit => hit.idnps))
    const idnps = around.value[0]?.idnps ?? ''
    const one = await directory.candidates({
      need: { kind: 'person', idnps, label: '' },
      near: null,
      insee: null,
      radiusKm: 1,
      limit: 5,
    })
    expect(one).toMatchObject({ ok: true, value: [{ idnps }] })
    const anywhere = await directory.candidates({ need, near: null, insee: null, radiusKm: 20, limit: 10 })
    expect(anywhere).toMatchObject({ ok: true, value: { length: 10 } })
  })
})

describe('an import into a directory that answers', () => {
  test('keeps answering with the old content, then switches to the new', async () => {
    const { directory } = await filled()
    const next = createTerritory({ seed: 6, rows: 20_000, contentDate: '2026-11-21' })
    const file = folder.write('ps-20261121.txt', `${[...next.lines()].join('\n')}\n`)
    const importing = directory.importFiles({ rpps: file })
    let answered = 0
    let done = false
    void importing.then(() => {
      done = true
    })
    while (!done) {
      const answer = await searchText(directory, 'martin')
      expect(answer.ok).toBe(true)
      answered++
    }
    expect(answered).toBeGreaterThan(5)
    expect(await importing).toMatchObject({ ok: true })
    expect(directory.status()).toMatchObject({ status: 'ready', contentDate: '2026-11-21', people: next.people.length })
  })

  test('is refused while another is under way', async () => {
    const { directory } = await open()
    const first = directory.importFiles({ rpps: register })
    expect(await directory.importFiles({ rpps: register })).toMatchObject({
      ok: false,
      error: { kind: 'directory-busy' },
    })
    expect(await first).toMatchObject({ ok: true })
  })

  test('that is refused leaves the old content, and says why', async () => {
    const { directory, database } = await filled()
    const before = readFileSync(database)
    const bad = folder.write('bad.txt', 'Identifiant PP|autre\n1|2\n')
    expect(await directory.importFiles({ rpps: bad })).toMatchObject({ ok: false, error: { kind: 'column-missing' } })
    expect(await directory.importFiles({ rpps: folder.file('absent.txt') })).toMatchObject({
      error: { kind: 'file-unreadable' },
    })
    expect(readFileSync(database).equals(before)).toBe(true)
    expect(directory.status()).toMatchObject({ status: 'ready', importing: null, detail: 'file-unreadable' })
    expect(await searchText(directory, 'martin')).toMatchObject({ ok: true })
  })

  test('that is cut off leaves the old content and nothing else behind', async () => {
    const { directory, database, events } = await filled()
    const before = readFileSync(database)
    const big = createTerritory({ seed: 6, rows: 40_000 })
    const unfinished = directory.importFiles({ rpps: folder.write('big.txt', `${[...big.lines()].join('\n')}\n`) })
    // In the middle of the rows: some read, not all.
    while ((events.at(-1)?.importing?.rows ?? 0) === 0) await new Promise(resolve => setTimeout(resolve, 5))
    await directory.close()
    expect(await unfinished).toMatchObject({ ok: false, error: { kind: 'writer-failed' } })
    expect(readFileSync(database).equals(before)).toBe(true)
    const again = await open(database)
    expect(again.directory.status()).toMatchObject({ status: 'ready', people: territory.people.length })
    const left = readdirSync(path.dirname(database)).filter(name =>
      name.startsWith(`${path.basename(database)}.import-`),
    )
    expect(left).toEqual([])
  })

  test('left half done by a process that is no more is cleared away at the next start', async () => {
    const database = folder.file(`killed-${++made}.sqlite`)
    // No process of Linux or Windows has this number.
    const leftover = `${database}.import-99999999`
    writeFileSync(leftover, 'half a file')
    await open(database)
    expect(existsSync(leftover)).toBe(false)
  })
})

describe('a directory file that is no good', () => {
  test.each<[string, (file: string) => void]>([
    ['that is no database', file => writeFileSync(file, 'x'.repeat(5000))],
    ['of another program', file => writeFileSync(file, '')],
  ])('%s is said to be broken, left alone, and replaced by an import', async (_, spoil) => {
    const database = folder.file(`spoilt-${++made}.sqlite`)
    spoil(database)
    const { directory } = await open(database)
    expect(directory.status().status).toBe('broken')
    expect(await searchText(directory, 'martin')).toMatchObject({ error: { kind: 'directory-broken' } })
    expect(await directory.importFiles({ rpps: register })).toMatchObject({ ok: true })
    expect(await searchText(directory, 'martin')).toMatchObject({ ok: true })
  })

  test('that was cut short never crashes the console: it answers, or says that it is broken', async () => {
    const database = folder.file(`short-${++made}.sqlite`)
    expect(await importFiles({ files: { rpps: register }, database, onProgress: () => {} })).toMatchObject({ ok: true })
    truncateSync(database, Math.floor(readFileSync(database).length / 3))
    const { directory } = await open(database)
    const answer = await searchText(directory, 'martin')
    if (!answer.ok) expect(['directory-broken', 'directory-busy']).toContain(answer.error.kind)
    expect(directory.status().status).toBe('broken')
  })
})

test('one good row is a directory', async () => {
  const { directory } = await open()
  expect(await directory.importFiles({ rpps: folder.write('one.txt', registerFile([physician()])) })).toMatchObject({
    ok: true,
    value: { kept: 1 },
  })
  expect(await searchText(directory, 'testard')).toMatchObject({
    ok: true,
    value: { hits: { length: 1 }, more: false },
  })
})
