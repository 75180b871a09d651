/**
 * The keys of the desk (design: «Rules of the hand»). One table: the handler, the F1 sheet, the palette and the hints on
 * buttons read it. Function keys and modified keys only (WCAG 2.1.4), none that Windows or a browser keeps for itself.
 */

export const ACTIONS = [
  'help',
  'next-call',
  'switch',
  'park',
  'park-doctor',
  'park-call-back',
  'call-1',
  'call-2',
  'call-3',
  'call-4',
  'call-5',
  'call-6',
  'call-7',
  'call-8',
  'call-9',
  'directory',
  'day',
  'board',
  'take-in',
  'undo',
  'copy',
  'enlarge',
  'overflow',
  'narrow',
  'lock',
  'hand-over-call',
  'ask-approval',
  'palette',
  'other-outcome',
  'phone-list',
  'check',
  'declare-yes',
  'declare-no',
  'need',
  'place',
  'when',
  'mode',
  'limit',
  'age',
  'treating',
  'drm',
  'offers',
  'timeline',
  'map',
  'second-screen',
  'compare',
  'order-default',
  'order-distance',
  'order-cpts',
  'order-equity',
  'order-platform',
  'messages',
  'print-keys',
  'tour',
  'theme-light',
  'theme-dark',
  'theme-system',
  'sign-out',
] as const
export type Action = (typeof ACTIONS)[number]

export const DEFAULT_KEYS: KeyMap = {
  help: 'F1',
  'next-call': 'F2',
  park: 'Shift+F2',
  switch: 'F4',
  directory: 'F3',
  'take-in': 'F5',
  undo: 'Alt+Z',
  copy: 'F7',
  enlarge: 'F8',
  overflow: 'Shift+F8',
  day: 'F9',
  'other-outcome': 'F6',
  'phone-list': 'Shift+F6',
  board: 'Alt+T',
  lock: 'F12',
  'hand-over-call': 'Shift+F12',
  palette: 'Ctrl+K',
  check: 'Alt+V',
  'declare-yes': 'Alt+P',
  'declare-no': 'Alt+N',
  messages: 'Alt+H',
  need: 'Alt+B',
  place: 'Alt+I',
  when: 'Alt+Q',
  mode: 'Alt+O',
  offers: 'Alt+R',
  timeline: 'Alt+G',
  map: 'Alt+C',
  compare: 'Alt+E',
  limit: 'Alt+L',
  age: 'Alt+A',
  treating: 'Alt+M',
  drm: 'Alt+D',
  'call-1': 'Alt+1',
  'call-2': 'Alt+2',
  'call-3': 'Alt+3',
  'call-4': 'Alt+4',
  'call-5': 'Alt+5',
  'call-6': 'Alt+6',
  'call-7': 'Alt+7',
  'call-8': 'Alt+8',
  'call-9': 'Alt+9',
}

export type KeyMap = Readonly<Partial<Record<Action, string>>>

/** Function keys and modified keys, digits with Alt: what a text field never needs (WCAG 2.1.4). */
const SHAPE = /^((Shift\+|Ctrl\+)?F([1-9]|1[0-2])|(Ctrl|Alt|Ctrl\+Alt)\+(Shift\+)?[A-Z]|Alt\+\d)$/

/** Kept by Windows, by Chromium or by every text field; F10 opens menus, F11 is the whole screen. */
const RESERVED = new Set(
  'F10 F11 Ctrl+F4 Ctrl+W Ctrl+T Ctrl+N Ctrl+C Ctrl+V Ctrl+X Ctrl+Z Ctrl+Y Ctrl+A Ctrl+P Ctrl+R'.split(' '),
)

/** Why a key cannot be given to an action; null when it can. */
export function keyFault(
  chord: string,
  action: Action,
  keys: KeyMap,
): { kind: 'shape' | 'reserved' } | { kind: 'taken'; by: Action } | null {
  if (!SHAPE.test(chord)) return { kind: 'shape' }
  if (RESERVED.has(chord)) return { kind: 'reserved' }
  const by = ACTIONS.find(other => other !== action && keys[other] === chord)
  return by ? { kind: 'taken', by } : null
}

/**
 * The keys as delivered, then the site's («action=Touche»), then this desk's own. What cannot be is left aside, so that a
 * wrong line never takes a key away from anything.
 */
export function mergeKeys(site: readonly string[], own: Readonly<Record<string, string>>): KeyMap {
  const keys: Partial<Record<Action, string>> = { ...DEFAULT_KEYS }
  const lines: [string, string][] = site.map(line => {
    const at = line.indexOf('=')
    return [line.slice(0, at), line.slice(at + 1)]
  })
  for (const [name, chord] of [...lines, ...Object.entries(own)]) {
    const action = ACTIONS.find(each => each === name)
    if (action && keyFault(chord, action, keys) === null) keys[action] = chord
  }
  return keys
}

/** The sheet of keys in the order of a call. What has a key and stands in none of these is of the desk. */
export const KEY_GROUPS: readonly { group: 'call' | 'search' | 'calls' | 'go' | 'desk'; actions: readonly Action[] }[] =
  [
    {
      group: 'call',
      actions: ['next-call', 'copy', 'other-outcome', 'phone-list', 'undo', 'check', 'declare-yes', 'declare-no'],
    },
    { group: 'search', actions: ['enlarge', 'overflow', 'take-in', 'compare', 'timeline', 'map'] },
    { group: 'calls', actions: ['park', 'switch', 'call-1', 'hand-over-call'] },
    { group: 'go', actions: ['need', 'place', 'when', 'mode', 'limit', 'age', 'treating', 'drm', 'offers'] },
    { group: 'desk', actions: [] },
  ]

/** The actions of each group that have a key. The nine keys of the calls that wait are one line. */
export function keyGroups(keys: KeyMap): { group: (typeof KEY_GROUPS)[number]['group']; actions: Action[] }[] {
  const placed = new Set(KEY_GROUPS.flatMap(({ actions }) => actions))
  const others = ACTIONS.filter(action => !placed.has(action) && !action.startsWith('call-'))
  return KEY_GROUPS.map(({ group, actions }) => ({
    group,
    actions: (group === 'desk' ? others : actions).filter(action => keys[action]),
  }))
}

export interface KeyPress {
  key: string
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
  metaKey: boolean
  /** Physical key: the digits of the top row need Shift on a French keyboard, and are meant without. */
  code?: string
}

/** «Ctrl+K», «Shift+F8», «F2»: modifiers in that order, letters in capitals. */
export function chordOf(press: KeyPress): string {
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  const digit = press.altKey ? /^(?:Digit|Numpad)(\d)$/.exec(press.code ?? '')?.[1] : undefined
  if (press.shiftKey && digit === undefined) parts.push('Shift')
  parts.push(digit ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key))
  return parts.join('+')
}

/** The action of a key, or null. */
export function actionOf(press: KeyPress, keys: KeyMap = DEFAULT_KEYS): Action | null {
  const chord = chordOf(press)
  return ACTIONS.find(action => keys[action] === chord) ?? null
}

/** Lines of the F1 sheet that are not actions: what the hand does inside a place. */
export const PLACES = [
  {
    place: 'question',
    lines: [
      ['pick', ['Enter']],
      ['walk-suggestions', ['↑', '↓']],
      ['next-field', ['Tab', 'Shift+Tab']],
      ['add-name', ['Shift+Enter']],
      ['drop-name', ['Alt+Backspace']],
    ],
  },
  {
    place: 'list',
    lines: [
      ['walk-rows', ['↑', '↓']],
      ['first', ['Home', 'End']],
      ['walk-slots', ['←', '→']],
      ['act', ['Enter']],
      ['copy-phone', ['Ctrl+C']],
      ['filter', ['letters']],
      ['back', ['Escape']],
    ],
  },
] as const
