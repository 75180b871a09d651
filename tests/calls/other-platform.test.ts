/**
 * The whole console, by its settings alone, on a FHIR server that is not ours: nothing is tied to the practice platform.
 * (Who signs in, and how, is another address of the settings: it stays the practice one here.)
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OtherServer, startOtherServer } from '../availability/other-server.ts'
import { type Desk, pinBytes, startDesk } from '../stand/desk.ts'

let desk: Desk
let other: OtherServer

beforeAll(async () => {
  const first = await startDesk({ card: 'practice' })
  const doctors = first.sandbox.territory.people
    .filter(({ profession, speciality }) => profession.code === '10' && speciality?.code === 'SM54')
    .filter(({ activities }) => activities.some(place => place.insee === '37261' && place.genre === 'GENR01'))
    .slice(0, 3)
  await first.close()
  other = await startOtherServer({ idnps: doctors.map(doctor => `8${doctor.rpps}`), now: Date.now() })
  desk = await startDesk({
    card: 'practice',
    settings: raw => ({ ...raw, platform: { ...(raw['platform'] as object), url: other.base }, sources: [] }),
  })
  await desk.ready()
}, 180_000)
afterAll(async () => {
  await desk?.close()
  await other?.close()
})

test('its slots are on the list, under the name of the platform and not of a simulated source', async () => {
  const signedIn = await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false })
  expect(signedIn.ok).toBe(true)
  const places = await desk.call('directory.places', { text: 'tours', limit: 1 })
  const place = places.ok ? places.value[0] : undefined
  if (!place) throw new Error('no place')
  let askId = ''
  const done = desk.until('availability.updated', update => update.askId === askId && update.done)
  const asked = await desk.call('availability.ask', {
    need: { kind: 'speciality', code: 'SM54', label: 'Médecine générale' },
    place,
    radiusKm: null,
    from: new Date().toISOString(),
    to: new Date(Date.now() + 2 * 86_400_000).toISOString(),
    modes: [],
    limit: null,
  })
  if (!asked.ok) throw new Error(asked.error.kind)
  askId = asked.value.askId
  await done
  const snapshot = await desk.call('availability.snapshot', { askId })
  if (!snapshot.ok) throw new Error(snapshot.error.kind)
  expect(snapshot.value.sources).toMatchObject([
    { label: 'Plateforme nationale', simulated: false, status: 'answered' },
  ])
  const withSlots = snapshot.value.offers.filter(offer => offer.slots.length > 0)
  // Those of the three that are among the candidates (the directory leaves out who does not give care).
  expect(withSlots.length).toBeGreaterThanOrEqual(2)
  expect(other.idnps).toEqual(expect.arrayContaining(withSlots.map(offer => offer.idnps)))
  // The names are those of the directory, the slots those of the other server.
  expect(withSlots.every(offer => offer.directory !== null)).toBe(true)
})
