import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACTIONS, DEFAULT_KEYS, type KeyMap, keyFault, ownKeys, siteKeys } from './keyboard.ts'

/** Keys that clash in every way: delivered, free, misshapen, kept by Windows. */
const chord = fc.constantFrom('F2', 'F4', 'F7', 'F8', 'Shift+F7', 'Ctrl+B', 'Alt+1', 'Alt+W', 'B', 'F10', '')
const changes = fc.dictionary(fc.constantFrom(...ACTIONS), chord, { maxKeys: 8 })
const linesOf = (said: Record<string, string>) => Object.entries(said).map(([action, key]) => `${action}=${key}`)

function expectSound(keys: KeyMap) {
  const used = Object.values(keys)
  expect(new Set(used).size).toBe(used.length)
  for (const action of ACTIONS) if (DEFAULT_KEYS[action]) expect(keys[action]).toBeDefined()
}

describe('the keys as delivered', () => {
  test('no two actions share a key', () => {
    const keys = Object.values(DEFAULT_KEYS)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThan(8)
  })

  test('none is a bare letter, nor a key that Windows, the browser or a text field keeps', () => {
    for (const action of ACTIONS) {
      const held = DEFAULT_KEYS[action]
      if (held) expect(keyFault(held, action, DEFAULT_KEYS), action).toBeNull()
    }
  })
})

describe('a key that is asked for', () => {
  test('clashes with who has it, by name', () => {
    expect(keyFault('F2', 'copy', DEFAULT_KEYS)).toEqual({ kind: 'taken', by: 'next-call' })
    expect(keyFault('F2', 'next-call', DEFAULT_KEYS)).toBeNull()
  })

  test.each(['K', 'Alt+F4', 'Meta+B', 'Alt+Numpad1', 'Shift+A', ''])('«%s» is no key of the desk', wrong => {
    expect(keyFault(wrong, 'copy', DEFAULT_KEYS)).toEqual({ kind: 'shape' })
  })

  test.each([
    'F10',
    'Shift+F10',
    'F11',
    'Ctrl+F4',
    'Ctrl+W',
    'Ctrl+Shift+W',
    'Ctrl+T',
    'Ctrl+Shift+T',
    'Ctrl+N',
    'Ctrl+Shift+N',
    'Ctrl+C',
    'Ctrl+V',
    'Ctrl+Shift+V',
    'Ctrl+Z',
    'Ctrl+Shift+Z',
    'Ctrl+Alt+E',
  ])('«%s» is kept by Windows, the browser or typing', kept => {
    expect(keyFault(kept, 'copy', DEFAULT_KEYS)).toEqual({ kind: 'reserved' })
  })
})

describe('the keys of a site', () => {
  test('two actions swap theirs, and a row of them move on by one', () => {
    expect(siteKeys(['copy=F8', 'enlarge=F7'])).toMatchObject({
      keys: { ...DEFAULT_KEYS, copy: 'F8', enlarge: 'F7' },
      managed: new Set(['copy', 'enlarge']),
      faults: [],
    })
    expect(siteKeys(['next-call=F4', 'switch=F7', 'copy=F2']).keys).toEqual({
      ...DEFAULT_KEYS,
      'next-call': 'F4',
      switch: 'F7',
      copy: 'F2',
    })
  })

  test('a line that cannot be changes nothing, manages nothing, and is told', () => {
    const { keys, managed, faults } = siteKeys([
      'switch=Ctrl+B',
      'nonsense=F4',
      'lock=A',
      'copy=F2',
      'help=Ctrl+C',
      'nothing',
    ])
    expect(keys).toEqual({ ...DEFAULT_KEYS, switch: 'Ctrl+B' })
    expect(managed).toEqual(new Set(['switch']))
    expect(faults).toEqual([
      { at: 1, fault: { kind: 'unknown' } },
      { at: 2, fault: { kind: 'shape' } },
      { at: 3, fault: { kind: 'taken', by: 'next-call' } },
      { at: 4, fault: { kind: 'reserved' } },
      { at: 5, fault: { kind: 'unknown' } },
    ])
  })

  test('of two lines for one action the last stands; of two for one key, the first', () => {
    expect(siteKeys(['switch=Ctrl+B', 'switch=Ctrl+J'])).toMatchObject({
      keys: { switch: 'Ctrl+J' },
      faults: [{ at: 0, fault: { kind: 'twice' } }],
    })
    expect(siteKeys(['switch=Ctrl+B', 'lock=Ctrl+B'])).toMatchObject({
      keys: { switch: 'Ctrl+B', lock: 'F12' },
      faults: [{ at: 1, fault: { kind: 'taken', by: 'switch' } }],
    })
  })

  test('half a swap is refused: nobody is left without a key', () => {
    expect(siteKeys(['copy=F8', 'enlarge=K'])).toMatchObject({
      keys: DEFAULT_KEYS,
      faults: [
        { at: 0, fault: { kind: 'taken', by: 'enlarge' } },
        { at: 1, fault: { kind: 'shape' } },
      ],
    })
  })

  test('whatever is asked, no two actions share a key, none loses its own, and each line stands or is told', () => {
    fc.assert(
      fc.property(changes, said => {
        const lines = linesOf(said)
        const { keys, managed, faults } = siteKeys(lines)
        expectSound(keys)
        for (const [at, line] of lines.entries()) {
          const [action = '', key] = line.split('=')
          const stands = managed.has(action as never)
          expect(stands && keys[action as keyof KeyMap] === key).toBe(stands)
          expect(faults.some(fault => fault.at === at)).toBe(!stands)
        }
      }),
    )
  })
})

describe('the keys of a desk', () => {
  test('stand over what was delivered, and may be swapped', () => {
    expect(ownKeys(siteKeys([]), { enlarge: 'F7', copy: 'F8' })).toEqual({ ...DEFAULT_KEYS, enlarge: 'F7', copy: 'F8' })
  })

  test('never over what the site set', () => {
    const site = siteKeys(['switch=Ctrl+B'])
    expect(ownKeys(site, { switch: 'Ctrl+J', lock: 'Ctrl+B', copy: 'Alt+W' })).toEqual({ ...site.keys, copy: 'Alt+W' })
  })

  test('whatever was chosen, no two actions share a key, none loses its own, and the site’s stand', () => {
    fc.assert(
      fc.property(changes, changes, (said, own) => {
        const site = siteKeys(linesOf(said))
        const keys = ownKeys(site, own)
        expectSound(keys)
        for (const action of site.managed) expect(keys[action]).toBe(site.keys[action])
      }),
    )
  })
})
