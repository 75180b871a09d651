import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type BundleRead,
  bookingOf,
  issueOf,
  OPERATOR,
  openDesk,
  slotQuery,
  slotsOf,
} from '../../../tests/conformance/ask.ts'
import { createTerritory } from '../territory/index.ts'
import { sourceById } from '../vendors/catalogue.ts'
import { checkAppointment } from './appointment-check.ts'
import type { Resource } from './fhir.ts'
import { createSandbox, type Sandbox } from './index.ts'
import { slotIdOf } from './world.ts'

const NOW = Date.parse('2026-11-24T09:00:00+01:00')
const territory = createTerritory({ seed: 3, rows: 3_000 })
let sandbox: Sandbox
let desk: ReturnType<typeof openDesk>
/** Direct source with many slots, and ids of free ones, each given out once. */
let source: string
let free: string[]

beforeAll(async () => {
  sandbox = await createSandbox({ territory, clock: { now: () => NOW }, openBooking: true })
  desk = openDesk(sandbox)
  source = sandbox.sources.find(each => each.id === 'keldoc')?.url ?? ''
  free = (await idsAt('keldoc', 25)).slice(0, 60)
  expect(free.length).toBeGreaterThan(40)
})
afterAll(async () => {
  await desk.close()
  await sandbox.close()
})
beforeEach(() => sandbox.faults.clear())

async function idsAt(id: string, most: number): Promise<string[]> {
  const people = territory.people.filter(person => sandbox.world.membership(person).sources.has(id)).slice(0, most)
  const url = sandbox.sources.find(each => each.id === id)?.url
  const answer = await desk.get(
    `${url}/${slotQuery(
      people.map(person => person.rpps),
      NOW,
    )}`,
  )
  return slotsOf(answer).map(slot => slot.id ?? '')
}
const vendor = (id: string) => {
  const found = sourceById(id)
  if (!found) throw new Error(id)
  return found
}
const nextFree = (): string => {
  const id = free.shift()
  if (!id) throw new Error('no free slot left')
  return id
}
const post = (body: unknown, headers = {}) => desk.send('POST', `${source}/Appointment`, body, headers)

test('a booking is 201 with its address, its version and its body, and the slot is no longer free', async () => {
  const id = nextFree()
  const uuid = randomUUID()
  expect((await desk.get(`${source}/Slot/${id}`)).status).toBe(200)
  const answer = await post(bookingOf(sandbox, id, uuid))
  expect(answer.status).toBe(201)
  expect(answer.headers['location']).toBe(`${source}/Appointment/${answer.body.id}`)
  expect(answer.headers['etag']).toBe('W/"1"')
  expect((await desk.get(answer.headers['location'] ?? '')).body).toEqual(answer.body)
  expect((await desk.get(`${source}/Slot/${id}`)).status).toBe(404)
  expect(await idsAt('keldoc', 25)).not.toContain(id)
  const found = await desk.get(`${sandbox.base}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`)
  expect((found.body as BundleRead).entry?.[0]?.resource).toEqual(answer.body)
})

test('the same message again is a duplicate; another one under its identifier is a conflict; neither takes anything', async () => {
  const id = nextFree()
  const other = nextFree()
  const uuid = randomUUID()
  const body = bookingOf(sandbox, id, uuid)
  expect((await post(body)).status).toBe(201)
  const { resourceType, ...rest } = body
  const again = await post({ ...Object.fromEntries(Object.entries(rest).reverse()), resourceType })
  expect([again.status, issueOf(again).code]).toEqual([409, 'duplicate'])
  const stolen = await post(bookingOf(sandbox, other, uuid))
  expect([stolen.status, issueOf(stolen).code]).toEqual([409, 'conflict'])
  expect(sandbox.world.slotById(other)?.free).toBe(true)
})

test('of two desks that want one slot at once, exactly one has it: the other hears 409 conflict', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 12 }), async desks => {
      const id = nextFree()
      const answers = await Promise.all(Array.from({ length: desks }, () => post(bookingOf(sandbox, id, randomUUID()))))
      expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
      const refused = answers.filter(answer => answer.status !== 201)
      expect(refused).toHaveLength(desks - 1)
      for (const answer of refused) expect([answer.status, issueOf(answer).code]).toEqual([409, 'conflict'])
    }),
    { numRuns: 8 },
  )
})

test('a slot that two vendors show is one time: booked with one, gone from the other', async () => {
  const people = territory.people.filter(person => sandbox.world.membership(person).sources.has('keldoc'))
  const shared = people
    .flatMap(person =>
      sandbox.world
        .freeSlots(vendor('keldoc'), person, NOW, NOW + 5 * 86_400_000)
        .filter(slot => slot.sources.length === 2),
    )
    .map(slot => slot.sources.map(id => slotIdOf(id, slot.rpps, slot.place, slot.start)))
  const [ids] = shared
  expect(ids).toHaveLength(2)
  const mine = ids?.find(id => id.startsWith('keldoc')) ?? ''
  expect((await post(bookingOf(sandbox, mine, randomUUID()))).status).toBe(201)
  for (const id of ids ?? []) expect(sandbox.world.slotById(id)?.free).toBe(false)
})

test('without the slot named, the time of the person tells which one it is', async () => {
  const { slot: _slot, ...body } = bookingOf(sandbox, nextFree(), randomUUID())
  expect((await post(body)).status).toBe(201)
})

test.each<[string, (body: Resource) => unknown, string]>([
  ['no profile', body => ({ ...body, meta: {} }), 'Appointment.meta.profile'],
  ['no operator', body => ({ ...body, extension: [] }), 'Appointment.extension('],
  ['no identifier', body => ({ ...body, identifier: [] }), 'Appointment.identifier'],
  [
    'two identifiers',
    body => ({ ...body, identifier: [body['identifier'], body['identifier']].flat() }),
    'Appointment.identifier',
  ],
  [
    'an identifier without system',
    body => ({ ...body, identifier: [{ value: 'x' }] }),
    'Appointment.identifier.system',
  ],
  ['no start', body => ({ ...body, start: undefined }), 'Appointment.start'],
  ['an end before the start', body => ({ ...body, end: body['start'] }), 'Appointment.end'],
  ['a status of another world', body => ({ ...body, status: 'pris' }), 'Appointment.status'],
  ['no participant', body => ({ ...body, participant: [] }), 'Appointment.participant'],
  [
    'a participant who has not accepted',
    body => ({ ...body, participant: [{ ...part(body), status: 'tentative' }] }),
    'Appointment.participant.status',
  ],
  [
    'a patient',
    body => ({ ...body, participant: [part(body), { actor: { reference: 'Patient/1' }, status: 'accepted' }] }),
    'Appointment.participant',
  ],
  ['an element that is not of FHIR', body => ({ ...body, patient: 'x' }), 'Appointment.patient'],
  [
    'a slot of nobody',
    body => ({ ...body, slot: [{ reference: 'Slot/keldoc-10000000000-0-abc' }] }),
    'Appointment.slot',
  ],
  [
    'times that are not those of the slot',
    body => ({ ...body, end: String(body['end']).replace(/:\d\d:00\.000/, ':59:00.000') }),
    'Appointment.start',
  ],
])('%s is a 422 that names its element', async (_what, spoil, named) => {
  const id = free[0] ?? ''
  const answer = await post(spoil(bookingOf(sandbox, id, randomUUID())))
  expect(answer.status).toBe(422)
  expect(issueOf(answer).expression).toContain(named)
  expect(sandbox.world.slotById(id)?.free).toBe(true)
})

const part = (body: Resource) => (body['participant'] as object[])[0]

test('a body that is no JSON, no appointment or too large is refused, and the server goes on', async () => {
  expect((await post('{"resourceType":')).status).toBe(400)
  expect((await post({ resourceType: 'Patient' })).status).toBe(400)
  expect((await post({ resourceType: 'Appointment', comment: 'x'.repeat(1_200_000) })).status).toBe(413)
  expect((await desk.send('POST', `${source}/Appointment`, 'x', { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await desk.get(`${source}/metadata`)).status).toBe(200)
})

test('whatever stands in a body, the check answers and names, and never throws', () => {
  fc.assert(
    fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
      expect(checkAppointment(anything).ok).toBe(false)
      const body = { resourceType: 'Appointment', ...(json !== null && typeof json === 'object' ? json : {}) }
      expect(checkAppointment(body).ok).toBe(false)
    }),
  )
})

test('a vendor that books on its own page refuses bookings, at its base and at the platform', async () => {
  const [id] = await idsAt('doctolib', 25)
  const body = bookingOf(sandbox, id ?? '', randomUUID())
  for (const base of [sandbox.sources.find(each => each.id === 'doctolib')?.url, sandbox.base]) {
    const answer = await desk.send('POST', `${base}/Appointment`, body)
    expect([answer.status, issueOf(answer).code]).toEqual([422, 'not-supported'])
  }
})

test('cancelling by conditional update frees the slot; changing a cancelled one back takes it again', async () => {
  const id = nextFree()
  const uuid = randomUUID()
  const body = bookingOf(sandbox, id, uuid)
  await post(body)
  const url = `${source}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`
  const cancelled = await desk.send('PUT', url, { ...body, status: 'cancelled' })
  expect([cancelled.status, cancelled.headers['etag']]).toEqual([200, 'W/"2"'])
  expect(sandbox.world.slotById(id)?.free).toBe(true)
  expect((await desk.send('PUT', url, body)).status).toBe(200)
  expect(sandbox.world.slotById(id)?.free).toBe(false)
  expect((await desk.send('PUT', url, body, { 'if-match': 'W/"1"' })).status).toBe(412)
})

test('a cancelled booking cannot come back to a slot that somebody else has taken since', async () => {
  const id = nextFree()
  const uuid = randomUUID()
  const body = bookingOf(sandbox, id, uuid)
  await post(body)
  const url = `${source}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`
  await desk.send('PUT', url, { ...body, status: 'cancelled' })
  expect((await post(bookingOf(sandbox, id, randomUUID()))).status).toBe(201)
  const back = await desk.send('PUT', url, body)
  expect([back.status, issueOf(back).code]).toEqual([409, 'conflict'])
})

test('moving to another slot frees the first one', async () => {
  const first = nextFree()
  const second = nextFree()
  const uuid = randomUUID()
  await post(bookingOf(sandbox, first, uuid))
  const url = `${source}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`
  expect((await desk.send('PUT', url, bookingOf(sandbox, second, uuid))).status).toBe(200)
  expect([sandbox.world.slotById(first)?.free, sandbox.world.slotById(second)?.free]).toEqual([true, false])
})

test('an update of an unknown appointment creates it, as the guide’s capability statement says', async () => {
  const uuid = randomUUID()
  const url = `${source}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`
  expect((await desk.send('PUT', url, bookingOf(sandbox, nextFree(), uuid))).status).toBe(201)
  expect((await desk.send('PUT', url, bookingOf(sandbox, nextFree(), randomUUID()))).status).toBe(400)
})

test('a slot that has begun is refused, and one that somebody took elsewhere is a conflict', async () => {
  const gone = nextFree()
  const slot = sandbox.world.slotById(gone)
  if (slot) sandbox.bookings.takeElsewhere(slot.key)
  const answer = await post(bookingOf(sandbox, gone, randomUUID()))
  expect([answer.status, issueOf(answer).code]).toEqual([409, 'conflict'])
  const later = await createSandbox({ territory, clock: { now: () => NOW + 5 * 86_400_000 }, openBooking: true })
  const there = openDesk(later)
  const late = await there.send(
    'POST',
    `${later.origin}/vendors/keldoc/fhir/Appointment`,
    bookingOf(sandbox, nextFree(), randomUUID()),
  )
  expect([late.status, issueOf(late).expression]).toEqual([422, 'Appointment.start'])
  await there.close()
  await later.close()
})

test('without a token a booking is 401; with one, only its holder books; a search needs none', async () => {
  const shut = await createSandbox({ territory, clock: { now: () => NOW } })
  const there = openDesk(shut)
  const url = `${shut.origin}/vendors/keldoc/fhir`
  const body = bookingOf(shut, nextFree(), randomUUID())
  for (const headers of [{}, { authorization: 'Bearer nothing' }, { authorization: 'Basic eA==' }]) {
    const answer = await there.send('POST', `${url}/Appointment`, body, headers)
    expect([answer.status, issueOf(answer).code]).toEqual([401, 'login'])
  }
  const authorization = `Bearer ${await signIn(shut, there)}`
  const foreign = bookingOf(shut, nextFree(), randomUUID(), '8ANS20260001')
  const refused = await there.send('POST', `${url}/Appointment`, foreign, { authorization })
  expect([refused.status, issueOf(refused).expression]).toEqual([422, 'Appointment.extension'])
  expect((await there.send('POST', `${url}/Appointment`, body, { authorization })).status).toBe(201)
  expect((await there.get(`${url}/${slotQuery(['10000000001'], NOW)}`)).status).toBe(200)
  await there.close()
  await shut.close()
})

/** Opens a session with the practice CPE, as a console would: a challenge, a JWS by the card's key. */
async function signIn(shut: Sandbox, there: ReturnType<typeof openDesk>): Promise<string> {
  const json = { 'content-type': 'application/json' }
  const workstation = 'essai'
  const challenge = await there.send('POST', `${shut.signIn.url}/challenge`, { workstation }, json)
  const { nonce, audience } = JSON.parse(challenge.text) as { nonce: string; audience: string }
  const [card] = (await shut.cards.issue('cpe')).objects
  if (!card) throw new Error('empty card')
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = { alg: 'RS256', x5c: [Buffer.from(card.certificate).toString('base64')] }
  const signed = `${part(header)}.${part({ nonce, aud: audience, iat: NOW / 1000, workstation })}`
  const key = createPrivateKey({ key: Buffer.from(card.key), format: 'der', type: 'pkcs8' })
  const proof = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
  const token = await there.send('POST', `${shut.signIn.url}/token`, { proof }, json)
  return (JSON.parse(token.text) as { accessToken: string }).accessToken
}

test('what a former sandbox held, a new one that is given it still holds', async () => {
  const id = nextFree()
  expect((await post(bookingOf(sandbox, id, randomUUID()))).status).toBe(201)
  const next = await createSandbox({
    territory,
    clock: { now: () => NOW },
    openBooking: true,
    bookings: sandbox.bookings,
  })
  expect(next.world.slotById(id)?.free).toBe(false)
  await next.close()
})

test('the operator of the fixture is one that the practice cards know', () => {
  expect(sandbox.cards.operators.map(each => each.idnps)).toContain(OPERATOR)
})
