/** Files of FINESS+, good and bad: streamed, both regimes of authorisations, positions whatever their axes. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elementsOf } from '../../src/core/directory/finess/json-elements.ts'
import { fromProjected, positionOf, toProjected } from '../../src/core/directory/finess/position.ts'
import { readServices } from '../../src/core/directory/finess/services.ts'
import { readStructures } from '../../src/core/directory/finess/structure.ts'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { buildDirectory, type ImportReport } from '../../src/core/directory/import.ts'
import { person } from '../../src/core/directory/queries/people.ts'
import { importFiles } from '../../src/core/directory/replace.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import type { SourceReport } from '../../src/core/directory/store/sources.ts'
import { kindCode, serviceCode } from '../../src/core/directory/store/structures.ts'
import type { Db } from '../../src/core/sqlite.ts'
import { writeFiness, writeTerritory } from '../../src/sandbox/platform/territory-file.ts'
import { establishmentsOf } from '../../src/sandbox/territory/establishments.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { activitiesOf, BEGUN, CHAMBRAY, ENDED, exercised, finessFile, pmej, readAlone } from './structures.ts'

const folder = testFolder()
let made = 0

async function build(structures: string | Uint8Array, activities?: string | Uint8Array, rows = [physician()]) {
  const target = folder.file(`finess-${++made}.sqlite`)
  const files = {
    rpps: folder.write('ps-20261120.txt', registerFile(rows)),
    structures: folder.write('finess-structures-journalier-20261119.json.gz', structures),
    activities:
      activities === undefined ? undefined : folder.write('finess-activites-journalier-20261119.json', activities),
  }
  return { target, result: await buildDirectory({ files, target, onProgress() {} }) }
}

async function imported(...args: Parameters<typeof build>): Promise<{ report: ImportReport; db: Db }> {
  const { target, result } = await build(...args)
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  const opened = openDirectory(target)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  return { report: result.value, db: opened.db }
}

const sourceOf = (report: ImportReport, name: string) => {
  const found = report.sources.find(source => source.name === name)
  if (!found) throw new Error(`no source ${name}`)
  addsUp(found)
  return found
}

function addsUp(source: SourceReport): void {
  expect(source.kept + source.merged + source.refused).toBe(source.read)
  expect(Object.values(source.reasons).reduce((sum, n) => sum + n, 0)).toBe(source.refused)
}

describe('an establishment', () => {
  test('is read with its geographical address, its first phone, its names tidied', async () => {
    const [result] = readStructures(pmej()) ?? []
    expect(result).toEqual({
      ok: true,
      structure: {
        finess: '370009999',
        legalFiness: '370009998',
        siret: '00000000100018',
        name: 'HOPITAL FICTIF',
        legalName: 'ASSOCIATION FICTIVE DE TOURAINE',
        category: '355',
        address: ['12 avenue des Tilleuls', 'BP 99'],
        postcode: '37170',
        insee: '37050',
        city: 'Chambray-lès-Tours',
        departement: '37',
        lat: 47.3371,
        lon: 0.7036,
        precision: 'address',
        phones: ['+33261910001'],
        email: 'hopital@exemple.invalid',
        opened: '1996-11-16',
        updated: '2026-10-18',
      },
    })
  })

  test.each([
    ['closed', { general: { dateFermeture: '2014-01-01' } }],
    ['closed', { site: { etatObjet: 'I' } }],
    ['identifier', { general: { numFinessEge: '3,7E+08' } }],
    ['name', { general: { nomEgeCourt: ' ', nomEgeLong: null } }],
  ])('is refused as %s: %j', (refusal, changes) => {
    expect(readStructures(pmej(changes))).toEqual([{ ok: false, refusal }])
  })

  test('whose fields are of another shape keeps the good ones', () => {
    const [result] =
      readStructures(pmej({ site: { contact: 'none', adresse: [null, 7] }, general: { siret: 12 } })) ?? []
    expect(result).toMatchObject({
      ok: true,
      structure: { finess: '370009999', siret: null, phones: [], address: [], departement: '37', lat: null },
    })
  })
})

describe('a position', () => {
  const chambray = communeByInsee('37050')

  test.each([
    ['degrees', { directionLatitude: '47.3371', directionLongitude: '0.7036' }],
    ['degrees swapped', { directionLatitude: '0.7036', directionLongitude: '47.3371' }],
    ['degrees in the projected pair', { coordonneeX: '0.7036', coordonneeY: '47.3371' }],
    ['decimal commas', { directionLatitude: '47,3371', directionLongitude: '0,7036' }],
  ])('in %s is the same', (_, coordinates) => {
    expect(positionOf(coordinates, chambray, '37')).toEqual({ lat: 47.3371, lon: 0.7036 })
  })

  test('in Lambert-93, either way round, falls within metres of where it is', () => {
    for (const [x, y] of [
      ['526012.3', '6694870.1'],
      ['6694870.1', '526012.3'],
    ]) {
      const found = positionOf({ coordonneeX: x, coordonneeY: y }, chambray, '37')
      expect(found?.lat).toBeCloseTo(47.33, 1)
      expect(found?.lon).toBeCloseTo(0.7, 1)
    }
  })

  test('in the UTM of each overseas part comes back to where it started', () => {
    for (const [departement, lat, lon] of [
      ['971', 16.24, -61.53],
      ['972', 14.6, -61.07],
      ['973', 4.92, -52.31],
      ['974', -20.88, 55.45],
      ['976', -12.78, 45.23],
      ['37', 47.39, 0.69],
    ] as const) {
      const [x, y] = toProjected({ lat, lon }, departement)
      const back = fromProjected(x, y, departement)
      expect(back.lat).toBeCloseTo(lat, 6)
      expect(back.lon).toBeCloseTo(lon, 6)
    }
  })

  test.each([
    ['zeros', { coordonneeX: '0', coordonneeY: '0', directionLatitude: '0', directionLongitude: '0' }],
    ['another region', { directionLatitude: '43.3', directionLongitude: '5.4' }],
    ['no numbers', { directionLatitude: 'nord', directionLongitude: '' }],
  ])('of %s is none', (_, coordinates) => {
    expect(positionOf(coordinates, chambray, '37')).toBeNull()
  })

  test('of a key of only a commune is said to be the commune’s', () => {
    const place = { cogCommune: '37050', codePostal: '37170', usageAdresse: '03' }
    const at = (cleInInteropBAN: string) =>
      readStructures(
        pmej({ site: { adresse: [{ ...place, coordonneesGeographique: { ...CHAMBRAY, cleInInteropBAN } }] } }),
      )
    expect(at('37050')).toMatchObject([{ structure: { precision: 'commune' } }])
    expect(at('37050_0515')).toMatchObject([{ structure: { precision: 'address' } }])
  })
})

describe('an authorisation', () => {
  const today = '2026-11-22'
  const services = (activity: unknown) => {
    const read = readServices(activity, today)
    return typeof read === 'string' ? read : read.map(each => each.service)
  }
  const former = (activity: string, modality: string) =>
    exercised('AMF', { activiteAMF: activity, modaliteActivite: modality, formeActivite: '00' })
  const reform = (modality: string, mention: string | null) =>
    exercised('AMM', { activiteAMM: 'QA014', modaliteAMM: modality, mentionAMM: mention })

  test.each([
    ['22', 'samu'],
    ['23', 'emergency'],
    ['24', 'emergency-children'],
    ['26', 'smur'],
    ['27', 'smur-children'],
    ['29', 'smur-outpost'],
  ])('of the former regime, 14/%s, is %s', (modality, service) => {
    expect(services(former('14', modality))).toEqual([service])
    const aasa = { activiteSanitaireRegulee: '14', modaliteActivite: modality }
    expect(services(exercised('AASA', aasa))).toEqual([service])
    expect(services(exercised('ASR', aasa))).toEqual([service])
  })

  test.each([
    ['MO030', null, ['samu']],
    ['MO031', null, ['smur']],
    ['MO031', 'ME065', ['smur', 'smur-children']],
    ['MO031', 'ME067', ['smur-outpost']],
    ['MO032', null, ['emergency']],
    ['MO032', 'ME064', ['emergency-children']],
    ['MO032', 'ME065', ['emergency', 'emergency-children']],
    ['MO033', null, ['emergency-outpost']],
  ])('of the reform, QA014/%s/%s, is %j', (modality, mention, expected) => {
    expect(services(reform(modality, mention))).toEqual(expected)
  })

  test('of hyperbaric chambers, burns, births and thrombectomy is known; of others it is set aside', () => {
    expect(services(exercised('EML', { typeEmlId: 'QEML2' }))).toEqual(['hyperbaric'])
    expect(services(exercised('AMM', { activiteAMM: 'QA009' }))).toEqual(['burns'])
    expect(services(exercised('AMM', { activiteAMM: 'QA013' }))).toEqual(['stroke-intervention'])
    expect(services(former('03', '15'))).toEqual(['maternity'])
    expect(services(former('18', '69'))).toBe('other')
    expect(services(exercised('ASMR', { activite: '12' }))).toBe('other')
    expect(services({ nature: 3 })).toBe('unreadable')
  })

  test('that ended, lapsed or never began is not told; one that began again is', () => {
    const codes = { activiteAMF: '14', modaliteActivite: '23' }
    const again = { ...BEGUN, dateEvenement: '2020-01-01' }
    expect(services(exercised('AMF', codes, {}, [BEGUN, ENDED]))).toBe('stopped')
    expect(services(exercised('AMF', codes, {}, [again, ENDED, BEGUN]))).toEqual(['emergency'])
    expect(services(exercised('AMF', codes, { etatObjet: 'I' }))).toBe('stopped')
    expect(services(exercised('AMF', codes, { dateFinEffectiveActivite: '2026-01-31' }))).toBe('stopped')
    expect(services(exercised('AMF', codes, { dateCaduciteAutorisation: '2027-01-31' }))).toEqual(['emergency'])
    expect(services(exercised('AMF', codes, {}, [{ ...BEGUN, codeEvenement: '010' }]))).toBe('stopped')
    expect(services(exercised('AMF', codes, {}, []))).toEqual(['emergency'])
  })
})

describe('the elements of a long text', () => {
  const read = (text: string, size: number) => {
    const values: unknown[] = []
    const reader = elementsOf('pmej', element => values.push(element.kind === 'value' ? element.value : element.kind))
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size))
    return { values, whole: reader.whole, found: reader.found }
  }

  test('are the same however the text is cut into chunks', () => {
    const tricky = fc.array(
      fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.jsonValue(), c: fc.constant('"}{][\\"') }),
    )
    fc.assert(
      fc.property(tricky, fc.integer({ min: 1, max: 40 }), fc.boolean(), (elements, size, spaced) => {
        const decoy = { pmej: [{ no: 1 }], 'a"}]': ['pmej'] }
        const text = JSON.stringify({ gcc: [decoy], note: 'pmej', pmej: elements, after: [1] }, null, spaced ? 1 : 0)
        expect(read(text, size)).toEqual({ values: JSON.parse(text).pmej, whole: true, found: true })
      }),
    )
  })

  test('cut anywhere give those before the cut, and say that it is not whole', () => {
    const text = finessFile(Array.from({ length: 5 }, (_, n) => ({ n, text: 'é'.repeat(n) })))
    const bytes = Buffer.from(text)
    for (let cut = 0; cut < bytes.length; cut++) {
      const { values, whole } = read(bytes.subarray(0, cut).toString('latin1'), 7)
      expect(whole).toBe(false)
      expect(values.length).toBeLessThanOrEqual(5)
    }
  })

  test('that are no objects are told too', () => {
    expect(read('{"pmej":[7,"a,]", {"b":1},null,[2]]}', 3)).toEqual({
      values: ['unreadable', 'unreadable', { b: 1 }, 'unreadable', [2]],
      whole: true,
      found: true,
    })
  })

  test('too long are not kept in memory, and those after are read', () => {
    const kinds: string[] = []
    const reader = elementsOf('pmej', element => kinds.push(element.kind), 1000)
    for (const piece of ['{"pmej":[{"a":"', 'x'.repeat(900), 'x'.repeat(900), '"},{"b":1}', ',{"c":}]}'])
      reader.write(Buffer.from(piece))
    expect(kinds).toEqual(['too-long', 'value', 'unreadable'])
  })
})

describe('files of FINESS', () => {
  test('give establishments, services, what finds them; addresses and exact points to the register', async () => {
    const { report, db } = await imported(
      gzipSync(
        finessFile([pmej(), pmej({ general: { numFinessEge: '370009997', dateFermeture: '2014-01-01' } }), pmej(), 7]),
      ),
      finessFile([
        activitiesOf('370009999', [
          exercised('AMM', { activiteAMM: 'QA014', modaliteAMM: 'MO032', mentionAMM: 'ME065' }),
          exercised('AMF', { activiteAMF: '14', modaliteActivite: '23' }),
          exercised('AMF', { activiteAMF: '18', modaliteActivite: '69' }),
        ]),
        activitiesOf('370000000', [exercised('AMF', { activiteAMF: '14', modaliteActivite: '23' })]),
      ]),
      [
        physician({ 'Identifiant PP': '10990000001', 'Numéro FINESS site': '370009999', ...WITHOUT_ADDRESS }),
        physician({ 'Identifiant PP': '10990000002', 'Numéro FINESS site': '370009999' }),
      ],
    )
    expect(report).toMatchObject({ structures: 1, recovered: 1, kept: 2 })
    expect(sourceOf(report, 'finess-structures')).toMatchObject({
      contentDate: '2026-11-19',
      read: 4,
      kept: 1,
      merged: 1,
      refused: 2,
      reasons: { closed: 1, unreadable: 1 },
      refusals: [{ line: 4, reason: 'unreadable' }],
      recovered: 1,
      truncated: false,
    })
    expect(sourceOf(report, 'finess-activities')).toMatchObject({
      read: 4,
      kept: 1,
      merged: 1,
      reasons: { other: 1, 'structure-unknown': 1 },
    })
    const codes = db.prepare<[], { code: string }>('SELECT code FROM structure_offers ORDER BY code').all()
    expect(codes.map(row => row.code)).toEqual([
      kindCode('355'),
      serviceCode('emergency'),
      serviceCode('emergency-children'),
    ])
    expect(person(db, { idnps: '810990000001' })?.activities[0]).toMatchObject({
      address: ['12 avenue des Tilleuls', 'BP 99'],
      postalCode: '37170',
      city: 'Chambray-lès-Tours',
      phones: ['+33261910001'],
      position: { lat: 47.3371, lon: 0.7036 },
      precision: 'address',
    })
    // An address of its own stays its own; only the point is finer.
    expect(person(db, { idnps: '810990000002' })?.activities[0]).toMatchObject({
      address: ['12 bis rue des "Tilleuls"'],
      precision: 'address',
    })
  })

  test('of a territory are read whole, as the territory has them', async () => {
    const territory = createTerritory({ seed: 3, rows: 600 })
    const files = {
      rpps: await writeTerritory(territory, folder.file('t')),
      ...(await writeFiness(territory, folder.file('t'))),
    }
    const target = folder.file('territory.sqlite')
    const result = await buildDirectory({ files, target, onProgress() {} })
    if (!result.ok) throw new Error(result.error.kind)
    const expected = [...establishmentsOf(territory)]
    const open = expected.filter(each => !each.closed)
    const structures = sourceOf(result.value, 'finess-structures')
    expect(structures).toMatchObject({
      read: expected.length,
      kept: open.length,
      reasons: { closed: expected.length - open.length },
      truncated: false,
    })
    sourceOf(result.value, 'finess-activities')
    const opened = openDirectory(target)
    if (opened.kind !== 'ready') throw new Error(opened.kind)
    const rows = opened.db.prepare<[], { finess: string; lat: number; lon: number; precision: string }>(
      'SELECT finess, lat, lon, precision FROM structures',
    )
    const byFiness = new Map(rows.all().map(row => [row.finess, row]))
    for (const { finess, position } of open.filter(each => each.position !== null)) {
      const found = byFiness.get(finess)
      expect(found?.precision, finess).toBe('address')
      expect(found?.lat, finess).toBeCloseTo(position?.lat ?? 0, 4)
      expect(found?.lon, finess).toBeCloseTo(position?.lon ?? 0, 4)
    }
  })

  test('are carried over by an import that brings none', async () => {
    const database = folder.file('carried.sqlite')
    const first = {
      rpps: folder.write('ps-20261120.txt', registerFile([physician()])),
      structures: folder.write('s.json', finessFile([pmej()])),
    }
    expect(await importFiles({ files: first, database, onProgress() {} })).toMatchObject({ ok: true })
    const next = await importFiles({ files: { rpps: first.rpps }, database, onProgress() {} })
    expect(next).toMatchObject({
      ok: true,
      value: { structures: 1, sources: [{ name: 'finess-structures' }, { name: 'rpps' }] },
    })
  })

  test.each([
    ['a maintenance page', '<!doctype html><title>Maintenance</title>', 'not-finess'],
    ['another JSON', '{"results":[1,2]}', 'not-finess'],
    ['nothing', '', 'not-finess'],
    ['no establishment', finessFile([]), 'no-rows'],
    ['damaged gzip', damaged(gzipSync(finessFile(Array.from({ length: 200 }, () => pmej())))), 'file-damaged'],
  ])('that hold %s are refused whole', async (_, content, kind) => {
    const { result } = await build(content)
    expect(result).toMatchObject({ ok: false, error: { kind } })
  })

  test('cut short, packed or not, give what stands before the cut and say so', async () => {
    const text = finessFile(
      Array.from({ length: 60 }, (_, n) => pmej({ general: { numFinessEge: String(370_009_000 + n) } })),
    )
    for (const content of [Buffer.from(text.slice(0, -900)), gzipSync(text).subarray(0, -12)]) {
      const { report } = await imported(content)
      expect(sourceOf(report, 'finess-structures')).toMatchObject({ truncated: true })
    }
  })

  test('whatever is done to them, counts add up and nothing throws', async () => {
    const base = Buffer.from(
      finessFile(Array.from({ length: 4 }, (_, n) => pmej({ general: { numFinessEge: String(370_009_000 + n) } }))),
    )
    const damage = fc.oneof(
      fc.nat(base.length).map(cut => base.subarray(0, cut)),
      fc.tuple(fc.nat(base.length - 1), fc.nat(255)).map(([at, byte]) => {
        const bytes = Buffer.from(base)
        bytes[at] = byte
        return bytes
      }),
      fc
        .tuple(fc.nat(base.length), fc.string({ unit: 'grapheme' }))
        .map(([at, text]) => Buffer.concat([base.subarray(0, at), Buffer.from(text), base.subarray(at)])),
      fc.jsonValue().map(value => Buffer.from(JSON.stringify({ pmej: [value, { ege: [value] }] }))),
    )
    await fc.assert(
      fc.asyncProperty(damage, async content => {
        const result = await readAlone(folder.write('damaged.json', content))
        if (result.ok) addsUp(result.value)
        else expect(result.error.kind).toBe('not-finess')
      }),
      { numRuns: 60 },
    )
  })
})

const WITHOUT_ADDRESS = {
  'Libellé Voie (coord. structure)': '',
  'Numéro Voie (coord. structure)': '',
  'Indice répétition voie (coord. structure)': '',
  'Code type de voie (coord. structure)': '',
  'Libellé type de voie (coord. structure)': '',
  'Code postal (coord. structure)': '',
  'Code commune (coord. structure)': '',
  'Libellé commune (coord. structure)': '',
  'Téléphone (coord. structure)': '',
}

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(0x55, 30, 60)
  return copy
}
