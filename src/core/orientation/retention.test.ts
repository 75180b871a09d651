import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDesk, take } from '../../../tests/orientation/desk.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-22T09:00:00Z') }))
afterEach(() => void vi.useRealTimers())

const context = { clientId: 'test' }

it('settled orientations go after the months of the journal, a few at a time; what is not settled stays', async () => {
  const desk = await createDesk({ retentionMonths: 12 })
  for (let n = 0; n < 600; n += 1) {
    const noted = { intentId: randomUUID(), needKey: randomUUID(), outcome: 'advice' as const }
    await desk.service.handlers['orientation.note'](noted, context)
  }
  desk.far.onCreate = () => ({ kind: 'unknown', code: 'TIMEOUT' })
  desk.far.onRead = { kind: 'failed', code: 'ECONNREFUSED' }
  const doubt = randomUUID()
  expect(await take(desk, { intentId: doubt })).toMatchObject({ ok: true, value: { status: 'unknown' } })
  const count = async () => {
    const list = await desk.service.handlers['orientation.list']({ limit: 500 }, context)
    return list.ok ? list.value.length : -1
  }
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await count()).toBe(500)
  desk.service.close()

  // Eleven months later nothing goes; thirteen months later everything that is settled.
  vi.setSystemTime(Date.parse('2027-10-20T09:00:00Z'))
  await desk.restart()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await count()).toBe(500)
  vi.setSystemTime(Date.parse('2027-12-24T09:00:00Z'))
  await desk.restart()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await count()).toBe(1)
  expect(await desk.service.handlers['orientation.get']({ id: doubt }, context)).toMatchObject({ ok: true })
  desk.service.close()
})
