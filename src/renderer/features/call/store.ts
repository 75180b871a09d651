/**
 * The call as the screen holds it: what the console gave, plus what is being typed. Memory only; the console keeps the
 * draft (`call.save`), so a lock or a reload loses nothing.
 */
import { create } from 'zustand'
import type { Reach } from '../../../shared/contract/availability.ts'
import type { CallState } from '../../../shared/contract/call.ts'
import type { Need, Place } from '../../../shared/contract/directory.ts'
import { hour } from '../../ui/time.ts'

export type Draft = Omit<CallState, 'id' | 'number' | 'startedAt' | 'orientationIds'>

interface CallStore {
  call: CallState | null
  /** Limit as it is typed; `call.limit` is what it means. */
  limitText: string
  /** Radius asked for by F8; null is the radius of the place's département. */
  radiusKm: number | null
  /** Looked for beyond the radius, step by step; null: nothing. */
  reach: Reach | null
  /** Needs of the last calls of this session: to propose, never written anywhere. Where callers were is not kept. */
  recentNeeds: Need[]
  /** True after a first F2 on a call that has a question and no outcome. */
  nextArmed: boolean
}

export const useCall = create<CallStore>(() => ({
  call: null,
  limitText: '',
  radiusKm: null,
  reach: null,
  recentNeeds: [],
  nextArmed: false,
}))

/** Shows a call that the console gave: at start, after «next», or another person's. */
export function showCall(call: CallState): void {
  useCall.setState({
    call,
    limitText: call.limit ? hour(call.limit) : '',
    radiusKm: null,
    reach: null,
    nextArmed: false,
  })
}

/** Changes what is typed; saved a moment later by `keepDraft`. */
export function editCall(change: Partial<Draft>): void {
  useCall.setState(state => (state.call ? { call: { ...state.call, ...change }, nextArmed: false } : {}))
}

const before = <T>(item: T, list: readonly T[], same: (a: T, b: T) => boolean, most: number): T[] =>
  [item, ...list.filter(other => !same(item, other))].slice(0, most)

export function chooseNeed(need: Need): void {
  editCall({ need, needText: need.label })
  useCall.setState(state => ({
    radiusKm: null,
    reach: null,
    recentNeeds: before(need, state.recentNeeds, (a, b) => a.label === b.label, 6),
  }))
}

export function choosePlace(place: Place): void {
  editCall({ place, placeText: place.name })
  useCall.setState({ radiusKm: null, reach: null })
}

/** Forgets everything of the person who was there. */
export function forgetCall(): void {
  useCall.setState({
    call: null,
    limitText: '',
    radiusKm: null,
    reach: null,
    recentNeeds: [],
    nextArmed: false,
  })
}

const DRAFT_KEYS = [
  'needText',
  'need',
  'placeText',
  'place',
  'when',
  'modes',
  'limit',
  'ageBand',
  'treating',
  'drm',
  'askId',
] as const

/** The typed fields that differ from what the console last kept; null when none does. */
export function draftChange(kept: CallState, now: CallState): Partial<Draft> | null {
  const change: Record<string, unknown> = {}
  for (const key of DRAFT_KEYS) if (kept[key] !== now[key]) change[key] = now[key]
  return Object.keys(change).length > 0 ? (change as Partial<Draft>) : null
}
