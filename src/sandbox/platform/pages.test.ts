import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type BundleRead,
  OPERATOR,
  openDesk,
  scheduleQuery,
  slotQuery,
  slotsOf,
} from '../../../tests/conformance/ask.ts'
import { createTerritory } from '../territory/index.ts'
import { createSandbox, type Sandbox } from './index.ts'

const NOW = Date.parse('2026-11-24T09:00:00+01:00')
let sandbox: Sandbox
let desk: ReturnType<typeof openDesk>
/** Addresses of booking pages, as slots carry them. */
let pages: string[]

beforeAll(async () => {
  const territory = createTerritory({ seed: 3, rows: 1_500 })
  sandbox = await createSandbox({ territory, clock: { now: () => NOW } })
  desk = openDesk(sandbox)
  const people = territory.people.filter(person => sandbox.world.membership(person).sources.has('doctolib'))
  const ids = people.slice(0, 25).map(person => person.rpps)
  const answer = await desk.get(`${sandbox.origin}/vendors/doctolib/fhir/${slotQuery(ids, NOW)}`)
  pages = slotsOf(answer).map(slot => String(slot['comment']))
})
afterAll(async () => {
  await desk.close()
  await sandbox.close()
})
beforeEach(() => sandbox.faults.clear())

const nextPage = () => {
  const url = new URL(pages.shift() ?? '')
  return { url, slot: url.searchParams.get('creneau') ?? '', ownerId: url.pathname.split('/').at(-1) ?? '' }
}
const submit = (url: URL, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ origin: 'sas', ...fields }) })
const known = async (ownerId: string, system = '1.2.250.1.71.4.2.1') => {
  const actor = encodeURIComponent(`urn:oid:${system}|${ownerId}`)
  const query = `Appointment?actor:identifier=${actor}&date=ge2026-11-24&date=le2026-11-27`
  return (await desk.get(`${sandbox.base}/${query}`)).body as BundleRead
}

test('a plain browser opens the page without certificate: it says that it is simulated and has chosen the slot', async () => {
  const { url, slot } = nextPage()
  url.searchParams.set('origin', 'sas')
  const answer = await fetch(url)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html).toContain('<html lang="fr">')
  expect(html).toContain('<h1>Doctolib (simulé)</h1>')
  expect(html).toContain(`value="${slot}" required checked`)
})

test('without origin=sas no slot is shown', async () => {
  const { url, slot } = nextPage()
  const answer = await fetch(url)
  expect(answer.status).toBe(403)
  expect(await answer.text()).not.toContain(slot)
})

test('confirmed on the page, the platform has the appointment, with its operator, and the slot is gone', async () => {
  const { url, slot, ownerId } = nextPage()
  expect((await known(ownerId)).total).toBe(0)
  const answer = await submit(url, { creneau: slot, operator: OPERATOR, action: 'confirmer' })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('Rendez-vous pris')
  const { entry } = await known(ownerId)
  expect(entry).toHaveLength(1)
  expect(JSON.stringify(entry?.[0]?.resource['extension'])).toContain(OPERATOR)
  expect(sandbox.world.slotById(slot)?.free).toBe(false)
  const twice = await submit(url, { creneau: slot, operator: OPERATOR, action: 'confirmer' })
  expect(twice.status).toBe(409)
  expect(await twice.text()).toContain('n’est plus libre')
})

test('«le créneau n’est plus libre» takes it away and books nothing', async () => {
  const { url, slot, ownerId } = nextPage()
  const before = (await known(ownerId)).total
  const answer = await submit(url, { creneau: slot, operator: OPERATOR, action: 'parti' })
  expect(answer.status).toBe(409)
  expect(sandbox.world.slotById(slot)?.free).toBe(false)
  expect((await known(ownerId)).total).toBe(before)
})

test('a vendor whose word is lost holds the slot, and the platform knows of nothing', async () => {
  const { url, slot, ownerId } = nextPage()
  const before = (await known(ownerId)).total
  sandbox.faults.set({ source: 'doctolib', on: 'word', fault: { kind: 'lost-before' } })
  expect((await submit(url, { creneau: slot, operator: OPERATOR, action: 'confirmer' })).status).toBe(200)
  expect(sandbox.world.slotById(slot)?.free).toBe(false)
  expect((await known(ownerId)).total).toBe(before)
})

test('a word that comes late comes', async () => {
  const { url, slot, ownerId } = nextPage()
  const before = (await known(ownerId)).total
  sandbox.faults.set({ source: 'doctolib', on: 'word', fault: { kind: 'slow', ms: 30 } })
  await submit(url, { creneau: slot, operator: OPERATOR, action: 'confirmer' })
  expect((await known(ownerId)).total).toBe(before)
  for (let i = 0; i < 100 && (await known(ownerId)).total === before; i++) await new Promise(r => setTimeout(r, 20))
  expect((await known(ownerId)).total).toBe(before + 1)
})

test('a SOS Médecins point is booked on its page, and known by its SIRET', async () => {
  const source = sandbox.sources.find(each => each.id === 'sos')
  const answer = await desk.get(`${source?.url}/${scheduleQuery(source?.structures.slice(0, 5) ?? [], NOW)}`)
  const url = new URL(String(slotsOf(answer).find(slot => 'comment' in slot)?.['comment']))
  const ownerId = url.pathname.split('/').at(-1) ?? ''
  const done = await submit(url, {
    creneau: url.searchParams.get('creneau') ?? '',
    operator: OPERATOR,
    action: 'confirmer',
  })
  expect(done.status).toBe(200)
  expect((await known(ownerId, '1.2.250.1.71.4.2.2')).total).toBe(1)
})

test('an unknown agenda, a form without operator and a foreign host name are refused', async () => {
  expect((await fetch(`${sandbox.pageBase}/agenda/doctolib/899999999999?origin=sas`)).status).toBe(404)
  expect((await fetch(`${sandbox.pageBase}/agenda/personne/810000000001?origin=sas`)).status).toBe(404)
  const { url, slot } = nextPage()
  expect((await submit(url, { creneau: slot, action: 'confirmer' })).status).toBe(400)
  const answer = await desk.raw('GET', `${sandbox.pageBase}/`, undefined, { host: 'ailleurs.example' })
  expect(answer).toMatchObject({ kind: 'answer', status: 421 })
})
