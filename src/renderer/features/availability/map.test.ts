import { expect, test } from 'vitest'
import type { Offer } from '../../../shared/contract/availability.ts'
import { clusters, labelled, toKm, windOf } from './map.ts'

const TOURS = { lat: 47.39, lon: 0.69 }
const offer = (id: string, position: { lat: number; lon: number } | null, start: string | null) =>
  ({ id, directory: null, slots: start ? [{ start, place: { position } }] : [] }) as unknown as Offer

test('Chambray is south of Tours, and Amboise east by north', () => {
  const chambray = toKm({ lat: 47.33, lon: 0.71 }, TOURS)
  expect(Math.hypot(chambray.x, chambray.y)).toBeCloseTo(6.85, 1)
  expect(windOf(chambray)).toBe('s')
  expect(windOf(toKm({ lat: 47.41, lon: 0.98 }, TOURS))).toBe('e')
  expect(windOf({ x: -1, y: -1 })).toBe('nw')
})

test('offers of one place are one spot with its earliest hour; those without a place are counted, not lost', () => {
  const here = { lat: 47.4, lon: 0.7 }
  const { found, lost } = clusters(
    [
      offer('a', here, '2026-11-22T17:00:00+01:00'),
      offer('b', here, '2026-11-22T15:30:00Z'),
      offer('c', null, '2026-11-22T17:00:00+01:00'),
    ],
    TOURS,
  )
  expect(found.map(({ ids, first }) => [ids, first])).toEqual([[['a', 'b'], '2026-11-22T15:30:00Z']])
  expect(lost).toBe(1)
})

test('names never lie over each other', () => {
  const points = [
    { name: 'Tours', x: 0, y: 0 },
    { name: 'Saint-Cyr', x: 0.5, y: 0.2 },
    { name: 'Amboise', x: 20, y: 0 },
  ]
  expect(labelled(points, 10, 9).map(({ name }) => name)).toEqual(['Tours', 'Amboise'])
  expect(labelled(points, 200, 9)).toHaveLength(3)
  expect(labelled(points, 200, 1)).toHaveLength(1)
})
