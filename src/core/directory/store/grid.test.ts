import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceKm } from '../distance.ts'
import { NOWHERE, squareOf, squaresAround } from './grid.ts'

const place = fc.record({
  lat: fc.double({ min: -60, max: 60, noNaN: true }),
  lon: fc.double({ min: -179, max: 179, noNaN: true }),
})

test('whatever stands within a distance is in one of the squares around', () => {
  const near = fc.tuple(place, fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }))
  fc.assert(
    fc.property(near, fc.double({ min: 0.1, max: 150, noNaN: true }), ([from, up, right], km) => {
      const to = { lat: from.lat + up, lon: Math.max(-180, Math.min(180, from.lon + right)) }
      if (distanceKm(from, to) > km) return
      const square = squareOf(to)
      expect(squaresAround(from, km).some(([first, last]) => first <= square && square <= last)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('a circle is a few ranges, none of which is the whole of a row or what stands nowhere', () => {
  const tours = { lat: 47.39, lon: 0.69 }
  expect(squaresAround(tours, 0.3)).toHaveLength(1)
  expect(squaresAround(tours, 36).length).toBeLessThanOrEqual(8)
  for (const [first, last] of squaresAround(tours, 36)) expect(last - first).toBeLessThan(12)
  expect(squareOf(tours)).not.toBe(NOWHERE)
})
