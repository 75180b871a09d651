import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Link } from './link.ts'
import { createSpare } from './spare.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

function standIn() {
  const links: { alive: boolean }[] = []
  const spare = createSpare(() => {
    const one = { alive: true }
    links.push(one)
    return { alive: () => one.alive } as Link
  })
  return { spare, links }
}

test('one is there at a time, and is handed over once', () => {
  const { spare, links } = standIn()
  expect(spare.take()).toBeUndefined()
  vi.advanceTimersByTime(10_000)
  spare.prepare()
  spare.prepare()
  expect(links).toHaveLength(1)
  expect(spare.take()?.alive()).toBe(true)
  expect(spare.take()).toBeUndefined()
})

test('one that has ended is handed to nobody, and is started again only after a while', () => {
  const { spare, links } = standIn()
  vi.advanceTimersByTime(10_000)
  spare.prepare()
  const [first] = links
  if (first) first.alive = false
  spare.prepare()
  expect(links).toHaveLength(1)
  vi.advanceTimersByTime(5_000)
  spare.prepare()
  expect(links).toHaveLength(2)
  for (const one of links) one.alive = false
  expect(spare.take()).toBeUndefined()
})
