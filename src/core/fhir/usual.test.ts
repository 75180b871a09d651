import fc from 'fast-check'
import { expect, test } from 'vitest'
import { communityResources, resourcesOf, sosResources } from '../../../tests/availability/bundles.ts'
import { spots } from '../../../tests/availability/spots.ts'
import { SEARCHED, type SearchedType } from './schemas.ts'
import { usual } from './usual.ts'

const nine = { start: '2026-11-23T09:00:00.000+01:00', end: '2026-11-23T09:15:00.000+01:00' }
const written = [
  ...resourcesOf([
    {
      idnps: '810000000001',
      places: [
        {
          place: { id: 'a', phone: '02 47 00 00 01', position: { latitude: 47, longitude: 0.6 } },
          slots: [
            { id: '1', ...nine, kind: 'SNP', reason: 'Suivi', comment: 'https://agenda.exemple/', communities: ['c'] },
          ],
        },
      ],
    },
  ]),
  ...communityResources([{ id: 'c', finess: '370000001', name: 'CPTS Essai' }]),
  ...sosResources('12345678900011', [{ place: { id: 'p' }, name: 'Point', slots: [{ id: '2', ...nine }] }]),
]
const junk = fc.constantFrom<unknown>(null, 5, true, 'texte', [], {}, [[]], [null], [{}], { code: 3 }, ['a', 1])

test('resources as sources write them are usual', () => {
  for (const resource of written) expect(usual(resource.resourceType as SearchedType, resource)).not.toBeNull()
})

test('what is read by hand is what the schemas read, to the letter', () => {
  let usuals = 0
  let odds = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...written),
      fc.array(fc.tuple(fc.nat(), fc.option(junk)), { maxLength: 3 }),
      (one, changes) => {
        const resource = structuredClone(one) as unknown as Record<string, unknown>
        const type = one.resourceType as SearchedType
        for (const [at, value] of changes) {
          const all = spots(resource)
          const [parent, key] = all[at % all.length] ?? [resource, 'id']
          if (value === null) delete parent[key]
          else parent[key] = structuredClone(value)
        }
        // As it would come: a hole in a list is null on the wire.
        const came = JSON.parse(JSON.stringify(resource)) as object
        const byHand = usual(type, came)
        if (byHand === null) odds++
        else {
          usuals++
          const bySchema = SEARCHED[type].safeParse(came)
          expect(JSON.stringify(byHand)).toBe(JSON.stringify(bySchema.success ? bySchema.data : null))
        }
      },
    ),
    { numRuns: 4_000 },
  )
  // The property means nothing if all are odd, or none.
  expect(usuals).toBeGreaterThan(500)
  expect(odds).toBeGreaterThan(500)
})
