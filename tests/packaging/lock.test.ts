/** The lock file that `npm ci` reads: whole on every system, and silent about where packages come from. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }>
}
const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock

test('every platform package that another one names stands in the lock (else: scripts/complete-lock.mjs)', () => {
  const wanted = Object.values(lock.packages).flatMap(entry => Object.keys(entry.optionalDependencies ?? {}))
  expect(wanted.length).toBeGreaterThan(20)
  expect(wanted.filter(name => !Object.hasOwn(lock.packages, `node_modules/${name}`))).toEqual([])
})

test('the lock names no address', () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
})
