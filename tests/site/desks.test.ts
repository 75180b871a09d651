/** The desks of a site over real HTTP: a colleague's slot, the site's list, the day's phone calls, and a service that goes away. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestSite, orientationOf, type TestDesk, type TestSite } from './site.ts'

let site: TestSite
beforeEach(() => {
  site = openTestSite()
})
afterEach(() => site.close())

const hold = (desk: TestDesk, slotId: string | null) =>
  desk.site.handlers['site.hold'](slotId === null ? null : { askId: 'a', offerId: 'o', slotId }, { clientId: '' })

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

/** The service and two desks that have found it. */
async function three(more: { dir?: string } = {}) {
  const service = await site.desk('REGUL-01', { service: 0, ...more })
  const url = `http://127.0.0.1:${service.site.port}`
  const [a, b] = await Promise.all([site.desk('REGUL-02', { url }), site.desk('REGUL-03', { url })])
  await until(() => {
    for (const desk of [service, a, b]) expect(desk.state()).toMatchObject({ link: 'joined', desks: 2 })
  })
  return { service, a, b, url }
}

test('a slot under the hand of one desk is told to the others at once, and no more than that', async () => {
  const { service, a, b } = await three()
  await hold(a, 'slot-1')
  await until(() => {
    for (const desk of [service, b])
      expect(desk.state().holds).toEqual([{ slotId: 'slot-1', desk: 'REGUL-02', since: expect.any(String) }])
  })
  expect(a.state().holds).toEqual([])
  await until(() => expect(b.states.at(-1)?.holds).toHaveLength(1))
  await hold(a, 'slot-2')
  await until(() => expect(b.state().holds.map(({ slotId }) => slotId)).toEqual(['slot-2']))
  await hold(a, null)
  await until(() => expect(b.state().holds).toEqual([]))
})

test('what is no slot of a list is told to nobody, and who leaves the desk is on nothing', async () => {
  const { a, b } = await three()
  await hold(a, 'Mme CANARI, 3 rue X')
  await hold(a, 'slot-1')
  await until(() => expect(b.state().holds.map(({ slotId }) => slotId)).toEqual(['slot-1']))
  a.site.rest()
  await until(() => expect(b.state().holds).toEqual([]))
  for (const state of b.states) expect(JSON.stringify(state)).not.toContain('CANARI')
})

test('a desk is on what it awaits an answer for, until the answer comes', async () => {
  const { a, b } = await three()
  const slot = orientationOf().slot
  if (!slot) throw new Error('no slot')
  const one = orientationOf({ status: 'waiting', slot: { ...slot, id: 'slot-page' } })
  a.site.heard(one)
  await until(() => expect(b.state().holds.map(({ slotId }) => slotId)).toEqual(['slot-page']))
  a.site.heard({ ...one, status: 'confirmed', updatedAt: new Date(Date.now() + 1).toISOString() })
  await until(() => {
    expect(b.state().holds).toEqual([])
    expect(b.day().map(({ status }) => status)).toEqual(['confirmed'])
  })
})

test('each desk has the orientations of the others, with their newest word and the name of the desk', async () => {
  const { service, a, b } = await three()
  const one = orientationOf({ status: 'unknown' })
  a.site.heard(one)
  await until(() => expect(b.day()).toMatchObject([{ id: one.id, desk: 'REGUL-02', status: 'unknown' }]))
  a.site.heard({ ...one, status: 'confirmed', updatedAt: new Date(Date.parse(one.updatedAt) + 5).toISOString() })
  service.site.heard(orientationOf())
  await until(() => {
    expect(b.day()).toHaveLength(2)
    expect(b.day().find(({ id }) => id === one.id)).toMatchObject({ status: 'confirmed' })
  })
  // One's own is not another's.
  expect(a.day()).toHaveLength(1)
})

test('whom a colleague phoned is known to all for the day, with what they said', async () => {
  const { a, b } = await three()
  const said = { idnps: '810000000001', at: Date.now(), answer: 'refused' as const, until: null }
  a.site.phoned(said)
  a.site.phoned(said)
  await until(() => expect(b.site.answers(0)).toEqual([{ ...said, desk: 'REGUL-02' }]))
  expect(b.site.answers(Date.now() + 1)).toEqual([])
  expect(a.site.answers(0)).toEqual([])
})

test('when the service goes each desk goes on alone, and catches up when it is back: nothing lost, nothing twice', async () => {
  const dir = site.dir()
  const { service, a, b, url } = await three({ dir })
  const before = orientationOf()
  a.orientations.push(before)
  a.site.heard(before)
  await hold(a, 'slot-1')
  await until(() => {
    expect(b.day()).toHaveLength(1)
    expect(b.state().holds).toHaveLength(1)
  })
  await service.close()
  await until(() => {
    expect(b.state()).toMatchObject({ link: 'alone', holds: [] })
    expect(a.state()).toMatchObject({ link: 'alone', holds: [] })
  })
  // What was heard before stands; what comes meanwhile is kept by each.
  expect(b.day()).toHaveLength(1)
  const meanwhile = orientationOf()
  a.orientations.push(meanwhile)
  a.site.heard(meanwhile)
  a.site.phoned({ idnps: '810000000002', at: Date.now(), answer: 'no-answer', until: null })
  expect(b.day()).toHaveLength(1)

  await site.desk('REGUL-01', { service: Number(new URL(url).port), dir })
  await until(() => {
    expect(b.state().link).toBe('joined')
    expect(
      b
        .day()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([before.id, meanwhile.id].sort())
    expect(b.site.answers(0)).toHaveLength(1)
    expect(b.state().holds.map(({ slotId }) => slotId)).toEqual(['slot-1'])
  })
}, 40_000)

test('a service that has lost its memory is told everything again', async () => {
  const { service, a, b, url } = await three()
  const one = orientationOf()
  a.orientations.push(one)
  a.site.heard(one)
  await until(() => expect(b.day()).toHaveLength(1))
  await service.close()
  await until(() => expect(a.state().link).toBe('alone'))
  const again = await site.desk('REGUL-01', { service: Number(new URL(url).port) })
  await until(() => {
    expect(again.day()).toHaveLength(1)
    expect(b.day()).toHaveLength(1)
  })
}, 40_000)

test('a desk that begins again with the same profile is the same desk', async () => {
  const dir = site.dir()
  const { service, b, url } = await three()
  const one = orientationOf()
  const first = await site.desk('REGUL-09', { url, dir })
  first.site.heard(one)
  await until(() => expect(b.day()).toHaveLength(1))
  await first.close()
  const second = await site.desk('REGUL-09', { url, dir })
  second.orientations.push(one)
  await until(() => expect(second.state().link).toBe('joined'))
  expect(second.day()).toEqual([])
  await until(() => expect(service.day()).toHaveLength(1))
})

test('a site without a service is off, and so is one that has neither holds nor list', async () => {
  const alone = await site.desk('REGUL-04', { url: 'http://127.0.0.1:9' })
  expect(alone.state()).toMatchObject({ link: 'alone', holds: [] })
  expect(await hold(alone, 'slot-1')).toMatchObject({ ok: true })
  expect(alone.day()).toEqual([])
})
