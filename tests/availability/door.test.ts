/** What a source said is kept to from one ask to the next: its busy times, its rests, questions already under way. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Settings } from '../../src/core/settings/schema.ts'
import { bundleOf, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom } from './room.ts'
import { type Answer, json, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const free = json(
  200,
  bundleOf(
    resourcesOf([
      {
        idnps: idnpsOf(1),
        places: [
          {
            place: { id: 'p' },
            slots: [
              {
                id: 'a',
                start: '2026-11-22T12:00:00+01:00',
                end: '2026-11-22T12:15:00+01:00',
                kind: 'PUBLIC' as const,
              },
            ],
          },
        ],
      },
    ]),
  ),
)

async function desk(answer: Answer, settings: Partial<Settings['availability']> = {}, people = 3) {
  const server = await startScriptedServer(answer)
  opened.push(server.close)
  let now = NOW
  const room = openRoom({
    sources: [{ id: 's', url: server.base }],
    directory: directoryOf(Array.from({ length: people }, (_, n) => hitOf(n + 1))),
    settings: { batch: 1, parallel: 4, ...settings },
    now: () => now,
  })
  opened.push(room.close)
  const asked = async () => {
    const before = server.asked.length
    const { askId } = await room.ask(question())
    const state = await room.done(askId)
    return { requests: server.asked.length - before, source: state.sources[0], offers: state.offers }
  }
  return { server, room, asked, forward: (ms: number) => (now += ms) }
}

test('«come back in 30 s» holds for the next asks too, and its end is told', async () => {
  const { server, asked, forward } = await desk(json(429, '', { 'retry-after': '30' }), { parallel: 1 })
  expect((await asked()).requests).toBe(1)
  server.answer(free)
  forward(29_000)
  const shut = await asked()
  expect(shut).toMatchObject({
    requests: 0,
    source: { status: 'refused', detail: 'busy', retryAt: new Date(NOW + 30_000).toISOString() },
  })
  // Not asked is not «nothing free».
  expect(shut.offers.map(offer => offer.state)).toEqual(['unknown', 'unknown', 'unknown'])
  forward(1_001)
  const back = await asked()
  expect(back).toMatchObject({ requests: 3, source: { status: 'answered', detail: null } })
  expect(back.source).not.toHaveProperty('retryAt')
})

test('a 503 without a time is given ten seconds, then twenty', async () => {
  const { asked, forward } = await desk(json(503, ''), { parallel: 1 })
  expect((await asked()).requests).toBe(1)
  forward(9_999)
  expect((await asked()).requests).toBe(0)
  forward(2)
  expect((await asked()).requests).toBe(1)
  forward(19_999)
  expect((await asked()).requests).toBe(0)
  forward(2)
  expect((await asked()).requests).toBe(1)
})

test('a source that fails ask after ask rests, is tried by one question, and is asked wholly when it answers', async () => {
  const { server, asked, forward, room } = await desk(json(500, ''), { restAfter: 2, restSeconds: 30 })
  expect([(await asked()).requests, (await asked()).requests]).toEqual([3, 3])
  expect(await asked()).toMatchObject({ requests: 0, source: { status: 'down', detail: 'resting' } })
  forward(30_001)
  expect(await asked()).toMatchObject({ requests: 1, source: { status: 'down', detail: 'http-500' } })
  // The rest is twice as long after a try that failed.
  forward(30_001)
  expect((await asked()).requests).toBe(0)
  forward(30_001)
  server.answer(async (request, response) => {
    await sleep(120)
    await free(request, response)
  })
  room.updates.length = 0
  const back = await asked()
  expect(back).toMatchObject({
    requests: 3,
    source: { status: 'answered', lastGoodAt: new Date(NOW + 90_003).toISOString() },
  })
  expect(room.updates[0]?.sources[0]).toMatchObject({ status: 'asked', detail: 'trying', lastGoodAt: null })
  expect((await asked()).requests).toBe(3)
})

test('rest may be refused by the site, and a refusal in words is no failure', async () => {
  const never = await desk(json(500, ''), { restAfter: 0 })
  for (let i = 0; i < 5; i++) expect((await never.asked()).requests).toBe(3)
  const refused = await desk(json(400, ''), { restAfter: 1 })
  for (let i = 0; i < 3; i++) expect((await refused.asked()).requests).toBe(3)
})

test('the same question of two screens is one request, and stops only when both have left', async () => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const { server, room } = await desk(
    async (asked, response) => {
      await held
      await free(asked, response)
    },
    { batch: 25 },
    1,
  )
  const first = await room.ask(question(), 'one')
  const second = await room.ask(question(), 'two')
  await sleep(100)
  expect(server.asked).toHaveLength(1)
  await room.availability.handlers['availability.cancel']({ askId: first.askId }, { clientId: 'one' })
  await sleep(50)
  expect(server.open()).toBe(1)
  release()
  expect((await room.done(second.askId)).offers[0]).toMatchObject({ state: 'slots' })
  expect((await room.snapshot(first.askId)).offers[0]).toMatchObject({ state: 'unknown' })
})

test('a desk keeps to its own budget of a minute, says so, and holds nothing against the source', async () => {
  const { server, asked, forward } = await desk(free, { requestsPerMinute: 10 }, 7)
  expect(await asked()).toMatchObject({ requests: 7, source: { status: 'answered' } })
  forward(1_000)
  const second = await asked()
  expect(second).toMatchObject({ requests: 3, source: { status: 'refused', detail: 'budget' } })
  expect(second.source?.retryAt).toBe(new Date(NOW + 60_000).toISOString())
  // Who was not asked about is not said to have nothing.
  expect(second.offers.filter(offer => offer.state === 'unknown').length).toBeGreaterThan(2)
  expect(await asked()).toMatchObject({ requests: 0 })
  forward(59_001)
  expect(await asked()).toMatchObject({ requests: 7, source: { status: 'answered' } })
  expect(server.asked).toHaveLength(17)
})
