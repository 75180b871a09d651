import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BundleRead, bookingOf, issueOf, openDesk, slotQuery, slotsOf } from '../../../tests/conformance/ask.ts'
import { createTerritory } from '../territory/index.ts'
import { createSandbox, type Sandbox } from './index.ts'

const NOW = Date.parse('2026-11-24T09:00:00+01:00')
let sandbox: Sandbox
let desk: ReturnType<typeof openDesk>
let query: string
const keldoc = () => `${sandbox.origin}/vendors/keldoc/fhir`

beforeAll(async () => {
  const territory = createTerritory({ seed: 3, rows: 1_500 })
  sandbox = await createSandbox({ territory, clock: { now: () => NOW }, openBooking: true, aggregateBudgetMs: 250 })
  desk = openDesk(sandbox)
  const people = territory.people.filter(person => sandbox.world.membership(person).sources.has('keldoc'))
  query = slotQuery(
    people.slice(0, 25).map(person => person.rpps),
    NOW,
  )
})
afterAll(async () => {
  await desk.close()
  await sandbox.close()
})
beforeEach(() => sandbox.faults.clear())

const free = async () => slotsOf(await desk.get(`${keldoc()}/${query}`)).map(slot => slot.id ?? '')

test('a status is answered with its OperationOutcome and its Retry-After', async () => {
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'status', status: 429, retryAfter: 7 } })
  const answer = await desk.get(`${keldoc()}/${query}`)
  expect([answer.status, answer.headers['retry-after'], issueOf(answer).code]).toEqual([429, '7', 'throttled'])
})

test('silent and closed give no answer; another source goes on', async () => {
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'closed' } })
  expect(await desk.raw('GET', `${keldoc()}/${query}`)).toMatchObject({ kind: 'closed' })
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'silent' } })
  const asked = desk.raw('GET', `${keldoc()}/${query}`)
  const first = await Promise.race([asked, desk.get(`${sandbox.origin}/vendors/maiia/fhir/${query}`)])
  expect(first).toMatchObject({ status: 200 })
  sandbox.faults.clear()
  expect((await desk.get(`${keldoc()}/${query}`)).status).toBe(200)
})

test('HTML, cut JSON and a huge bundle are what they say', async () => {
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'html' } })
  const html = await desk.get(`${keldoc()}/${query}`)
  expect([html.status, html.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'malformed', how: 'json' } })
  await expect(desk.get(`${keldoc()}/${query}`)).rejects.toThrow(SyntaxError)
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'huge', bytes: 2_000_000 } })
  expect((await desk.get(`${keldoc()}/${query}`)).text.length).toBeGreaterThan(2_000_000)
})

test.each(['references', 'codes', 'times'] as const)(
  'malformed %s spoil a third of the slots and leave the rest',
  async how => {
    const good = slotsOf(await desk.get(`${keldoc()}/${query}`))
    sandbox.faults.set({ source: 'keldoc', fault: { kind: 'malformed', how } })
    const spoilt = slotsOf(await desk.get(`${keldoc()}/${query}`))
    const changed = spoilt.filter((slot, i) => JSON.stringify(slot) !== JSON.stringify(good[i]))
    expect(spoilt).toHaveLength(good.length)
    expect(changed).toHaveLength(Math.ceil(good.length / 3))
  },
)

test('a fault counted in times goes by itself', async () => {
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'status', status: 500 }, times: 2 })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await desk.get(`${keldoc()}/${query}`)).status)
  expect(statuses).toEqual([500, 500, 200])
})

test('an answer lost before the act takes nothing; lost after it, the slot is taken and can be read back', async () => {
  const [first, second] = await free()
  const book = (id: string | undefined, uuid: string) =>
    desk.raw('POST', `${keldoc()}/Appointment`, bookingOf(sandbox, id ?? '', uuid))
  const readBack = async (uuid: string) =>
    ((await desk.get(`${sandbox.base}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`)).body as BundleRead)
      .total
  const lost = randomUUID()
  sandbox.faults.set({ source: 'keldoc', on: 'appointment', fault: { kind: 'lost-before' } })
  expect(await book(first, lost)).toMatchObject({ kind: 'closed', sent: true })
  expect(await readBack(lost)).toBe(0)
  const done = randomUUID()
  sandbox.faults.set({ source: 'keldoc', on: 'appointment', fault: { kind: 'lost-after' } })
  expect(await book(second, done)).toMatchObject({ kind: 'closed', sent: true })
  expect(await readBack(done)).toBe(1)
  expect(await free()).not.toContain(second)
  expect(await free()).toContain(first)
})

test('the aggregator waits its time, keeps what came, and names who did not answer', async () => {
  sandbox.faults.set({ source: 'keldoc', fault: { kind: 'silent' } })
  sandbox.faults.set({ source: 'maiia', fault: { kind: 'html' } })
  const answer = await desk.get(`${sandbox.base}/${query}`)
  const outcome = (answer.body as BundleRead).entry?.find(entry => entry.search.mode === 'outcome')?.resource
  expect(answer.status).toBe(200)
  expect(JSON.stringify(outcome)).toContain('"timeout"')
  const issues = outcome?.['issue'] as { expression: string[] }[]
  expect(issues.map(issue => issue.expression[0]).sort()).toEqual(['keldoc', 'maiia'])
})

test('faults are ordered over HTTP too, with a certificate, and a wrong order is named', async () => {
  const url = `${sandbox.origin}/control/faults`
  const order = { source: 'keldoc', fault: { kind: 'status', status: 503 } }
  expect((await desk.send('POST', url, order)).status).toBe(200)
  expect((await desk.get(`${keldoc()}/${query}`)).status).toBe(503)
  const wrong = await desk.send('POST', url, { source: 'keldoc', fault: { kind: 'status', status: 299 } })
  expect([wrong.status, issueOf(wrong).expression]).toEqual([400, 'fault.status'])
  expect((await desk.send('POST', url, { ...order, source: 'personne' })).status).toBe(404)
  const stranger = openDesk(sandbox, false)
  expect((await stranger.send('POST', url, order)).status).toBe(401)
  await stranger.close()
})
