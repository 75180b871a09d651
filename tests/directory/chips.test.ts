/** How a text is understood, and what remains when a part of it is taken away. */
import { expect, test } from 'vitest'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { directoryCalls } from '../../src/shared/contract/directory.ts'
import { builtFrom } from './opened.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
const rows = [
  physician({ 'Numéro FINESS site': '370000999', 'Numéro SIRET site': '00000000000018' }),
  physician({ "Nom d'exercice": 'ESSAI', 'Identifiant PP': '10999999801', 'Numéro FINESS site': '010000999' }),
  physician({
    "Nom d'exercice": 'LOINTAIN',
    'Code postal (coord. structure)': '18000',
    'Code commune (coord. structure)': '18033',
    'Libellé commune (coord. structure)': 'BOURGES',
    'Code Département (structure)': '18',
  }),
]
const db = await builtFrom({ rpps: folder.write('ps-20261120.txt', registerFile(rows)) }, folder.file('d.sqlite'))
const near = communeByInsee('37050')?.position ?? null
const ask = (text: string) => {
  const found = search(db, { text, near, departement: '37', limit: 10, needs: true })
  expect(directoryCalls['directory.search'].value.safeParse(found).error).toBeUndefined()
  return found
}
const chips = (text: string) => ask(text).chips?.map(({ kind, label, text, without }) => [kind, label, text, without])

test.each([
  [
    'médecin généraliste chambray-lès-tours',
    [
      ['speciality', 'Médecin généraliste', 'médecin généraliste', 'chambray-lès-tours'],
      ['commune', 'Chambray-lès-Tours', 'chambray-lès-tours', 'médecin généraliste'],
    ],
  ],
  ['Testard, 37170', [['postcode', '37170', '37170', 'Testard,']]],
  ['testard indre-et-loire', [['departement', 'Indre-et-Loire (37)', 'indre-et-loire', 'testard']]],
  ['essai Élodie', []],
  ['rue des Tilleuls testard', [['street', 'rue des Tilleuls', 'rue des Tilleuls', 'testard']]],
  [
    'mg, 12 bis r. des tilleuls',
    [
      ['speciality', 'Médecin généraliste', 'mg', ', 12 bis r. des tilleuls'],
      ['street', '12 bis r. des tilleuls', '12 bis r. des tilleuls', 'mg,'],
    ],
  ],
  [
    'testard 12 av du maréchal d’essai chambray-lès-tours',
    [
      ['street', '12 av du maréchal', '12 av du maréchal', 'testard d’essai chambray-lès-tours'],
      ['commune', 'Chambray-lès-Tours', 'chambray-lès-tours', 'testard 12 av du maréchal d’essai'],
    ],
  ],
  ['tilleuls élodie', [['street', 'tilleuls', 'tilleuls', 'élodie']]],
  ['10999999801', [['rpps', '10999999801', '10999999801', '']]],
  ['02 61 91 00 01', [['phone', '02 61 91 00 01', '02 61 91 00 01', '']]],
  ['370000999', [['structure', '370000999', '370000999', '']]],
])('«%s»', (text, expected) => {
  expect(chips(text)).toEqual(expected)
})

test.each([
  'rue des tilleuls testard',
  'testard 12 bis rue des Tilleuls',
  'chambray-lès-tours, 12 r. des tilleuls, testard',
  'médecin rue tilleuls testard 37170',
  'testard tilleuls indre et loire',
])('«%s»: a street in any place, with its number and its kind or without, finds who practises there', text => {
  expect(ask(text)).toMatchObject({ hits: [{ displayName: 'Dr Élodie TESTARD-FICTIF' }], widened: [] })
  expect(ask(text).chips?.some(chip => chip.kind === 'street')).toBe(true)
})

test('words that are surnames too are a kind of way only before an article or after a number', () => {
  expect(chips('place testard')).toEqual([])
  expect(chips('3 place testard')).toEqual([['street', '3 place testard', '3 place testard', '']])
})

test('a département narrows, as its name or beside a need', () => {
  const names = (text: string) => ask(text).hits.map(hit => hit.displayName.split(' ').at(-1))
  expect(names('élodie indre-et-loire')).not.toContain('LOINTAIN')
  expect(names('mg indre et loire')).toHaveLength(2)
  expect(names('mg cher')).toEqual(['LOINTAIN'])
  expect(names('cher')).toEqual(['LOINTAIN'])
})

test('a FINESS or a SIRET number leads to who works there, also one that begins with 0', () => {
  expect(ask('370000999').hits).toHaveLength(1)
  expect(ask('00000000000018').hits.map(hit => hit.displayName)).toEqual(['Dr Élodie TESTARD-FICTIF'])
  expect(ask('010000999').hits.map(hit => hit.displayName)).toEqual(['Dr Élodie ESSAI'])
  expect(ask('370000998').hits).toEqual([])
})
