import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACTIONS, actionOf, chordOf, DEFAULT_KEYS, keyFault, mergeKeys } from './keys.ts'

const press = (key: string, ...modifiers: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => ({
  key,
  ctrlKey: modifiers.includes('ctrlKey'),
  altKey: modifiers.includes('altKey'),
  shiftKey: modifiers.includes('shiftKey'),
  metaKey: modifiers.includes('metaKey'),
})

describe('the keys of the desk', () => {
  test('no two actions share a key', () => {
    const keys = Object.values(DEFAULT_KEYS)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThan(8)
  })

  test('none is a bare letter, nor a key that Windows, the browser or a text field keeps', () => {
    for (const chord of Object.values(DEFAULT_KEYS)) {
      expect(chord).toMatch(/^((Shift\+)?F([1-9]|1[0-2])|(Ctrl|Alt)\+(Shift\+)?[A-Z]|Alt\+\d)$/)
      expect([
        'Alt+F4',
        'F10',
        'F11',
        'Ctrl+W',
        'Ctrl+T',
        'Ctrl+N',
        'Ctrl+C',
        'Ctrl+V',
        'Ctrl+X',
        'Ctrl+Z',
        'Ctrl+A',
      ]).not.toContain(chord)
    }
  })

  test('a key is found whatever the case of its letter', () => {
    expect(actionOf(press('k', 'ctrlKey'))).toBe('palette')
    expect(actionOf(press('K', 'ctrlKey'))).toBe('palette')
    expect(actionOf(press('F2'))).toBe('next-call')
    expect(actionOf(press('F2', 'shiftKey'))).toBe('park')
    expect(actionOf(press('F3', 'shiftKey'))).toBeNull()
    expect(actionOf(press('k'))).toBeNull()
    expect(chordOf(press('F8', 'shiftKey'))).toBe('Shift+F8')
  })

  test('the digits of the top row are the same key on a French keyboard', () => {
    expect(actionOf({ ...press('&', 'altKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1', 'altKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1', 'altKey', 'shiftKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1'), code: 'Digit1' })).toBeNull()
  })

  test('keys can be changed', () => {
    expect(actionOf(press('F9'), { 'next-call': 'F9' })).toBe('next-call')
    expect(ACTIONS).toContain('next-call')
  })
})

describe('keys that are changed', () => {
  test('by the site, then by the desk; a wrong line changes nothing', () => {
    const keys = mergeKeys(['switch=Ctrl+B', 'nonsense=F4', 'lock=A', 'copy=F2', 'help=Ctrl+C'], { switch: 'Ctrl+J' })
    expect(keys).toEqual({ ...DEFAULT_KEYS, switch: 'Ctrl+J' })
    expect(mergeKeys(['switch=Ctrl+B'], {}).switch).toBe('Ctrl+B')
  })

  test('a clash names who has the key', () => {
    expect(keyFault('F2', 'copy', DEFAULT_KEYS)).toEqual({ kind: 'taken', by: 'next-call' })
    expect(keyFault('F2', 'next-call', DEFAULT_KEYS)).toBeNull()
    expect(keyFault('K', 'copy', DEFAULT_KEYS)).toEqual({ kind: 'shape' })
    expect(keyFault('Alt+F4', 'copy', DEFAULT_KEYS)).toEqual({ kind: 'shape' })
    expect(keyFault('F10', 'copy', DEFAULT_KEYS)).toEqual({ kind: 'reserved' })
  })

  test('whatever is asked, no two actions share a key and none loses its own', () => {
    const chord = fc.constantFrom('F2', 'F4', 'F7', 'Shift+F7', 'Ctrl+B', 'Alt+1', 'Alt+W', 'B', 'F10', '')
    const changes = fc.dictionary(fc.constantFrom(...ACTIONS), chord, { maxKeys: 8 })
    fc.assert(
      fc.property(changes, changes, (site, own) => {
        const lines = Object.entries(site).map(([action, key]) => `${action}=${key}`)
        const keys = mergeKeys(lines, own)
        const used = Object.values(keys)
        expect(new Set(used).size).toBe(used.length)
        for (const action of ACTIONS) if (DEFAULT_KEYS[action]) expect(keys[action]).toBeDefined()
      }),
    )
  })
})
