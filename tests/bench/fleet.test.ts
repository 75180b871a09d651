import { expect, test } from 'vitest'
import { refreshes, runFleet } from './fleet.ts'

const row = (rows: ReturnType<typeof runFleet>['rows'], name: string) => {
  const found = rows.find(one => one.policy.startsWith(name))
  if (!found) throw new Error(name)
  return found
}

test('the fleet costs what its policies say, the same for one seed', () => {
  const { rows, hours } = runFleet(4_000)
  expect(runFleet(4_000).rows).toEqual(rows)
  // One lot for each of 64,000 searches: the three thousand requests an hour that the country makes today.
  expect(row(rows, 'today').requestsADay).toBeGreaterThan(63_900)
  expect(row(rows, 'today').requestsADay).toBeLessThan(64_100)
  // Four lots, one slot in four asked again: refreshing adds less than one request a search.
  const quiet = row(rows, 'shipped, refresh off').requestsADay
  expect(quiet / 64_000).toBeCloseTo(4.25, 1)
  const whole = row(rows, 'shipped default').requestsADay
  expect(whole).toBeGreaterThan(quiet)
  expect(whole - quiet).toBeLessThan(64_000)
  expect(row(rows, 'naive').timesToday).toBeGreaterThan(100)
  expect(hours).toHaveLength(24)
  // A third of the searches asks the first lots again and as many more.
  expect((row(rows, 'shipped, widening').requestsADay - whole) / 64_000).toBeCloseTo(8 / 3, 1)
  expect(row(rows, 'shipped, desks of a site').requestsADay).toBeLessThan(whole)
  expect(row(rows, '500 candidates').requestsADay).toBeGreaterThan(whole * 3)
  expect(row(rows, 'shipped, 50').requestsADay).toBeLessThan(whole)
})

test('only the naive policy grows with desks that nobody sits at', () => {
  const [few, many] = [runFleet(1_000), runFleet(4_000)]
  expect(row(many.rows, 'shipped default').requestsADay).toBe(row(few.rows, 'shipped default').requestsADay)
  expect(row(many.rows, 'naive').requestsADay).toBeGreaterThan(row(few.rows, 'naive').requestsADay * 3)
})

test('a list is refreshed at its period while it is looked at, within its budget', () => {
  expect(refreshes(40, 45, 6)).toEqual([])
  expect(refreshes(140, 45, 6)).toEqual([45, 90, 135])
  expect(refreshes(60, 5, 6)).toEqual([5, 10, 15, 20, 25, 30])
})
