import { expect, test } from 'vitest'
import { communesAround } from './around.ts'
import { distanceKm } from './distance.ts'

const TOURS = { lat: 47.39, lon: 0.69 }

test('the communes around a point are those within the distance, the most populated first', () => {
  const found = communesAround(TOURS, 20)
  expect(found[0]?.name).toBe('Tours')
  expect(found.map(({ name }) => name)).toContain('Chambray-lès-Tours')
  expect(found.length).toBeGreaterThan(20)
  for (const { position } of found) expect(distanceKm(position, TOURS)).toBeLessThanOrEqual(20)
  const populations = found.map(({ population }) => population)
  expect(populations).toEqual(populations.toSorted((a, b) => b - a))
})

test('a map of half the country stays a map', () => {
  expect(communesAround(TOURS, 300)).toHaveLength(400)
  expect(communesAround({ lat: 0, lon: -30 }, 50)).toEqual([])
})
