/** The keys of this desk: as delivered, as the site set them, as they were changed here. One map for handler, hints and sheet. */
import { create } from 'zustand'
import { KEY_WORDS } from '../i18n/index.ts'
import { remember, remembered, useUi } from '../ui/store.ts'
import { type Action, DEFAULT_KEYS, type KeyMap, mergeKeys } from './keys.ts'

const KEYS = 'relais.keys'

interface KeyState {
  keys: KeyMap
  site: readonly string[]
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

export const useKeyMap = create<KeyState>(() => ({ keys: DEFAULT_KEYS, site: [], own: {} }))

/** Draws every hint anew: what was F8 as delivered is written as the key that does it now. */
function apply(site: readonly string[], own: Readonly<Record<string, string>>): void {
  const keys = mergeKeys(site, own)
  const chords: Record<string, string> = {}
  for (const [action, chord] of Object.entries(DEFAULT_KEYS)) chords[chord] = keys[action as Action] ?? chord
  for (const [delivered, chord] of Object.entries(chords)) if (delivered in KEY_WORDS) KEY_WORDS[delivered] = chord
  useKeyMap.setState({ keys, site, own })
  useUi.setState({ chords })
}

/** Reads what this desk remembers; once, before the first paint. */
export const startKeys = (): void => apply([], savedKeys())

export function siteKeys(site: readonly string[]): void {
  if (site.join() !== useKeyMap.getState().site.join()) apply(site, useKeyMap.getState().own)
}

/** Gives an action a key on this desk; null: the delivered one again. */
export function changeKey(action: Action, chord: string | null): void {
  const { own, site } = useKeyMap.getState()
  const { [action]: _, ...others } = own
  const next = chord === null ? others : { ...others, [action]: chord }
  remember(KEYS, JSON.stringify(next))
  apply(site, next)
}

/** Every key as delivered, or as the site set it. */
export function resetKeys(): void {
  remember(KEYS, '{}')
  apply(useKeyMap.getState().site, {})
}
