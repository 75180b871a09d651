/** Taking an offer, as the screen holds it: what is armed, what is on its way, what is known of each orientation. */
import { create } from 'zustand'
import type { Offer, Slot } from '../../../shared/contract/availability.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { Orientation, OrientationStatus } from '../../../shared/contract/orientation.ts'
import { minutesAhead } from '../../ui/time.ts'

/** Exactly what the next Enter takes: fixed at the first Enter, whatever happens to the list. */
export interface Armed {
  askId: string
  offer: Offer
  slot: Slot
  sourceLabel: string
}

/** A request on its way. `lost`: the link broke before its answer; `not-sent`: the console has never seen it. */
export interface Sending {
  intentId: string
  armed: Armed
  state: 'waiting' | 'lost' | 'not-sent'
}

interface OrientationStore {
  byId: Record<string, Orientation>
  /** Orientations of the call on the screen. */
  mine: string[]
  armed: Armed | null
  sending: Sending | null
  problem: { problem: Problem; armed: Armed } | null
  /** The one whose outcome stands in the detail. */
  shownId: string | null
  /** F6: an outcome without a slot is being chosen, in place of the detail; each press is another choice. */
  other: { readonly since: number } | null
  /** Slots lost after their call had left the screen: before the eyes until each has been looked at. */
  missed: string[]
  /** How many times an outcome was copied for the LRM. */
  copies: number
}

const EMPTY: OrientationStore = {
  byId: {},
  mine: [],
  armed: null,
  sending: null,
  problem: null,
  shownId: null,
  other: null,
  missed: [],
  copies: 0,
}

export const useOrientation = create<OrientationStore>(() => EMPTY)

const set = useOrientation.setState

/** Puts what is known of orientations; the newest word wins. */
export function putOrientations(list: readonly Orientation[]): void {
  set(state => {
    const byId = { ...state.byId }
    for (const one of list) {
      const before = byId[one.id]
      if (!before || Date.parse(one.updatedAt) >= Date.parse(before.updatedAt)) byId[one.id] = one
    }
    return { byId }
  })
}

export function arm(armed: Armed): void {
  set({ armed, problem: null, shownId: null, other: null })
}

export function disarm(): void {
  set({ armed: null, problem: null })
}

export function showOrientation(id: string | null): void {
  set(state => ({
    shownId: id,
    armed: null,
    problem: null,
    other: null,
    missed: without(state.missed, id),
  }))
}

const without = (ids: readonly string[], id: string | null) => ids.filter(each => each !== id)

/** It has been looked at. */
export function seen(id: string): void {
  set(state => ({ missed: without(state.missed, id) }))
}

/** To be looked at, although its call is not on the screen any more. */
export function missed(id: string): void {
  set(state => ({ missed: [...without(state.missed, id), id] }))
}

export function startSending(sending: Sending): void {
  set({ sending, problem: null })
}

export function setMine(ids: readonly string[]): void {
  set(state => (state.mine.join() === ids.join() ? {} : { mine: [...ids] }))
}

/** The console has answered: the orientation it made. */
export function taken(orientation: Orientation): void {
  putOrientations([orientation])
  set(state => ({
    sending: null,
    armed: null,
    problem: null,
    shownId: orientation.id,
    mine: state.mine.includes(orientation.id) ? state.mine : [...state.mine, orientation.id],
  }))
}

export function takeFailed(problem: Problem, armed: Armed): void {
  set({ sending: null, problem: { problem, armed } })
}

/** A new call: its own orientations only; those in suspense stay known and are shown apart. */
export function forgetTaking(mine: readonly string[] = []): void {
  set({ armed: null, sending: null, problem: null, shownId: null, other: null, mine: [...mine] })
}

export function forgetOrientations(): void {
  set(EMPTY)
}

const IN_SUSPENSE: readonly OrientationStatus[] = ['intended', 'sent', 'unknown', 'waiting', 'pending']

const LOST: readonly OrientationStatus[] = ['taken', 'refused']

/** True when the slot was not had: somebody else has it, or the source would not. */
export const isLost = ({ status }: Orientation): boolean => LOST.includes(status)

/** True when the call has come to something by it, or may have. */
export const stands = (one: Orientation): boolean => !isLost(one) && one.status !== 'cancelled'

/** True while the outcome is not certain. */
export function inSuspense(orientation: Orientation): boolean {
  return IN_SUSPENSE.includes(orientation.status)
}

/** What must stay before the eyes: what is uncertain or lost and not shown in the detail, and pages that never answered. */
export function suspended(state: OrientationStore, now: number): Orientation[] {
  return Object.values(state.byId)
    .filter(one => one.id !== state.shownId)
    .filter(
      one =>
        inSuspense(one) ||
        state.missed.includes(one.id) ||
        (one.status === 'expired' && minutesAhead(one.updatedAt, now) > -120),
    )
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
}

/** The call's last orientation that stands: what F7 copies. */
export function lastOfCall(state: OrientationStore): Orientation | null {
  if (state.shownId && state.byId[state.shownId]) return state.byId[state.shownId] ?? null
  const mine = state.mine.flatMap(id => state.byId[id] ?? [])
  return mine.findLast(stands) ?? mine.at(-1) ?? null
}
