import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchPlaces } from './places.ts'

const names = (text: string, limit = 5) => searchPlaces(text, limit).map(place => place.name)

test('a commune is found by its beginning, with or without article, accents and hyphens', () => {
  expect(names('chambray les')[0]).toBe('Chambray-lès-Tours')
  expect(names('mans')[0]).toBe('Le Mans')
  expect(names('le mans')[0]).toBe('Le Mans')
  expect(names("l'hay")[0]).toBe('L’Haÿ-les-Roses'.replace('’', "'"))
  expect(names('joue tours')).toContain('Joué-lès-Tours')
  expect(names('st cyr loire')).toContain('Saint-Cyr-sur-Loire')
})

test('the most populated comes first among equals', () => {
  const populations = searchPlaces('saint-pierre', 20).filter(place => place.name === 'Saint-Pierre')
  expect(populations.length).toBeGreaterThan(2)
  expect(populations.map(place => place.population)).toEqual(
    populations.map(place => place.population).toSorted((a, b) => b - a),
  )
})

test('the whole name comes before names that begin with it', () => {
  expect(names('tours')[0]).toBe('Tours')
  expect(names('paris')[0]).toBe('Paris')
})

test('at home a beginning is enough, unless a city that everybody names is meant', () => {
  expect(searchPlaces('chambray', 2, null).map(place => place.insee)[0]).toBe('27140')
  expect(searchPlaces('chambray', 2, '37').map(place => place.name)).toEqual(['Chambray-lès-Tours', 'Chambray'])
  expect(searchPlaces('saint-cyr', 1, '37')[0]?.name).toBe('Saint-Cyr-sur-Loire')
  expect(searchPlaces('paris', 1, '37')[0]?.name).toBe('Paris')
  expect(searchPlaces('nantes', 1, '38')[0]?.departement).toBe('44')
})

test('a postcode leads to its communes; in Paris, Lyon and Marseille to the arrondissement first', () => {
  expect(searchPlaces('37170', 5).map(place => place.insee)).toContain('37050')
  expect(names('75015')[0]).toBe('Paris 15e Arrondissement')
  expect(searchPlaces('37200', 1)[0]).toMatchObject({ name: 'Tours', postalCode: '37200' })
})

test('an INSEE code and a former name lead to the commune of today', () => {
  expect(searchPlaces('37050', 3).map(place => place.insee)).toContain('37050')
  expect(names('2a004')[0]).toBe('Ajaccio')
  expect(names('arbignieu')[0]).toBe('Arbignieu (Arboys en Bugey)')
})

test('nothing typed, nothing found; nonsense neither', () => {
  expect(names('')).toEqual([])
  expect(names('   ')).toEqual([])
  expect(names('zzzzqqq')).toEqual([])
})

test('whatever is typed, there are at most as many places as asked, each once', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.integer({ min: 1, max: 50 }), (text, limit) => {
      const found = searchPlaces(text, limit)
      expect(found.length).toBeLessThanOrEqual(limit)
      expect(new Set(found.map(place => place.name + place.insee)).size).toBe(found.length)
    }),
    { numRuns: 200 },
  )
})
