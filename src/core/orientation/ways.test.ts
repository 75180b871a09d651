import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createDesk, type Desk, get, OPERATOR, slotOf, take } from '../../../tests/orientation/desk.ts'
import type { Offer } from '../../shared/contract/availability.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { OutcomeKind } from '../../shared/contract/orientation.ts'
import { createDispatcher, type Gate } from '../dispatcher.ts'
import { silentLog } from '../ports.ts'
import { callList, type PhoneAnswer } from './call-list.ts'

const context = { clientId: 'test' }

function offer(n: number, km: number | null = n): Offer {
  return {
    id: `offer-${n}`,
    idnps: `81000000000${n}`,
    displayName: `Dr ${n}`,
    profession: null,
    speciality: null,
    directory: null,
    phones: [`+3324700000${n}`],
    distanceKm: km,
    city: 'Tours',
    slots: [],
    state: 'none',
    rank: { minutes: null, km, kept: false },
  }
}

describe('beyond the clinical limit', () => {
  const limited = async (minutes: number) => {
    const desk = await createDesk({ slots: [slotOf({ minutes: 60 })] })
    desk.ask = { limit: new Date(Date.now() + minutes * 60_000).toISOString(), offers: [] }
    return desk
  }

  it('nothing is taken without a reason from who may decide', async () => {
    const desk = await limited(30)
    const refused = await take(desk, { intentId: randomUUID() })
    expect(refused).toMatchObject({ error: { kind: 'beyond-limit', params: { mayDecide: false } } })
    // A reason is not enough for who may not decide.
    expect(await take(desk, { intentId: randomUUID(), reason: 'nothing-sooner' })).toMatchObject({
      error: { kind: 'beyond-limit' },
    })
    desk.operator.value = { ...OPERATOR, role: 'regulator', rights: ['search', 'book', 'override'] }
    expect(await take(desk, { intentId: randomUUID(), reason: 'because' })).toMatchObject({
      error: { kind: 'reason-unknown' },
    })
    expect(desk.far.bodies).toEqual([])
    expect(await take(desk, { intentId: randomUUID(), reason: 'nothing-sooner' })).toMatchObject({
      value: { status: 'confirmed', override: { reason: 'nothing-sooner', approvedBy: null } },
    })
    desk.service.close()
  })

  it('a limit typed a moment ago holds, though the slots were ranked before it; none on the screen opens nothing', async () => {
    const limit = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
    const before = await createDesk({ slots: [slotOf({ minutes: 60 })] })
    before.ask = { limit: null, offers: [] }
    expect(await take(before, { intentId: randomUUID(), limit: limit(30) })).toMatchObject({
      error: { kind: 'beyond-limit' },
    })
    const desk = await limited(30)
    for (const typed of [null, limit(90)]) {
      expect(await take(desk, { intentId: randomUUID(), limit: typed })).toMatchObject({
        error: { kind: 'beyond-limit' },
      })
    }
    expect([before.far.bodies, desk.far.bodies]).toEqual([[], []])
    before.service.close()
    desk.service.close()
  })

  it('a doctor’s word is used once, and only when the slot is about to be taken', async () => {
    const desk = await limited(30)
    const used: string[] = []
    desk.approve = (approvalId, purpose) => {
      used.push(`${approvalId} ${purpose}`)
      return approvalId === 'good' ? '810000000077' : null
    }
    desk.recheck.answer = 'gone'
    expect(await take(desk, { intentId: randomUUID(), approvalId: 'good' })).toMatchObject({
      error: { kind: 'slot-gone' },
    })
    expect(used).toEqual([])
    desk.recheck.answer = 'free'
    expect(await take(desk, { intentId: randomUUID(), approvalId: 'bad' })).toMatchObject({
      error: { kind: 'approval-refused' },
    })
    expect(await take(desk, { intentId: randomUUID(), approvalId: 'good' })).toMatchObject({
      value: { status: 'confirmed', override: { reason: null, approvedBy: '810000000077' } },
    })
    expect(used).toEqual(['bad override', 'good override'])
    desk.service.close()
  })

  it('is not asked for within it', async () => {
    const desk = await limited(90)
    const taken = await take(desk, { intentId: randomUUID() })
    expect(taken).toMatchObject({ value: { status: 'confirmed' } })
    expect(taken.ok && taken.value.override).toBeUndefined()
    desk.service.close()
  })
})

describe('an outcome without a slot', () => {
  it.each(OutcomeKind.options)('«%s» is complete at once, kept across a restart, and books nothing', async outcome => {
    const desk = await createDesk()
    const intentId = randomUUID()
    const wanted = { intentId, needKey: 'need', outcome, where: null }
    const noted = await desk.service.handlers['orientation.note'](wanted, context)
    expect(noted).toMatchObject({ value: { status: 'declared', taking: 'outcome', outcome, slot: null } })
    expect(await desk.service.handlers['orientation.note'](wanted, context)).toEqual(noted)
    await desk.restart()
    expect(await get(desk, intentId)).toMatchObject({ status: 'declared', outcome })
    // The need stays open: a slot may be taken for it as well.
    expect(await take(desk, { intentId: randomUUID(), need: 'need' })).toMatchObject({ value: { status: 'confirmed' } })
    desk.service.close()
  })
})

describe('who may search and not book', () => {
  const may: Gate = right =>
    right === 'search' ? 'yes' : { kind: 'not-allowed', params: { right, roles: 'osnp,regulator' } }
  const search = (desk: Desk) =>
    createDispatcher({ handlers: desk.service.handlers as Handlers, gate: may, log: silentLog }).dispatch

  it('notes an outcome without a slot, and takes it back', async () => {
    const desk = await createDesk()
    const dispatch = search(desk)
    const id = randomUUID()
    await dispatch('orientation.note', { intentId: id, needKey: 'need', outcome: 'advice' }, context)
    const unsaid = { ok: true, value: { id, status: 'cancelled' } }
    expect(await dispatch('orientation.unsay', { id }, context)).toMatchObject(unsaid)
    expect(await dispatch('orientation.unsay', { id }, context)).toMatchObject(unsaid)
    await desk.restart()
    expect(await get(desk, id)).toMatchObject({ status: 'cancelled' })
    desk.service.close()
  })

  it.each(['vendor-page', 'walk-in', 'direct'] as const)('says nothing of a slot taken by «%s»', async taking => {
    const desk = await createDesk({ slots: [slotOf({ taking })] })
    const id = randomUUID()
    const taken = await take(desk, { intentId: id })
    expect(taken.ok).toBe(true)
    const dispatch = search(desk)
    expect(await dispatch('orientation.unsay', { id }, context)).toMatchObject({
      error: { kind: 'orientation-unknown' },
    })
    expect(await dispatch('orientation.declare', { id, booked: false }, context)).toMatchObject({
      error: { kind: 'not-allowed' },
    })
    expect(await get(desk, id)).toEqual(taken.ok && taken.value)
    desk.service.close()
  })
})

describe('a request to a community', () => {
  const asked = async () => {
    const desk = await createDesk({ slots: [slotOf({ taking: 'marketplace' })] })
    desk.far.onCreate = act => {
      act()
      return { kind: 'created', appointmentId: 'pdm-1', status: 'pending' }
    }
    const id = randomUUID()
    await take(desk, { intentId: id, need: 'need' })
    return { desk, id }
  }

  it('is not booked until somebody accepts, and holds the need meanwhile', async () => {
    vi.useFakeTimers()
    const { desk, id } = await asked()
    expect(await get(desk, id)).toMatchObject({ status: 'pending', category: 'PDM', appointmentId: 'pdm-1' })
    expect(await take(desk, { intentId: randomUUID(), need: 'need' })).toMatchObject({
      error: { kind: 'need-pending' },
    })
    const held = desk.far.held.get(id)
    if (held) desk.far.held.set(id, { ...held, status: 'pending' })
    await vi.advanceTimersByTimeAsync(25_000)
    expect(await get(desk, id)).toMatchObject({ status: 'pending' })
    if (held) desk.far.held.set(id, { ...held, status: 'booked' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
    desk.service.close()
    vi.useRealTimers()
  })

  it('that nobody accepts is told so', async () => {
    vi.useFakeTimers()
    const { desk, id } = await asked()
    const held = desk.far.held.get(id)
    if (held) desk.far.held.set(id, { ...held, status: 'cancelled' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await get(desk, id)).toMatchObject({ status: 'cancelled', problem: { kind: 'cancelled-by-source' } })
    desk.service.close()
    vi.useRealTimers()
  })
})

describe('by phone, beyond the agenda', () => {
  const ring = (desk: Desk, more: Partial<Parameters<Desk['service']['handlers']['orientation.phoned']>[0]>) =>
    desk.service.handlers['orientation.phoned'](
      {
        intentId: randomUUID(),
        askId: 'ask',
        idnps: '810000000001',
        needKey: 'need',
        answer: 'no-answer',
        at: null,
        until: null,
        ...more,
      },
      context,
    )
  const listed = async (desk: Desk) => {
    const list = await desk.service.handlers['orientation.callList']({ askId: 'ask' }, context)
    return list.ok ? list.value.map(({ idnps, state }) => `${idnps.slice(-1)} ${state}`) : []
  }

  it('the list turns: who was called goes behind who was not, who refuses goes last', async () => {
    const desk = await createDesk()
    desk.ask = { limit: null, offers: [offer(1), offer(2), offer(3)] }
    expect(await listed(desk)).toEqual(['1 to-call', '2 to-call', '3 to-call'])
    await ring(desk, {})
    expect(await listed(desk)).toEqual(['2 to-call', '3 to-call', '1 no-answer'])
    await ring(desk, { idnps: '810000000002', answer: 'refused' })
    expect(await listed(desk)).toEqual(['3 to-call', '1 no-answer', '2 refused'])
    await desk.restart()
    expect(await listed(desk)).toEqual(['3 to-call', '1 no-answer', '2 refused'])
    desk.service.close()
  })

  it('a time that was agreed is an orientation of its own, on the operator’s word alone', async () => {
    const desk = await createDesk()
    desk.ask = { limit: null, offers: [offer(1)] }
    const at = slotOf({ minutes: 90 }).start.replace(/\.\d+/, '')
    const agreed = await ring(desk, { answer: 'accepted', at })
    expect(agreed).toMatchObject({
      value: {
        status: 'declared',
        taking: 'phone',
        category: 'PS',
        appointmentId: null,
        slot: { start: at, taking: 'phone' },
      },
    })
    const end = agreed.ok ? (agreed.value?.slot?.end ?? '') : ''
    expect(Date.parse(end) - Date.parse(at)).toBe(15 * 60_000)
    expect(end.slice(-6)).toBe('+01:00')
    expect(desk.far.bodies).toEqual([])
    // The need is held: nobody books a second time for it without knowing.
    expect(await take(desk, { intentId: randomUUID(), need: 'need' })).toMatchObject({ error: { kind: 'need-booked' } })
    expect(await ring(desk, { answer: 'accepted', at: new Date(0).toISOString() })).toMatchObject({
      error: { kind: 'slot-past' },
    })
    desk.service.close()
  })

  it('has the system dial, and says so when it does not', async () => {
    const desk = await createDesk()
    const dial = () => desk.service.handlers['orientation.dial']({ phone: '+33247000001' }, context)
    expect(await dial()).toEqual({ ok: true, value: null })
    expect(desk.opened).toEqual(['tel:+33247000001'])
    desk.shell.fails = true
    expect(await dial()).toMatchObject({ error: { kind: 'dial-failed' } })
    desk.service.close()
  })

  it('is fair: over a day everybody is called as often as anybody else, whatever the distances', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 1, max: 60 }),
        (kms, calls) => {
          const offers = kms.map((km, n) => offer(n, km))
          const answers: PhoneAnswer[] = []
          for (let n = 0; n < calls; n += 1) {
            const [first] = callList({ offers, people: [], answers, now: 1_000 + n, day: '2026-11-22' })
            answers.push({ idnps: first?.idnps ?? '', at: 1_000 + n, answer: 'no-answer', until: null })
          }
          const counts = offers.map(({ idnps }) => answers.filter(one => one.idnps === idnps).length)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('asks again who refused until an hour that has passed, and nobody whom the site does not name', () => {
    const answers: PhoneAnswer[] = [{ idnps: '810000000001', at: 0, answer: 'refused', until: 500 }]
    const given = { offers: [offer(1), offer(2)], answers, day: '2026-11-22' }
    const states = (now: number, people: string[] = []) =>
      callList({ ...given, now, people }).map(({ idnps, state }) => `${idnps.slice(-1)} ${state}`)
    expect(states(400)).toEqual(['2 to-call', '1 refused'])
    expect(states(600)).toEqual(['2 to-call', '1 to-call'])
    expect(states(600, ['810000000001'])).toEqual(['1 to-call'])
  })
})

describe('left to the next person', () => {
  it('with a word by code, until somebody takes it off', async () => {
    const desk = await createDesk()
    const id = randomUUID()
    await take(desk, { intentId: id })
    const pass = (word: 'to-phone' | null) => desk.service.handlers['orientation.passOn']({ ids: [id], word }, context)
    expect(await pass('to-phone')).toMatchObject({ value: [{ passedOn: { word: 'to-phone', by: OPERATOR.idnps } }] })
    await desk.restart()
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed', passedOn: { word: 'to-phone' } })
    await pass(null)
    expect((await get(desk, id)).passedOn).toBeUndefined()
    desk.service.close()
  })
})
