/** Files of the register, good and bad, into a directory: nothing lost silently, nothing half done. */
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildDirectory, contentDateOf, type ImportReport } from '../../src/core/directory/import.ts'
import { person } from '../../src/core/directory/queries/people.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { importFiles } from '../../src/core/directory/replace.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import type { Db } from '../../src/core/sqlite.ts'
import { createTerritory, territoryFileName } from '../../src/sandbox/territory/index.ts'
import { Person } from '../../src/shared/contract/directory.ts'
import { COLUMNS, HEADER, physician, registerFile, row, testFolder } from './rows.ts'

const folder = testFolder()
let made = 0

/** Imports a text; the directory file is a new one each time. */
async function build(content: string | Uint8Array, name = 'register.txt') {
  const database = folder.file(`directory-${++made}.sqlite`)
  const result = await buildDirectory({
    files: { rpps: folder.write(name, content) },
    target: database,
    onProgress() {},
  })
  return { result, database }
}

async function imported(content: string | Uint8Array): Promise<{ report: ImportReport; db: Db }> {
  const { result, database } = await build(content)
  if (!result.ok) throw new Error(`import refused: ${JSON.stringify(result.error)}`)
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') throw new Error(`not readable: ${opened.kind}`)
  return { report: result.value, db: opened.db }
}

const addsUp = ({ read, kept, merged, refused, reasons, activities }: ImportReport) => {
  expect(kept + merged + refused).toBe(read)
  expect(Object.values(reasons).reduce((sum, n) => sum + n, 0)).toBe(refused)
  expect(activities).toBe(kept)
}

const searched = (db: Db, text: string) =>
  search(db, { text, near: null, departement: null, limit: 20, needs: true }).hits

describe('rows of the shape of the register', () => {
  const rows = [
    physician({ 'Identifiant PP': '10999999901' }),
    row({
      "Type d'identifiant PP": '8',
      'Identifiant PP': '10999999902',
      "Nom d'exercice": "LE QUÉMENT D'ESSAI",
      "Prénom d'exercice": 'Yannick',
      'Code profession': '60',
      'Code mode exercice': 'S',
      'Numéro FINESS site': '370000999',
      'Identifiant technique de la structure': 'F370000999',
      'Raison sociale site': 'CH FICTIF DE TOURS',
      'Libellé Voie (coord. structure)': 'AV DE LA REPUBLIQUE',
      'Mention distribution (coord. structure)': 'BP 99',
      'Bureau cedex (coord. structure)': 'TOURS CEDEX 9',
      'Code postal (coord. structure)': '37044',
      'Code commune (coord. structure)': '37261',
      'Libellé commune (coord. structure)': 'TOURS CEDEX 9',
      'Téléphone (coord. structure)': '0261910002',
      'Adresse e-mail (coord. structure)': 'contact@exemple.invalid',
      'Code genre activité': 'GENR01',
    }),
    row({
      "Type d'identifiant PP": '8',
      'Identifiant PP': '10999999903',
      "Nom d'exercice": 'SANSADRESSE',
      "Prénom d'exercice": 'Zoé',
      'Code profession': '70',
      'Code mode exercice': 'L',
      'Code genre activité': 'GENR02',
    }),
  ]
  let report: ImportReport
  let db: Db
  beforeAll(async () => {
    ;({ report, db } = await imported(registerFile(rows)))
  })

  test('are all kept, whatever their check digit', async () => {
    expect(report).toMatchObject({ read: 3, kept: 3, merged: 0, refused: 0, people: 3, truncated: false })
  })

  test('give people as the contract shows them, with literal quotes and accents', async () => {
    const found = person(db, { idnps: '810999999901' })
    expect(Person.safeParse(found).error?.issues).toBeUndefined()
    expect(found).toMatchObject({
      displayName: 'Dr Élodie TESTARD-FICTIF',
      profession: { code: '10', label: 'Médecin' },
      specialities: [{ code: 'SM54', label: 'Médecine générale' }],
      activities: [
        {
          address: ['12 bis rue des "Tilleuls"'],
          postalCode: '37170',
          insee: '37050',
          city: 'Chambray-lès-Tours',
          departement: '37',
          phones: ['+33261910001'],
          replacement: false,
          care: true,
          precision: 'commune',
        },
      ],
    })
  })

  test('resolve a CEDEX by the commune and keep its line', async () => {
    expect(person(db, { idnps: '810999999902' })?.activities[0]).toMatchObject({
      address: ['Avenue de la Republique', 'BP 99', '37044 TOURS CEDEX 9'],
      insee: '37261',
      city: 'Tours',
      email: 'contact@exemple.invalid',
    })
  })

  test('keep somebody without address, without inventing one', async () => {
    expect(person(db, { idnps: '810999999903' })?.activities[0]).toMatchObject({
      address: [],
      postalCode: null,
      insee: null,
      departement: null,
      phones: [],
      position: null,
      precision: null,
      replacement: true,
      care: true,
    })
  })

  test('are found by name, first name, place, need, phone and number', async () => {
    for (const text of [
      'testard',
      'fictif élodie',
      'mg chambray',
      '0261910001',
      '02 61 91 00 01',
      '10999999901',
      'médecin généraliste 37170',
    ]) {
      expect(
        searched(db, text).map(hit => hit.idnps),
        text,
      ).toContain('810999999901')
    }
    expect(searched(db, 'quement dessai').map(hit => hit.idnps)).toEqual(['810999999902'])
  })
})

describe('a territory of 5,000 rows', () => {
  const territory = createTerritory({ seed: 11, rows: 5000 })
  const lines = [...territory.lines()]
  let report: ImportReport
  let db: Db
  beforeAll(async () => {
    ;({ report, db } = await imported(`${lines.join('\n')}\n`))
  })

  test('adds up, and has exactly the people of the territory', async () => {
    addsUp(report)
    expect(report).toMatchObject({ read: 5000, refused: 0, people: territory.people.length })
    expect(report.merged).toBeGreaterThan(0)
  })

  test('has for each person the speciality, the cities and the phones that the territory gave', async () => {
    for (const expected of territory.people.filter((_, at) => at % 23 === 0)) {
      const found = person(db, { idnps: `8${expected.rpps}` })
      expect(Person.safeParse(found).error?.issues, expected.rpps).toBeUndefined()
      expect(found?.specialities[0]?.code).toBe(expected.speciality?.code)
      const published = expected.activities.filter(activity => activity.publicAddress)
      expect(found?.activities.flatMap(activity => activity.city ?? []).toSorted()).toEqual(
        [
          ...new Map(
            published.map(activity => [`${activity.structureId}${activity.mode}${activity.genre}`, activity.city]),
          ).values(),
        ].toSorted(),
      )
      const phones = new Set(found?.activities.flatMap(activity => activity.phones))
      for (const { phone } of expected.activities) if (phone) expect(phones).toContain(phone)
    }
  })

  test('is the same directory when the rows come in another order', async () => {
    const [header = '', ...rows] = lines
    const shuffled = rows.toSorted((a, b) => a.slice(-60).localeCompare(b.slice(-60)) || b.localeCompare(a))
    const other = await imported(registerFile(shuffled, header))
    addsUp(other.report)
    expect(other.report.people).toBe(report.people)
    expect(other.report.kept).toBe(report.kept)
    const { idnps } = searched(db, 'martin')[0] ?? { idnps: '' }
    const cities = (from: Db) =>
      person(from, { idnps })
        ?.activities.map(activity => activity.city)
        .toSorted()
    expect(cities(other.db)).toEqual(cities(db))
  })

  test('reads the same with a 57th empty field, CRLF and a byte order mark', async () => {
    const copy = [...createTerritory({ seed: 11, rows: 5000, trailingField: true }).lines()]
    const other = await imported(`\ufeff${copy.join('\r\n')}\r\n`)
    expect({ ...other.report, seconds: 0 }).toEqual({ ...report, seconds: 0 })
  })
})

describe('rows that say the same twice', () => {
  test('are merged, and what the second one adds is kept', async () => {
    const id = { 'Identifiant PP': '10990000001' }
    const { report, db } = await imported(
      registerFile([
        physician({ ...id, 'Téléphone (coord. structure)': '' }),
        physician({ ...id, 'Téléphone (coord. structure)': '' }),
        physician({ ...id, 'Code savoir-faire': 'SM59' }),
        physician({ 'Identifiant PP': '10990000002', "Nom d'exercice": 'AUTRE' }),
        // The same person again, far from their other rows.
        physician({
          ...id,
          'Identifiant technique de la structure': 'R999',
          'Libellé commune (coord. structure)': 'Tours',
          'Code commune (coord. structure)': '37261',
          'Code postal (coord. structure)': '37000',
        }),
      ]),
    )
    expect(report).toMatchObject({ read: 5, kept: 3, merged: 2, refused: 0, people: 2 })
    const found = person(db, { idnps: '810990000001' })
    expect(found?.specialities.map(speciality => speciality.code)).toEqual(['SM54', 'SM59'])
    expect(found?.activities.map(activity => [activity.city, activity.phones])).toEqual([
      ['Chambray-lès-Tours', ['+33261910001']],
      ['Tours', ['+33261910001']],
    ])
    expect(searched(db, 'testard tours')).toHaveLength(1)
  })
})

describe('bad lines', () => {
  test('cost a line each, told by number and reason, and the rest is imported', async () => {
    const { report, db } = await imported(
      Buffer.concat([
        Buffer.from(registerFile([physician(), 'une|ligne|courte', physician({ 'Identifiant PP': '1,09999E+10' })])),
        Buffer.from('\n'),
        Buffer.from(physician({ "Nom d'exercice": '' })),
        Buffer.from([0x0a, 0xe9, 0xe8, 0x0a]),
        Buffer.from(`${'x|'.repeat(60_000)}\n`),
        Buffer.from(`${physician({ "Nom d'exercice": 'DERNIER' })}\n`),
      ]),
    )
    addsUp(report)
    expect(report).toMatchObject({ read: 7, kept: 2, refused: 5, truncated: false })
    expect(report.refusals).toEqual([
      { line: 3, reason: 'columns' },
      { line: 4, reason: 'identifier' },
      { line: 6, reason: 'name' },
      { line: 7, reason: 'not-utf8' },
      { line: 8, reason: 'too-long' },
    ])
    expect(searched(db, 'dernier')).toHaveLength(1)
  })

  test('unknown codes and phones that are none do not cost the line', async () => {
    const { report, db } = await imported(
      registerFile([
        physician({
          'Identifiant PP': '10990000009',
          'Code profession': '777',
          'Libellé profession': '',
          'Code savoir-faire': 'CEX99',
          'Libellé savoir-faire': 'Compétence essayée',
          'Code catégorie professionnelle': 'Z',
          'Téléphone (coord. structure)': '0000000000',
          'Code commune (coord. structure)': '00000',
          'Code postal (coord. structure)': 'ABCDE',
        }),
      ]),
    )
    expect(report.kept).toBe(1)
    const found = person(db, { idnps: '810990000009' })
    expect(Person.safeParse(found).error?.issues).toBeUndefined()
    expect(found?.profession.label).toBe('code inconnu (777)')
    expect(found?.specialities[0]?.label).toBe('Compétence essayée')
    expect(found?.activities[0]).toMatchObject({
      phones: [],
      postalCode: null,
      city: 'Chambray-lès-Tours',
      departement: '37',
    })
  })
})

describe('a whole file that cannot be used', () => {
  test.each(['Identifiant PP', "Nom d'exercice", 'Code postal (coord. structure)', 'Code genre activité'])(
    'without the column «%s» is refused, and the column named',
    async column => {
      const header = COLUMNS.filter(name => name !== column).join('|')
      const { result, database } = await build(registerFile([physician()], header))
      expect(result).toEqual({ ok: false, error: { kind: 'column-missing', params: { columns: column } } })
      expect(existsSync(database)).toBe(false)
    },
  )

  test('empty, or another file altogether, is refused', async () => {
    expect((await build('')).result).toMatchObject({ error: { kind: 'no-rows' } })
    expect((await build(`${HEADER}\n`)).result).toMatchObject({ error: { kind: 'no-rows', params: { read: 0 } } })
    expect((await build('<!doctype html><title>Maintenance</title>')).result).toMatchObject({
      error: { kind: 'column-missing' },
    })
    expect((await build(registerFile(['a|b', 'c']))).result).toMatchObject({
      error: { kind: 'no-rows', params: { refused: 2 } },
    })
  })

  test('in another encoding is refused as such', async () => {
    expect((await build(Buffer.from(registerFile([physician()]), 'latin1'))).result).toMatchObject({
      error: { kind: 'not-utf8' },
    })
  })

  test('absent, or a folder, is refused with the code of the system', async () => {
    const into = folder.file('none.sqlite')
    expect(
      await buildDirectory({ files: { rpps: folder.file('absent.txt') }, target: into, onProgress() {} }),
    ).toMatchObject({
      error: { kind: 'file-unreadable', params: { file: 'absent.txt', code: 'ENOENT' } },
    })
    expect(await buildDirectory({ files: { rpps: folder.file('.') }, target: into, onProgress() {} })).toMatchObject({
      error: { kind: 'file-unreadable' },
    })
    expect(existsSync(into)).toBe(false)
  })

  test('reads whatever the order of the columns, and under the names that other copies use', async () => {
    const renamed = HEADER.replace('Code Département (structure)', 'Code département (coord. structure)')
    const order = COLUMNS.map((_, at) => at).toReversed()
    const turn = (line: string) => order.map(at => line.split('|')[at] ?? '').join('|')
    const { report, db } = await imported(registerFile([turn(physician())], turn(renamed)))
    expect(report.kept).toBe(1)
    expect(searched(db, 'testard chambray')).toHaveLength(1)
  })
})

describe('the day of the content', () => {
  test('is in the name of the file, else the day the file was changed', async () => {
    expect(contentDateOf('/x/PS_LibreAcces_Personne_activite_202610080815.txt')).toBe('2026-10-08')
    expect(contentDateOf(`/x/${territoryFileName(createTerritory({ seed: 1, rows: 1 }))}`)).toBe('2026-11-20')
    const file = folder.write('sans-date-20261399.txt', 'x')
    utimesSync(file, new Date('2026-03-04T12:00:00Z'), new Date('2026-03-04T12:00:00Z'))
    expect(contentDateOf(file)).toBe('2026-03-04')
  })
})

describe('the directory in place', () => {
  const database = folder.file('in-place.sqlite')
  const people = (n: number) => registerFile(Array.from({ length: n }, () => physician()))
  const importText = (text: string) =>
    importFiles({ files: { rpps: folder.write('next.txt', text) }, database, onProgress: () => {} })

  test('is replaced by an import, and stays to the byte when one is refused or cut short', async () => {
    expect(await importText(people(40))).toMatchObject({ ok: true })
    const before = readFileSync(database)
    expect(await importText(people(10).slice(0, -300))).toMatchObject({
      error: { kind: 'file-truncated', params: { before: 40 } },
    })
    expect(await importText('n’importe quoi')).toMatchObject({ error: { kind: 'column-missing' } })
    expect(readFileSync(database).equals(before)).toBe(true)
    expect(await importText(people(50))).toMatchObject({ ok: true, value: { kept: 50 } })
  })

  test('a file cut short is taken, and said to be, when there is nothing yet', async () => {
    const text = people(10)
    const { result } = await build(text.slice(0, -300))
    expect(result).toMatchObject({ ok: true, value: { kept: 9, refused: 1, truncated: true } })
  })
})

test('whatever is done to a file, counts add up, nothing throws, and what is kept can be read', async () => {
  const base = registerFile(Array.from({ length: 6 }, () => physician()))
  const damage = fc.oneof(
    fc.nat(base.length).map(at => Buffer.from(base.slice(0, at))),
    fc.tuple(fc.nat(Buffer.byteLength(base) - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
      const bytes = Buffer.from(base)
      bytes[at] = byte
      return bytes
    }),
    fc.tuple(fc.nat(55), fc.nat(55)).map(([a, b]) => {
      const swap = (line: string) => {
        const cells = line.split('|')
        const kept = cells[a] ?? ''
        cells[a] = cells[b] ?? ''
        cells[b] = kept
        return cells.join('|')
      }
      // Columns of the rows swapped under an unchanged header: what a careless tool does.
      const [header = '', ...rows] = base.trimEnd().split('\n')
      return Buffer.from(registerFile(rows.map(swap), header))
    }),
    fc
      .tuple(fc.nat(base.length), fc.string({ unit: 'grapheme', maxLength: 200 }))
      .map(([at, text]) => Buffer.from(base.slice(0, at) + text + base.slice(at))),
    fc.nat(base.length).map(at => Buffer.from(base.slice(0, at) + 'y'.repeat(70_000) + base.slice(at))),
    fc.uint8Array({ maxLength: 500 }).map(bytes => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(damage, async content => {
      const { result, database } = await build(content)
      if (!result.ok) {
        expect(existsSync(database)).toBe(false)
        return
      }
      addsUp(result.value)
      const opened = openDirectory(database)
      if (opened.kind !== 'ready') throw new Error(opened.kind)
      for (const { idnps } of opened.db.prepare<[], { idnps: string }>('SELECT idnps FROM people').all()) {
        expect(Person.safeParse(person(opened.db, { idnps })).error?.issues).toBeUndefined()
      }
      opened.db.close()
    }),
    // Each is a whole import; `hostile.test.ts` does the same to the reader alone, and more of it.
    { numRuns: 20 },
  )
})
