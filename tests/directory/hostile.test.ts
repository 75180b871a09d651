/**
 * What goes wrong with files between a publisher and a desk, done to every reader: cut short, columns exchanged, other
 * encodings, lines of ten megabytes, numbers saved again by a spreadsheet, JSON cut in the middle, a little file that unpacks
 * to a very large one. Never a throw, never a silent loss: kept + merged + refused = read.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createAnnuaireClient } from '../../src/core/directory/annuaire/client.ts'
import { readDelta } from '../../src/core/directory/annuaire/delta.ts'
import { verifyPerson } from '../../src/core/directory/annuaire/verify.ts'
import { importActivities, importStructures } from '../../src/core/directory/finess/import.ts'
import { readChunks } from '../../src/core/directory/finess/source-file.ts'
import { importFiles } from '../../src/core/directory/replace.ts'
import { readRoster } from '../../src/core/directory/rosters/read.ts'
import { type FileCounts, readPeople, type ToldPerson } from '../../src/core/directory/rpps/people.ts'
import { identifier } from '../../src/core/directory/rpps/row.ts'
import { importSkills } from '../../src/core/directory/rpps/skills.ts'
import { createPeopleIndex, createTables } from '../../src/core/directory/store/schema.ts'
import { unpackText } from '../../src/core/directory/updates/unpack.ts'
import { openHttp } from '../../src/core/http.ts'
import { openDatabase } from '../../src/core/sqlite.ts'
import { legacyFile, point, site } from './legacy-finess.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { activitiesOf, exercised, finessFile, pmej } from './structures.ts'
import { zip } from './zip.ts'

const folder = testFolder()

interface Counted {
  read: number
  kept: number
  merged: number
  refused: number
}
/** What a reader makes of some bytes; a text is the kind of problem for which the file is refused whole. */
type Reader = (bytes: Buffer) => Promise<Counted | string>

function people(bytes: Buffer): { counts: FileCounts; told: ToldPerson[] } | string {
  const told: ToldPerson[] = []
  const read = readPeople(folder.write('rpps.txt', bytes), {
    onPerson: one => told.push(one),
    onLabel() {},
    onProgress() {},
  })
  return read.ok ? { counts: read.value, told } : read.error.kind
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0)

const rpps: Reader = async bytes => {
  const read = people(bytes)
  if (typeof read === 'string') return read
  const kept = sum(read.told.map(one => one.kept))
  // What is left of the rows after those kept was put into another.
  return { ...read.counts, kept, merged: sum(read.told.map(one => one.rows)) - kept }
}

function finess(file: string, read: typeof importStructures, before?: Buffer): Reader {
  return async bytes => {
    const db = openDatabase(':memory:')
    try {
      createTables(db)
      if (before) await importStructures(db, folder.write('before.json', before), () => {})
      const result = await read(db, folder.write(file, bytes), () => {})
      return result.ok ? result.value : result.error.kind
    } finally {
      db.close()
    }
  }
}

const roster: Reader = async bytes => {
  const result = await readRoster(bytes)
  if (!result.ok) return result.error.kind
  const { read, entries, merged, refused } = result.value
  return { read, kept: entries.length, merged, refused }
}

const SKILLS = [
  "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Libellé profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire",
]
const idOf = (n: number) => String(10_999_999_901 + n)
const skillOf = (n: number): string =>
  `8|${idOf(n)}|8${idOf(n)}|TESTARD-FICTIF|Élodie|10|Médecin|C|Civil|S|Spécialité ordinale|SM4${n}|Cœur "fictif"`

/** Five people are there, as the file of activities tells them. */
const skills: Reader = async bytes => {
  const db = openDatabase(':memory:')
  try {
    createTables(db)
    const put = db.prepare(
      `INSERT INTO people (idnps, family, given, profession, specialities, places) VALUES (?, 'TESTARD-FICTIF', 'Élodie', '10', 'SM54', '')`,
    )
    for (const n of [0, 1, 2, 3, 4]) put.run(`8${idOf(n)}`)
    createPeopleIndex(db)
    const added: string[] = []
    const read = importSkills(
      db,
      folder.write('sf.txt', bytes),
      '2026-11-20',
      () => {},
      (_, code) => added.push(code),
    )
    if (!read.ok) return read.error.kind
    // What is said to be kept is there, and nothing else.
    expect(added).toHaveLength(read.value.kept)
    const held = db.prepare<[], { specialities: string }>('SELECT specialities FROM people').all()
    expect(sum(held.map(each => each.specialities.split(' ').length - 1))).toBe(read.value.kept)
    expect(sum(Object.values(read.value.reasons))).toBe(read.value.refused)
    return read.value
  } finally {
    db.close()
  }
}

/** The service of the Annuaire Santé, that answers every question with these bytes. */
let served: Buffer = Buffer.alloc(0)
const service = createServer((_, response) => response.end(served))
await new Promise<void>(done => service.listen(0, '127.0.0.1', done))
const http = openHttp({})
afterAll(async () => {
  await http.close()
  service.close()
})
const base = `http://127.0.0.1:${(service.address() as AddressInfo).port}/fhir/v2`
const client = createAnnuaireClient({ http, base, key: 'fictive', wait: async () => {} })

const practitioner = (n: number) => ({
  fullUrl: `https://exemple.invalid/fhir/v2/Practitioner/${n}`,
  resource: {
    resourceType: 'Practitioner',
    id: String(n),
    active: n % 2 === 0,
    identifier: [{ system: 'https://rpps.esante.gouv.fr', value: idOf(n) }],
    name: [{ family: 'TESTARD-FICTIF', given: ['Élodie'] }],
    qualification: [{ code: { coding: [{ system: 'https://x/TRE_G15-ProfessionSante', code: '10' }] } }],
  },
  search: { mode: 'match' },
})

const annuaire: Reader = async bytes => {
  served = bytes
  const now = Date.parse('2026-11-22T12:00:00Z')
  const delta = await readDelta(client, '2026-11-20T00:00:00Z', now)
  if (!delta.ok) return delta.error.kind
  // Whatever else is damaged, no entry of a page that is read disappears.
  expect(delta.value.read).toBe(entriesOf(bytes))
  return delta.value
}

/** Entries of a bundle, what the service says of the search itself aside. */
function entriesOf(bytes: Buffer): number {
  const { entry } = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')) as { entry?: unknown[] | null }
  const isWord = (one: unknown) =>
    (one as { resource?: { resourceType?: unknown } } | null)?.resource?.resourceType === 'OperationOutcome'
  return (entry ?? []).filter(one => !isWord(one)).length
}

const five = <T>(make: (n: number) => T): T[] => Array.from({ length: 5 }, (_, n) => make(n))
const establishments = Buffer.from(finessFile(five(n => pmej({ general: { numFinessEge: String(370_009_000 + n) } }))))
const READERS: readonly (readonly [name: string, good: Buffer, separator: string, read: Reader])[] = [
  ['the register', Buffer.from(registerFile(five(() => physician()))), '|', rpps],
  ['SavoirFaire', Buffer.from(`${[...SKILLS, ...five(skillOf)].join('\n')}\n`), '|', skills],
  [
    'a page of the Annuaire Santé',
    Buffer.from(
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'self', url: `${base}/Practitioner` }],
        entry: [...five(practitioner), { resource: { resourceType: 'OperationOutcome', issue: [] } }],
      }),
    ),
    ',',
    annuaire,
  ],
  ['FINESS+ structures', establishments, ',', finess('s.json', importStructures)],
  [
    'FINESS+ activites',
    Buffer.from(
      finessFile(
        five(n =>
          activitiesOf(String(370_009_000 + n), [
            exercised('AASA', { activiteSanitaireRegulee: '14', modaliteActivite: '23' }),
          ]),
        ),
      ),
    ),
    ',',
    finess('a.json', importActivities, establishments),
  ],
  [
    'the former FINESS file',
    Buffer.from(
      legacyFile([
        ...five(n => site({ finess: String(990_000_001 + n) })),
        ...five(n => point(String(990_000_001 + n))),
      ]),
    ),
    ';',
    finess('l.csv', importStructures),
  ],
  [
    'a roster',
    Buffer.from(
      [
        'FINESS;pharmacie;téléphone;code postal;début;fin',
        ...five(n => `37000999${n};Pharmacie fictive ${n};0261910001;37170;22/11/2026 08:00;23/11/2026 08:00`),
      ].join('\n'),
    ),
    ';',
    roster,
  ],
  [
    'a roster of opening hours',
    Buffer.from(
      [
        'RPPS;FINESS;horaires;code postal;fin',
        ...five(n => `1099999990${n};;lun.-ven. 9h-1${n}h;37170;23/11/2026 08:00`),
      ].join('\n'),
    ),
    ';',
    roster,
  ],
]

/** What a spreadsheet makes of long numbers, leading zeros and dates. */
const respread = (text: string): string =>
  text
    .replace(/\b\d{11,}\b/g, number => `${number[0]},${number.slice(1, 6)}E+${number.length - 1}`)
    .replace(/\b0+(\d{4,})\b/g, '$1')
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, '$3/$2/$1')

/** Another kind of value in any one place of a JSON text. */
function confused(text: string): fc.Arbitrary<Buffer> {
  const places: (string | number)[][] = []
  const walk = (value: unknown, place: (string | number)[]) => {
    if (place.length > 0) places.push(place)
    if (typeof value !== 'object' || value === null) return
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value))
      walk((value as Record<string | number, unknown>)[key], [...place, key])
  }
  walk(JSON.parse(text), [])
  const other = fc.constantFrom(null, 0, '', 'x', true, [], {}, [null], ['x'], [{}], [[]], { resource: null })
  return fc.tuple(fc.constantFrom(...places), other).map(([place, value]) => {
    const copy = JSON.parse(text)
    const inside = place.slice(0, -1).reduce((at, key) => at[key], copy)
    inside[place.at(-1) ?? ''] = value
    return Buffer.from(JSON.stringify(copy))
  })
}

function damageOf(good: Buffer, separator: string): fc.Arbitrary<Buffer> {
  const text = good.toString('utf8')
  const isJson = separator === ','
  const exchanged = (a: number, b: number) =>
    text
      .split('\n')
      .map((line, at) => {
        if (at === 0 && !isJson) return line
        const cells = line.split(separator)
        const [one, other] = [cells[a], cells[b]]
        if (one === undefined || other === undefined) return line
        cells[a] = other
        cells[b] = one
        return cells.join(separator)
      })
      .join('\n')
  return fc.oneof(
    ...(isJson ? [confused(text)] : []),
    fc.nat(good.length).map(cut => good.subarray(0, cut)),
    fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => Buffer.from(exchanged(a, b))),
    fc.constantFrom(
      Buffer.from(text, 'latin1'),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text.replaceAll('\n', '\r\n')),
      Buffer.from(text.replaceAll('\n', '\r')),
      Buffer.from(respread(text)),
      // A table saved with its titles in another order.
      Buffer.from(text.split('\n').toReversed().join('\n')),
      gzipSync(good),
    ),
    fc
      .tuple(fc.nat(good.length), fc.uint8Array({ minLength: 1, maxLength: 60 }))
      .map(([at, some]) => Buffer.concat([good.subarray(0, at), some, good.subarray(at)])),
    fc
      .nat(good.length)
      .map(at => Buffer.concat([good.subarray(0, at), Buffer.alloc(200_000, 0x79), good.subarray(at)])),
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
  )
}

describe.each(READERS)('%s', (_, good, separator, read) => {
  test('as it should be is read whole', async () => {
    expect(await read(good)).toMatchObject({ refused: 0 })
  })

  test('whatever happened to it: nothing throws, and every line is kept, merged or refused', async () => {
    await fc.assert(
      fc.asyncProperty(damageOf(good, separator), async bytes => {
        const counts = await read(bytes)
        if (typeof counts === 'string') expect(counts).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
        else expect(counts.kept + counts.merged + counts.refused).toBe(counts.read)
      }),
      { numRuns: 120 },
    )
  })

  test('with a line of ten megabytes loses no other line', async () => {
    const lines = good.toString('utf8').split('\n')
    // In JSON the long text is inside of the first element, which is as long as it says.
    const long = separator === ',' ? null : [lines[0], 'y'.repeat(10_000_000), ...lines.slice(1)].join('\n')
    const first = /"(?:pmej|entry)":\[\{/
    const bytes = Buffer.from(
      long ?? good.toString('utf8').replace(first, head => `${head}"x":"${'y'.repeat(10_000_000)}",`),
    )
    expect(bytes.length).toBeGreaterThan(10_000_000)
    const [before, after] = [await read(good), await read(bytes)]
    if (typeof before === 'string') throw new Error('refused whole')
    if (typeof after === 'string') {
      // A roster is small: a large one is refused whole, and told so.
      expect(after).toMatch(/^roster-/)
      return
    }
    expect(after.kept).toBe(before.kept)
    expect(after.kept + after.merged + after.refused).toBe(after.read)
    expect(after.refused).toBe(long === null ? 0 : 1)
  })
})

test('a number that a spreadsheet shortened is nobody’s: no identifier is invented from what is left', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 10n, max: 10n ** 11n - 1n }), number => {
      const said = respread(String(number))
      expect(identifier('8', said)).toBeNull()
      expect(identifier('', said)).toBeNull()
    }),
  )
})

test('one professional is verified whatever the service answers: a verdict or a reason, never a throw', async () => {
  const text = READERS.find(([name]) => name.includes('Annuaire'))?.[1].toString('utf8') ?? ''
  const person = { family: 'X', given: 'Y', profession: { code: '10', label: '' }, specialities: [], activities: [] }
  await fc.assert(
    fc.asyncProperty(damageOf(Buffer.from(text), ','), async bytes => {
      served = bytes
      const verified = await verifyPerson(client, idOf(0), person as unknown as Parameters<typeof verifyPerson>[2])
      if (verified.ok) expect(['same', 'changed', 'inactive', 'absent']).toContain(verified.value.verdict)
      else expect(verified.error.kind).toMatch(/^source-/)
    }),
    { numRuns: 120 },
  )
})

describe('a little file that unpacks to a very large one', () => {
  test('in gzip stops at the ceiling of what a source may be', async () => {
    const bomb = folder.write('bomb.json.gz', gzipSync(Buffer.alloc(50_000_000, 0x20)))
    let most = 0
    const reading = readChunks(
      bomb,
      chunk => {
        most += chunk.length
      },
      10_000_000,
    )
    await expect(reading).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(most).toBeLessThanOrEqual(10_000_000)
  })

  test('of the Annuaire Santé is not taken beyond the ceiling of a page, packed or not', async () => {
    for (const bytes of [Buffer.alloc(51_000_000, 0x20), gzipSync(Buffer.alloc(50_000_000, 0x20))]) {
      served = bytes
      expect(await readDelta(client, '2026-11-20T00:00:00Z', Date.parse('2026-11-22'))).toMatchObject({ ok: false })
    }
  })

  test('in a zip whose directory lies about its size is refused', async () => {
    const honest = zip({ 'PS_Personne_activite_20261120.txt': Buffer.alloc(5_000_000, 0x41) })
    const lying = Buffer.from(honest)
    // The size, unpacked, in the directory at the end: said to be a hundred bytes.
    const entry = lying.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    lying.writeUInt32LE(100, entry + 24)
    const file = folder.write('lying.zip', lying)
    expect(await unpackText(file, /personne_?activite/i, folder.file('.'))).toMatchObject({
      ok: false,
      error: { kind: 'file-damaged' },
    })
  })

  test('whatever a zip holds, it is unpacked as it says or refused', async () => {
    const good = zip({ 'PS_Personne_activite_20261120.txt': Buffer.from(registerFile([physician()])) })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(good.length).map(cut => good.subarray(0, cut)),
          fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
            const bytes = Buffer.from(good)
            bytes[at] = byte
            return bytes
          }),
        ),
        async bytes => {
          const result = await unpackText(folder.write('any.zip', bytes), /personne_?activite/i, folder.file('.'))
          if (!result.ok) expect(['file-damaged', 'file-unreadable']).toContain(result.error.kind)
        },
      ),
      { numRuns: 150 },
    )
  })
})

test('a directory is never half switched: a bad file of any source leaves the one in place to the byte', async () => {
  const database = folder.file('in-place.sqlite')
  const good = folder.write('ps-20261120.txt', registerFile(five(() => physician())))
  expect(await importFiles({ files: { rpps: good }, database, onProgress() {} })).toMatchObject({ ok: true })
  const before = readFileSync(database)
  const bad = folder.write('structures.json', establishments.subarray(0, 20))
  for (const files of [
    { rpps: bad },
    { rpps: good, structures: bad },
    { rpps: good, structures: folder.file('absent.json') },
    { rpps: good, skills: bad },
  ]) {
    expect(await importFiles({ files, database, onProgress() {} })).toMatchObject({ ok: false })
    expect(readFileSync(database).equals(before)).toBe(true)
    expect(readdirSync(folder.file('.')).filter(name => name.includes('.import-'))).toEqual([])
  }
})
