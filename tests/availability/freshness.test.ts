/** Offers that stay true while they are looked at, over real HTTP: renewed, withdrawn, left alone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Settings } from '../../src/core/settings/schema.ts'
import { bundleOf, type PersonSpec, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom, type Room } from './room.ts'
import { type Answer, json, outcome, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const at = (time: string) => `2026-11-22T${time}:00.000+01:00`
const slot = (id: string, start: string, end: string) => ({
  id,
  start: at(start),
  end: at(end),
  kind: 'PUBLIC' as const,
})
const person = (n: number, times: string[]): PersonSpec => ({
  idnps: idnpsOf(n),
  places: [{ place: { id: `p${n}` }, slots: times.map(time => slot(`${n}-${time}`, time, `${time.slice(0, 3)}59`)) }],
})
const free = (...people: PersonSpec[]): Answer => json(200, bundleOf(resourcesOf(people)))
const idsOf = (server: ScriptedServer, from = 0) =>
  server.asked
    .slice(from)
    .map(one =>
      [...(one.query.get('schedule.actor:Practitioner.identifier') ?? '').matchAll(/\|(\w+)/g)].map(match => match[1]),
    )

async function desk(answer: Answer, settings: Partial<Settings['availability']> = {}, people = 2) {
  const server = await startScriptedServer(answer)
  opened.push(server.close)
  const begun = Date.now()
  let ahead = 0
  const room = openRoom({
    sources: [{ id: 's', url: server.base }],
    directory: directoryOf(Array.from({ length: people }, (_, n) => hitOf(n + 1))),
    settings: { refreshSeconds: 0.2, refreshPerMinute: 60, ...settings },
    now: () => NOW + Date.now() - begun + ahead,
  })
  opened.push(room.close)
  const { askId } = await room.ask(question())
  await room.done(askId)
  const look = (offerIds: string[], clientId = 'test') =>
    room.availability.handlers['availability.look']({ askId, offerIds }, { clientId })
  return { server, room, askId, look, forward: (ms: number) => (ahead += ms) }
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await sleep(10)
  expect(condition()).toBe(true)
}

const startsOf = async (room: Room, askId: string) =>
  Object.fromEntries(
    (await room.snapshot(askId)).offers.map(offer => [offer.id, offer.slots.map(one => one.start.slice(11, 16))]),
  )

test('only what is looked at is asked again: slots come, slots go, the others stay as they were', async () => {
  const { server, room, askId, look } = await desk(free(person(1, ['09:00', '10:00']), person(2, ['11:00'])))
  const before = server.asked.length
  server.answer(free(person(1, ['10:00', '10:30'])))
  expect(await look([idnpsOf(1)])).toEqual({ ok: true, value: null })
  await waitFor(() => server.asked.length > before)
  await room.until(update => update.done && update.upserts.some(one => one.slots.some(s => s.start === at('10:30'))))
  expect(idsOf(server, before)[0]).toEqual([idnpsOf(1)])
  expect(await startsOf(room, askId)).toEqual({ [idnpsOf(1)]: ['10:00', '10:30'], [idnpsOf(2)]: ['11:00'] })
  expect((await room.snapshot(askId)).sources[0]).toMatchObject({ status: 'answered', slots: 3, pending: 0 })
})

test('nothing is asked when nobody looks: at first, once the screen has stopped, when the desk is locked', async () => {
  const { server, room, look } = await desk(free(person(1, ['09:00'])))
  await sleep(500)
  expect(server.asked).toHaveLength(1)
  await look([idnpsOf(1)])
  await waitFor(() => server.asked.length >= 2)
  await look([])
  await sleep(100)
  const still = server.asked.length
  await sleep(500)
  expect(server.asked).toHaveLength(still)
  await look([idnpsOf(1)])
  room.availability.rest()
  await sleep(500)
  expect(server.asked).toHaveLength(still)
})

test('a minute without a word of the screen is nobody looking', async () => {
  const { server, look, forward } = await desk(free(person(1, ['09:00'])))
  await look([idnpsOf(1)])
  forward(61_000)
  await sleep(500)
  expect(server.asked).toHaveLength(1)
})

test('an outage keeps what was known, says so, and is asked less and less', async () => {
  const { server, room, askId, look } = await desk(free(person(1, ['09:00'])), { restAfter: 0 })
  server.answer(json(500, ''))
  await look([idnpsOf(1)])
  await room.until(update => update.sources[0]?.status === 'down')
  expect(await startsOf(room, askId)).toMatchObject({ [idnpsOf(1)]: ['09:00'] })
  await sleep(1_000)
  // Every 200 ms it would be six by now; each failure doubles the wait.
  expect(server.asked.length - 1).toBeLessThanOrEqual(3)
  server.answer(free(person(1, ['10:00'])))
  await room.until(update => update.upserts.some(one => one.slots[0]?.start === at('10:00')))
  expect((await room.snapshot(askId)).sources[0]).toMatchObject({ status: 'answered', detail: null })
})

test.each([
  [
    'part of an answer',
    { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [{ resource: outcome('timeout', 'Maiia') }] },
  ],
  ['an entry that cannot be read', { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [5] }],
])('%s takes no slot away', async (_, body) => {
  const { server, room, askId, look } = await desk(free(person(1, ['09:00'])))
  server.answer(json(200, body))
  await look([idnpsOf(1)])
  await waitFor(() => server.asked.length >= 3)
  expect(await startsOf(room, askId)).toMatchObject({ [idnpsOf(1)]: ['09:00'] })
})

test('slots that have begun leave the list by themselves', async () => {
  const { room, askId, look, forward } = await desk(free(person(1, ['09:00', '10:00'])), { refreshPerMinute: 1 })
  forward(61 * 60_000)
  await look([idnpsOf(1)])
  await room.until(update => update.done && update.upserts.some(one => one.slots.length === 1))
  expect(await startsOf(room, askId)).toMatchObject({ [idnpsOf(1)]: ['10:00'] })
})

test('a slot that has just been taken here is not brought back by an answer that was under way', async () => {
  const { server, room, askId, look, forward } = await desk(free(person(1, ['09:00', '10:00'])))
  const slotId = (await room.snapshot(askId)).offers[0]?.slots[0]?.id ?? ''
  const found = room.availability.find(askId, idnpsOf(1), slotId)
  if (!found) throw new Error('not found')
  room.availability.markGone(found)
  await look([idnpsOf(1)])
  await waitFor(() => server.asked.length >= 3)
  expect(await startsOf(room, askId)).toMatchObject({ [idnpsOf(1)]: ['10:00'] })
  // Later it is free again if its source says so: a booking may have been undone.
  forward(15_001)
  await room.until(
    update => update.done && update.upserts.some(one => one.slots.length === 2) && server.asked.length > 3,
  )
  expect(await startsOf(room, askId)).toMatchObject({ [idnpsOf(1)]: ['09:00', '10:00'] })
})

test('renewals stay within the budget of a minute', async () => {
  const { server, look } = await desk(free(person(1, ['09:00'])), { refreshPerMinute: 2 })
  await look([idnpsOf(1)])
  await sleep(1_200)
  expect(server.asked.length - 1).toBe(2)
})

test('an ask that is not known any more is said', async () => {
  const { room } = await desk(free())
  expect(
    await room.availability.handlers['availability.look']({ askId: 'none', offerIds: [] }, { clientId: 'x' }),
  ).toMatchObject({ error: { kind: 'ask-gone' } })
})
