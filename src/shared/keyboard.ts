/**
 * The actions of the desk and the key of each (design: «Rules of the hand»): as delivered, as the site sets them, as the
 * person at the desk changes them. Shared: the screen acts on them, the console tells the site's lines that cannot be.
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
  'glossary',
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

/**
 * Kept by Windows, by Chromium or by every text field: F10 and Shift+F10 open menus, F11 is the whole screen, a window or a
 * tab is closed or opened before the page hears of it, Ctrl+Alt+E types « € ».
 */
const RESERVED = new Set(
  [
    'F10 Shift+F10 F11 Ctrl+F4 Ctrl+W Ctrl+Shift+W Ctrl+T Ctrl+Shift+T Ctrl+N Ctrl+Shift+N Ctrl+P Ctrl+R Ctrl+Shift+R',
    'Ctrl+C Ctrl+V Ctrl+Shift+V Ctrl+X Ctrl+Z Ctrl+Shift+Z Ctrl+Y Ctrl+A Ctrl+Alt+E',
  ].flatMap(line => line.split(' ')),
)

/** Why a key cannot be given to an action. */
export type KeyFault = { kind: 'shape' | 'reserved' } | { kind: 'taken'; by: Action }

/** Why a key cannot be given to an action beside these keys; null when it can. */
export function keyFault(chord: string, action: Action, keys: KeyMap): KeyFault | null {
  if (!SHAPE.test(chord)) return { kind: 'shape' }
  if (RESERVED.has(chord)) return { kind: 'reserved' }
  const by = ACTIONS.find(other => other !== action && keys[other] === chord)
  return by ? { kind: 'taken', by } : null
}

type Changes = ReadonlyMap<Action, string>

/**
 * Puts changes over keys, all at once: two actions may swap theirs. Only then those that still clash are left out, one by
 * one, so that no action loses its key to another: first what wants the key of an action that keeps it, else the last said.
 */
function over(keys: KeyMap, changes: Changes): KeyMap {
  const asked = new Map([...changes].filter(([action, chord]) => keyFault(chord, action, {}) === null))
  for (;;) {
    const next: KeyMap = { ...keys, ...Object.fromEntries(asked) }
    const loser = loserOf(next, asked)
    if (loser === undefined) return next
    asked.delete(loser)
  }
}

function loserOf(keys: KeyMap, asked: Changes): Action | undefined {
  const clashes = (others: readonly Action[]) => (action: Action) =>
    others.some(other => other !== action && keys[other] === keys[action])
  const inOrder = [...asked.keys()]
  return inOrder.find(clashes(ACTIONS.filter(action => !asked.has(action)))) ?? inOrder.findLast(clashes(inOrder))
}

export interface SiteKeys {
  lines: readonly string[]
  /** As delivered, and as the site set them. */
  keys: KeyMap
  /** Those that the site set: the organisation's word, not to be changed at the desk. */
  managed: ReadonlySet<Action>
  /** Lines that cannot be, by their place; they change nothing. */
  faults: { at: number; fault: KeyFault | { kind: 'unknown' | 'twice' } }[]
}

/** The keys as the site sets them, by lines «action=Touche». Of two lines for one action the last stands. */
export function siteKeys(lines: readonly string[]): SiteKeys {
  const said = lines.map(line => {
    const at = line.indexOf('=')
    return { action: ACTIONS.find(each => each === line.slice(0, at)), chord: line.slice(at + 1) }
  })
  const changes = new Map<Action, string>()
  for (const { action, chord } of said) if (action) changes.set(action, chord)
  const keys = over(DEFAULT_KEYS, changes)
  const managed = new Set([...changes].filter(([action, chord]) => keys[action] === chord).map(([action]) => action))
  const faults = said.flatMap(({ action, chord }, at): SiteKeys['faults'] => {
    if (!action) return [{ at, fault: { kind: 'unknown' } }]
    if (said.findLastIndex(other => other.action === action) !== at) return [{ at, fault: { kind: 'twice' } }]
    const fault = managed.has(action) ? null : keyFault(chord, action, keys)
    return fault ? [{ at, fault }] : []
  })
  return { lines, keys, managed, faults }
}

/** Puts the desk's own keys over the site's; what the site set stays as it is. */
export function ownKeys({ keys, managed }: SiteKeys, own: Readonly<Record<string, string>>): KeyMap {
  const free = ACTIONS.filter(action => !managed.has(action))
  // In the order in which they were chosen.
  const changes = Object.entries(own).flatMap(([name, chord]): [Action, string][] => {
    const action = free.find(each => each === name)
    return action ? [[action, chord]] : []
  })
  return over(keys, new Map(changes))
}
