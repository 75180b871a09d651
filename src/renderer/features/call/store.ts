/**
 * The calls as the screen holds them: what the console gave, plus what is being typed. Memory only; the console keeps the
 * draft (`call.save`), so a lock or a reload loses nothing.
 */
import { create } from 'zustand'
import type { CallState, Hand } from '../../../shared/contract/call.ts'
import type { NamedNeed, Need, Place } from '../../../shared/contract/directory.ts'
import { MOST_ALSO } from '../../../shared/contract/lists.ts'
import { useNarrow } from '../../ui/narrow.ts'
import { useUi } from '../../ui/store.ts'
import { hour } from '../../ui/time.ts'
import { keyOfNeed, limitOf } from './question.ts'

export type Draft = Omit<CallState, 'id' | 'number' | 'startedAt' | 'orientationIds' | 'parkedAt'>

interface CallStore {
  call: CallState | null
  /** Calls that wait, in the order of their numbers. */
  parked: CallState[]
  /** Limit as it is typed; `call.limit` is what it means. */
  limitText: string
  /** Needs of the last calls of this session: to propose, never written anywhere. Where callers were is not kept. */
  recentNeeds: Need[]
  /** True after a first F2 on a call that has a question and no outcome. */
  nextArmed: boolean
}

const EMPTY: CallStore = { call: null, parked: [], limitText: '', recentNeeds: [], nextArmed: false }

export const useCall = create<CallStore>(() => EMPTY)

/** Shows a call that the console gave: at start, after «next», one that waited, or another person's. */
export function showCall(call: CallState): void {
  useCall.setState({ call, limitText: call.limit ? hour(call.limit) : '', nextArmed: false })
}

/** Docked beside the LRM, the fields of a call that has a question fold to words while the hand is elsewhere. */
export function useFolded(): boolean {
  const narrow = useNarrow()
  // Beside nothing, it is told of nothing: where the hand goes does not draw the question again.
  const away = useUi(state => narrow && state.zone !== 'question')
  return useCall(state => away && state.call !== null && state.call.need !== null)
}

/** Changes what is typed; saved a moment later by `keepDraft`. */
export function editCall(change: Partial<Draft>): void {
  useCall.setState(state => (state.call ? { call: { ...state.call, ...change }, nextArmed: false } : {}))
}

/** For words typed before their call was there, while `leaving` was: its need, where it has none yet. */
export const needLeft = (leaving: string | null) => (needText: string) => {
  const { call } = useCall.getState()
  if (call && call.id !== leaving && call.need === null && call.needText === '') editCall({ needText })
}

const before = <T>(item: T, list: readonly T[], same: (a: T, b: T) => boolean, most: number): T[] =>
  [item, ...list.filter(other => !same(item, other))].slice(0, most)

/** Another need or place: how far to look begins again at the table's radius. */
const NEAR = { radiusKm: null, reach: null } as const

/** Another need is another question: the names that were added to the last one go. */
export function chooseNeed(need: Need): void {
  editCall({ need, needText: need.label, also: NOBODY, ...NEAR })
  useCall.setState(state => ({ recentNeeds: before(need, state.recentNeeds, (a, b) => a.label === b.label, 6) }))
}

const NOBODY: NamedNeed[] = []

/**
 * Adds somebody, or an establishment, to the question. Where nothing is asked yet (a kind of establishment is listed, not
 * asked), the name is the need itself.
 */
export function addName(name: NamedNeed): 'begun' | 'added' | 'known' | 'full' {
  const { call } = useCall.getState()
  const also = call?.also ?? []
  if (!call?.need || call.need.kind === 'structure') {
    chooseNeed(name)
    return 'begun'
  }
  if ([call.need, ...also].some(one => keyOfNeed(one) === keyOfNeed(name))) return 'known'
  if (also.length >= MOST_ALSO) return 'full'
  editCall({ also: [...also, name] })
  return 'added'
}

/** Takes the name at that place out of the question. */
export function dropName(index: number): void {
  const also = useCall.getState().call?.also ?? []
  editCall({ also: also.filter((_, at) => at !== index) })
}

/** `text`: how it reads when it is an address, and not the commune. */
export function choosePlace(place: Place, text: string = place.name): void {
  editCall({ place, placeText: text.slice(0, 200), ...NEAR })
}

/** Forgets everything of the person who was there. */
export function forgetCall(): void {
  useCall.setState(EMPTY)
}

/** True when something was said of the caller: to be asked twice before it is forgotten. */
export function holdsSomething({ need, needText, placeText, treating, drm }: CallState): boolean {
  return need !== null || treating !== null || [needText, placeText, drm].some(text => text.trim() !== '')
}

/** What is typed in the limit, as far as it is an hour; false when it is something else. */
export function settleLimit(): boolean {
  const { call, limitText } = useCall.getState()
  if (!call) return true
  const typed = limitText.trim()
  const read = typed === '' ? null : limitOf(typed, new Date())
  if (read !== null) useCall.setState({ limitText: hour(read) })
  if (read !== null || typed === '') {
    if (read !== call.limit) editCall({ limit: read })
    return true
  }
  if (call.limit !== null) editCall({ limit: null })
  return false
}

/** The call that one key brings back: the next number that waits, round and round. Null when none waits. */
export function nextWaiting({ call, parked }: Pick<CallStore, 'call' | 'parked'>): CallState | null {
  return parked.find(one => one.number > (call?.number ?? 0)) ?? parked[0] ?? null
}

const DRAFT_KEYS = [
  'needText',
  'need',
  'also',
  'placeText',
  'place',
  'when',
  'modes',
  'limit',
  'ageBand',
  'treating',
  'drm',
  'askId',
  'radiusKm',
  'reach',
] as const

const sameHand = (a: Hand | null, b: Hand | null) =>
  a?.zone === b?.zone && a?.rowId === b?.rowId && a?.slotId === b?.slotId && a?.filter === b?.filter

/** The typed fields, and the place of the hand, that differ from what the console last kept; null when none does. */
export function draftChange(kept: CallState, now: CallState): Partial<Draft> | null {
  const change: Record<string, unknown> = {}
  for (const key of DRAFT_KEYS) if (kept[key] !== now[key]) change[key] = now[key]
  if (!sameHand(kept.hand, now.hand)) change['hand'] = now.hand
  return Object.keys(change).length > 0 ? (change as Partial<Draft>) : null
}
