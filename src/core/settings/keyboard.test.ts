/** The keys that a site sets: what cannot be is told, line by line. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { siteKeys } from '../../shared/keyboard.ts'
import { ENGLISH } from './english.ts'
import { keyProblems } from './keyboard.ts'
import { settingKeys } from './keys.ts'
import { faultsOfPart } from './layers.ts'

test('a line that cannot be is told with its place, its words and why; the others serve', () => {
  const told = keyProblems([
    'switch=Ctrl+B',
    'next-call=F6',
    'lock=A',
    'copy=Shift+F10',
    'rien=F4',
    'undo=F4',
    'undo=Ctrl+J',
  ])
  expect(told).toEqual(
    [
      ['desk.keys.1', '« next-call=F6 » : touche de « other-outcome » ; ligne ignorée'],
      ['desk.keys.2', '« lock=A » : il faut une touche de fonction, ou une lettre avec Ctrl ou Alt ; ligne ignorée'],
      ['desk.keys.3', '« copy=Shift+F10 » : touche gardée par Windows ou par la saisie ; ligne ignorée'],
      ['desk.keys.4', '« rien=F4 » : aucune action ne porte ce nom ; ligne ignorée'],
      ['desk.keys.5', '« undo=F4 » : une ligne plus bas donne une touche à la même action ; ligne ignorée'],
    ].map(([path, detail]) => ({ path, kind: 'wrong-value', detail })),
  )
})

test('whoever signs a site’s settings is told too', () => {
  expect(faultsOfPart({ desk: { keys: ['next-call=F6'] } })).toMatchObject([{ path: 'desk.keys.0' }])
  expect(faultsOfPart({ desk: { keys: ['copy=F8', 'enlarge=F7'] } })).toEqual([])
})

test('the examples that the words of the setting give all work, together, in the page and in both languages', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')
  const words = [
    settingKeys().find(key => key.path === 'desk.keys')?.words,
    ENGLISH['desk.keys'],
    page.split('\n').find(line => line.startsWith('| `desk.keys`')),
  ]
  for (const said of words) {
    const examples = [...(said ?? '').matchAll(/`([a-z-]+=[^`]+)`/g)].map(match => match[1] ?? '')
    expect(examples.length).toBeGreaterThan(1)
    expect(siteKeys(examples).faults).toEqual([])
    expect(siteKeys(examples).managed.size).toBe(examples.length)
  }
})
