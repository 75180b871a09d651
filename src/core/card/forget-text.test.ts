import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createForgetter } from './forget-text.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what was used is written over once nothing is asked for a moment, and only once', () => {
  const forget = vi.fn()
  const texts = createForgetter(forget)
  texts.later()
  vi.advanceTimersByTime(1_000)
  expect(forget).not.toHaveBeenCalled()
  texts.used()
  texts.later()
  expect(forget).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60)
  expect(forget).toHaveBeenCalledTimes(1)
  texts.later()
  vi.advanceTimersByTime(1_000)
  expect(forget).toHaveBeenCalledTimes(1)
})

test('and within half a second, however much is asked meanwhile', () => {
  const forget = vi.fn()
  const texts = createForgetter(forget)
  texts.used()
  for (let asked = 0; asked < 500; asked += 20) {
    texts.later()
    vi.advanceTimersByTime(20)
  }
  expect(forget).toHaveBeenCalledTimes(1)
})
