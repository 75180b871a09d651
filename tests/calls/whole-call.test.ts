/** One call, from the card to the text for the LRM, over the contract, on real parts and without a screen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AskState, Offer, Slot } from '../../src/shared/contract/availability.ts'
import { type Desk, hasToken, pinBytes, startDesk } from '../stand/desk.ts'

let desk: Desk

beforeAll(async () => {
  desk = await startDesk({ card: hasToken() ? 'softhsm' : 'practice' })
  await desk.ready()
}, 180_000)
afterAll(() => desk?.close())

function value<V>(result: { ok: true; value: V } | { ok: false; error: { kind: string } }): V {
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}

/** Asks for general practitioners around Tours and waits for every source. */
async function askForDoctors(): Promise<AskState> {
  const [place] = value(await desk.call('directory.places', { text: 'chambray les tours', limit: 5 }))
  if (!place) throw new Error('no place')
  const { needs } = value(await desk.call('directory.needs', { text: 'médecin gén', near: place.insee, limit: 8 }))
  const need = needs[0]
  if (!need) throw new Error('no need')
  const now = Date.now()
  let askId = ''
  const done = desk.until('availability.updated', update => update.askId === askId && update.done, 20_000)
  const asked = value(
    await desk.call('availability.ask', {
      need,
      place,
      radiusKm: null,
      from: new Date(now).toISOString(),
      to: new Date(now + 3 * 86_400_000).toISOString(),
      modes: [],
      limit: null,
    }),
  )
  askId = asked.askId
  await done
  return value(await desk.call('availability.snapshot', { askId }))
}

const first = (ask: AskState, wanted: (slot: Slot, offer: Offer) => boolean) => {
  for (const offer of ask.offers) for (const slot of offer.slots) if (wanted(slot, offer)) return { offer, slot }
  throw new Error('no such slot')
}

test('before the card, the desk answers nothing about people', async () => {
  expect(await desk.call('directory.places', { text: 'tours', limit: 1 })).toMatchObject({
    error: { kind: 'not-signed-in' },
  })
})

test('a wrong PIN is refused, the right one opens the session of the person on the card', async () => {
  const wrong = await desk.call('session.signIn', { pin: pinBytes('9876'), lastTryAccepted: false })
  expect(wrong).toMatchObject({ ok: false, error: { kind: 'pin-wrong' } })
  const state = value(await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false }))
  expect(state).toMatchObject({ status: 'signed-in', operator: { role: 'osnp', card: 'CPE' } })
})

test('a need and a place give doctors with slots from several sources, in order of time', async () => {
  const ask = await askForDoctors()
  expect(ask.candidates).toBeGreaterThan(20)
  const answered = ask.sources.filter(source => source.status === 'answered')
  expect(answered.length).toBeGreaterThanOrEqual(3)
  expect(ask.offers.some(offer => offer.slots.length > 0)).toBe(true)
  const aside = value(await desk.call('availability.leftAside', { askId: ask.askId }))
  expect(aside.filter(({ why }) => why !== 'outside-radius')).toEqual([])
})

test('a direct slot is booked once, is gone for the next one, and its text says so', async () => {
  const ask = await askForDoctors()
  const { offer, slot } = first(ask, one => one.taking === 'direct')
  const intentId = crypto.randomUUID()
  const input = { intentId, askId: ask.askId, offerId: offer.id, slotId: slot.id, needKey: 'a', evenIfPending: false }
  const taken = value(await desk.call('orientation.take', input))
  const settled =
    taken.status === 'confirmed'
      ? taken
      : await desk.until('orientation.changed', one => one.id === taken.id && one.status === 'confirmed')
  expect(settled.status).toBe('confirmed')
  expect(value(await desk.call('orientation.take', input)).id).toBe(taken.id)
  expect(desk.sandbox.bookings.all()).toHaveLength(1)

  const { text } = value(await desk.call('orientation.handOver', { id: taken.id, language: 'fr' }))
  expect(text).toContain('Réservé')
  expect(text).toContain(offer.displayName)

  const again = await askForDoctors()
  expect(again.offers.flatMap(one => one.slots).some(one => one.id === slot.id)).toBe(false)
})

test('a slot that somebody else takes in the meantime is said to be taken, and others are there', async () => {
  const ask = await askForDoctors()
  const { offer, slot } = first(ask, one => one.taking === 'direct')
  desk.sandbox.faults.set({
    source: slot.sourceId,
    on: 'appointment',
    fault: { kind: 'status', status: 409 },
    times: 1,
  } as never)
  const taken = value(
    await desk.call('orientation.take', {
      intentId: crypto.randomUUID(),
      askId: ask.askId,
      offerId: offer.id,
      slotId: slot.id,
      needKey: 'b',
      evenIfPending: false,
    }),
  )
  const settled =
    taken.status === 'taken'
      ? taken
      : await desk.until('orientation.changed', one => one.id === taken.id && one.status === 'taken')
  expect(settled.status).toBe('taken')
})

test('a vendor page is opened with origin=sas, and the booking made there is heard of', async () => {
  const ask = await askForDoctors()
  const { offer, slot } = first(ask, (one, of) => one.taking === 'vendor-page' && of.idnps !== null)
  const before = desk.opened.length
  const taken = value(
    await desk.call('orientation.take', {
      intentId: crypto.randomUUID(),
      askId: ask.askId,
      offerId: offer.id,
      slotId: slot.id,
      needKey: 'c',
      evenIfPending: false,
    }),
  )
  expect(taken.status).toBe('waiting')
  const url = new URL(desk.opened[before] ?? '')
  expect(url.searchParams.get('origin')).toBe('sas')
  const page = await (await fetch(url)).text()
  expect(page).toContain('simulé')

  const word = desk.until('orientation.changed', one => one.id === taken.id && one.status === 'confirmed')
  const operator = await desk.call('session.state', null)
  const body = new URLSearchParams({
    origin: 'sas',
    operator: operator.ok ? (operator.value.operator?.idnps ?? '') : '',
    creneau: url.searchParams.get('creneau') ?? '',
    action: 'confirmer',
  })
  expect(page).toContain(`value="${body.get('operator')}"`)
  await fetch(url, { method: 'POST', body, headers: { origin: url.origin } })
  expect((await word).status).toBe('confirmed')
})
