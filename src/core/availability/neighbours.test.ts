import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { neighboursOf } from './neighbours.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../assets/geography/${name}.json`, import.meta.url), 'utf8'))

describe('neighbours of a département', () => {
  test('are those of the map', () => {
    expect(neighboursOf('37')).toEqual(['36', '41', '49', '72', '86'])
    expect(neighboursOf('75')).toEqual(['92', '93', '94'])
    expect(neighboursOf('2A')).toEqual(['2B'])
    expect(neighboursOf('974')).toEqual([])
  })

  test('are near it, by the communes of both: a slip of the pen would be far away', () => {
    const points = communesByDepartement(read('communes'))
    let pairs = 0
    for (const [code, communes] of points) {
      for (const other of neighboursOf(code)) {
        pairs++
        expect(neighboursOf(other)).toContain(code)
        // In the high mountains the towns of two départements that touch are this far apart.
        expect(closest(communes, points.get(other) ?? []), `${code} ${other}`).toBeLessThan(31)
      }
    }
    expect(pairs).toBeGreaterThan(450)
    expect(points.size).toBeGreaterThan(96)
  })
})

type Point = readonly [lat: number, lon: number]

/** Those whose own position is known, the others being placed by their postcode. */
function communesByDepartement({ communes }: { communes: string[] }): Map<string, Point[]> {
  const found = new Map<string, Point[]>()
  for (const row of communes) {
    const [, , , code = '', , lat, lon, precision] = row.split('|')
    if (precision === 'c') found.set(code, [...(found.get(code) ?? []), [Number(lat), Number(lon)]])
  }
  return found
}

function closest(some: readonly Point[], others: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY
  for (const [lat, lon] of some) {
    for (const [otherLat, otherLon] of others) {
      const dx = (lon - otherLon) * Math.cos((lat * Math.PI) / 180)
      least = Math.min(least, Math.hypot(dx, lat - otherLat) * 111.2)
    }
  }
  return least
}
