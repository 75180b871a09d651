import { expect, test } from 'vitest'
import type { Place } from '../../../shared/contract/directory.ts'
import { nearer, nextStep, overflow, type Steps, stepBetween, wentBack, wider } from './reach.ts'

const place = { radiusKm: 10, enlargementKm: 5 } as Place
const start: Steps = { radiusKm: null, reach: null }

test('each step further is taken back in the opposite order, down to the table’s radius', () => {
  const seen: Steps[] = [start]
  let now = start
  const go = (step: Partial<Steps> | null) => {
    if (step === null) throw new Error('no such step')
    now = { ...now, ...step }
    seen.push(now)
  }
  go(wider(now, place))
  go(wider(now, place))
  go(overflow(now, ['36', '41']))
  go(overflow(now, ['36', '41']))
  expect(now).toEqual({ radiusKm: 20, reach: { departements: ['36', '41'], remote: true } })
  expect(overflow(now, ['36', '41'])).toBeNull()
  for (const before of seen.slice(0, -1).reverse()) {
    now = { ...now, ...nearer(now, place) }
    expect(now).toEqual(before)
  }
  expect(nearer(now, place)).toBeNull()
})

test('overseas, where no département touches another, remote is the first step', () => {
  expect(overflow(start, [])).toEqual({ reach: { departements: [], remote: true } })
  expect(nearer({ radiusKm: null, reach: { departements: [], remote: true } }, place)).toEqual({ reach: null })
})

test('a radius has an end, and a département without a step has no wider one', () => {
  expect(wider({ radiusKm: 198, reach: null }, place)).toEqual({ radiusKm: 200 })
  expect(wider(start, { ...place, enlargementKm: 0 })).toBeNull()
})

test('by itself the search takes one ring, then the neighbours, then remote, and no more', () => {
  const kinds: string[] = []
  let now = start
  for (let i = 0; i < 5; i++) {
    const step = nextStep(now, place, ['36'])
    if (!step) break
    kinds.push(step.kind)
    const before = now
    now = { ...now, ...step.change }
    expect(wentBack(before, now)).toBe(false)
    expect(wentBack(now, before)).toBe(true)
  }
  expect(kinds).toEqual(['ring', 'neighbours', 'remote'])
  expect(nextStep(start, { ...place, enlargementKm: 0 }, [])?.kind).toBe('remote')
})

test('the step between two reaches is named as the key that takes it', () => {
  let now = start
  expect(stepBetween(now, now)).toBeNull()
  for (let i = 0; i < 3; i++) {
    const step = nextStep(now, place, ['36'])
    if (!step) throw new Error('no such step')
    const before = now
    now = { ...now, ...step.change }
    expect(stepBetween(before, now)).toBe(step.kind)
    expect(stepBetween(now, before)).toBe('back')
  }
})
