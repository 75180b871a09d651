import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallState, MOST_PARKED } from '../../shared/contract/call.ts'
import type { EventName, EventPayload } from '../../shared/contract/index.ts'
import type { Log } from '../ports.ts'
import { createCall } from './index.ts'

const context = { clientId: 'test' }

function room() {
  const changes: CallState[] = []
  const lines: string[] = []
  const ended: { id: string; askId: string | null }[] = []
  let now = Date.parse('2026-11-22T03:00:00Z')
  const line = (code: string, facts?: Record<string, unknown>) => lines.push(JSON.stringify({ code, ...facts }))
  const log: Log = { info: line, warn: line, error: line }
  const service = createCall({
    clock: { now: () => now },
    events: {
      emit<N extends EventName>(name: N, payload: EventPayload<N>) {
        if (name === 'call.changed') changes.push(payload as CallState)
      },
    },
    log,
    onEnd: one => ended.push(one),
  })
  const current = async () => {
    const answer = await service.handlers['call.current'](null, context)
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value
  }
  const wait = (ms: number) => {
    now += ms
  }
  return { service, changes, lines, ended, current, wait }
}

describe('the call in progress', () => {
  it('begins when it is asked for, and stays the same until its end', async () => {
    const { current } = room()
    const call = await current()
    expect(CallState.parse(call)).toEqual(call)
    expect(call).toMatchObject({ number: 1, needText: '', orientationIds: [], drm: '' })
    expect(await current()).toEqual(call)
  })

  it('keeps what was typed, piece by piece, and tells the other windows', async () => {
    const { service, current, changes } = room()
    const { id } = await current()
    await service.handlers['call.save']({ id, draft: { needText: 'méd', drm: '24-118402' } }, context)
    await service.handlers['call.save']({ id, draft: { placeText: 'Chambray', askId: 'a1' } }, context)
    expect(await current()).toMatchObject({ needText: 'méd', drm: '24-118402', placeText: 'Chambray', askId: 'a1' })
    expect(changes).toHaveLength(2)
  })

  it('ends once when the key is pressed twice, and forgets all of it', async () => {
    const { service, current, ended, wait } = room()
    const { id } = await current()
    await service.handlers['call.save']({ id, draft: { drm: '24-118402', askId: 'a1' } }, context)
    wait(134_000)
    const next = await service.handlers['call.next']({ id }, context)
    const again = await service.handlers['call.next']({ id }, context)
    expect(next).toMatchObject({ ok: true, value: { number: 2, drm: '', askId: null } })
    expect(again).toEqual(next)
    expect(ended).toEqual([{ id, askId: 'a1' }])
    const late = await service.handlers['call.save']({ id, draft: { drm: 'x' } }, context)
    expect(late).toMatchObject({ ok: false, error: { kind: 'call-ended' } })
    expect(await current()).toMatchObject({ drm: '' })
  })

  it('carries the orientations of the call, each once', async () => {
    const { service, current } = room()
    service.note('6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b')
    expect((await current()).orientationIds).toEqual([])
    service.note('6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b')
    service.note('6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b')
    expect((await current()).orientationIds).toEqual(['6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b'])
  })

  it('leaves nothing to the next person at the desk', async () => {
    const { service, current, changes } = room()
    const { id } = await current()
    await service.handlers['call.save']({ id, draft: { drm: '24-118402' } }, context)
    const told = changes.length
    service.forget()
    expect(changes).toHaveLength(told)
    expect(await current()).toMatchObject({ number: 1, drm: '' })
    expect((await current()).id).not.toBe(id)
  })

  it('writes no word of the call into the log', async () => {
    const { service, current, lines } = room()
    const { id } = await current()
    const draft = { needText: 'CANARI-besoin', placeText: 'CANARI-lieu', drm: 'CANARI-drm' }
    await service.handlers['call.save']({ id, draft }, context)
    await service.handlers['call.next']({ id }, context)
    expect(lines).toHaveLength(1)
    expect(lines.join()).not.toContain('CANARI')
  })
})

describe('calls that wait', () => {
  type Room = ReturnType<typeof room>
  const value = <V>(answer: { ok: true; value: V } | { ok: false; error: { kind: string } }): V => {
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value
  }
  const handlers = ({ service }: Room) => service.handlers
  const parked = async (one: Room) => value(await handlers(one)['call.parked'](null, context))
  const park = async (one: Room, id: string) => value(await handlers(one)['call.park']({ id, for: null }, context))
  const resume = async (one: Room, id: string) => value(await handlers(one)['call.resume']({ id }, context))
  const type = async (one: Room, id: string, draft: Partial<CallState>) =>
    value(await handlers(one)['call.save']({ id, draft }, context))

  it('each keeps its own context, and comes back as it was left', async () => {
    const one = room()
    const first = await one.current()
    const hand = { zone: 'list' as const, rowId: 'r', slotId: 's', filter: 'tes' }
    const typed = { needText: 'pédiatre', drm: '24-1', radiusKm: 20, ageBand: 'child' as const, hand }
    await type(one, first.id, typed)
    one.wait(60_000)
    const second = await park(one, first.id)
    expect(second).toMatchObject({ number: 2, needText: '', drm: '', hand: null, parkedAt: null })
    expect((await parked(one))[0]).toMatchObject({ ...typed, number: 1, parkedAt: '2026-11-22T03:01:00.000Z' })
    await type(one, second.id, { needText: 'dentiste' })
    expect(await resume(one, first.id)).toMatchObject({ ...typed, id: first.id, parkedAt: null })
    expect((await parked(one)).map(({ number, needText }) => [number, needText])).toEqual([[2, 'dentiste']])
  })

  it('the key pressed twice puts one call aside, and an empty call leaves no strip behind', async () => {
    const one = room()
    const first = await one.current()
    await type(one, first.id, { needText: 'a' })
    const second = await park(one, first.id)
    expect(await park(one, first.id)).toEqual(second)
    expect(await park(one, second.id)).toEqual(second)
    await resume(one, first.id)
    expect(await parked(one)).toEqual([])
    // The number of the call that was nothing is used again.
    expect(await park(one, first.id)).toMatchObject({ number: 2 })
  })

  it('what was typed last, and a booking whose answer came late, reach the call that waits', async () => {
    const one = room()
    const first = await one.current()
    await type(one, first.id, { needText: 'a' })
    const second = await park(one, first.id)
    await type(one, first.id, { drm: '24-118402' })
    expect(one.service.note('6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b', first.id)?.drm).toBe('24-118402')
    expect((await parked(one))[0]).toMatchObject({ orientationIds: ['6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b'] })
    expect(await one.current()).toMatchObject({ id: second.id, orientationIds: [] })
    // A call that has ended takes nothing more, and gives it to nobody else.
    await resume(one, first.id)
    await handlers(one)['call.next']({ id: first.id }, context)
    expect(one.service.note('00000000-0000-4000-8000-000000000001', first.id)).toBeNull()
    expect((await one.current()).orientationIds).toEqual([])
  })

  it('no more than can be seen may wait, and the one that would be too many stays on the screen', async () => {
    const one = room()
    for (let n = 0; n < MOST_PARKED; n++) {
      const { id } = await one.current()
      await type(one, id, { needText: `b${n}` })
      await park(one, id)
    }
    const { id } = await one.current()
    await type(one, id, { needText: 'last' })
    expect(await handlers(one)['call.park']({ id, for: null }, context)).toMatchObject({ ok: false })
    expect(await one.current()).toMatchObject({ id, needText: 'last' })
    expect(one.service.beginWith({ needText: 'launched' })).toBeNull()
    // Changing places needs no more room.
    const [first] = await parked(one)
    await resume(one, first?.id ?? '')
    expect(await parked(one)).toHaveLength(MOST_PARKED)
  })

  it('leave nothing to the next person at the desk, and their questions end with them', async () => {
    const one = room()
    const first = await one.current()
    await type(one, first.id, { needText: 'a', askId: 'a1' })
    await park(one, first.id)
    one.service.forget()
    expect(await parked(one)).toEqual([])
    expect(one.ended).toContainEqual({ id: first.id, askId: 'a1' })
    expect(await one.current()).toMatchObject({ number: 1 })
  })

  it('no order of keys loses a call or gives a number twice', async () => {
    const keys = fc.array(fc.constantFrom('type', 'park', 'next', 'resume-first', 'resume-last', 'launch'), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(keys, async pressed => {
        const one = room()
        const begun = new Set<string>()
        const finished = () => new Set(one.ended.map(({ id }) => id))
        let n = 0
        for (const key of pressed) {
          const { id } = await one.current()
          const waiting = await parked(one)
          if (key === 'type') {
            await type(one, id, { needText: `need ${++n}` })
            begun.add(id)
          } else if (key === 'park') await handlers(one)['call.park']({ id, for: null }, context)
          else if (key === 'next') await handlers(one)['call.next']({ id }, context)
          else if (key === 'launch') {
            const launched = one.service.beginWith({ needText: 'launched' })
            if (launched) begun.add(launched.id)
          } else {
            const back = key === 'resume-first' ? waiting[0] : waiting.at(-1)
            if (back) await resume(one, back.id)
          }
          const open = [await one.current(), ...(await parked(one))]
          expect(new Set(open.map(each => each.number)).size).toBe(open.length)
          const kept = new Set(open.map(each => each.id))
          for (const each of begun) expect(kept.has(each) || finished().has(each)).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })
})
