/** Looking further, over real HTTP: neighbour départements, then patients seen remotely; and fair turns in a large town. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { takeTurns } from '../../src/core/availability/candidates.ts'
import type { DirectoryPort } from '../../src/core/availability/index.ts'
import type { Mode, Question } from '../../src/shared/contract/availability.ts'
import type { PersonHit } from '../../src/shared/contract/directory.ts'
import { bundleOf, type PersonSpec, resourcesOf } from './bundles.ts'
import { hitOf, idnpsOf, question } from './people.ts'
import { openRoom } from './room.ts'
import { type Answer, json, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** Keeps to the radius and to the départements, as the real one does. */
const directoryAround = (hits: readonly PersonHit[]): DirectoryPort => ({
  candidates: async ({ radiusKm, limit, departements }) => ({
    ok: true,
    value: hits
      .filter(hit => (hit.distanceKm ?? 0) <= radiusKm)
      .filter(hit => departements?.includes(hit.activity?.departement ?? '') ?? true)
      .slice(0, limit),
  }),
  establishment: async () => ({ ok: true, value: null }),
  byIdnps: async ids => new Map(hits.filter(hit => ids.includes(hit.idnps)).map(hit => [hit.idnps, hit])),
})

const here = hitOf(1, { km: 3 })
const blois = { departement: '41', city: 'Blois', postalCode: '41000' }
const neighbour = hitOf(2, { km: 57, position: { lat: 47.586, lon: 1.331 }, ...blois })
const far = hitOf(3, {
  km: 98,
  position: { lat: 48.0, lon: 0.2 },
  departement: '72',
  city: 'Le Mans',
  postalCode: '72000',
})

const agendaOf = (modes: Mode[]): Answer =>
  json(
    200,
    bundleOf(
      resourcesOf(
        [here, neighbour, far].map((hit, n): PersonSpec => {
          const { postalCode, city, position } = hit.activity ?? {}
          const place = {
            id: `p${n}`,
            postalCode: postalCode ?? '37000',
            city: city ?? 'Tours',
            ...(position ? { position: { latitude: position.lat, longitude: position.lon } } : {}),
          }
          const slots = modes.map(mode => ({
            id: `s${n}-${mode}`,
            start: `2026-11-22T1${n}:00:00+01:00`,
            end: `2026-11-22T1${n}:15:00+01:00`,
            mode,
          }))
          return { idnps: hit.idnps, places: [{ place, slots }] }
        }),
      ),
    ),
  )

async function found(reach: Question['reach'], modes: Mode[] = ['AMB']) {
  const server = await startScriptedServer(agendaOf(modes))
  opened.push(server.close)
  const room = openRoom({
    sources: [{ id: 's', url: server.base }],
    directory: directoryAround([here, neighbour, far]),
  })
  opened.push(room.close)
  const { askId } = await room.ask(question(reach ? { reach } : {}))
  const state = await room.done(askId)
  return {
    candidates: state.candidates,
    withSlots: state.offers.filter(offer => offer.slots.length > 0).map(offer => offer.id),
    modes: [...new Set(state.offers.flatMap(offer => offer.slots.flatMap(slot => slot.modes)))],
    neighbours: room.availability.handlers['availability.neighbours']({ departement: '37' }, { clientId: 'x' }),
  }
}

describe('each step further', () => {
  test('without one, only who is within the radius is asked about and shown', async () => {
    const { candidates, withSlots, neighbours } = await found(undefined)
    expect([candidates, withSlots]).toEqual([1, [idnpsOf(1)]])
    expect(neighbours).toEqual({ ok: true, value: ['36', '41', '49', '72', '86'] })
  })

  test('overflow adds the people and the slots of the départements named, of no other', async () => {
    const { candidates, withSlots } = await found({ departements: ['41'], remote: false })
    expect([candidates, withSlots]).toEqual([2, [idnpsOf(1), idnpsOf(2)]])
  })

  test('remote adds whoever sees patients remotely, and nobody else’s practice', async () => {
    const { candidates, withSlots } = await found({ departements: [], remote: true }, ['VR'])
    expect([candidates, withSlots]).toEqual([3, [idnpsOf(1), idnpsOf(2), idnpsOf(3)]])
    expect((await found({ departements: [], remote: true })).withSlots).toEqual([idnpsOf(1)])
  })
})

test('each step is counted by kind, those of the console apart; of an ask that is gone nothing is', async () => {
  const server = await startScriptedServer(agendaOf(['AMB']))
  opened.push(server.close)
  const room = openRoom({ sources: [{ id: 's', url: server.base }], directory: directoryAround([here]) })
  opened.push(room.close)
  const { askId } = await room.ask(question())
  const { handlers } = room.availability
  const widened = (step: 'ring' | 'neighbours' | 'remote' | 'back', automatic: boolean, of = askId) =>
    handlers['availability.widened'](
      { askId: of, step, automatic, radiusKm: 30, departements: [] },
      { clientId: 'test' },
    )
  await widened('ring', false)
  await widened('ring', true)
  await widened('neighbours', true)
  await widened('back', false)
  expect(await widened('remote', true, 'gone')).toMatchObject({ ok: false, error: { kind: 'ask-gone' } })
  expect(await handlers['availability.widenings'](null, { clientId: 'test' })).toMatchObject({
    ok: true,
    value: {
      ring: { all: 2, automatic: 1 },
      neighbours: { all: 1, automatic: 1 },
      remote: { all: 0, automatic: 0 },
      back: { all: 1, automatic: 0 },
    },
  })
})

describe('turns among equals', () => {
  const hits = Array.from({ length: 40 }, (_, n) => hitOf(n, { km: n < 10 ? 1 : 2 }))

  test('the nearest are always in, in their order; the others share what is left', () => {
    const times = new Map<string, number>()
    for (let seed = 0; seed < 400; seed++) {
      const kept = takeTurns(hits, 25, `ask-${seed}`)
      expect(kept).toHaveLength(25)
      expect(kept.slice(0, 10)).toEqual(hits.slice(0, 10))
      for (const hit of kept.slice(10)) times.set(hit.idnps, (times.get(hit.idnps) ?? 0) + 1)
    }
    // Fifteen places for thirty people: each about one time in two.
    expect(times.size).toBe(30)
    for (const count of times.values()) expect(count).toBeGreaterThan(140)
  })

  test('nobody further is taken before somebody nearer, and the same seed takes the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.string(),
        (kms, most, seed) => {
          const all = kms.map((km, n) => hitOf(n, { km })).sort((a, b) => (a.distanceKm ?? 0) - (b.distanceKm ?? 0))
          const kept = takeTurns(all, most, seed)
          expect(takeTurns(all, most, seed)).toEqual(kept)
          expect(kept).toHaveLength(Math.min(most, all.length))
          const furthest = Math.max(0, ...kept.map(hit => hit.distanceKm ?? 0))
          const left = all.filter(hit => !kept.includes(hit))
          for (const hit of left) expect(hit.distanceKm).toBeGreaterThanOrEqual(furthest)
        },
      ),
    )
  })
})
