/** The practice platform as targets of the conformance check: each vendor, and the platform that gathers them. */
import type { Sandbox } from '../../src/sandbox/platform/index.ts'
import type { Target } from './inspect.ts'

/** @param most people asked about at each source. */
export function practiceTargets(sandbox: Sandbox, most: number): Target[] {
  const { people } = sandbox.territory
  const idsWhere = (publishes: (sources: ReadonlyMap<string, unknown>) => boolean) =>
    people
      .filter(person => publishes(sandbox.world.membership(person).sources))
      .slice(0, most)
      .map(person => `8${person.rpps}`)
  const vendors = sandbox.sources.map(
    ({ id, url, kind, structures }): Target => ({
      name: id,
      base: url,
      flow: kind,
      ids: kind === 'sos' ? structures.slice(0, 10) : idsWhere(sources => sources.has(id)),
    }),
  )
  return [
    ...vendors,
    { name: 'platform', base: sandbox.base, flow: 'professionals', ids: idsWhere(sources => sources.size > 0) },
  ]
}
