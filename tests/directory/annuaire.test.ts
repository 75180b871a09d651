/** The Annuaire Santé between two files: opaque pages, waiting when asked to, who stopped practising, one verified at once. */
import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { createAnnuaireClient } from '../../src/core/directory/annuaire/client.ts'
import { readDelta } from '../../src/core/directory/annuaire/delta.ts'
import { createDirectory, type Directory } from '../../src/core/directory/index.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { openHttp } from '../../src/core/http.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { type Annuaire, createAnnuaire } from '../../src/sandbox/annuaire/index.ts'
import { writeTerritory } from '../../src/sandbox/platform/territory-file.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { testFolder } from './rows.ts'

const folder = testFolder()
const territory = createTerritory({ seed: 4, rows: 400, contentDate: new Date().toISOString().slice(0, 10) })
const context = { clientId: 'test' }
const closing: (() => Promise<void>)[] = []
const now = Date.now()
const since = new Date(now - 86_400_000).toISOString()

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function service(): Promise<Annuaire> {
  const annuaire = await createAnnuaire(territory)
  closing.push(annuaire.close)
  return annuaire
}

function clientOf(annuaire: Pick<Annuaire, 'url' | 'key'>, waits: number[] = []) {
  const http = openHttp({})
  closing.push(http.close)
  return createAnnuaireClient({ http, base: annuaire.url, key: annuaire.key, wait: async ms => void waits.push(ms) })
}

const rppsAt = (at: number) => territory.people[at]?.rpps ?? ''

describe('what changed since a day', () => {
  test('comes page after page by their own links; the withdrawn apart from the changed; counts add up', async () => {
    const annuaire = await service()
    for (let at = 0; at < 120; at++) {
      if (at % 3 === 0) annuaire.withdraw(rppsAt(at))
      else annuaire.change(rppsAt(at), 'NOUVEAU')
    }
    annuaire.withdraw(rppsAt(200), new Date(now - 5 * 86_400_000))
    const client = clientOf(annuaire)
    const paged = {
      ...client,
      search: (type: string, query: Record<string, string>) => client.search(type, { ...query, _count: '7' }),
    }
    const delta = await readDelta(paged, since, now)
    if (!delta.ok) throw new Error(delta.error.kind)
    expect(delta.value).toMatchObject({ read: 120, kept: 120, merged: 0, refused: 0 })
    expect(delta.value.withdrawn.size).toBe(40)
    expect(delta.value.changed.size).toBe(80)
    expect(annuaire.requests.filter(path => path.includes('_page?id='))).toHaveLength(17)
  })

  test('waits as long as the service asks, and gives up after some tries', async () => {
    const annuaire = await service()
    const waits: number[] = []
    annuaire.refuseNext(2, 3)
    expect(await readDelta(clientOf(annuaire, waits), since, now)).toMatchObject({ ok: true })
    expect(waits).toEqual([3000, 3000])
    annuaire.refuseNext(20, 1)
    expect(await readDelta(clientOf(annuaire), since, now)).toMatchObject({ error: { kind: 'source-busy' } })
  })

  test('is not asked for beyond the thirty days that the service keeps', async () => {
    const annuaire = await service()
    const old = new Date(now - 40 * 86_400_000).toISOString()
    expect(await readDelta(clientOf(annuaire), old, now)).toMatchObject({ error: { kind: 'not-covered' } })
    expect(annuaire.requests).toEqual([])
  })

  test('another key, an address where nobody is: said', async () => {
    const annuaire = await service()
    expect(await readDelta(clientOf({ ...annuaire, key: 'x' }), since, now)).toMatchObject({
      error: { kind: 'source-refused', params: { status: 401 } },
    })
    const gone = { url: 'http://127.0.0.1:1/fhir/v2', key: 'x' }
    expect(await readDelta(clientOf(gone), since, now)).toMatchObject({ error: { kind: 'source-unreachable' } })
  })

  test('a page elsewhere is not followed: the key goes to nobody else', async () => {
    const annuaire = await service()
    expect(await clientOf(annuaire).follow('http://127.0.0.1:9/fhir/v2/_page?id=1')).toMatchObject({
      error: { kind: 'source-refused', params: { code: 'LINK' } },
    })
  })
})

describe('a console with the Annuaire Santé', () => {
  async function open(): Promise<{ annuaire: Annuaire; directory: Directory }> {
    const annuaire = await service()
    writeFileSync(folder.file('key.txt'), `${annuaire.key}\n`)
    const directory = await createDirectory({
      database: folder.file(`annuaire-${now}-${closing.length}-${Math.random()}.sqlite`),
      entryUrl: sourceEntry,
      readers: 1,
      updates: {
        rpps: await writeTerritory(territory, folder.file('t')),
        downloads: {},
        refreshHours: 0,
        staleDays: 10,
        guards: { rowsFallenPercent: 10, communesLostPercent: 15 },
        annuaire: { url: annuaire.url, keyFile: folder.file('key.txt') },
      },
      events: { emit() {} },
      clock: systemClock,
      log: silentLog,
    })
    closing.push(directory.close)
    return { annuaire, directory }
  }

  test('people who stopped practising leave its answers; the freshness says what was heard', async () => {
    const { annuaire, directory } = await open()
    const { handlers } = directory
    annuaire.withdraw(rppsAt(3))
    annuaire.change(rppsAt(4), 'NOUVEAU')
    expect(await handlers['directory.importNow']({ again: false }, context)).toMatchObject({
      ok: true,
      value: {
        sources: expect.arrayContaining([
          expect.objectContaining({ name: 'annuaire', report: expect.objectContaining({ read: 2, kept: 2 }) }),
        ]),
      },
    })
    const idnps = `8${rppsAt(3)}`
    expect(await handlers['directory.person']({ idnps }, context)).toMatchObject({ ok: true, value: { person: null } })
    expect((await directory.byIdnps([idnps, `8${rppsAt(4)}`], null)).size).toBe(1)
    const found = await handlers['directory.search']({ text: rppsAt(3), near: null, limit: 5 }, context)
    expect(found).toMatchObject({ ok: true, value: { hits: [] } })
  })

  test('one professional is verified at once: the same, changed, gone, unknown', async () => {
    const { annuaire, directory } = await open()
    const { handlers } = directory
    expect((await handlers['directory.importNow']({ again: false }, context)).ok).toBe(true)
    const verify = async (rpps: string) => {
      const answer = await handlers['directory.verifyNow']({ idnps: `8${rpps}` }, context)
      if (!answer.ok) throw new Error(answer.error.kind)
      return answer.value
    }
    const verdicts = await Promise.all(territory.people.slice(10, 30).map(person => verify(person.rpps)))
    for (const { verdict, changes } of verdicts) expect({ verdict, changes }).toEqual({ verdict: 'same', changes: [] })
    annuaire.change(rppsAt(10), 'AUTRE-NOM')
    expect(await verify(rppsAt(10))).toMatchObject({
      verdict: 'changed',
      changes: [{ field: 'family', after: 'AUTRE-NOM' }],
    })
    annuaire.withdraw(rppsAt(11))
    expect(await verify(rppsAt(11))).toMatchObject({ verdict: 'inactive' })
    expect(await verify('10999999901')).toMatchObject({ verdict: 'absent' })
  })
})
