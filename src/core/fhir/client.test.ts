import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleOf, resourcesOf } from '../../../tests/availability/bundles.ts'
import { json, outcome, type ScriptedServer, startScriptedServer } from '../../../tests/availability/scripted-server.ts'
import { type Http, openHttp } from '../http.ts'
import { appointmentText } from './appointment.ts'
import { createFhirClient, type FhirClient } from './client.ts'
import { intentIdentifier } from './codes.ts'

const A = '810000000001'
const INTENT = '8a8f5f7e-9d53-4a3e-8f6e-0d8b6b6c2a11'
const window = { from: '2026-11-22T08:00:00.000+01:00', to: '2026-11-24T23:59:59.000+01:00' }
const draft = {
  identifier: INTENT,
  start: '2026-11-23T09:00:00.000+01:00',
  end: '2026-11-23T09:15:00.000+01:00',
  created: '2026-11-22T08:00:00.000+01:00',
  practitioner: A,
  operator: '899900000001',
  slotReference: 'Slot/1',
}

let server: ScriptedServer
let http: Http
let client: FhirClient
beforeAll(async () => {
  server = await startScriptedServer()
  http = openHttp({})
  client = createFhirClient({ http, base: `${server.base}/`, timeoutMs: 400, maxBytes: 200_000, token: () => 'jeton' })
})
afterAll(async () => {
  await http.close()
  await server.close()
})
const last = () => server.asked.at(-1)

describe('asking for slots', () => {
  test('writes the question of the guide and reads the answer', async () => {
    const slot = { id: '1', start: draft.start, end: draft.end }
    server.answer(json(200, bundleOf(resourcesOf([{ idnps: A, places: [{ place: { id: 'a' }, slots: [slot] }] }]))))
    const answer = await client.searchSlots({ idnps: [A, '810000000002'], window, cpts: false })
    expect(answer).toMatchObject({ kind: 'read', bundle: { slots: [{ reference: 'Slot/1' }] } })
    expect(last()?.url).toBe(
      '/fhir/Slot?_include=Slot:schedule&_include:iterate=Schedule:actor&status=free' +
        '&start=ge2026-11-22T08:00:00.000%2B01:00&start=le2026-11-24T23:59:59.000%2B01:00' +
        `&schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1%7C${A},urn:oid:1.2.250.1.71.4.2.1%7C810000000002&_count=1000`,
    )
    expect(last()?.headers).toMatchObject({
      authorization: 'Bearer jeton',
      accept: expect.stringMatching(/^application\/fhir\+json/),
    })
  })

  test('writes the questions of communities and of SOS Médecins', async () => {
    server.answer(json(200, { resourceType: 'Bundle', type: 'searchset', total: 0 }))
    await client.searchSlots({ idnps: [A], window, cpts: true })
    expect(last()?.query.getAll('_include')).toEqual(['Slot:schedule', 'Slot:service-type-reference'])
    expect(last()?.query.getAll('_include:iterate')).toEqual(['Schedule:actor', 'HealthcareService:organization'])
    await client.searchSchedules({ sirets: ['312345678900011'], window })
    expect(last()?.url).toBe(
      '/fhir/Schedule?_revinclude=Slot:schedule&_include=Schedule:actor:Location&_include:iterate=Location:organization' +
        '&_has:Slot:schedule:start=ge2026-11-22T08:00:00.000%2B01:00&_has:Slot:schedule:start=le2026-11-24T23:59:59.000%2B01:00' +
        '&_has:Slot:schedule:status=free&actor:Location.organization.identifier=urn:oid:1.2.250.1.71.4.2.2%7C312345678900011',
    )
  })

  test.each([
    [json(500, 'x'), { kind: 'down', code: 'http-500' }],
    [json(401, ''), { kind: 'unauthorised', code: 'http-401' }],
    [json(429, '', { 'retry-after': '12' }), { kind: 'busy', retryAfterMs: 12_000 }],
    [json(503, ''), { kind: 'busy', retryAfterMs: null }],
    [
      json(400, outcome('invalid', 'Fenêtre trop large')),
      { kind: 'refused', code: 'http-400', words: 'Fenêtre trop large' },
    ],
    [json(200, outcome('throttled', 'Plus tard')), { kind: 'refused', code: 'outcome', words: 'Plus tard' }],
    [json(200, '<html>'), { kind: 'malformed', code: 'html' }],
    [json(302, '', { location: 'http://127.0.0.1:1/' }), { kind: 'refused', code: 'http-302' }],
    [json(200, `"${'x'.repeat(300_000)}"`), { kind: 'malformed', code: 'too-large' }],
    [(_: unknown, response: { destroy(): void }) => response.destroy(), { kind: 'down' }],
    [() => {}, { kind: 'late', code: 'timeout' }],
  ])('each failure has its own name (case %#)', async (answer, expected) => {
    server.answer(answer as never)
    expect(await client.searchSlots({ idnps: [A], window, cpts: false })).toMatchObject(expected)
  })

  test('stops when told to', async () => {
    server.answer(() => {})
    const stop = new AbortController()
    const asking = client.searchSlots({ idnps: [A], window, cpts: false }, { signal: stop.signal })
    stop.abort()
    expect(await asking).toMatchObject({ kind: 'aborted' })
  })
})

describe('booking', () => {
  const book = (answer: Parameters<ScriptedServer['answer']>[0]) => {
    server.answer(answer)
    return client.createAppointment(appointmentText(draft))
  }
  const whole = { ...JSON.parse(appointmentText(draft)), id: '77' }

  test('sends these very characters once', async () => {
    const before = server.asked.length
    expect(await book(json(201, whole, { location: `${server.base}/Appointment/77/_history/1` }))).toMatchObject({
      kind: 'created',
      appointmentId: '77',
      status: 'booked',
      appointment: { practitioner: A, operator: '899900000001', slotReferences: ['Slot/1'] },
    })
    expect(server.asked.length - before).toBe(1)
    expect(last()).toMatchObject({ method: 'POST', url: '/fhir/Appointment', body: appointmentText(draft) })
    expect(last()?.headers['content-type']).toMatch(/^application\/fhir\+json/)
  })

  test.each([
    [json(201, ''), { kind: 'created', appointmentId: null, status: null }],
    [json(201, whole), { kind: 'created', appointmentId: '77' }],
    [json(200, whole), { kind: 'created', appointmentId: '77' }],
    [json(200, '<html>'), { kind: 'unknown', code: 'http-200' }],
    [json(202, ''), { kind: 'unknown' }],
    [json(409, outcome('conflict', 'Créneau pris')), { kind: 'taken', detail: 'Créneau pris' }],
    [json(409, ''), { kind: 'taken', detail: null }],
    [json(412, ''), { kind: 'taken' }],
    [json(422, outcome('conflict', 'Pris')), { kind: 'taken' }],
    [json(409, outcome('duplicate', 'Déjà reçu')), { kind: 'duplicate', detail: 'Déjà reçu' }],
    [
      json(422, outcome('business-rule', 'Opérateur inconnu')),
      { kind: 'refused', status: 422, detail: 'Opérateur inconnu' },
    ],
    [json(400, 'pas du JSON'), { kind: 'refused', status: 400, detail: null }],
    [json(302, '', { location: '/ailleurs' }), { kind: 'refused', status: 302 }],
    [json(401, ''), { kind: 'unauthorised', status: 401 }],
    [json(503, '', { 'retry-after': '5' }), { kind: 'busy', retryAfterMs: 5_000 }],
    [json(500, outcome('conflict', '?')), { kind: 'unknown', code: 'http-500' }],
    [json(504, ''), { kind: 'unknown', code: 'http-504' }],
    [() => {}, { kind: 'unknown', code: 'TIMEOUT' }],
    [(_: unknown, response: { destroy(): void }) => response.destroy(), { kind: 'unknown' }],
  ])('each answer has its own verdict, and doubt is never called failure (case %#)', async (answer, expected) => {
    expect(await book(answer as never)).toMatchObject(expected)
  })

  test('where nobody listens, nothing was sent', async () => {
    const gone = await startScriptedServer()
    const alone = createFhirClient({ http, base: gone.base, timeoutMs: 400, maxBytes: 1_000, token: () => null })
    await gone.close()
    expect(await alone.createAppointment('{}')).toEqual({ kind: 'not-sent', code: 'ECONNREFUSED' })
  })
})

describe('reading back', () => {
  const ours = { ...JSON.parse(appointmentText(draft)), id: '77' }
  const set = (...resources: unknown[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map(resource => ({ resource })),
  })
  const other = { ...ours, id: '78', identifier: [{ system: 'urn:ietf:rfc3986', value: 'urn:uuid:0' }] }

  test.each([
    [json(200, set(ours)), { kind: 'found', appointmentId: '77', status: 'booked' }],
    [json(200, set({ ...ours, status: 'cancelled' }, ours)), { kind: 'found', status: 'booked' }],
    [json(200, set()), { kind: 'absent' }],
    // A server that overlooks the parameter sends others: its silence about ours proves nothing.
    [json(200, set(other)), { kind: 'failed', code: 'search-ignored' }],
    [json(200, set({ resourceType: 'Appointment', id: 5 })), { kind: 'failed', code: 'unreadable' }],
    [json(200, { ...set(), total: 1 }), { kind: 'failed', code: 'unreadable' }],
    [json(200, set(5)), { kind: 'failed', code: 'unreadable' }],
    [json(200, set(outcome('exception', 'x'))), { kind: 'failed', code: 'outcome' }],
    [json(404, '<html>'), { kind: 'failed', code: 'http-404' }],
    [json(200, '<html>'), { kind: 'failed', code: 'html' }],
    [() => {}, { kind: 'failed', code: 'timeout' }],
  ])('«absent» is said only of a whole, well-formed, empty answer (case %#)', async (answer, expected) => {
    server.answer(answer as never)
    const read = await client.readAppointmentByIdentifier(INTENT)
    expect(read).toMatchObject(expected)
    const { system, value } = intentIdentifier(INTENT)
    expect(last()?.query.get('identifier')).toBe(`${system}|${value}`)
  })

  test('the vendor’s word is looked for by professional and day, and another’s is none', async () => {
    const stranger = JSON.parse(JSON.stringify(ours).replaceAll(A, '810000000009'))
    server.answer(json(200, set(ours, stranger)))
    const found = await client.findAppointments({ idnps: A, date: '2026-11-23' })
    expect(found).toMatchObject({
      kind: 'appointments',
      appointments: [{ appointmentId: '77', start: draft.start, created: draft.created, operator: '899900000001' }],
    })
    expect(last()?.url).toBe(`/fhir/Appointment?actor:identifier=urn:oid:1.2.250.1.71.4.2.1%7C${A}&date=ge2026-11-23`)
    server.answer(json(400, outcome('not-supported', 'non')))
    expect(await client.findAppointments({ idnps: A, date: '2026-11-23' })).toEqual({ kind: 'unsupported' })
  })

  test('capabilities are read', async () => {
    server.answer(
      json(200, {
        resourceType: 'CapabilityStatement',
        fhirVersion: '4.0.1',
        software: { name: 'Agenda', version: '2' },
        format: ['json'],
        rest: [
          { mode: 'server', resource: [{ type: 'Appointment', interaction: [{ code: 'create' }, 5], searchParam: 7 }] },
        ],
      }),
    )
    const answer = await client.capability()
    if (answer.kind !== 'read') throw new Error(answer.kind)
    expect(answer.capability).toMatchObject({ fhirVersion: '4.0.1', software: 'Agenda 2' })
    expect(answer.capability.resources.get('Appointment')).toEqual({ interactions: ['create'], searchParams: [] })
    server.answer(json(200, { resourceType: 'Bundle' }))
    expect(await client.capability()).toMatchObject({ kind: 'malformed' })
  })
})
