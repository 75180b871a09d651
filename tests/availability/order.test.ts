/** Who is asked, and in which order they stand: the patient's own doctor, their age, the limit, the order chosen. */
import { afterEach, expect, test } from 'vitest'
import type { PersonHit } from '../../src/shared/contract/directory.ts'
import { bundleOf, type PersonSpec, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom, type Room } from './room.ts'
import { json, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()
const person = (
  n: number,
  minutes: number,
  change: { reason?: string; kind?: string; city?: string } = {},
): PersonSpec => ({
  idnps: idnpsOf(n),
  places: [
    {
      place: {
        id: `p${n}`,
        position: { latitude: 47.3941 + n / 100, longitude: 0.6848 },
        ...(change.city ? { city: change.city, postalCode: '75014' } : {}),
      },
      slots: [{ id: `s${n}`, start: at(minutes), end: at(minutes + 15), ...change }],
    },
  ],
})

async function room(
  people: PersonSpec[],
  hits: PersonHit[],
  known: PersonHit[] = hits,
): Promise<{ room: Room; server: ScriptedServer }> {
  const server = await startScriptedServer(async (asked, response) => {
    const ids = asked.query.get('schedule.actor:Practitioner.identifier') ?? ''
    await json(200, bundleOf(resourcesOf(people.filter(one => ids.includes(one.idnps)))))(asked, response)
  })
  const opened = openRoom({ sources: [{ id: 'a', url: server.base }], directory: directoryOf(hits, known) })
  open.push(opened, server)
  return { room: opened, server }
}

const rank = (opened: Room, askId: string, limit: string | null, policy: 'distance' | 'default' | null) =>
  opened.availability.handlers['availability.rank']({ askId, limit, policy }, { clientId: 'test' })

test('the patient’s own doctor is asked wherever they work, and stands first when they have something', async () => {
  const far = { ...hitOf(9, { departement: '75', postalCode: '75014', city: 'Paris' }), otherActivities: 0 }
  const { room: opened, server } = await room(
    [person(1, 30), person(9, 600, { city: 'Paris' })],
    [hitOf(1)],
    [hitOf(1), far],
  )
  const { askId, candidates } = await opened.ask(question({ treating: idnpsOf(9), radiusKm: 5 }))
  expect(candidates).toBe(2)
  const { offers } = await opened.done(askId)
  expect(server.asked[0]?.url).toContain(idnpsOf(9))
  expect(offers.map(offer => offer.idnps)).toEqual([idnpsOf(9), idnpsOf(1)])
  expect(offers[0]?.rank.why).toContain('treating')
})

test('an own doctor whom the directory does not know is asked all the same', async () => {
  const { room: opened } = await room([person(9, 60)], [hitOf(1)], [])
  const { askId } = await opened.ask(question({ treating: idnpsOf(9) }))
  const { offers } = await opened.done(askId)
  expect(offers[0]).toMatchObject({ idnps: idnpsOf(9), directory: null, state: 'slots' })
})

test('who sees no patient of that age is neither asked nor shown, unless asked for by name or by that speciality', async () => {
  const paediatrician = { ...hitOf(2), speciality: { code: 'SM40', label: 'Pédiatrie' } }
  const hits = [hitOf(1), paediatrician]
  const names = async (change: Parameters<typeof question>[0]) => {
    const { room: opened } = await room([person(1, 30), person(2, 45)], hits)
    const { askId } = await opened.ask(question(change))
    return (await opened.done(askId)).offers.map(offer => offer.idnps)
  }
  expect(await names({ ageBand: 'elder' })).toEqual([idnpsOf(1)])
  expect(await names({ ageBand: 'infant' })).toEqual([idnpsOf(1), idnpsOf(2)])
  expect(await names({})).toHaveLength(2)
  expect(await names({ ageBand: 'adult', treating: idnpsOf(2) })).toContain(idnpsOf(2))
  const need = { kind: 'speciality', code: 'SM40', label: 'Pédiatrie' } as const
  expect(await names({ ageBand: 'adult', need })).toContain(idnpsOf(2))
})

test('another limit or another order ranks again and asks nothing; what is beyond the limit says so', async () => {
  const { room: opened, server } = await room(
    [person(1, 90), person(3, 30)],
    [hitOf(1, { km: 1 }), hitOf(3, { km: 3 })],
  )
  const { askId, policy } = await opened.ask(question())
  expect(policy).toBe('default')
  const ids = async () => (await opened.snapshot(askId)).offers.map(offer => offer.idnps)
  await opened.done(askId)
  const sent = server.asked.length
  expect(await ids()).toEqual([idnpsOf(3), idnpsOf(1)])

  await rank(opened, askId, null, 'distance')
  expect(await ids()).toEqual([idnpsOf(1), idnpsOf(3)])
  expect(opened.updates.at(-1)).toMatchObject({ policy: 'distance', limit: null })

  await rank(opened, askId, at(60), 'distance')
  const limited = await opened.snapshot(askId)
  expect(limited.offers.map(offer => [offer.idnps, offer.slots[0]?.beyondLimit ?? false])).toEqual([
    [idnpsOf(3), false],
    [idnpsOf(1), true],
  ])
  expect(opened.availability.ask(askId)).toMatchObject({ limit: at(60) })
  const found = opened.availability.find(askId, idnpsOf(1), limited.offers[1]?.slots[0]?.id ?? '')
  expect(found?.slot.beyondLimit).toBe(true)
  expect(server.asked).toHaveLength(sent)
  expect(await rank(opened, 'none', null, null)).toMatchObject({ ok: false, error: { kind: 'ask-gone' } })
  expect(opened.availability.ask('none')).toBeNull()
})

test('too few offers within the limit are said once all have answered, where the site wants so many', async () => {
  const server = await startScriptedServer(json(200, bundleOf(resourcesOf([person(1, 30)]))))
  const opened = openRoom({
    sources: [{ id: 'a', url: server.base }],
    directory: directoryOf([hitOf(1), hitOf(2)]),
    settings: { enough: 1 },
  })
  open.push(opened, server)
  const { askId, tooFew } = await opened.ask(question())
  expect(tooFew).toBe(false)
  expect((await opened.done(askId)).tooFew).toBe(false)
  // The only one is now beyond the limit.
  await rank(opened, askId, at(10), null)
  expect(opened.updates.at(-1)?.tooFew).toBe(true)
  const named = await opened.ask(question({ need: { kind: 'person', idnps: idnpsOf(7), label: 'Dr Essai' } }))
  expect((await opened.done(named.askId)).tooFew).toBe(false)
})

test('the night when the hour comes twice: both half past two stand apart, in their true order; overseas keeps its own hour', async () => {
  const twice: PersonSpec = {
    idnps: idnpsOf(1),
    places: [
      {
        place: { id: 'a' },
        slots: [
          { id: 'winter', start: '2026-10-25T02:30:00.000+01:00', end: '2026-10-25T02:45:00.000+01:00' },
          { id: 'summer', start: '2026-10-25T02:30:00.000+02:00', end: '2026-10-25T02:45:00.000+02:00' },
        ],
      },
      {
        place: { id: 'b', city: 'Saint-Denis', postalCode: '97400' },
        slots: [{ id: 'reunion', start: '2026-10-25T00:40:00.000Z', end: '2026-10-25T00:55:00.000Z', mode: 'VR' }],
      },
    ],
  }
  const server = await startScriptedServer(json(200, bundleOf(resourcesOf([twice]))))
  const night = Date.parse('2026-10-25T00:00:00+02:00')
  const opened = openRoom({
    sources: [{ id: 'a', url: server.base }],
    directory: directoryOf([hitOf(1)]),
    now: () => night,
  })
  open.push(opened, server)
  const window = { from: '2026-10-25T00:00:00.000+02:00', to: '2026-10-25T23:59:59.000+01:00' }
  const { askId } = await opened.ask(question(window))
  const { offers } = await opened.done(askId)
  expect(offers[0]?.slots.map(slot => slot.start)).toEqual([
    '2026-10-25T02:30:00.000+02:00',
    '2026-10-25T04:40:00.000+04:00',
    '2026-10-25T02:30:00.000+01:00',
  ])
  const asked = server.asked[0]?.query.getAll('start')
  expect(asked).toEqual(['ge2026-10-25T00:00:00.000+02:00', 'le2026-10-25T23:59:59.000+01:00'])
})
