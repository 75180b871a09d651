/** Names of points of consultation, found as the directory finds names: whatever the accents, ligatures and abbreviations. */
import { expect, test } from 'vitest'
import type { SearchAnswer } from '../fhir/index.ts'
import { createPoints } from './points.ts'

const NAMES = [
  'Maison médicale du Sacré-Cœur',
  'SOS Médecins St-Étienne',
  'SOS Médecins Strasbourg',
  'Point de l’Œuvre',
]

function named(text: string): string[] {
  const points = createPoints([], {
    doorOf: () => {
      throw new Error('no source to ask')
    },
    now: () => 0,
    stop: new AbortController().signal,
  })
  const bundle = { points: NAMES.map((name, at) => ({ siret: `3${String(at).padStart(14, '0')}`, name })) }
  points.hear({ kind: 'read', bundle } as unknown as SearchAnswer)
  return points.named(text, 10).map(point => point.label)
}

test.each([
  ['sacre coeur', ['Maison médicale du Sacré-Cœur']],
  ['SACRÉ-CŒUR', ['Maison médicale du Sacré-Cœur']],
  ['oeuvre', ['Point de l’Œuvre']],
  ['saint-etienne', ['SOS Médecins St-Étienne']],
  ['st etienne', ['SOS Médecins St-Étienne']],
  ['sos stras', ['SOS Médecins Strasbourg']],
  ['lyon', []],
  ['’', []],
])('«%s» finds %j', (text, expected) => {
  expect(named(text)).toEqual(expected)
})

test('«st» being typed is «saint», or the beginning of another name', () => {
  expect(named('sos st')).toEqual(['SOS Médecins St-Étienne', 'SOS Médecins Strasbourg'])
})
