/** Changes, requests and words against the practice platform itself, over TLS: what the stand-ins of other tests assume. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointmentsOf } from '../../src/core/appointments.ts'
import { appointmentText, createFhirClient, type FhirClient } from '../../src/core/fhir/index.ts'
import { type Http, openHttp } from '../../src/core/http.ts'
import type { AppointmentPort } from '../../src/core/orientation/index.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { CPTS, SOS, VENDORS, type VendorSource } from '../../src/sandbox/vendors/catalogue.ts'

const NOW = Date.parse('2026-11-24T09:00:00+01:00')
const OPERATOR = '3370000001/OSNP01'
const territory = createTerritory({ seed: 3, rows: 3_000 })
let sandbox: Sandbox
let http: Http
let platform: FhirClient

beforeAll(async () => {
  sandbox = await createSandbox({ territory, clock: { now: () => NOW }, openBooking: true, acceptMs: null })
  const { ca, clientCertificate, clientKey } = sandbox.pki
  http = openHttp({ ca: [ca], cert: clientCertificate, key: clientKey })
  platform = clientOn(sandbox.base)
})
afterAll(async () => {
  await http.close()
  await sandbox.close()
})

const clientOn = (base: string) =>
  createFhirClient({ http, base, timeoutMs: 10_000, maxBytes: 5_000_000, token: () => null })
const portOf = (source: VendorSource): AppointmentPort =>
  appointmentsOf(clientOn(sandbox.sources.find(({ id }) => id === source.id)?.url ?? ''), platform)
const iso = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00')

/** Two free slots of one person at a source. */
function twoSlots(source: VendorSource) {
  for (const person of territory.people) {
    const [first, second] = sandbox.world.freeSlots(source, person, NOW + 3_600_000, NOW + 40 * 3_600_000)
    if (first && second) {
      return [first, second].map(slot => ({
        practitioner: `8${slot.rpps}`,
        start: iso(slot.start),
        end: iso(slot.end),
        reference: `Slot/${source.id}-${slot.rpps}-${slot.place}-${(slot.start / 60_000).toString(36)}`,
      }))
    }
  }
  throw new Error('the practice world has too few slots')
}

async function book(source: VendorSource, request = false) {
  const [slot, other] = twoSlots(source)
  if (!slot || !other) throw new Error('no slot')
  const port = portOf(source)
  const id = randomUUID()
  const { start, end, practitioner, reference } = slot
  const body = appointmentText({
    identifier: id,
    start,
    end,
    created: iso(NOW),
    practitioner,
    operator: OPERATOR,
    slotReference: reference,
    ...(request ? { request: true } : {}),
  })
  return { port, id, slot, other, created: await port.createAppointment(body, { timeoutMs: 10_000 }) }
}

const direct = VENDORS.find(source => source.taking === 'direct') as VendorSource
const bookingOf = (id: string) => sandbox.bookings.byIdentifier(`urn:ietf:rfc3986|urn:uuid:${id}`)

describe('a booking of the practice platform', () => {
  it('says what it holds, is read, moved and cancelled, each time on condition of its version', async () => {
    const { port, id, slot, other, created } = await book(direct)
    expect(created).toMatchObject({ kind: 'created', holds: { operator: OPERATOR } })
    expect(created.kind === 'created' && Date.parse(created.holds?.start ?? '')).toBe(Date.parse(slot.start))
    const read = await port.readToChange(id)
    if (read.kind !== 'found') throw new Error(read.kind)
    expect(read.version).toBe('1')
    const to = { start: other.start, end: other.end, slotReference: other.reference }
    const { resource } = read
    expect(await port.changeAppointment({ intentId: id, resource, version: '1', to })).toEqual({ kind: 'done' })
    expect(bookingOf(id)).toMatchObject({ version: 2, start: Date.parse(other.start) })
    // What was read before is out of date now: nothing is written over the change.
    expect(await port.changeAppointment({ intentId: id, resource, version: '1', to: null })).toEqual({
      kind: 'elsewhere',
    })
    const again = await port.readToChange(id)
    if (again.kind !== 'found') throw new Error(again.kind)
    const cancelled = { intentId: id, resource: again.resource, version: again.version, to: null }
    expect(await port.changeAppointment(cancelled)).toEqual({ kind: 'done' })
    expect(bookingOf(id)).toMatchObject({ version: 3, slotKey: null, resource: { status: 'cancelled' } })
  })

  it('is not moved to a time that somebody has', async () => {
    const { port, id, other } = await book(direct)
    const taken = sandbox.world.slotById(other.reference.slice('Slot/'.length))
    sandbox.bookings.takeElsewhere(taken?.key ?? '')
    const read = await port.readToChange(id)
    if (read.kind !== 'found') throw new Error(read.kind)
    const to = { start: other.start, end: other.end, slotReference: other.reference }
    const { resource, version } = read
    expect(await port.changeAppointment({ intentId: id, resource, version, to })).toEqual({ kind: 'taken' })
    expect(bookingOf(id)).toMatchObject({ version: 1 })
  })
})

describe('a request to a community', () => {
  it('is pending until it is accepted, and honoured or not after that', async () => {
    const { port, id, created } = await book(CPTS, true)
    expect(created).toMatchObject({ kind: 'created', status: 'pending' })
    for (const status of ['booked', 'noshow'] as const) {
      sandbox.bookings.become(bookingOf(id)?.id ?? '', status)
      expect(await port.readAppointmentByIdentifier(id)).toMatchObject({ kind: 'found', status })
    }
  })
})

describe('the word of SOS Médecins', () => {
  it('is found by the SIRET of the point, and no other structure’s is', async () => {
    const point = territory.sosPoints.find(({ siret }) =>
      sandbox.world.freeSosSlots(siret, NOW, NOW + 40 * 3_600_000).some(slot => !slot.walkIn),
    )
    const slot = sandbox.world.freeSosSlots(point?.siret ?? '', NOW, NOW + 40 * 3_600_000).find(one => !one.walkIn)
    if (!point || !slot) throw new Error('no SOS slot')
    // The operator books on the vendor's page; the vendor tells the platform.
    const id = `${SOS.id}-${slot.siret}-${slot.place}-${(slot.start / 60_000).toString(36)}`
    const booked = await http.request({
      method: 'POST',
      url: `${sandbox.pageBase}/agenda/${SOS.id}/3${slot.siret}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ origin: 'sas', creneau: id, operator: OPERATOR }).toString(),
      timeoutMs: 10_000,
      maxBytes: 1_000_000,
    })
    expect(booked).toMatchObject({ kind: 'answer', status: 200 })
    const port = portOf(SOS)
    const found = await port.findAppointments({ structure: `3${slot.siret}`, date: '2026-11-24' })
    expect(found).toMatchObject({ kind: 'appointments', appointments: [{ operator: OPERATOR, status: 'booked' }] })
    const other = await port.findAppointments({ structure: '300000000000000', date: '2026-11-24' })
    expect(other).toEqual({ kind: 'appointments', appointments: [] })
  })
})
