import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDesk, type Desk, get, OPERATOR, slotOf, take } from '../../../tests/orientation/desk.ts'
import type { FoundSlot, KnownAppointment } from './ports.ts'

const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000)
const context = { clientId: 'test' }
const NOW = Date.parse('2026-11-22T15:00:00Z')

describe('a slot taken on the vendor’s page', () => {
  let desk: Desk
  let id: string
  const page = slotOf({ now: NOW, taking: 'vendor-page' })
  const other = slotOf({ now: NOW, id: 'slot-2', taking: 'vendor-page', minutes: 90 })
  const word = (more: Partial<KnownAppointment> = {}): KnownAppointment => ({
    appointmentId: 'rdv-9',
    identifiers: [{ value: 'vendor-number-1' }],
    start: page.start,
    created: new Date(Date.now()).toISOString(),
    operator: OPERATOR.idnps,
    status: 'booked',
    ...more,
  })
  const says = (...appointments: KnownAppointment[]) => {
    desk.far.onFind = { kind: 'appointments', appointments }
  }

  beforeEach(async () => {
    vi.useFakeTimers({ now: NOW })
    id = randomUUID()
    desk = await createDesk({ slots: [page, other, slotOf({ now: NOW, id: 'walk', taking: 'walk-in', minutes: -30 })] })
  })
  afterEach(() => {
    desk.service.close()
    vi.useRealTimers()
  })

  it('opens the page marked as coming from the SAS, and waits for the platform’s word', async () => {
    const answer = await take(desk, { intentId: id })
    expect(answer).toMatchObject({ ok: true, value: { status: 'waiting', problem: null } })
    expect(desk.opened).toEqual(['https://agenda.example/dr/1?origin=sas'])
    expect(desk.far.bodies).toEqual([])
    expect(desk.service.pending()).toBe(1)
  })

  it('says «réservé» when the word comes', async () => {
    await take(desk, { intentId: id })
    await seconds(40)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    says(word())
    await seconds(15)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', appointmentId: 'rdv-9' })
  })

  it('asks from the day before on, since a midnight overseas is still the day before in Paris', async () => {
    const start = '2026-11-24T00:00:00.000+04:00'
    desk.offers.set('far', {
      offer: { idnps: '810000000001', displayName: 'Dr A', phones: [] },
      slot: { ...page, id: 'far', start, end: '2026-11-24T00:20:00.000+04:00' },
      bookingUrl: 'https://agenda.example/dr/1',
      slotReference: null,
    })
    await take(desk, { intentId: id, slotId: 'far' })
    await seconds(2)
    const midnightInParis = Date.parse(`${desk.far.asked[0]?.date}T00:00:00+01:00`)
    expect(midnightInParis).toBeLessThanOrEqual(Date.parse(start))
  })

  it.each<[string, Partial<KnownAppointment>]>([
    ['of another time', { start: other.start }],
    ['without a time', { start: null }],
    ['with a time that means nothing', { start: 'demain' }],
    ['by another operator', { operator: '3370000001/AUTRE' }],
    ['made before the page was opened', { created: '2026-11-22T14:00:00Z' }],
    ['that nothing ties to this desk', { created: null, operator: null }],
    ['that is cancelled', { status: 'cancelled' }],
    ['that is not accepted yet', { status: 'pending' }],
  ])('does not take for its own an appointment %s', async (_words, more) => {
    await take(desk, { intentId: id })
    says(word(more))
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
  })

  it.each<[string, Partial<KnownAppointment>]>([
    ['whose start is written to the minute', { start: page.start.replace(/:\d\d\.\d{3}/, ':00.000') }],
    ['without an operator', { operator: null }],
    ['without a date of making, by this operator', { created: null }],
    ['made a little before, by a clock that runs behind', { created: '2026-11-22T14:59:00Z' }],
  ])('takes an appointment %s for its own', async (_words, more) => {
    await take(desk, { intentId: id })
    says(word(more))
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('waits for several at once, and gives each appointment to one only', async () => {
    const second = randomUUID()
    const third = randomUUID()
    await take(desk, { intentId: id })
    await take(desk, { intentId: second, slotId: 'slot-2' })
    await seconds(60)
    await take(desk, { intentId: third })
    await seconds(30)
    // Made after the third page was opened: it is the third's, though the first waits for the same slot.
    says(word({ appointmentId: 'a3' }), word({ appointmentId: 'a2', start: other.start }))
    await seconds(20)
    expect(await get(desk, third)).toMatchObject({ status: 'confirmed', appointmentId: 'a3' })
    expect(await get(desk, second)).toMatchObject({ status: 'confirmed', appointmentId: 'a2' })
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
  })

  it('does not take this desk’s own booking by API, of the same person and time, for the word on a page', async () => {
    const direct = randomUUID()
    desk.offers.set('twin', {
      offer: { idnps: '810000000001', displayName: 'Dr A', phones: [] },
      slot: { ...page, id: 'twin', taking: 'direct' },
      bookingUrl: null,
      slotReference: null,
    })
    await take(desk, { intentId: id })
    await take(desk, { intentId: direct, slotId: 'twin' })
    says(word({ identifiers: [{ value: `urn:uuid:${direct.toUpperCase()}` }] }))
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    says(word({ identifiers: [{ value: `urn:uuid:${randomUUID()}` }] }))
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('gives a word once where two vendors show the same time', async () => {
    const second = randomUUID()
    const twin = { ...page, id: 'twin', sourceId: 'maiia' }
    desk.offers.set('twin', { ...(desk.offers.get('slot-1') as FoundSlot), slot: twin })
    await take(desk, { intentId: id })
    await seconds(5)
    await take(desk, { intentId: second, slotId: 'twin' })
    await seconds(5)
    says(word())
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    expect(await get(desk, second)).toMatchObject({ status: 'confirmed' })
  })

  it('ends as «agenda ouvert, pas de rendez-vous reçu» when no word comes, and hears it all the same after', async () => {
    await take(desk, { intentId: id })
    await seconds(20 * 60 - 1)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    await seconds(2)
    expect(await get(desk, id)).toMatchObject({ status: 'expired', problem: { kind: 'no-word' } })
    expect(desk.service.pending()).toBe(0)
    // Seldom until the slot begins (ten times the last delay), then no more.
    const reads = desk.far.reads
    await seconds(3600)
    expect(desk.far.reads).toBe(reads + 4)
    await seconds(3600)
    expect(desk.far.reads).toBe(reads + 4)
    says(word({ created: '2026-11-22T15:10:00Z' }))
    const checked = await desk.service.handlers['orientation.check']({ id }, context)
    expect(checked).toMatchObject({ value: { status: 'confirmed' } })
  })

  it('hears a word that comes after the wait, by itself, while the slot is still to come', async () => {
    await take(desk, { intentId: id })
    await seconds(25 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'expired' })
    says(word())
    await seconds(10 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('takes a last look before the wait ends', async () => {
    await take(desk, { intentId: id })
    await seconds(20 * 60 - 2)
    says(word())
    await seconds(3)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('does not say «no appointment received» while the platform cannot be read, and does not wait for ever', async () => {
    await take(desk, { intentId: id })
    desk.far.onFind = { kind: 'failed', code: '503' }
    await seconds(40 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    await seconds(41 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'expired' })
  })

  it('says that no word can come where the platform gives none', async () => {
    desk.far.onFind = { kind: 'unsupported' }
    await take(desk, { intentId: id })
    await seconds(5)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting', problem: { kind: 'wordless' } })
    await seconds(20 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'expired', problem: { kind: 'wordless' } })
  })

  it('takes the operator’s word, and the platform’s above it', async () => {
    const declare = (booked: boolean) => desk.service.handlers['orientation.declare']({ id, booked }, context)
    await take(desk, { intentId: id, need: 'n' })
    expect(await declare(true)).toMatchObject({ value: { status: 'declared' } })
    expect(await declare(true)).toMatchObject({ value: { status: 'declared' } })
    expect(await take(desk, { intentId: randomUUID(), need: 'n', slotId: 'slot-2' })).toMatchObject({
      error: { kind: 'need-booked' },
    })
    expect(await declare(false)).toMatchObject({ value: { status: 'cancelled' } })
    says(word())
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
    expect(await declare(false)).toMatchObject({ error: { kind: 'orientation-settled' } })
  })

  it('opens the page again, and waits anew', async () => {
    const reopen = () => desk.service.handlers['orientation.reopen']({ id }, context)
    await take(desk, { intentId: id })
    await seconds(21 * 60)
    expect(await reopen()).toMatchObject({ value: { status: 'waiting' } })
    expect(desk.opened).toHaveLength(2)
    await seconds(10 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    desk.source.vendorHosts = ['elsewhere.example']
    expect(await reopen()).toMatchObject({ error: { kind: 'link-unsafe', params: { why: 'host' } } })
    expect(desk.opened).toHaveLength(2)
  })

  it('waits all the same when the system says that it could not open the page, and says so', async () => {
    desk.shell.fails = true
    expect(await take(desk, { intentId: id })).toMatchObject({
      value: { status: 'waiting', problem: { kind: 'page-not-opened' } },
    })
    desk.shell.fails = false
    const reopened = await desk.service.handlers['orientation.reopen']({ id }, context)
    expect(reopened).toMatchObject({ value: { status: 'waiting', problem: null } })
  })

  it('opens nothing and writes nothing when the address is not one of the vendor’s', async () => {
    desk.source.vendorHosts = ['agenda.autre.example']
    expect(await take(desk, { intentId: id })).toMatchObject({
      error: { kind: 'link-unsafe', params: { why: 'host' } },
    })
    expect([desk.opened, desk.changes]).toEqual([[], []])
  })

  it('goes on waiting after a restart, for what was left of the time', async () => {
    await take(desk, { intentId: id })
    await seconds(15 * 60)
    await desk.restart()
    expect(desk.service.pending()).toBe(1)
    await seconds(4 * 60)
    expect(await get(desk, id)).toMatchObject({ status: 'waiting' })
    await seconds(62)
    expect(await get(desk, id)).toMatchObject({ status: 'expired' })
  })

  it('looks once before it gives up on a wait that ended while the console was closed', async () => {
    await take(desk, { intentId: id })
    desk.service.close()
    vi.setSystemTime(NOW + 3 * 3_600_000)
    says(word({ created: '2026-11-22T15:02:00Z' }))
    await desk.restart()
    await seconds(1)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })
})

describe('a walk-in', () => {
  it('is an orientation at once, without booking, page or question, as long as the doors are open', async () => {
    const slots = [
      slotOf({ id: 'open', taking: 'walk-in', minutes: -10 }),
      slotOf({ id: 'closed', taking: 'walk-in', minutes: -30 }),
    ]
    const desk = await createDesk({ slots })
    desk.recheck.answer = 'never'
    const id = randomUUID()
    expect(await take(desk, { intentId: id, slotId: 'open' })).toMatchObject({ value: { status: 'declared' } })
    expect(await take(desk, { intentId: randomUUID(), slotId: 'closed' })).toMatchObject({
      error: { kind: 'slot-past' },
    })
    expect([desk.opened, desk.far.bodies, desk.service.pending()]).toEqual([[], [], 0])
    const dropped = await desk.service.handlers['orientation.declare']({ id, booked: false }, context)
    expect(dropped).toMatchObject({ value: { status: 'cancelled' } })
    desk.service.close()
  })
})
