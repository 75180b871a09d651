import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { ACTIONS, DEFAULT_KEYS } from '../../shared/keyboard.ts'
import { changeKey, resetKeys, takeSiteKeys, useKeyMap } from './keyMap.ts'

const keys = () => useKeyMap.getState().keys

beforeEach(() => {
  takeSiteKeys([])
  resetKeys()
})

test('two keys are swapped one after the other, and each stands as it was said', () => {
  expect(changeKey('enlarge', 'Alt+Y')).toBeNull()
  expect(changeKey('copy', 'F8')).toBeNull()
  expect(changeKey('enlarge', 'F7')).toBeNull()
  expect(keys()).toEqual({ ...DEFAULT_KEYS, copy: 'F8', enlarge: 'F7' })
})

test('a key that another has taken meanwhile is not put back over it: who has it is said', () => {
  changeKey('copy', 'Alt+Y')
  changeKey('enlarge', 'F7')
  expect(changeKey('copy', null)).toEqual({ kind: 'taken', by: 'enlarge' })
  expect(keys()).toMatchObject({ copy: 'Alt+Y', enlarge: 'F7' })
})

test('a choice that the site has made impossible does not come back by itself', () => {
  changeKey('copy', 'Ctrl+B')
  takeSiteKeys(['lock=Ctrl+B'])
  expect(keys()).toMatchObject({ copy: 'F7', lock: 'Ctrl+B' })
  changeKey('enlarge', 'Alt+Y')
  takeSiteKeys([])
  expect(keys()).toEqual({ ...DEFAULT_KEYS, enlarge: 'Alt+Y' })
})

test('whatever is changed, one after the other, no two actions share a key and what is said is what stands', () => {
  const chord = fc.constantFrom('F2', 'F4', 'F7', 'F8', 'Shift+F7', 'Ctrl+B', 'Ctrl+J', 'Alt+1', 'B', 'F10', null)
  const some = fc.constantFrom('next-call', 'switch', 'copy', 'enlarge', 'call-1', 'narrow', 'tour')
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ action: fc.oneof(some, fc.constantFrom(...ACTIONS)), chord }) },
    { weight: 1, arbitrary: fc.array(fc.tuple(some, chord), { maxLength: 4 }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      takeSiteKeys([])
      resetKeys()
      for (const each of steps) {
        if (Array.isArray(each)) takeSiteKeys(each.map(([action, key]) => `${action}=${key}`))
        else {
          const before = useKeyMap.getState()
          const action = each.action as (typeof ACTIONS)[number]
          // The screen offers no change of what the site set.
          if (before.site.managed.has(action)) continue
          const wanted = each.chord ?? before.site.keys[action]
          const fault = changeKey(action, each.chord)
          const { [action]: now, ...others } = keys()
          const { [action]: held, ...same } = before.keys
          expect(others).toEqual(same)
          expect(now).toBe(fault === null ? wanted : held)
        }
        const used = Object.values(keys())
        expect(new Set(used).size).toBe(used.length)
        for (const action of ACTIONS) if (DEFAULT_KEYS[action]) expect(keys()[action]).toBeDefined()
      }
    }),
  )
})
