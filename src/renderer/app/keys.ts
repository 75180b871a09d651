/**
 * The keys of the desk as the hand presses them and as the sheet writes them. The handler, the F1 sheet, the palette and the
 * hints on buttons read one table (`shared/keyboard.ts`). Function keys and modified keys only (WCAG 2.1.4), none that
 * Windows or a browser keeps for itself.
 */
import { ACTIONS, type Action, DEFAULT_KEYS, type KeyMap } from '../../shared/keyboard.ts'

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

/** What the sheet writes before an action: its keys; «to» stands between two that are the ends of a row. */
export function chordsOf(action: Action, keys: KeyMap): readonly string[] {
  if (action !== 'call-1') return [keys[action] ?? '']
  const calls = WAITING.map(each => keys[each] ?? '')
  return calls.every((chord, at) => chord === `Alt+${at + 1}`) ? [`Alt+1`, 'to', `Alt+9`] : calls
}

const WAITING = ACTIONS.filter(action => /^call-\d$/.test(action))

export interface KeyPress {
  key: string
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
  metaKey: boolean
  /** Physical key: the digits of the top row need Shift on a French keyboard, and are meant without. */
  code?: string
}

/**
 * «Ctrl+K», «Shift+F8», «F2»: modifiers in that order, letters in capitals. With Alt the digits of the numeric pad type a
 * letter by its number («Alt+144» is «É» on Windows), and the Windows key is the system's: neither is ever a key of ours.
 */
export function chordOf(press: KeyPress): string {
  const { code = '' } = press
  const parts: string[] = []
  if (press.metaKey) parts.push('Meta')
  if (press.ctrlKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  const digit = press.altKey ? /^Digit(\d)$/.exec(code)?.[1] : undefined
  if (press.shiftKey && digit === undefined) parts.push('Shift')
  if (press.altKey && code.startsWith('Numpad')) parts.push(code)
  else parts.push(digit ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key))
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
      ['drop-name', ['Alt+Backspace']],
    ],
  },
  {
    place: 'list',
    lines: [
      ['walk-rows', ['↑', '↓']],
      ['ten-rows', ['PageUp', 'PageDown']],
      ['first', ['Home', 'End']],
      ['walk-slots', ['←', '→']],
      ['act', ['Enter']],
      ['copy-phone', ['Ctrl+C']],
      ['take-back', ['Ctrl+Z']],
      ['filter', ['letters']],
      ['back', ['Escape']],
    ],
  },
  {
    place: 'directory',
    lines: [
      ['open-line', ['Enter']],
      ['slots-of-house', ['Ctrl+Enter']],
      ['add-name', ['Shift+Enter']],
      ['unfold', ['Alt+→']],
      ['record', ['Alt+Enter']],
    ],
  },
  {
    place: 'outcome',
    lines: [['note', ['1', 'to', '6']]],
  },
  {
    place: 'day',
    lines: [
      ['leave-word', ['0', 'to', '4']],
      ['walk-sorts', ['←', '→']],
      ['whole-site', ['S']],
    ],
  },
  {
    place: 'phone',
    lines: [
      ['dial', ['Enter']],
      ['answer', ['1', 'to', '4']],
    ],
  },
] as const
