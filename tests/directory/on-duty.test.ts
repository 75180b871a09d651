/** What the site's rosters bring to a need: pharmacies on duty, only while they are; favourites. */
import { afterAll, expect, test } from 'vitest'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { buildDirectory } from '../../src/core/directory/import.ts'
import { codesOfNeed } from '../../src/core/directory/needs.ts'
import { favourites } from '../../src/core/directory/queries/on-duty.ts'
import { structuresNear } from '../../src/core/directory/queries/structures.ts'
import { createRosters } from '../../src/core/directory/rosters/index.ts'
import { silentLog } from '../../src/core/ports.ts'
import { StructureHit } from '../../src/shared/contract/directory.ts'
import { dbOf } from './opened.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
const database = folder.file('d.sqlite')
const built = await buildDirectory({
  files: { rpps: folder.write('ps-20261120.txt', registerFile([physician()])) },
  target: database,
  onProgress() {},
})
if (!built.ok) throw new Error(built.error.kind)
const rosters = createRosters({ database, folder: undefined, now: Date.now, log: silentLog, onChange() {} })
afterAll(() => rosters.close())
const take = async (file: string, text: string) => {
  const taken = await rosters.take(file, Buffer.from(text))
  expect(taken).toMatchObject({ ok: true })
}
await take(
  'gardes.csv',
  'pharmacie;adresse;code postal;commune;téléphone;début;fin\nPharmacie fictive;1 rue A;37600;Loches;02 61 91 00 01;22/11/2026 20:00;23/11/2026 08:00\nPharmacie voisine;2 rue B;37170;Chambray-lès-Tours;02 61 91 00 02;22/11/2026 20:00;23/11/2026 08:00\n',
)
await take('favoris.csv', 'filière;besoin;nom\nfavoris;psychiatre;Psychiatre de garde\n')
const db = dbOf(database)
afterAll(() => db.close())
const near = communeByInsee('37050')?.position ?? null
const ask = (now: string) =>
  structuresNear(db, {
    codes: codesOfNeed('structure', 'pharmacie-garde'),
    near,
    departement: '37',
    radiusKm: 10,
    limit: 10,
    now: new Date(now).getTime(),
  })

test('a pharmacy is on duty while the roster says so, the nearest first, with its hours', () => {
  const { structures } = ask('2026-11-22T22:00:00')
  expect(structures.map(each => each.name)).toEqual(['Pharmacie voisine', 'Pharmacie fictive'])
  for (const one of structures) {
    expect(StructureHit.safeParse(one).error).toBeUndefined()
    expect(one.hours).toMatch(/22\/11.*23\/11/)
    expect(one.kinds).toEqual([{ code: 'duty-pharmacy', label: 'Pharmacie de garde' }])
  }
})

test('before and after, none is: never guessed', () => {
  expect(ask('2026-11-22T19:59:00').structures).toEqual([])
  expect(ask('2026-11-23T08:01:00').structures).toEqual([])
})

test('favourites of the site are needs', () => {
  expect(favourites(db, { now: Date.now() })).toMatchObject([{ need: 'speciality:SM42', name: 'Psychiatre de garde' }])
})
