import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDesk, type Desk, get, slotOf, take } from '../../../tests/orientation/desk.ts'

const context = { clientId: 'test' }
const later = (minutes: number) => slotOf({ id: `slot-${minutes}`, minutes })

async function booked(): Promise<{ desk: Desk; id: string }> {
  const desk = await createDesk({ slots: [slotOf({ minutes: 60 }), later(120), later(180)] })
  const id = randomUUID()
  await take(desk, { intentId: id })
  expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  return { desk, id }
}
const cancel = (desk: Desk, id: string) => desk.service.handlers['orientation.cancel']({ id }, context)
const move = (desk: Desk, id: string, slotId: string) =>
  desk.service.handlers['orientation.move']({ id, askId: 'ask', offerId: 'offer', slotId }, context)

afterEach(() => void vi.useRealTimers())

describe('a booking that is cancelled', () => {
  it('is read first, and written on condition of the version that was read', async () => {
    const { desk, id } = await booked()
    const versions: (string | null)[] = []
    desk.far.onChange = (act, { version }) => {
      versions.push(version)
      act()
      return { kind: 'done' }
    }
    expect(await cancel(desk, id)).toMatchObject({
      ok: true,
      value: { status: 'cancelled', problem: { kind: 'cancelled-by-us' } },
    })
    expect(versions).toEqual(['1'])
    expect(await cancel(desk, id)).toMatchObject({ ok: false, error: { kind: 'not-changeable' } })
    desk.service.close()
  })

  it('by somebody else meanwhile is shown, and nothing is written over it', async () => {
    const { desk, id } = await booked()
    const held = desk.far.held.get(id)
    if (held) desk.far.held.set(id, { ...held, status: 'cancelled' })
    desk.far.onChange = () => {
      throw new Error('nothing may be sent')
    }
    expect(await cancel(desk, id)).toMatchObject({
      value: { status: 'cancelled', problem: { kind: 'cancelled-by-source' } },
    })
    desk.service.close()
  })

  it('that was moved by the source is shown at its new time, and stays booked', async () => {
    const { desk, id } = await booked()
    const held = desk.far.held.get(id)
    const moved = later(240)
    if (held) desk.far.held.set(id, { ...held, start: moved.start, end: moved.end })
    expect(await cancel(desk, id)).toMatchObject({
      value: {
        status: 'confirmed',
        problem: { kind: 'other-time' },
        slot: { start: moved.start },
        change: { state: 'refused', why: 'changed-elsewhere' },
      },
    })
    desk.service.close()
  })

  it('and changed between the reading and the writing is read again, not overwritten', async () => {
    const { desk, id } = await booked()
    desk.far.onChange = () => {
      const held = desk.far.held.get(id)
      if (held) desk.far.held.set(id, { ...held, status: 'cancelled' })
      return { kind: 'elsewhere' }
    }
    expect(await cancel(desk, id)).toMatchObject({
      value: { status: 'cancelled', problem: { kind: 'cancelled-by-source' } },
    })
    desk.service.close()
  })

  it('without an answer stays booked, said to be in doubt, until the source is read: done', async () => {
    vi.useFakeTimers()
    const { desk, id } = await booked()
    desk.far.onChange = act => {
      act()
      return { kind: 'unknown', code: 'TIMEOUT' }
    }
    expect(await cancel(desk, id)).toMatchObject({ value: { status: 'confirmed', change: { state: 'unknown' } } })
    expect(await cancel(desk, id)).toMatchObject({ ok: false, error: { kind: 'not-changeable' } })
    expect(desk.service.pending()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(await get(desk, id)).toMatchObject({ status: 'cancelled', problem: { kind: 'cancelled-by-us' } })
    expect(desk.service.pending()).toBe(0)
    desk.service.close()
  })

  it('without an answer and never done is told so once it can no longer come, across a restart', async () => {
    vi.useFakeTimers()
    const { desk, id } = await booked()
    desk.far.onChange = () => ({ kind: 'unknown', code: 'TIMEOUT' })
    await cancel(desk, id)
    await desk.restart()
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', change: { state: 'unknown' } })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await get(desk, id)).toMatchObject({ change: { state: 'unknown' } })
    await vi.advanceTimersByTimeAsync(90_000)
    expect(await get(desk, id)).toMatchObject({
      status: 'confirmed',
      change: { state: 'refused', why: 'never-arrived' },
    })
    desk.service.close()
  })

  it('is not sent when the source cannot be read first', async () => {
    const { desk, id } = await booked()
    desk.far.onReadToChange = { kind: 'failed', code: 'http-500' }
    expect(await cancel(desk, id)).toMatchObject({ value: { change: { state: 'refused', why: 'unreadable' } } })
    desk.service.close()
  })
})

describe('a booking that is moved', () => {
  it('keeps its identity, takes the new time and says the former one', async () => {
    const { desk, id } = await booked()
    const before = await get(desk, id)
    expect(await move(desk, id, 'slot-120')).toMatchObject({
      value: { status: 'confirmed', slot: { id: 'slot-120' }, movedFrom: before.slot?.start },
    })
    expect(desk.far.held.get(id)?.start).toBe(desk.offers.get('slot-120')?.slot.start)
    expect(desk.far.held.size).toBe(1)
    desk.service.close()
  })

  it('to a time that somebody took stays where it was', async () => {
    const { desk, id } = await booked()
    desk.far.onChange = () => ({ kind: 'taken' })
    expect(await move(desk, id, 'slot-120')).toMatchObject({
      value: { status: 'confirmed', slot: { id: 'slot-1' }, change: { kind: 'move', state: 'refused', why: 'taken' } },
    })
    // What was refused can be asked again elsewhere.
    desk.far.onChange = act => {
      act()
      return { kind: 'done' }
    }
    expect(await move(desk, id, 'slot-180')).toMatchObject({ value: { slot: { id: 'slot-180' } } })
    desk.service.close()
  })

  it('without an answer is found at its new time when it is read back', async () => {
    vi.useFakeTimers()
    const { desk, id } = await booked()
    desk.far.onChange = act => {
      act()
      return { kind: 'unknown', code: 'ECONNRESET' }
    }
    await move(desk, id, 'slot-120')
    await vi.advanceTimersByTimeAsync(1_500)
    const after = await get(desk, id)
    expect(after).toMatchObject({ status: 'confirmed', slot: { id: 'slot-120' }, problem: null })
    expect(after.change).toBeUndefined()
    desk.service.close()
  })

  it('only to a slot of the same source and person, still to come', async () => {
    const { desk, id } = await booked()
    expect(await move(desk, id, 'slot-1')).toMatchObject({ error: { kind: 'not-changeable' } })
    expect(await move(desk, id, 'nowhere')).toMatchObject({ error: { kind: 'slot-unknown' } })
    const page = slotOf({ id: 'page', taking: 'vendor-page', minutes: 200 })
    const found = desk.offers.get('slot-120')
    if (found) desk.offers.set('page', { ...found, slot: page })
    expect(await move(desk, id, 'page')).toMatchObject({ error: { kind: 'not-changeable' } })
    desk.service.close()
  })
})

describe('a 201 that is not what was asked', () => {
  it('for another time says the time that the source holds, never the one asked', async () => {
    const other = later(300)
    const desk = await createDesk()
    desk.far.onCreate = act => {
      act()
      const holds = { start: other.start, end: other.end, operator: null }
      return { kind: 'created', appointmentId: 'rdv-9', status: 'booked', holds }
    }
    const id = randomUUID()
    await take(desk, { intentId: id })
    const one = await get(desk, id)
    expect(one).toMatchObject({ status: 'confirmed', problem: { kind: 'other-time' }, slot: { start: other.start } })
    expect(one.movedFrom).toBe(desk.offers.get('slot-1')?.slot.start)
    desk.service.close()
  })

  it('in another operator’s name says so', async () => {
    const desk = await createDesk()
    desk.far.onCreate = () => ({
      kind: 'created',
      appointmentId: 'rdv-9',
      status: 'booked',
      holds: { start: null, end: null, operator: '3370000001/AUTRE' },
    })
    const id = randomUUID()
    await take(desk, { intentId: id })
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', problem: { kind: 'other-operator' } })
    desk.service.close()
  })

  it('without saying where it is, is booked all the same, and known by its identifier', async () => {
    const desk = await createDesk()
    desk.far.onCreate = () => ({ kind: 'created', appointmentId: null, status: null })
    const id = randomUUID()
    await take(desk, { intentId: id })
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', appointmentId: null })
    desk.service.close()
  })
})

describe('after the appointment', () => {
  it('is told to have been honoured, or not, when the source says so', async () => {
    vi.useFakeTimers()
    const { desk, id } = await booked()
    const held = desk.far.held.get(id)
    await vi.advanceTimersByTimeAsync(2 * 3_600_000)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
    if (held) desk.far.held.set(id, { ...held, status: 'noshow' })
    await vi.advanceTimersByTimeAsync(13 * 3_600_000)
    expect(await get(desk, id)).toMatchObject({ status: 'missed' })
    desk.service.close()
  })
})

describe('a clock set back', () => {
  it('never makes the newest word look older than the last', async () => {
    vi.useFakeTimers()
    const { desk, id } = await booked()
    const before = await get(desk, id)
    vi.setSystemTime(Date.now() - 3_600_000)
    await cancel(desk, id)
    expect(Date.parse((await get(desk, id)).updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt))
    desk.service.close()
  })
})
