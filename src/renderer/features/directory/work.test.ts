import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saidOnce, saysMore } from './work.ts'

test('a speciality that repeats the question in other words says no more than it', () => {
  expect(saysMore('Spécialiste en Médecine Générale', 'Médecine générale')).toBe(false)
  expect(saysMore('Qualifié en Médecine Générale', 'Médecine générale')).toBe(false)
  expect(saysMore('Médecine générale', 'Spécialiste en médecine générale')).toBe(false)
  expect(saysMore('Spécialiste en Médecine Générale', 'Médecin généraliste')).toBe(false)
  expect(saysMore('Pédiatrie', 'Pédiatre')).toBe(false)
  expect(saysMore('Cardiologie', 'Cardiologue')).toBe(false)
  expect(saysMore('Masseur-Kinésithérapeute', 'Masseur-kinésithérapeute')).toBe(false)
  expect(saysMore('Psychiatrie', 'Psychiatrie, option enfant et adolescent')).toBe(false)
})

test('a speciality that narrows or changes it is said', () => {
  expect(saysMore('Psychiatrie, option enfant et adolescent', 'Psychiatrie')).toBe(true)
  expect(saysMore('Gynécologie-obstétrique', 'Gynécologie médicale')).toBe(true)
  expect(saysMore("Médecine d'urgence", 'Médecine générale')).toBe(true)
  expect(saysMore('Psychologie', 'Psychiatre')).toBe(true)
  expect(saysMore('Gynécologie médicale', 'Gynécologue')).toBe(true)
  expect(saysMore('Orthoptiste', 'Orthophoniste')).toBe(true)
  expect(saysMore('Médecine nucléaire', 'Médecin généraliste')).toBe(true)
})

test('of what somebody does, each thing stands once, the fuller words', () => {
  expect(saidOnce(['Médecin', 'Médecine générale', 'Spécialiste en médecine générale'])).toEqual(['Médecine générale'])
  expect(saidOnce(['Médecin', 'Cardiologie et maladies vasculaires'])).toHaveLength(2)
  expect(saidOnce(['Médecin', 'Psychiatrie', 'Psychiatrie, option enfant et adolescent'])).toEqual([
    'Médecin',
    'Psychiatrie, option enfant et adolescent',
  ])
})

test('nothing that is left out was said nowhere else', () => {
  const label = fc
    .array(fc.constantFrom('Médecine', 'générale', 'Psychiatrie', 'option', 'enfant', 'en', 'de'), { maxLength: 4 })
    .map(words => words.join(' '))
  fc.assert(
    fc.property(fc.array(label, { maxLength: 6 }), labels => {
      const said = saidOnce(labels)
      expect(labels.every(one => said.some(other => !saysMore(one, other)))).toBe(true)
      expect(said.every((one, at) => said.every((other, i) => i === at || saysMore(one, other)))).toBe(true)
    }),
  )
})
