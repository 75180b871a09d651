import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highlight, norm, words } from './text.ts'

test('accents, ligatures, case, hyphens and apostrophes make no difference', () => {
  expect(norm('L’Haÿ-les-Roses')).toBe('l hay les roses')
  expect(norm('Cœur d’Æther')).toBe('coeur d aether')
  expect(norm("LE QUÉMENT  D'ESSAI")).toBe('le quement d essai')
  expect(norm('NAÏMA')).toBe(norm('naima'))
})

test('«st» and «ste» are saint and sainte', () => {
  expect(words('St-Pierre-des-Corps')).toEqual(words('SAINT PIERRE DES CORPS'))
  expect(words('Ste Maure')).toEqual(['sainte', 'maure'])
  expect(words('Stains')).toEqual(['stains'])
})

test('whatever is typed, folding gives words of plain letters and digits, and folding again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
      const folded = norm(text)
      expect(folded).toMatch(/^([a-z0-9]+( [a-z0-9]+)*)?$/)
      expect(norm(folded)).toBe(folded)
    }),
  )
})

test('the letters that match are lit, accents and capitals notwithstanding', () => {
  const name = 'Dr Élodie TESTARD-FICTIF'
  const lit = (tokens: string[], whole: string[] = []) =>
    highlight(name, tokens, new Set(whole)).map(([from, to]) => name.slice(from, to))
  expect(lit(['elo'])).toEqual(['Élo'])
  expect(lit(['fict', 'testard'])).toEqual(['TESTARD', 'FICT'])
  expect(lit(['testart'], ['testard'])).toEqual(['TESTARD'])
  expect(lit(['zoe'])).toEqual([])
})

test('what is lit stays inside the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.array(fc.string({ maxLength: 5 })),
      (text, typed) => {
        const tokens = typed.flatMap(words)
        for (const [from, to] of highlight(text, tokens)) {
          expect(from).toBeLessThan(to)
          expect(to).toBeLessThanOrEqual(text.length)
        }
      },
    ),
  )
})
