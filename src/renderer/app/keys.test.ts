import { describe, expect, test } from 'vitest'
import { DEFAULT_KEYS } from '../../shared/keyboard.ts'
import { actionOf, chordOf, chordsOf, keyGroups } from './keys.ts'

const press = (key: string, ...modifiers: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => ({
  key,
  ctrlKey: modifiers.includes('ctrlKey'),
  altKey: modifiers.includes('altKey'),
  shiftKey: modifiers.includes('shiftKey'),
  metaKey: modifiers.includes('metaKey'),
})

describe('a key that is pressed', () => {
  test('is found whatever the case of its letter', () => {
    expect(actionOf(press('k', 'ctrlKey'))).toBe('palette')
    expect(actionOf(press('K', 'ctrlKey'))).toBe('palette')
    expect(actionOf(press('F2'))).toBe('next-call')
    expect(actionOf(press('F2', 'shiftKey'))).toBe('park')
    expect(actionOf(press('F3', 'shiftKey'))).toBeNull()
    expect(actionOf(press('k'))).toBeNull()
    expect(chordOf(press('F8', 'shiftKey'))).toBe('Shift+F8')
  })

  test('is the same digit of the top row on a French keyboard', () => {
    expect(actionOf({ ...press('&', 'altKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1', 'altKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1', 'altKey', 'shiftKey'), code: 'Digit1' })).toBe('call-1')
    expect(actionOf({ ...press('1'), code: 'Digit1' })).toBeNull()
  })

  test('on the numeric pad with Alt types a letter by its number, and does nothing else', () => {
    for (const digit of '1234567890')
      for (const key of [digit, 'End', 'Unidentified'])
        expect(actionOf({ ...press(key, 'altKey'), code: `Numpad${digit}` })).toBeNull()
  })

  test('with the Windows key is the system’s', () => {
    expect(actionOf(press('k', 'metaKey'))).toBeNull()
    expect(actionOf(press('F2', 'metaKey'))).toBeNull()
  })

  test('does what the keys of this desk say', () => {
    expect(actionOf(press('F9'), { 'next-call': 'F9' })).toBe('next-call')
  })
})

describe('the sheet of keys', () => {
  test('has every action that has a key, once; the nine calls that wait are one line', () => {
    const written = keyGroups(DEFAULT_KEYS).flatMap(({ actions }) => actions)
    expect(new Set(written).size).toBe(written.length)
    const wanted = Object.keys(DEFAULT_KEYS).filter(action => !/^call-[2-9]$/.test(action))
    expect([...written].sort()).toEqual(wanted.sort())
  })

  test('writes the keys of the calls that wait as a row while they are one, else each', () => {
    expect(chordsOf('call-1', DEFAULT_KEYS)).toEqual(['Alt+1', 'to', 'Alt+9'])
    const changed = chordsOf('call-1', { ...DEFAULT_KEYS, 'call-2': 'Ctrl+B' })
    expect(changed).toHaveLength(9)
    expect(changed.slice(0, 3)).toEqual(['Alt+1', 'Ctrl+B', 'Alt+3'])
    expect(chordsOf('copy', DEFAULT_KEYS)).toEqual(['F7'])
  })
})
