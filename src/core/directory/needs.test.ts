import { expect, test } from 'vitest'
import needsFile from '../../../assets/nomenclatures/needs.json' with { type: 'json' }
import { codesOfNeed, isStructureCode, PLAIN_NEEDS } from './needs.ts'
import { categoryOf, coded, isKnownCode, serviceOf } from './nomenclature.ts'
import { norm } from './text.ts'

const first = (text: string) => PLAIN_NEEDS.search(text, 1)[0]?.label

test('needs are found by the words people use', () => {
  expect(first('mg')).toBe('Médecin généraliste')
  expect(first('médecin de fam')).toBe('Médecin généraliste')
  expect(first('kiné')).toBe('Masseur-kinésithérapeute')
  expect(first('dentiste')).toBe('Chirurgien-dentiste')
  expect(first('IDE')).toBe('Infirmier')
  expect(first('sage femme')).toBe('Sage-femme')
  expect(first('ORL')).toBe('ORL')
  expect(first('psy')).toBe('Psychiatre')
  expect(first('cœur')).toBe('Cardiologue')
  expect(first('xyz')).toBeUndefined()
  expect(PLAIN_NEEDS.search('', 5)).toEqual([])
})

test.each([
  ['urgences pédiatriques', 'urgences-enfants'],
  ['urgences', 'urgences'],
  ['pharmacie de garde', 'pharmacie-garde'],
  ['pharmacie', '21'],
  ['SMUR', 'smur'],
  ['sage-femme', '50'],
  ['kiné à domicile', '70'],
  ['infirmière à domicile', '60'],
  ['psychiatre', 'SM42'],
  ['CDS', 'cds'],
  ['centre de santé', 'cds'],
  ['MSP', 'msp'],
  ['maison médicale', 'msp'],
  ['CPTS', 'cpts'],
  ['SOS médecins', 'sos-medecins'],
  ['maternité', 'maternite'],
  ['caisson', 'caisson'],
  ['grands brûlés', 'brules'],
  ['centre antipoison', 'antipoison'],
  ['CMP', 'cmp'],
  ['labo', 'SM03'],
  ['hôpital', 'hopital'],
  ['EHPAD', 'ehpad'],
  ['urg', 'urgences'],
])('«%s» is understood', (text, code) => {
  expect(PLAIN_NEEDS.search(text, 1)[0]).toMatchObject({ code })
})

test('a word of people and of establishments has the codes of both', () => {
  expect(PLAIN_NEEDS.phrases.get('pharmacie')).toEqual(expect.arrayContaining(['P21', 'K620']))
  expect(PLAIN_NEEDS.phrases.get('urgences')).toEqual(expect.arrayContaining(['SM59', 'Semergency']))
  expect(codesOfNeed('structure', 'urgences-enfants')).toEqual(['Semergency-children'])
})

test('the first letters of a need are enough', () => {
  expect(first('gén')).toBe('Médecin généraliste')
  expect(PLAIN_NEEDS.search('gyn', 5)).toMatchObject([{ code: 'SM20' }, { code: 'SM19' }])
})

test('a need takes all the codes that answer it', () => {
  expect(codesOfNeed('speciality', 'SM54')).toEqual(['SM54', 'SM53', 'SM26'])
  expect(codesOfNeed('profession', '60')).toEqual(['P60', 'P69'])
  expect(codesOfNeed('speciality', 'SM99')).toEqual(['SM99'])
  expect(PLAIN_NEEDS.phrases.get('psy')).toEqual(expect.arrayContaining(['SM42', 'P93']))
  expect(PLAIN_NEEDS.codesOfBeginning('cardiol')).toContain('SM04')
  expect(PLAIN_NEEDS.codesOfBeginning('ca')).toEqual([])
})

test('a code that nobody knows says so; one that the file names keeps that name', () => {
  const labels = new Map([['speciality', new Map([['CEX99', 'Compétence essayée']])]] as const)
  expect(coded('speciality', 'SM54', labels).label).toBe('Médecine générale')
  expect(coded('speciality', 'CEX99', labels).label).toBe('Compétence essayée')
  expect(coded('profession', '777', labels).label).toBe('code inconnu (777)')
})

test('the table of needs holds together: known codes, none shown twice, words already folded', () => {
  const shown = needsFile.needs.map(need => `${need.kind} ${need.code}`)
  expect(new Set(shown).size).toBe(shown.length)
  for (const need of needsFile.needs) {
    const codes = need.kind === 'structure' ? [] : [need.code, ...need.covers]
    if (need.kind === 'structure') for (const code of need.covers) expect(isStructureCode(code), code).toBe(true)
    for (const code of codes) {
      expect(isKnownCode(need.kind as 'speciality' | 'profession', code), `${need.title} ${code}`).toBe(true)
    }
    for (const word of need.words) expect(norm(word), need.title).toBe(word)
  }
})

test('kinds and services of establishments have words, and unknown codes say so', () => {
  expect(categoryOf('620').label).toBe('Pharmacie d’officine')
  expect(serviceOf('emergency-children').label).toBe('Urgences pédiatriques')
  expect(categoryOf('999').label).toBe('code inconnu (999)')
  expect(serviceOf('x').label).toBe('code inconnu (x)')
})
