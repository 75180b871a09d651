/** The keys of this desk: as delivered, as the site set them, as they were changed here. One map for handler, hints and sheet. */
import i18next from 'i18next'
import { create } from 'zustand'
import {
  type Action,
  DEFAULT_KEYS,
  type KeyFault,
  type KeyMap,
  keyFault,
  ownKeys,
  type SiteKeys,
  siteKeys,
} from '../../shared/keyboard.ts'
import { KEY_WORDS } from '../i18n/index.ts'
import { keyWords } from '../ui/Keys.tsx'
import { remember, remembered, useUi } from '../ui/store.ts'

const KEYS = 'relais.keys'

interface KeyState {
  keys: KeyMap
  site: SiteKeys
  /** Changed on this desk. */
  own: Readonly<Record<string, string>>
}

function savedKeys(): Record<string, string> {
  try {
    const saved: unknown = JSON.parse(remembered(KEYS) ?? '{}')
    if (typeof saved !== 'object' || saved === null) return {}
    return Object.fromEntries(Object.entries(saved).filter(([, chord]) => typeof chord === 'string'))
  } catch {
    return {}
  }
}

export const useKeyMap = create<KeyState>(() => ({ keys: DEFAULT_KEYS, site: siteKeys([]), own: {} }))

/** Draws every hint anew: what was F8 as delivered is written as the key that does it now. */
function apply(site: SiteKeys, own: Readonly<Record<string, string>>): void {
  const keys = ownKeys(site, own)
  const chords: Record<string, string> = {}
  for (const [action, chord] of Object.entries(DEFAULT_KEYS)) chords[chord] = keys[action as Action] ?? chord
  nameKeys(chords)
  useKeyMap.setState({ keys, site, own })
  useUi.setState({ chords })
}

/** What sentences call each key, in the language of the screen. */
function nameKeys(chords: Readonly<Record<string, string>>): void {
  for (const [delivered, chord] of Object.entries(chords))
    if (delivered in KEY_WORDS) KEY_WORDS[delivered] = keyWords(chord, key => i18next.t(key))
}

/** Reads what this desk remembers, and what is changed in its other window; once, before the first paint. */
export function startKeys(): void {
  apply(siteKeys([]), savedKeys())
  window.addEventListener('storage', ({ key }) => {
    if (key === KEYS) apply(useKeyMap.getState().site, savedKeys())
  })
  i18next.on('languageChanged', () => nameKeys(useUi.getState().chords))
}

/** Takes the site's lines, «action=Touche»; the same as before change nothing, not even what is drawn. */
export function takeSiteKeys(lines: readonly string[]): void {
  const { site, own } = useKeyMap.getState()
  if (lines.join() !== site.lines.join()) apply(siteKeys(lines), own)
}

/**
 * Gives an action a key on this desk; null: the one that the site or the delivery gave. Answers why it cannot be, and then
 * nothing is changed; else that key alone has changed.
 */
export function changeKey(action: Action, chord: string | null): KeyFault | null {
  const { keys, site, own } = useKeyMap.getState()
  const given = site.keys[action]
  const wanted = chord ?? given
  const fault = wanted === undefined ? null : keyFault(wanted, action, keys)
  if (fault) return fault
  // A choice that does not stand, because the site has changed since, would come back at an odd moment: it is forgotten.
  const others = Object.entries(own).filter(([other, held]) => other !== action && keys[other as Action] === held)
  const next = Object.fromEntries(wanted === undefined || wanted === given ? others : [...others, [action, wanted]])
  remember(KEYS, JSON.stringify(next))
  apply(site, next)
  return null
}

/** Every key as delivered, or as the site set it. */
export function resetKeys(): void {
  remember(KEYS, '{}')
  apply(useKeyMap.getState().site, {})
}
