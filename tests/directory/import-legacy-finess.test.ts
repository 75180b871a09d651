/** The former FINESS file, frozen since July 2026: read for compatibility, and said to be frozen. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toProjected } from '../../src/core/directory/finess/position.ts'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { buildDirectory } from '../../src/core/directory/import.ts'
import { importFiles } from '../../src/core/directory/replace.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import type { SourceReport } from '../../src/core/directory/store/sources.ts'
import type { Db } from '../../src/core/sqlite.ts'
import { legacyFile, point, site } from './legacy-finess.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { activitiesOf, exercised, finessFile, pmej, readAlone } from './structures.ts'

const folder = testFolder()
let made = 0

async function build(content: string | Uint8Array, activities?: string) {
  const target = folder.file(`legacy-${++made}.sqlite`)
  const files = {
    rpps: folder.write('ps-20261120.txt', registerFile([physician()])),
    structures: folder.write('etalab-cs1100507-stock.csv', content),
    activities: activities === undefined ? undefined : folder.write('finess-activites-20260504.json', activities),
  }
  return { target, result: await buildDirectory({ files, target, onProgress() {} }) }
}

async function imported(...args: Parameters<typeof build>): Promise<{ source: SourceReport; db: Db }> {
  const { target, result } = await build(...args)
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  const opened = openDirectory(target)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  return { source: addsUp(result.value.sources), db: opened.db }
}

function addsUp(sources: readonly SourceReport[]): SourceReport {
  const source = sources.find(each => each.name === 'finess-structures')
  if (!source) throw new Error('no establishments')
  expect(source.kept + source.merged + source.refused).toBe(source.read)
  expect(Object.values(source.reasons).reduce((sum, n) => sum + n, 0)).toBe(source.refused)
  return source
}

const all = (db: Db) => db.prepare<[], Record<string, unknown>>('SELECT * FROM structures ORDER BY finess').all()

describe('an establishment of the former file', () => {
  test('is read with its address, its commune, its first phone, its own point; the file is said to be frozen', async () => {
    const { source, db } = await imported(legacyFile([site(), point('990000001')]))
    expect(source).toMatchObject({ read: 2, kept: 1, merged: 1, refused: 0, contentDate: '2026-05-04', frozen: true })
    const [row] = all(db)
    expect(row).toMatchObject({
      finess: '990000001',
      legal_finess: '990000002',
      siret: '00000000000018',
      name: 'PHARMACIE FICTIVE DU CENTRE',
      category: '620',
      address: '12 rue des Tilleuls',
      postcode: '37170',
      insee: '37050',
      city: 'Chambray-lès-Tours',
      departement: '37',
      phones: '+33261910001',
      precision: 'address',
      opened: '1999-01-04',
      updated: '2024-02-05',
    })
    const place = communeByInsee('37050')?.position
    expect(Math.abs(Number(row?.['lat']) - (place?.lat ?? 0))).toBeLessThan(0.2)
  })

  test('without coordinates stands at its commune, and says so', async () => {
    const { db } = await imported(legacyFile([site()]))
    expect(all(db)[0]).toMatchObject({ precision: 'commune', lat: communeByInsee('37050')?.position?.lat })
  })

  test.each([
    ['9A', 'Guadeloupe', '101', '97101', '971'],
    ['9D', 'Réunion', '411', '97411', '974'],
    ['9D', 'Réunion, short number', '011', '97411', '974'],
    ['2A', 'Corse-du-Sud', '004', '2A004', '2A'],
    ['1', 'Ain, re-saved by a spreadsheet', '4', '01004', '01'],
  ])('of département %s (%s) is in its commune', async (departement, _, commune, insee, code) => {
    const { db } = await imported(legacyFile([site({ departement, commune, line: '' })]))
    expect(all(db)[0]).toMatchObject({ insee, departement: code })
  })

  test('overseas has its point in the UTM of its département', async () => {
    const there = communeByInsee('97411')?.position ?? { lat: 0, lon: 0 }
    const [x, y] = toProjected(there, '974')
    const { db } = await imported(
      legacyFile([
        site({ departement: '9D', commune: '411', line: '97400 ST DENIS' }),
        point('990000001', x.toFixed(1), y.toFixed(1), 'UTM_S40'),
      ]),
    )
    const [row] = all(db)
    expect(Number(row?.['lat'])).toBeCloseTo(there.lat, 4)
    expect(Number(row?.['lon'])).toBeCloseTo(there.lon, 4)
  })

  test('of a CEDEX keeps the line and has the postcode of its commune', async () => {
    const { db } = await imported(legacyFile([site({ line: '37171 CHAMBRAY LES TOURS CEDEX' })]))
    expect(all(db)[0]).toMatchObject({
      postcode: '37170',
      address: '12 rue des Tilleuls\n37171 CHAMBRAY LES TOURS CEDEX',
    })
  })

  test('re-saved by a spreadsheet gets back its zeros, never a number that lost its digits', async () => {
    const { db } = await imported(
      legacyFile([
        site({
          finess: '10000099',
          siret: '3,31254E+13',
          commune: '4',
          departement: '1',
          line: '1500 AMBERIEU',
          phone: '474000001',
          updated: '05/02/2024',
        }),
      ]),
    )
    expect(all(db)[0]).toMatchObject({
      finess: '010000099',
      siret: null,
      insee: '01004',
      postcode: '01500',
      phones: '+33474000001',
      updated: '2024-02-05',
    })
  })

  test('holds semicolons and doubled quotes inside quotes', async () => {
    const { db } = await imported(legacyFile([site({ longName: '"MAISON ""FICTIVE""; ANNEXE"' })]))
    expect(all(db)[0]).toMatchObject({ name: 'MAISON "FICTIVE"; ANNEXE' })
  })
})

describe('the former file', () => {
  test('in Latin-1, packed or with a byte order mark reads the same', async () => {
    const text = legacyFile([site({ longName: 'CLINIQUE DE L’ÉTÉ'.replace('’', "'") }), point('990000001')])
    for (const content of [
      text,
      `\ufeff${text}`,
      Buffer.from(text, 'latin1'),
      gzipSync(text),
      text.replaceAll('\n', '\r\n'),
    ]) {
      const { source, db } = await imported(content)
      expect(source).toMatchObject({ read: 2, kept: 1, merged: 1, refused: 0 })
      expect(all(db)[0]).toMatchObject({ name: "CLINIQUE DE L'ÉTÉ", precision: 'address' })
    }
  })

  test('tells each line that cannot be used, by number and reason; the rest is taken', async () => {
    const { source } = await imported(
      legacyFile([
        site(),
        site(),
        'structureet;990000003',
        site({ finess: '3,7E+08' }),
        site({ finess: '990000004', name: '', longName: ' - ' }),
        site({ longName: '"NEVER CLOSED' }),
        'x'.repeat(200_000),
        point('990000009'),
        point('990000001', '0', '0'),
        point('990000001', '1.2', 'x'),
      ]),
    )
    expect(source).toMatchObject({ read: 10, kept: 1, merged: 1, refused: 8 })
    expect(source.refusals).toEqual([
      { line: 4, reason: 'columns' },
      { line: 5, reason: 'identifier' },
      { line: 6, reason: 'name' },
      { line: 7, reason: 'columns' },
      { line: 8, reason: 'too-long' },
      { line: 9, reason: 'structure-unknown' },
      { line: 10, reason: 'position' },
      { line: 11, reason: 'position' },
    ])
  })

  test('cut short, packed or not, gives what stands before the cut and says so', async () => {
    const lines = Array.from({ length: 300 }, (_, n) =>
      site({ finess: String(990_000_000 + n), siret: String(10 ** 13 + n * 7919) }),
    )
    const text = legacyFile(lines)
    for (const content of [text.slice(0, -40), gzipSync(text).subarray(0, -30)]) {
      const { source } = await imported(content)
      expect(source).toMatchObject({ truncated: true })
      expect(source.kept).toBeGreaterThan(0)
    }
  })

  test('with the activities of FINESS+ gives where to send a patient', async () => {
    const services = finessFile([
      activitiesOf('990000001', [exercised('AASA', { activiteSanitaireRegulee: '14', modaliteActivite: '23' })]),
    ])
    const { db } = await imported(
      legacyFile([site({ category: '355', longName: 'HOPITAL FICTIF' }), point('990000001')]),
      services,
    )
    expect(db.prepare('SELECT s.service FROM services s JOIN structures t ON t.id = s.structure_id').all()).toEqual([
      { service: 'emergency' },
    ])
  })

  test('never takes the place of a later FINESS+', async () => {
    const database = folder.file('in-place.sqlite')
    const rpps = folder.write('ps-20261121.txt', registerFile([physician()]))
    const plus = folder.write('finess-structures-journalier-20261119.json', finessFile([pmej()]))
    const legacy = folder.write('etalab-20260504.csv', legacyFile([site()]))
    expect(await importFiles({ files: { rpps, structures: plus }, database, onProgress() {} })).toMatchObject({
      ok: true,
    })
    expect(await importFiles({ files: { rpps, structures: legacy }, database, onProgress() {} })).toMatchObject({
      ok: false,
      error: { kind: 'content-older', params: { content: '2026-05-04', before: '2026-11-19' } },
    })
  })

  test('whatever is done to it, counts add up and nothing throws', async () => {
    const base = Buffer.from(
      legacyFile([
        ...Array.from({ length: 4 }, (_, n) => site({ finess: String(990_000_001 + n) })),
        ...Array.from({ length: 4 }, (_, n) => point(String(990_000_001 + n))),
      ]),
    )
    const start = base.indexOf('\n') + 1
    const damage = fc.oneof(
      fc.integer({ min: start, max: base.length }).map(cut => base.subarray(0, cut)),
      fc.tuple(fc.integer({ min: start, max: base.length - 1 }), fc.nat(255)).map(([at, byte]) => {
        const bytes = Buffer.from(base)
        bytes[at] = byte
        return bytes
      }),
      fc
        .tuple(fc.integer({ min: start, max: base.length }), fc.uint8Array({ maxLength: 200 }))
        .map(([at, some]) => Buffer.concat([base.subarray(0, at), some, base.subarray(at)])),
      fc.tuple(fc.nat(31), fc.nat(31)).map(([a, b]) =>
        Buffer.from(
          base
            .toString()
            .split('\n')
            .map((line, n) => (n === 0 ? line : swap(line.split(';'), a, b).join(';')))
            .join('\n'),
        ),
      ),
    )
    await fc.assert(
      fc.asyncProperty(damage, async content => {
        const result = await readAlone(folder.write('damaged.csv', content))
        if (result.ok) addsUp([result.value])
        else expect(result.error.kind).toBe('not-finess')
      }),
      { numRuns: 80 },
    )
  })
})

function swap(fields: string[], a: number, b: number): string[] {
  const [first, second] = [fields[a], fields[b]]
  if (first === undefined || second === undefined) return fields
  fields[a] = second
  fields[b] = first
  return fields
}
