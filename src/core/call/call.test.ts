import { describe, expect, it } from 'vitest'
import { CallState } from '../../shared/contract/call.ts'
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
      emit<N extends EventName>(_name: N, payload: EventPayload<N>) {
        changes.push(payload as CallState)
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
