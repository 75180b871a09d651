import { randomUUID } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDesk, type Desk, get, slotOf, take } from '../../../tests/orientation/desk.ts'

const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000)

describe('taking a slot by the source’s API', () => {
  let desk: Desk
  let id: string
  beforeEach(async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-22T15:00:00Z') })
    id = randomUUID()
    desk = await createDesk({ slots: [slotOf(), slotOf({ id: 'slot-2' }), slotOf({ id: 'past', minutes: -5 })] })
  })
  afterEach(() => {
    desk.service.close()
    vi.useRealTimers()
  })

  it('says «réservé» after a 201, and tells every step on the way', async () => {
    const answer = await take(desk, { intentId: id })
    expect(answer).toMatchObject({
      ok: true,
      value: { id, status: 'confirmed', appointmentId: 'rdv-1', problem: null },
    })
    expect(desk.changes.map(change => change.status)).toEqual(['intended', 'sent', 'confirmed'])
    expect(desk.service.pending()).toBe(0)
  })

  it('has the intent and its exact body on disk before the source sees it', async () => {
    let onDisk: unknown
    desk.far.onCreate = act => {
      const other = new Sqlite(desk.file, { readonly: true })
      onDisk = other.prepare('SELECT status, body FROM orientation WHERE id = ?').get(id)
      other.close()
      act()
      return { kind: 'created', appointmentId: null, status: null }
    }
    const answer = await take(desk, { intentId: id })
    expect(onDisk).toEqual({ status: 'sent', body: desk.far.bodies[0] })
    expect(answer).toMatchObject({ value: { status: 'confirmed' } })
  })

  it.each([
    [
      { kind: 'taken', detail: 'Créneau\n déjà \u0000pris' } as const,
      'taken',
      { kind: 'taken', detail: 'Créneau déjà pris' },
    ],
    [{ kind: 'refused', detail: 'x'.repeat(500) } as const, 'refused', { kind: 'refused', detail: 'x'.repeat(200) }],
    [{ kind: 'unauthorised', detail: null } as const, 'refused', { kind: 'unauthorised', detail: null }],
    [{ kind: 'busy', status: 429, detail: null } as const, 'refused', { kind: 'busy', detail: null }],
    [{ kind: 'not-sent', code: 'ECONNREFUSED' } as const, 'refused', { kind: 'not-sent', detail: 'ECONNREFUSED' }],
  ])('%o is a certain no', async (answer, status, problem) => {
    desk.far.onCreate = () => answer
    expect(await take(desk, { intentId: id })).toMatchObject({ ok: true, value: { status, problem } })
    expect(desk.far.bodies).toHaveLength(1)
  })

  it('calls a lost answer unknown, reads it back, and finds the booking', async () => {
    desk.far.onCreate = act => {
      act()
      return { kind: 'unknown', code: 'ECONNRESET' }
    }
    expect(await take(desk, { intentId: id })).toMatchObject({
      value: { status: 'unknown', problem: { kind: 'no-answer', detail: 'ECONNRESET' } },
    })
    expect(desk.service.pending()).toBe(1)
    await seconds(1)
    expect(await get(desk, id)).toMatchObject({
      status: 'confirmed',
      readBacks: 1,
      appointmentId: `rdv-${id.slice(0, 8)}`,
    })
    expect(desk.far.bodies).toHaveLength(1)
    expect(desk.service.pending()).toBe(0)
  })

  it('reads back at the delays of the settings, and keeps the doubt while nothing can be read', async () => {
    desk.far.onCreate = () => ({ kind: 'unknown', code: 'TIMEOUT' })
    desk.far.onRead = { kind: 'failed', code: '503' }
    await take(desk, { intentId: id })
    const counts: number[] = []
    for (const delay of [1, 2, 5, 10, 30, 60, 60]) {
      await seconds(delay)
      counts.push(desk.far.reads)
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7])
    await seconds(3600)
    expect(await get(desk, id)).toMatchObject({ status: 'unknown', problem: { kind: 'unreadable', detail: '503' } })
    expect(desk.far.bodies).toHaveLength(1)
  })

  it('says «never arrived» only when the request can no longer be on its way, and looks once more later', async () => {
    desk.far.onCreate = () => ({ kind: 'unknown', code: 'TIMEOUT' })
    await take(desk, { intentId: id })
    await seconds(59)
    expect(await get(desk, id)).toMatchObject({ status: 'unknown' })
    // Looks at 1, 3, 8, 18, 48 s do not count; those at 108 and 168 s do.
    await seconds(50)
    expect(await get(desk, id)).toMatchObject({ status: 'unknown' })
    await seconds(60)
    expect(await get(desk, id)).toMatchObject({ status: 'refused', problem: { kind: 'never-arrived' }, readBacks: 7 })
    desk.far.held.set(id, JSON.parse(desk.far.bodies[0] ?? '') as never)
    await seconds(601)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('does not hurry to «never arrived» when the operator asks again and again', async () => {
    desk.far.onCreate = () => ({ kind: 'unknown', code: 'TIMEOUT' })
    await take(desk, { intentId: id })
    const check = () => desk.service.handlers['orientation.check']({ id }, { clientId: 'test' })
    for (let n = 0; n < 20; n += 1) await check()
    await seconds(61)
    await check()
    await check()
    await check()
    expect(await get(desk, id)).toMatchObject({ status: 'unknown' })
    await seconds(6)
    expect(await check()).toMatchObject({ value: { status: 'refused', problem: { kind: 'never-arrived' } } })
  })

  it('finds what arrived late, after empty answers', async () => {
    desk.far.onCreate = act => {
      setTimeout(act, 40_000)
      return { kind: 'unknown', code: 'TIMEOUT' }
    }
    await take(desk, { intentId: id })
    await seconds(120)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('gives up on a port that never answers, and still hears it when it does', async () => {
    let answer: () => void = () => {}
    desk.far.onRead = { kind: 'failed', code: '503' }
    desk.far.onCreate = act =>
      new Promise(resolve => {
        answer = () => {
          act()
          resolve({ kind: 'created', appointmentId: 'late', status: null })
        }
      })
    const taking = take(desk, { intentId: id })
    await seconds(12)
    expect(await taking).toMatchObject({ value: { status: 'unknown' } })
    answer()
    await seconds(0)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', appointmentId: 'late' })
  })

  it('takes «duplicate» for the acceptance that it is, by reading it back at once', async () => {
    desk.far.onCreate = act => {
      act()
      return { kind: 'duplicate', detail: null }
    }
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { status: 'confirmed', readBacks: 1 } })
  })

  it('puts «taken» right when a proxy had repeated our own request', async () => {
    desk.far.onCreate = act => {
      act()
      return { kind: 'taken', detail: null }
    }
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { status: 'taken' } })
    await seconds(1)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
  })

  it('takes once when called twice with one intent, at once or later', async () => {
    const [first, second] = await Promise.all([take(desk, { intentId: id }), take(desk, { intentId: id })])
    const third = await take(desk, { intentId: id })
    expect(second).toEqual(first)
    expect(third).toEqual(first)
    expect(desk.far.bodies).toHaveLength(1)
  })

  it('refuses an intent that comes back with another slot', async () => {
    const first = take(desk, { intentId: id })
    expect(await take(desk, { intentId: id, slotId: 'slot-2' })).toMatchObject({ error: { kind: 'intent-conflict' } })
    await first
    expect(await take(desk, { intentId: id, slotId: 'slot-2' })).toMatchObject({ error: { kind: 'intent-conflict' } })
    expect(desk.far.bodies).toHaveLength(1)
  })

  it('takes one slot for one need, even when two are asked for in the same instant', async () => {
    const answers = await Promise.all([
      take(desk, { intentId: id, need: 'n' }),
      take(desk, { intentId: randomUUID(), need: 'n', slotId: 'slot-2' }),
    ])
    expect(answers.map(answer => (answer.ok ? answer.value.status : answer.error.kind))).toEqual([
      'confirmed',
      'need-pending',
    ])
    expect(desk.far.bodies).toHaveLength(1)
  })

  it('guards the need while an outcome is unknown, and once it is booked, unless told otherwise', async () => {
    desk.far.onCreate = act => {
      act()
      return { kind: 'unknown', code: 'TIMEOUT' }
    }
    await take(desk, { intentId: id, need: 'n' })
    const second = { intentId: randomUUID(), need: 'n', slotId: 'slot-2' }
    expect(await take(desk, second)).toMatchObject({ error: { kind: 'need-pending' } })
    await seconds(1)
    expect(await take(desk, second)).toMatchObject({ error: { kind: 'need-booked' } })
    desk.far.onCreate = () => ({ kind: 'created', appointmentId: 'rdv-2', status: null })
    expect(await take(desk, { ...second, even: true })).toMatchObject({ value: { status: 'confirmed' } })
  })

  it('frees the need when the slot was taken by another', async () => {
    desk.far.onCreate = () => ({ kind: 'taken', detail: null })
    await take(desk, { intentId: id, need: 'n' })
    desk.far.onCreate = () => ({ kind: 'created', appointmentId: null, status: null })
    expect(await take(desk, { intentId: randomUUID(), need: 'n', slotId: 'slot-2' })).toMatchObject({
      value: { status: 'confirmed' },
    })
  })

  it.each([
    ['a slot that has begun', { slotId: 'past' }, 'slot-past'],
    ['a slot that no list holds', { slotId: 'nowhere' }, 'slot-unknown'],
  ])('refuses %s, before anything is written', async (_words, wanted, kind) => {
    expect(await take(desk, { intentId: id, ...wanted })).toMatchObject({ ok: false, error: { kind } })
    expect(desk.changes).toEqual([])
  })

  it('asks the source again, and sends nothing when the slot is gone', async () => {
    desk.recheck.answer = 'gone'
    expect(await take(desk, { intentId: id })).toMatchObject({ error: { kind: 'slot-gone' } })
    expect(desk.far.bodies).toEqual([])
    desk.recheck.answer = 'unknown'
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { status: 'confirmed' } })
  })

  it('books the slot by the name that the source has just given it, and takes it off the list', async () => {
    const gone: string[] = []
    desk.onRecheck = () => {
      const found = desk.offers.get('slot-1')
      if (found) desk.offers.set('slot-1', { ...found, slotReference: 'Slot/renamed' })
    }
    desk.onGone = found => gone.push(found.slot.id)
    await take(desk, { intentId: id })
    expect(desk.far.held.get(id)).toMatchObject({ slotReference: 'Slot/renamed' })
    expect(gone).toEqual(['slot-1'])
  })

  it('does not wait for ever for a source that is slow to say whether the slot is free', async () => {
    desk.recheck.answer = 'never'
    const taking = take(desk, { intentId: id })
    await seconds(3)
    expect(await taking).toMatchObject({ value: { status: 'confirmed' } })
  })

  it('refuses when nobody sits at the desk', async () => {
    desk.operator.value = null
    expect(await take(desk, { intentId: id })).toMatchObject({ error: { kind: 'not-signed-in' } })
  })

  it('keeps no distance to the caller’s place', async () => {
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { slot: { place: { distanceKm: null } } } })
  })
})
