/** What changed for somebody since the generation before: told by the console from the two files, in the order that matters. */
import { expect, test } from 'vitest'
import { createDirectory } from '../../src/core/directory/index.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
const context = { clientId: 'test' }
const [STAYS, MOVES, GOES, COMES] = ['10999999901', '10999999902', '10999999903', '10999999904'] as const
const one = (id: string, cells: Record<string, string> = {}) => physician({ 'Identifiant PP': id, ...cells })

test('each generation is compared with the one before, until the way back is taken', async () => {
  const directory = await createDirectory({
    database: folder.file('d.sqlite'),
    entryUrl: sourceEntry,
    readers: 1,
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })
  const told = async (rpps: string) => {
    const answer = await directory.handlers['directory.person']({ idnps: `8${rpps}` }, context)
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value
  }
  const take = async (day: string, rows: readonly string[]) => {
    const file = folder.write(`ps-${day}.txt`, registerFile(rows))
    expect(await directory.importFiles({ rpps: file })).toMatchObject({ ok: true })
  }
  try {
    await take('20261119', [one(STAYS), one(MOVES), one(GOES)])
    expect(await told(MOVES), 'no generation before').not.toHaveProperty('since')

    await take('20261120', [
      one(STAYS),
      one(MOVES, {
        "Nom d'exercice": 'AUTRE-FICTIF',
        'Code savoir-faire': 'SM40',
        'Libellé savoir-faire': 'Pédiatrie',
        'Libellé Voie (coord. structure)': 'DES ACACIAS',
        'Téléphone (coord. structure)': '02 61 91 00 02',
      }),
      one(COMES),
    ])
    expect(await told(STAYS)).toMatchObject({ since: '2026-11-19', changes: [] })
    expect(await told(COMES)).toMatchObject({ since: '2026-11-19', changes: [{ field: 'new' }] })
    expect((await told(GOES)).person, 'withdrawn from the source').toBeNull()
    const { changes = [] } = await told(MOVES)
    expect(changes.map(({ field }) => field)).toEqual([
      'name',
      'specialities',
      'place-left',
      'place-new',
      'phone-left',
      'phone-new',
    ])
    expect(changes).toMatchObject([
      { before: 'Élodie TESTARD-FICTIF', after: 'Élodie AUTRE-FICTIF' },
      { after: expect.stringContaining('édiatrie') },
      { before: expect.stringContaining('Tilleuls'), after: '' },
      { before: '', after: expect.stringContaining('Acacias') },
      { before: '+33261910001', after: '' },
      { before: '', after: '+33261910002' },
    ])

    // One generation is kept: that of the 19th is no more what is compared with.
    await take('20261121', [one(STAYS), one(MOVES), one(COMES)])
    expect(await told(COMES)).toMatchObject({ since: '2026-11-20', changes: [] })

    expect(await directory.returnToPrevious()).toMatchObject({ ok: true })
    expect(await told(COMES)).toMatchObject({ contentDate: '2026-11-20', since: '2026-11-21', changes: [] })
  } finally {
    await directory.close()
  }
})
