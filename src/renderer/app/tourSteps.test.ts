import { describe, expect, test } from 'vitest'
import { DEFAULT_KEYS } from '../../shared/keyboard.ts'
import { app as en } from '../i18n/en/app.ts'
import { app as fr } from '../i18n/fr/app.ts'
import { type Deed, STEP_KEYS, type Step, stepAfter, stepNamed, stepsOf } from './tourSteps.ts'

const STEPS = stepsOf(true)

describe('the steps of the tour', () => {
  test('are each left by what they ask for, in their order, up to the end', () => {
    let step: Step = 'need'
    const walked: Step[] = []
    for (const deed of STEPS) {
      walked.push(step)
      step = stepAfter(step, deed)
    }
    expect(walked).toEqual(STEPS)
    expect(step).toBe('done')
  })

  test('never go back, whatever is done', () => {
    const order: readonly Step[] = [...STEPS, 'done']
    for (const step of order)
      for (const deed of STEPS)
        expect(order.indexOf(stepAfter(step, deed)), `${deed} at ${step}`).toBeGreaterThanOrEqual(order.indexOf(step))
  })

  test.each<[Step, Deed, Step]>([
    ['offers', 'arm', 'take'],
    ['place', 'take', 'copy'],
    ['need', 'copy', 'next'],
    ['copy', 'next', 'park'],
  ])('at «%s» who does «%s» is past what had to come before, at «%s»', (step, deed, after) => {
    expect(stepAfter(step, deed)).toBe(after)
  })

  test.each<[Step, Deed]>([
    ['need', 'place'],
    ['need', 'next'],
    ['offers', 'park'],
    ['take', 'further'],
    ['done', 'need'],
  ])('at «%s» who does «%s» has done something else', (step, deed) => {
    expect(stepAfter(step, deed)).toBe(step)
  })

  test('ask nobody to fix a slot where slots are real', () => {
    expect(stepsOf(false)).toEqual(STEPS.filter(step => step !== 'arm'))
  })

  test('are found again by their name, and begin again when the name is of another version', () => {
    expect(stepNamed('further')).toBe('further')
    expect(stepNamed('done')).toBe('done')
    expect(stepNamed('act')).toBe('need')
    expect(stepNamed('')).toBe('need')
  })

  test('have their words in both languages, and keys that the desk has', () => {
    const delivered = new Set<string | undefined>(Object.values(DEFAULT_KEYS))
    for (const step of STEPS) {
      for (const { tour } of [fr, en]) expect(Object.values(tour[step]), step).toHaveLength(2)
      for (const chord of STEP_KEYS[step])
        expect(delivered.has(chord) || ['Enter', '↓', '→'].includes(chord), chord).toBe(true)
    }
  })
})
