/** Names taken down wrongly, one rule at a time: who is meant, beside those who could be taken for them. */
import { expect, test } from 'vitest'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { builtFrom } from './opened.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
let last = 3_000_000
const named = (name: string, cells: Record<string, string> = {}) => {
  const id = `1097${last++}`
  return physician({
    'Identifiant PP': id,
    'Identification nationale PP': `8${id}`,
    "Nom d'exercice": name,
    'Identifiant technique de la structure': `R${id}`,
    ...cells,
  })
}
const cedex = {
  'Code postal (coord. structure)': '75651',
  'Code commune (coord. structure)': '75056',
  'Libellé commune (coord. structure)': 'PARIS CEDEX 13',
  'Code Département (structure)': '75',
}
const fifth = {
  'Code postal (coord. structure)': '75005',
  'Code commune (coord. structure)': '75056',
  'Libellé commune (coord. structure)': 'PARIS',
  'Code Département (structure)': '75',
}
const rows = [
  // As many as are weighed at once by words as typed, and before who is meant in the register.
  ...Array.from({ length: 70 }, (_, at) =>
    named(`VOISIN${'ABCDEFGHIJ'[at % 10]}${'KLMNOPQRST'[Math.floor(at / 10)]}`, {
      'Libellé Voie (coord. structure)': 'DE LA FONTAINE',
    }),
  ),
  named('FONTAINE', { 'Code genre activité': 'GENR02' }),
  named('LECLERC'),
  named('GAY'),
  named('CHEVALIER'),
  named('CHEVALLIER'),
  named('DONORON', cedex),
  named('DONORON', fifth),
]
const db = await builtFrom(
  { rpps: folder.write('register-20261120.txt', registerFile(rows)) },
  folder.file('directory.sqlite'),
)

function found(text: string, insee: string): string[] {
  const commune = communeByInsee(insee)
  const where = { near: commune?.position ?? null, departement: commune?.departement ?? null }
  return search(db, { text, ...where, limit: 10, needs: true }).hits.map(
    ({ displayName, activity }) => `${displayName.split(' ').at(-1)} ${activity?.postalCode}`,
  )
}

test('who bears a name that resembles comes before those whose street does, however many', () => {
  expect(found('fontaibe chambray', '37050')[0]).toBe('FONTAINE 37170')
})

test('«-erc» sounds like «-air», not like «-er»', () => {
  expect(found('Leclair Chambray', '37050')).toEqual(['LECLERC 37170'])
})

test('a name of three letters stands for those that sound the same', () => {
  expect(found('Gai Chambray', '37050')).toEqual(['GAY 37170'])
})

test('those found as typed are not counted twice among those that resemble', () => {
  expect(found('Chevalié Chambray', '37050')).toEqual(['CHEVALIER 37170', 'CHEVALLIER 37170'])
})

test('an arrondissement is also for those whom a CEDEX puts in its city, after its own', () => {
  expect(found('Donoron Paris 5e arrondissement', '75105')).toEqual(['DONORON 75005', 'DONORON 75651'])
  expect(found('Donorno Paris 5e arrondissement', '75105')).toEqual(['DONORON 75005', 'DONORON 75651'])
  expect(found('Donoron Paris 6e arrondissement', '75106')).toEqual(['DONORON 75651'])
})
