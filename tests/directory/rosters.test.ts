/** Lists that a site keeps: read by the names of their columns, errors told by cell, nothing lost in silence. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { importFiles } from '../../src/core/directory/index.ts'
import { personHours, structureHours } from '../../src/core/directory/queries/hours.ts'
import { person as personOf } from '../../src/core/directory/queries/people.ts'
import { siteLines } from '../../src/core/directory/queries/site-lines.ts'
import { createRosters, type Rosters } from '../../src/core/directory/rosters/index.ts'
import { type ReadRoster, readRoster } from '../../src/core/directory/rosters/read.ts'
import { TEMPLATES, templateText } from '../../src/core/directory/rosters/templates.ts'
import { silentLog } from '../../src/core/ports.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { rostersOf } from '../../src/sandbox/territory/rosters.ts'
import { OpeningHours, SiteLine } from '../../src/shared/contract/directory.ts'
import { dbOf } from './opened.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { finessFile, pmej } from './structures.ts'
import { zip } from './zip.ts'

const folder = testFolder()
const read = async (text: string | Uint8Array) => readRoster(typeof text === 'string' ? Buffer.from(text) : text)

async function rosterOf(text: string | Uint8Array): Promise<ReadRoster> {
  const result = await read(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  const { value } = result
  expect(value.entries.length + value.merged + value.refused).toBe(value.read)
  return value
}

const at = (text: string) => new Date(text).getTime()

describe('a roster', () => {
  test('of duty pharmacies has its times by the clock of the desk, and its place', async () => {
    const { kind, entries, errors } = await rosterOf(
      'Pharmacie;Adresse;CP;Ville;Tél;Du;Au;Remarques\nPharmacie fictive du Centre;12 rue des Tilleuls;37170;CHAMBRAY LES TOURS;261910001;22/11/2026 20h;23/11/2026 08:00;Sonner\n',
    )
    expect(errors).toEqual([])
    expect(kind).toBe('pharmacies')
    expect(entries).toMatchObject([
      {
        name: 'Pharmacie fictive du Centre',
        insee: '37050',
        city: 'Chambray-lès-Tours',
        departement: '37',
        precision: 'commune',
        phones: ['+33261910001'],
        from: at('2026-11-22T20:00:00'),
        until: at('2026-11-23T08:00:00'),
        note: 'Sonner',
      },
    ])
  })

  test('whose end is a day lasts to the end of it', async () => {
    const { entries } = await rosterOf('pharmacie;début;fin\nA;2026-11-22;22/11/2026\n')
    expect(entries).toMatchObject([{ from: at('2026-11-22T00:00:00'), until: at('2026-11-23T00:00:00') }])
  })

  test('saved by a spreadsheet in Windows-1252, with tabs or commas, reads the same', async () => {
    const text =
      'pharmacie,adresse,code postal,commune,téléphone,début,fin\nPharmacie d’Orléans,"1, place",45000,Orléans,02 61 91 00 01,22/11/2026,23/11/2026\n'
    const expected = await rosterOf(text)
    expect(expected.entries).toMatchObject([{ name: 'Pharmacie d’Orléans', address: '1, place', insee: '45234' }])
    const latin = Buffer.from(text.replaceAll('’', '\u0092'), 'latin1')
    expect(await rosterOf(latin)).toEqual(expected)
    expect(await rosterOf(text.replace('"1, place"', '1 place').replaceAll(',', '\t'))).toMatchObject({
      read: 1,
      refused: 0,
    })
  })

  test('tells each bad cell by line and column; the line stays when it can', async () => {
    const { entries, errors, read, refused, faults } = await rosterOf(
      [
        'Gardes de novembre;;;;',
        'RPPS;nom;début de garde;fin de garde;téléphone;besoin',
        '10999999901;Élodie;22/11/2026 20:00;23/11/2026 08:00;12;pédiatre',
        '1,09999E+10;Zoé;22/11/2026 20:00;23/11/2026 08:00;0261910001;licorne',
        ';;22/11/2026 20:00;23/11/2026 08:00;;',
        '10999999902;Paul;31/02/2026;23/11/2026 08:00;;',
        '10999999902;Paul;23/11/2026 20:00;23/11/2026 08:00;;',
        ';;;;;',
      ].join('\n'),
    )
    expect(entries).toMatchObject([
      { rpps: '10999999901', phones: [], need: 'speciality:SM40' },
      { rpps: null, name: 'Zoé', phones: ['+33261910001'], need: null },
    ])
    expect({ read, refused, faults }).toEqual({ read: 5, refused: 3, faults: 6 })
    expect(errors).toEqual([
      { line: 3, column: 'téléphone', fault: 'phone', value: '12', kept: true },
      { line: 4, column: 'RPPS', fault: 'spreadsheet-number', value: '1,09999E+10', kept: true },
      { line: 4, column: 'besoin', fault: 'need', value: 'licorne', kept: true },
      { line: 5, column: 'RPPS', fault: 'missing', value: '', kept: false },
      { line: 6, column: 'début de garde', fault: 'date', value: '31/02/2026', kept: false },
      { line: 7, column: 'fin de garde', fault: 'date-order', value: '', kept: false },
    ])
  })

  test('refuses a line cut in two by a separator of its own text: what follows would stand one column too far', async () => {
    const { entries, errors, refused } = await rosterOf(
      [
        'RPPS;horaires;remarque',
        '10999999901;lun. 9h-12h ; sam. 9h-12h;Sonner',
        '10999999901;"lun. 9h-12h ; sam. 9h-12h";Sonner;;;',
      ].join('\n'),
    )
    expect(entries).toMatchObject([{ hours: 'lun. 9h-12h ; sam. 9h-12h', note: 'Sonner' }])
    expect(refused).toBe(1)
    expect(errors).toEqual([{ line: 2, column: 'remarque', fault: 'cells', value: 'Sonner', kept: false }])
  })

  test.each(TEMPLATES.map(template => [template.kind, template] as const))(
    'of kind %s is recognised by its own template',
    async (kind, template) => {
      const shipped = readFileSync(path.resolve(import.meta.dirname, `../../assets/rosters/${kind}.csv`), 'utf8')
      expect(shipped).toBe(templateText(template))
      const roster = await rosterOf(shipped)
      expect(roster.kind).toBe(kind)
      expect(roster.errors).toEqual([])
      expect(roster.entries).toHaveLength(1)
    },
  )

  test('of the practice site reads without a fault', async () => {
    const texts = rostersOf(createTerritory({ seed: 1, rows: 3000 }), at('2026-11-21T00:00:00'))
    const kinds: string[] = []
    for (const [name, text] of texts) {
      const roster = await rosterOf(text)
      expect(roster.errors, name).toEqual([])
      kinds.push(roster.kind)
    }
    expect(kinds.toSorted()).toEqual(TEMPLATES.map(template => template.kind).toSorted())
  })

  test('in XLSX has its texts, its numbers and its dates', async () => {
    const { kind, entries } = await rosterOf(xlsx())
    expect(kind).toBe('pharmacies')
    expect(entries).toMatchObject([
      {
        finess: '070009999',
        name: 'Pharmacie fictive',
        postcode: '01000',
        from: at('2026-11-22T20:00:00'),
        until: at('2026-11-24T00:00:00'),
      },
    ])
  })
})

describe('a file that is no roster', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['another table', 'a;b\n1;2\n', 'roster-unknown'],
    ['nothing', '', 'roster-unknown'],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'roster-unreadable'],
    ['bytes', Buffer.from([1, 0, 2, 0]), 'roster-unreadable'],
    ['a zip that is none', Buffer.from('504b0304ffff', 'hex'), 'roster-unreadable'],
    ['a header alone', 'pharmacie;début;fin\n', 'roster-empty'],
    ['only bad lines', 'pharmacie;début;fin\nA;hier;demain\n', 'roster-empty'],
    ['too many bytes', Buffer.alloc(9_000_000, 'x'), 'roster-too-large'],
  ])('(%s) is refused with its reason', async (_, content, kind) => {
    expect(await read(content)).toMatchObject({ ok: false, error: { kind } })
  })

  test('(a zip bomb) is not unpacked', async () => {
    const bomb = zip({ '[Content_Types].xml': Buffer.alloc(80_000_000) })
    expect(bomb.length).toBeLessThan(200_000)
    expect(await read(bomb)).toMatchObject({ ok: false, error: { kind: 'roster-too-large' } })
  })

  test('whatever is done to one, counts add up and nothing throws', async () => {
    const base = templateText(TEMPLATES[4] as (typeof TEMPLATES)[number])
    const sheet = xlsx()
    const damage = fc.oneof(
      fc
        .tuple(fc.nat(base.length), fc.string({ unit: 'grapheme' }))
        .map(([cut, text]) => Buffer.from(base.slice(0, cut) + text + base.slice(cut))),
      fc.nat(base.length).map(cut => Buffer.from(base.slice(0, cut))),
      fc.tuple(fc.nat(sheet.length - 1), fc.nat(255)).map(([place, byte]) => {
        const copy = Buffer.from(sheet)
        copy[place] = byte
        return copy
      }),
      fc.nat(sheet.length).map(cut => Buffer.from(sheet.subarray(0, cut))),
      fc
        .array(fc.array(fc.string(), { maxLength: 8 }), { maxLength: 6 })
        .map(rows => Buffer.from(`${base}${rows.map(row => row.join(';')).join('\n')}`)),
    )
    await fc.assert(
      fc.asyncProperty(damage, async content => {
        const result = await read(content)
        if (!result.ok) expect(result.error.kind).toMatch(/^roster-/)
        else expect(result.value.entries.length + result.value.merged + result.value.refused).toBe(result.value.read)
      }),
      { numRuns: 120 },
    )
  })
})

describe('the rosters of a console', () => {
  const now = at('2026-11-22T12:00:00')
  const open = (name: string, watched?: string): Rosters =>
    createRosters({ database: folder.file(name), folder: watched, now: () => now, log: silentLog, onChange() {} })
  const pharmacies = (name: string) =>
    Buffer.from(`FINESS;pharmacie;début;fin\n370009999;${name};22/11/2026 08:00;23/11/2026 08:00\n`)

  test('are taken, completed by the directory, replaced by name, seen by its readers, and taken away', async () => {
    const rosters = open('one.sqlite')
    expect(await rosters.take('gardes.csv', pharmacies('')), 'before there is any directory').toMatchObject({
      ok: true,
    })
    const files = {
      rpps: folder.write('ps-20261120.txt', registerFile([physician()])),
      structures: folder.write('s.json', finessFile([pmej()])),
    }
    expect(await importFiles({ files, database: folder.file('one.sqlite'), onProgress() {} })).toMatchObject({
      ok: true,
    })
    rosters.directoryChanged()
    const seen = () => {
      const db = dbOf(folder.file('one.sqlite'))
      const rows = db
        .prepare(
          'SELECT e.name, e.city, e.phones, e.precision FROM roster_entries e JOIN structures s ON s.finess = e.finess',
        )
        .all()
      db.close()
      return rows
    }
    const place = { city: 'Chambray-lès-Tours', phones: '+33261910001', precision: 'address' }
    expect(seen()).toEqual([{ name: 'HOPITAL FICTIF', ...place }])
    const again = await rosters.take('gardes.csv', pharmacies('Pharmacie à elle'))
    expect(again).toMatchObject({ ok: true, value: { kept: 1, validUntil: at('2026-11-23T08:00:00') } })
    expect(seen()).toEqual([{ name: 'Pharmacie à elle', ...place }])
    expect(rosters.list()).toHaveLength(1)
    expect(rosters.remove(rosters.list()[0]?.id ?? 0)).toBe(true)
    expect(rosters.remove(999)).toBe(false)
    expect(seen()).toEqual([])
    rosters.close()
  })

  test('say of somebody how they take part, while it is in force, and nothing of anybody else', async () => {
    const rosters = open('who.sqlite')
    const csv = (text: string) => Buffer.from(text)
    const participation =
      'participation;RPPS;structure;fin\nCPTS;10999999901;CPTS fictive;01/12/2026\nMSP;10999999902;;\n'
    expect(await rosters.take('participation.csv', csv(participation))).toMatchObject({ ok: true, value: { kept: 2 } })
    const rpps = folder.write('ps-20261120.txt', registerFile([physician({ 'Identifiant PP': '10999999901' })]))
    expect(await importFiles({ files: { rpps }, database: folder.file('who.sqlite'), onProgress() {} })).toMatchObject({
      ok: true,
    })
    const db = dbOf(folder.file('who.sqlite'))
    const said = (when: number, who = '10999999901') => siteLines(db, { rpps: who, now: when })
    expect(said(now)).toMatchObject([
      { kind: 'participation', mode: 'cpts', name: 'CPTS fictive', file: 'participation.csv' },
    ])
    expect(z.array(SiteLine).safeParse(said(now)).error).toBeUndefined()
    expect(said(at('2026-12-03T00:00:00'))).toEqual([])
    expect(said(now, '10999999903')).toEqual([])
    db.close()
    rosters.close()
  })

  test('say when somebody is open, at which of their places, and an establishment; while it is in force', async () => {
    const rosters = open('hours.sqlite')
    const csv = [
      'RPPS;FINESS;CP;commune;horaires;du;au;remarque',
      '10999999901;;37000;Tours;lun.-ven. 9h-18h;;;Sonner',
      '10999999901;;37000;Tours;lun. 9h-12h;01/12/2026;31/12/2026;Fêtes',
      '10999999901;;37600;Loches;sam. 9h-12h;;;',
      ';370009999;;;tous les jours 24h/24;;;',
      '10999999902;;;;mar. 9h-12h;;;',
      '10999999903;;;;sur rendez-vous;;;',
      ';;;;mar. 9h-12h;;;',
    ].join('\n')
    expect(await rosters.take('horaires.csv', Buffer.from(csv))).toMatchObject({
      ok: true,
      value: {
        kind: 'hours',
        read: 7,
        kept: 5,
        refused: 2,
        errors: [
          { line: 7, column: 'horaires d’ouverture', fault: 'hours', value: 'sur rendez-vous', kept: false },
          { line: 8, column: 'RPPS', fault: 'missing', kept: false },
        ],
      },
    })
    const tours = {
      'Code postal (coord. structure)': '37000',
      'Code commune (coord. structure)': '37261',
      'Libellé commune (coord. structure)': 'Tours',
    }
    const hospital = { 'Numéro FINESS site': '370009999', 'Identifiant technique de la structure': 'F370009999' }
    const files = {
      rpps: folder.write(
        'ps-20261120.txt',
        registerFile([
          physician({ 'Identifiant PP': '10999999901', ...tours }),
          physician({ 'Identifiant PP': '10999999901', ...hospital, 'Code commune (coord. structure)': '' }),
          physician({ 'Identifiant PP': '10999999902' }),
        ]),
      ),
      structures: folder.write('s.json', finessFile([pmej()])),
    }
    expect(await importFiles({ files, database: folder.file('hours.sqlite'), onProgress() {} })).toMatchObject({
      ok: true,
    })
    rosters.directoryChanged()
    const db = dbOf(folder.file('hours.sqlite'))
    const known = (rpps: string) => {
      const person = personOf(db, { idnps: `8${rpps}` })
      if (!person) throw new Error(rpps)
      return person
    }
    const one = known('10999999901')
    const practice = one.activities.find(each => each.finess === null)?.id
    const ward = one.activities.find(each => each.finess === '370009999')?.id
    const told = personHours(db, { person: one, now })
    expect(z.array(OpeningHours).safeParse(told).error).toBeUndefined()
    const from = { file: 'horaires.csv', taken: new Date(now).toISOString() }
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ activity: practice, of: 'person', note: 'Sonner', until: null, ...from }),
        expect.objectContaining({ activity: ward, of: 'structure', ...from }),
        expect.objectContaining({ activity: null, of: 'person', where: 'Loches', ...from }),
      ]),
    )
    expect(told).toHaveLength(3)
    expect(told.find(each => each.activity === practice)?.week).toEqual([
      { days: [1, 2, 3, 4, 5], spans: [[540, 1080]] },
    ])
    // Those of a time before those of always, then those of always again.
    const noteAt = (when: string) =>
      personHours(db, { person: one, now: at(when) }).find(each => each.activity === practice)?.note
    expect([noteAt('2026-12-10T12:00'), noteAt('2027-01-02T12:00')]).toEqual(['Fêtes', 'Sonner'])
    // One place of work: no line need name it.
    expect(personHours(db, { person: known('10999999902'), now })).toMatchObject([
      { activity: '0', of: 'person', week: [{ days: [2], spans: [[540, 720]] }] },
    ])
    expect(structureHours(db, { finess: '370009999', now })).toMatchObject([
      { of: 'structure', week: [{ spans: [[0, 1440]] }], where: expect.stringContaining('HOPITAL FICTIF') },
    ])
    expect(structureHours(db, { finess: '370009998', now })).toEqual([])
    db.close()
    rosters.close()
  })

  test('of a watched folder are taken when they change; bad ones are told and harm nothing', async () => {
    const watched = folder.file('listes')
    mkdirSync(watched)
    writeFileSync(path.join(watched, 'gardes.csv'), pharmacies('A'))
    writeFileSync(path.join(watched, 'autre.csv'), 'x;y\n1;2\n')
    writeFileSync(path.join(watched, 'lisez-moi.md'), 'rien')
    const rosters = open('two.sqlite', watched)
    await rosters.look()
    expect(rosters.list().map(row => row.file)).toEqual(['gardes.csv'])
    expect(rosters.refusedFiles()).toMatchObject([{ file: 'autre.csv', kind: 'roster-unknown' }])
    writeFileSync(path.join(watched, 'autre.csv'), 'participation;RPPS\nCPTS;10999999901\n')
    await rosters.look()
    expect(
      rosters
        .list()
        .map(row => row.kind)
        .toSorted(),
    ).toEqual(['participation', 'pharmacies'])
    expect(rosters.refusedFiles()).toEqual([])
    rmSync(watched, { recursive: true })
    await rosters.look()
    expect(rosters.list()).toHaveLength(2)
    rosters.close()
  })

  test('whose file is spoilt begin again, and it is put aside', () => {
    writeFileSync(folder.file('three.sqlite.site'), 'x'.repeat(4000))
    const rosters = open('three.sqlite')
    expect(rosters.list()).toEqual([])
    expect(readFileSync(folder.file('three.sqlite.site.bad'), 'utf8')).toContain('xxx')
    rosters.close()
  })
})

/** A small workbook: shared texts, a number that lost its zero, two dates of which one is a day. */
function xlsx(): Buffer {
  const texts = ['FINESS', 'pharmacie', 'code postal', 'début', 'fin', 'Pharmacie fictive']
  const text = (cell: string, at: number) => `<c r="${cell}" t="s"><v>${at}</v></c>`
  const number = (cell: string, value: number, style = 0) => `<c r="${cell}" s="${style}"><v>${value}</v></c>`
  // 22/11/2026 is day 46348 of the sheet's calendar.
  const rows = [
    ['A1', 'B1', 'C1', 'D1', 'E1'].map((cell, at) => text(cell, at)),
    [
      number('A2', 70_009_999),
      text('B2', 5),
      number('C2', 1000),
      number('D2', 46_348 + 20 / 24, 1),
      number('E2', 46_349, 2),
    ],
  ]
  const sheet = rows.map((cells, at) => `<row r="${at + 1}">${cells.join('')}</row>`).join('')
  const xml = (body: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`)
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packageNs = 'http://schemas.openxmlformats.org/package/2006'
  return zip({
    '[Content_Types].xml': xml(
      `<Types xmlns="${packageNs}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${packageNs}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Gardes" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${packageNs}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/sharedStrings.xml': xml(`<sst xmlns="${main}">${texts.map(each => `<si><t>${each}</t></si>`).join('')}</sst>`),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': xml(`<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`),
  })
}
