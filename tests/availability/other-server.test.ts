/** The console against a server that is not ours: nothing is tied to the sandbox. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appointmentText } from '../../src/core/fhir/index.ts'
import { type OtherServer, startOtherServer } from './other-server.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom, type Room } from './room.ts'

let server: OtherServer
let room: Room
beforeAll(async () => {
  server = await startOtherServer({ idnps: [1, 2, 3].map(idnpsOf), now: NOW })
  room = openRoom({
    sources: [{ id: 'voisin', url: server.base, taking: 'direct' }],
    directory: directoryOf([hitOf(1), hitOf(2), hitOf(3), hitOf(4)]),
  })
})
afterAll(async () => {
  await room.close()
  await server.close()
})

test('its slots are shown, booked once, read back, and gone from the list', async () => {
  const { askId } = await room.ask(question({ modes: ['AMB'] }))
  const state = await room.done(askId)
  expect(state.sources[0]).toMatchObject({ status: 'answered', leftAside: 0 })
  expect(state.offers.map(offer => [offer.id, offer.state, offer.slots.length])).toEqual([
    [idnpsOf(1), 'slots', 3],
    [idnpsOf(2), 'slots', 3],
    [idnpsOf(3), 'slots', 3],
    [idnpsOf(4), 'none', 0],
  ])
  const [offer] = state.offers
  expect(offer?.slots[0]).toMatchObject({
    start: '2026-11-22T09:00:00.000+01:00',
    kinds: ['SNP'],
    taking: 'direct',
    reason: 'Consultation',
    place: { phones: ['+33247111100'], distanceKm: expect.closeTo(0.58, 1) },
  })

  const found = room.availability.find(askId, offer?.id ?? '', offer?.slots[0]?.id ?? '')
  if (!found) throw new Error('not found')
  expect(await room.availability.recheck(found)).toBe('free')
  const intent = randomUUID()
  const body = appointmentText({
    identifier: intent,
    start: found.slot.start,
    end: found.slot.end,
    created: new Date(NOW).toISOString(),
    practitioner: found.offer.idnps,
    operator: '899900000001',
    slotReference: found.slotReference,
  })
  const { fhir } = found.source
  expect(await fhir.createAppointment(body)).toMatchObject({ kind: 'created', status: 'booked' })
  expect(await fhir.createAppointment(body)).toEqual({ kind: 'duplicate', detail: 'Déjà reçu' })
  const another = body.replace(intent, randomUUID())
  expect(await fhir.createAppointment(another)).toEqual({ kind: 'taken', detail: 'Créneau déjà réservé' })
  expect(await fhir.readAppointmentByIdentifier(intent)).toMatchObject({ kind: 'found', status: 'booked' })
  expect(await fhir.readAppointmentByIdentifier(randomUUID())).toEqual({ kind: 'absent' })
  expect(await room.availability.recheck(found)).toBe('gone')
  expect(server.appointments).toHaveLength(1)
})
