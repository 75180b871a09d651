import { expect, test } from 'vitest'
import { Place } from '../../shared/contract/directory.ts'
import { distanceKm } from './distance.ts'
import {
  allCommunes,
  arrondissementOf,
  communeByInsee,
  departementByCode,
  departementOfFiness,
  resolveCommune,
} from './geography.ts'
import { toPlace } from './places.ts'

const communes = [...allCommunes()]

test('every commune that ships is a valid place of the contract, with a position', () => {
  expect(communes.length).toBeGreaterThan(34_900)
  for (const commune of communes) {
    const place = Place.safeParse(toPlace(commune))
    expect(place.error?.issues, commune.insee).toBeUndefined()
    expect(commune.position, commune.insee).not.toBeNull()
  }
})

test('nine tenths of the inhabitants live in a commune that has its own point', () => {
  const inhabitants = (list: readonly (typeof communes)[number][]) => list.reduce((sum, one) => sum + one.population, 0)
  const own = inhabitants(communes.filter(commune => commune.precision === 'commune'))
  expect(own / inhabitants(communes)).toBeGreaterThan(0.89)
})

test('positions fall where they should', () => {
  const tours = communeByInsee('37261')?.position
  const chambray = communeByInsee('37050')?.position
  const saintDenis = communeByInsee('97411')?.position
  if (!tours || !chambray || !saintDenis) throw new Error('no position')
  expect(distanceKm(tours, chambray)).toBeGreaterThan(4)
  expect(distanceKm(tours, chambray)).toBeLessThan(9)
  expect(distanceKm(tours, saintDenis)).toBeGreaterThan(9000)
})

test('radius and enlargement are the platform’s of 2025, with a sane default where it has zeros', () => {
  expect(departementByCode('37')).toMatchObject({ radiusKm: 20, enlargementKm: 10 })
  expect(departementByCode('48')).toMatchObject({ radiusKm: 50, enlargementKm: 25 })
  expect(departementByCode('75')).toMatchObject({ radiusKm: 5, enlargementKm: 3 })
  expect(departementByCode('2A')).toMatchObject({ radiusKm: 30, enlargementKm: 15 })
  expect(departementByCode('973')?.radiusKm).toBeGreaterThan(0)
  expect(departementByCode('976')?.radiusKm).toBeGreaterThan(0)
})

test('an address means its commune by INSEE, by arrondissement, by postcode and name, or by a postcode of one commune', () => {
  const insee = (address: { insee?: string; postcode?: string; name?: string }) =>
    resolveCommune({ insee: '', postcode: '', name: '', ...address })?.insee
  expect(insee({ insee: '37261', postcode: '37044', name: 'TOURS CEDEX 9' })).toBe('37261')
  expect(insee({ insee: '75056', postcode: '75015' })).toBe('75115')
  expect(insee({ insee: '75056', postcode: '75116' })).toBe('75116')
  expect(insee({ insee: '69123', postcode: '69003' })).toBe('69383')
  expect(insee({ insee: '13055', postcode: '13008' })).toBe('13208')
  // A CEDEX of Paris names no arrondissement: the city remains.
  expect(insee({ insee: '75056', postcode: '75674' })).toBe('75056')
  expect(insee({ postcode: '37170', name: 'CHAMBRAY LES TOURS' })).toBe('37050')
  expect(insee({ postcode: '37000' })).toBe('37261')
  expect(insee({ postcode: '20167', name: 'Ajaccio' })).toBe('2A004')
  expect(insee({ postcode: '97150', name: 'Saint-Martin' })).toBe('97801')
  expect(insee({ insee: '99999', postcode: '00000', name: 'Nulle Part' })).toBeUndefined()
})

test('a postcode of Paris, Lyon or Marseille is an arrondissement; others are not', () => {
  expect(arrondissementOf('75020')?.name).toBe('Paris 20e Arrondissement')
  expect(arrondissementOf('75021')).toBeUndefined()
  expect(arrondissementOf('69009')?.insee).toBe('69389')
  expect(arrondissementOf('13016')?.insee).toBe('13216')
  expect(arrondissementOf('37000')).toBeUndefined()
})

test('the code of a merged commune leads to the commune of today', () => {
  expect(communeByInsee('20004')).toBeUndefined()
  expect(communeByInsee('01015')?.name).toBe('Arboys en Bugey')
})

test('the number of an establishment tells its département', () => {
  expect(departementOfFiness('370000481')).toBe('37')
  expect(departementOfFiness('2A0000014')).toBe('2A')
  expect(departementOfFiness('970400024')).toBe('974')
  expect(departementOfFiness('000000000')).toBeNull()
})
