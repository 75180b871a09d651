/** What a screen is sent while a row fills up: each slot once, whatever else changes in it. */
import { afterEach, expect, test } from 'vitest'
import { bundleOf, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, question } from './people.ts'
import { openRoom } from './room.ts'
import { json, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const at = (time: string) => `2026-11-22T${time}:00.000+01:00`

/** Sources that have one slot each, at these times, and answer one after the other as they are let. */
async function open(times: readonly string[]) {
  const turns = times.map(() => Promise.withResolvers<void>())
  const servers = await Promise.all(
    times.map((time, n) => {
      const slots = [{ id: `slot-${n}`, start: at(time), end: at(`${time.slice(0, 3)}50`) }]
      const bundle = bundleOf(resourcesOf([{ idnps: idnpsOf(1), places: [{ place: { id: 'p' }, slots }] }]))
      return startScriptedServer(async (asked, response) => {
        await turns[n]?.promise
        await json(200, bundle)(asked, response)
      })
    }),
  )
  for (const server of servers) opened.push(server.close)
  const room = openRoom({
    sources: servers.map((server, n) => ({ id: `s${n}`, url: server.base })),
    directory: directoryOf([hitOf(1), hitOf(2)]),
    settings: { lateMs: 10_000, timeoutMs: 20_000 },
  })
  opened.push(room.close)
  const ask = async () => {
    const { askId } = await room.ask(question())
    for (const [n, turn] of turns.entries()) {
      turn.resolve()
      await room.until(({ upserts }) => upserts.some(({ id, slots }) => id === idnpsOf(1) && slots.length === n + 1))
    }
    return room.done(askId)
  }
  return { ...room, ask }
}

test('a slot and a line of the directory are sent once, in the order of the row whenever another comes', async () => {
  const room = await open(['11:00', '10:00', '09:00'])
  const state = await room.ask()
  const sent = room.wire.flatMap(({ upserts }) => upserts).filter(({ id }) => id === idnpsOf(1))
  const slots = sent.flatMap(offer => offer.slots.map(({ start }) => start))
  expect(slots).toEqual([at('11:00'), at('10:00'), at('09:00')])
  expect(sent.filter(({ directory }) => directory !== undefined)).toHaveLength(1)
  // Put together, they are the whole.
  const whole = room.updates.flatMap(({ upserts }) => upserts).findLast(({ id }) => id === idnpsOf(1))
  expect(whole).toEqual(state.offers[0])
  expect(whole?.slots.map(({ start }) => start)).toEqual([at('09:00'), at('10:00'), at('11:00')])
})

test('a limit marks the slots beyond it anew, and those alone', async () => {
  const room = await open(['09:00', '11:00'])
  const { askId } = await room.ask()
  const rank = (limit: string | null) =>
    room.availability.handlers['availability.rank']({ askId, limit, policy: null }, { clientId: 'test' })
  const told = () => room.wire.at(-1)?.upserts.find(({ id }) => id === idnpsOf(1))
  await rank(at('10:00'))
  expect(told()?.slots.map(({ start, beyondLimit }) => [start, beyondLimit])).toEqual([[at('11:00'), true]])
  // Another limit with the same slots beyond: nothing of them to say.
  await rank(at('10:30'))
  expect(told()?.slots).toEqual([])
  await rank(null)
  expect(told()?.slots.map(({ start, beyondLimit }) => [start, beyondLimit])).toEqual([[at('11:00'), undefined]])
  expect((await room.snapshot(askId)).offers[0]).toEqual(
    room.updates.at(-1)?.upserts.find(({ id }) => id === idnpsOf(1)),
  )
})
