/** The ask on the screen: what has come, in which order it is drawn, and where the operator's hand is in it. */
import { create } from 'zustand'
import type { AskState, AskUpdate, Offer, RankingPolicy, Slot } from '../../../shared/contract/availability.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import { useCall } from '../call/store.ts'
import { applyUpdate, goneSlots } from './updates.ts'
import {
  type Arranged,
  arrange,
  buildView,
  currentRow,
  firstStart,
  type Item,
  rowIds,
  sameOr,
  waitingAbove,
  walk,
} from './view.ts'

interface AskStore {
  ask: AskState | null
  /** Signature of the question that `ask` answers, or that is on its way. */
  signature: string | null
  asking: boolean
  problem: Problem | null
  /** The list as drawn. */
  items: Item[]
  /** What was known when the order was last drawn. */
  arranged: Arranged
  /** The state of the ask that the order was drawn from. */
  drawnFrom: AskState | null
  /** When the first slot of the hand's row began as it was chosen, ms. */
  handStart: number | null
  /** Rows by id, those that were withdrawn included until the list is put in order again. */
  offers: Record<string, Offer>
  withdrawn: Record<string, true>
  /** Slots that went while the list was held, by row: drawn struck through where they were. */
  gone: Record<string, Slot[]>
  /** Row and slot chosen by hand; null: the best one. */
  rowId: string | null
  slotId: string | null
  inList: boolean
  pointerIn: boolean
  better: number
  arrived: number
  filter: string
  /** The offer set beside the one under the hand; null: none is compared. */
  compareId: string | null
}

const EMPTY: AskStore = {
  ask: null,
  signature: null,
  asking: false,
  problem: null,
  items: [],
  arranged: arrange([]),
  drawnFrom: null,
  handStart: null,
  offers: {},
  withdrawn: {},
  gone: {},
  rowId: null,
  slotId: null,
  inList: false,
  pointerIn: false,
  better: 0,
  arrived: 0,
  filter: '',
  compareId: null,
}

export const useAsk = create<AskStore>(() => EMPTY)

const get = useAsk.getState
const set = useAsk.setState
type Change = Partial<AskStore>

function byId(offers: readonly Offer[]): Record<string, Offer> {
  const found: Record<string, Offer> = {}
  for (const offer of offers) found[offer.id] = offer
  return found
}
const limit = () => useCall.getState().call?.limit ?? null
const freshView = ({ ask, filter }: Pick<AskStore, 'ask' | 'filter'>) =>
  buildView(ask?.offers ?? [], { now: Date.now(), limit: limit(), policy: ask?.policy ?? 'default' }, filter)

/** The order chosen at this desk, until the page is closed; null: the site's. */
export const useOrder = create<{ policy: RankingPolicy | null }>(() => ({ policy: null }))

export function chooseOrder(policy: RankingPolicy): void {
  useOrder.setState({ policy })
}

/** True while the drawn order must not change: the hand has chosen a row, or the pointer is over the list. */
export function isHeld(state: AskStore = get()): boolean {
  return (state.inList && state.rowId !== null) || state.pointerIn
}

/** A question leaves: the list is emptied of the last one. */
export function asking(signature: string): void {
  const { inList, pointerIn } = get()
  set({ ...EMPTY, signature, asking: true, inList, pointerIn })
}

export function askFailed(problem: Problem): void {
  set({ asking: false, problem })
}

/** The whole state of an ask has come: its first answer, or a snapshot after a gap. */
export function askCame(ask: AskState): void {
  const same = get().ask?.askId === ask.askId
  const came = { ask, asking: false, problem: null }
  if (same && isHeld()) settleHeld(ask, came, { changed: ask.offers, sameOrder: false })
  else reorder(came)
}

/** Puts what has come in the rows that are drawn, in their places. One change of the store: one drawing. */
function settleHeld(ask: AskState, came: Change, { changed, sameOrder }: News): void {
  const state = get()
  const offers = { ...state.offers }
  let gone = state.gone
  for (const offer of changed) {
    const before = offers[offer.id]
    if (before === offer) continue
    if (before) {
      const lost = goneSlots(before, offer)
      if (lost.length > 0) gone = { ...gone, [offer.id]: [...(gone[offer.id] ?? []), ...lost] }
    }
    offers[offer.id] = offer
  }
  const withdrawn = sameOrder ? state.withdrawn : withdrawnFrom(state.items, ask.offers)
  const settled = { ...state, ...came, offers, withdrawn, gone, slotId: slotUnderHand(state, offers) }
  set({ ...settled, ...waiting(settled) })
}

/** What an update brought: the rows as they are now, and whether they stand as they stood. */
interface News {
  changed: readonly Offer[]
  sameOrder: boolean
}

function withdrawnFrom(items: readonly Item[], offers: readonly Offer[]): Record<string, true> {
  const withdrawn: Record<string, true> = {}
  const still = new Set(offers.map(offer => offer.id))
  for (const id of rowIds(items)) if (!still.has(id)) withdrawn[id] = true
  return withdrawn
}

/** The hour under the hand stays it when an earlier one comes for the same person: the next Enter means what was read. */
function slotUnderHand({ rowId, slotId, offers: before }: AskStore, after: AskStore['offers']): string | null {
  const [was, is] = rowId === null ? [] : [before[rowId], after[rowId]]
  if (slotId !== null || !was || !is) return slotId
  const under = currentSlot(was, null)?.id
  return is.slots[0]?.id !== under && is.slots.some(slot => slot.id === under) ? (under ?? null) : null
}

/** How much waits above the hand and out of the list. */
function waiting(state: AskStore): Pick<AskStore, 'better' | 'arrived'> {
  // As it was drawn: nothing has come since, so nothing waits.
  if (state.ask === state.drawnFrom) return { better: 0, arrived: 0 }
  const hand = { id: currentId(state), start: state.handStart }
  const since = { arranged: state.arranged, offers: state.ask?.offers ?? [] }
  return waitingAbove(state.items, freshView(state), hand, since)
}

/** One update has come. Answers `gap` when the snapshot must be read. */
export function askUpdated(update: AskUpdate): 'fine' | 'gap' {
  const { ask } = get()
  if (!ask) return 'fine'
  const applied = applyUpdate(ask, update)
  if (applied.kind === 'gap') return 'gap'
  if (applied.kind === 'old') return 'fine'
  const before = get().offers
  if (isHeld()) settleHeld(applied.ask, { ask: applied.ask }, applied)
  else {
    reorder({ ask: applied.ask })
    linger(before, applied.changed)
  }
  return 'fine'
}

/** How long a slot that went stays in its place with a word, where nothing holds the list, ms. */
const LINGER_MS = 4_000
let lingering: ReturnType<typeof setTimeout> | undefined

/** Slots that went from rows that are still drawn stay struck through where they were: nothing just vanishes. */
function linger(before: Readonly<Record<string, Offer>>, after: readonly Offer[]): void {
  const gone: Record<string, Slot[]> = {}
  for (const offer of after) {
    const known = before[offer.id]
    const lost = known ? goneSlots(known, offer) : []
    if (lost.length > 0) gone[offer.id] = lost
  }
  if (Object.keys(gone).length === 0) return
  set({ gone })
  clearTimeout(lingering)
  lingering = setTimeout(() => {
    if (!isHeld()) set({ gone: {} })
  }, LINGER_MS)
}

/** Draws the list in its true order; the row chosen by hand stays chosen. */
export function reorder(came: Change = {}): void {
  const before = { ...get(), ...came }
  const { ask } = before
  const state = {
    ...before,
    items: sameOr(before.items, freshView(before)),
    arranged: arrange(ask?.offers ?? []),
    drawnFrom: ask,
    offers: ask ? byId(ask.offers) : {},
    withdrawn: NOTHING,
    gone: NOTHING,
    better: 0,
    arrived: 0,
  }
  set({ ...state, handStart: startUnderHand(state) })
}

const NOTHING: Readonly<Record<string, never>> = {}

/** What stands under the hand, as it is now: later arrivals are measured against it, not against what it becomes. */
function startUnderHand(state: AskStore): number | null {
  const id = currentId(state)
  return firstStart(id === null ? undefined : state.offers[id])
}

/** F5: takes in what was held back and goes to the best. */
export function takeIn(): void {
  reorder({ rowId: null, slotId: null })
}

/** Id of the row that Enter acts on. */
export function currentId(state: AskStore = get()): string | null {
  const { items, offers, rowId } = state
  if (lastCurrent.items !== items || lastCurrent.offers !== offers || lastCurrent.rowId !== rowId) {
    const id = currentRow(items, rowId, each => (offers[each]?.slots.length ?? 0) > 0)
    lastCurrent = { items, offers, rowId, id }
  }
  return lastCurrent.id
}

/** The last answer of {@link currentId}: many parts of the screen ask the same at each change. */
let lastCurrent: Pick<AskStore, 'items' | 'offers' | 'rowId'> & { id: string | null } = {
  items: [],
  offers: {},
  rowId: null,
  id: null,
}

/** The slot that Enter acts on in a row: chosen by hand, else the first. */
export function currentSlot(offer: Offer, slotId: string | null): Slot | null {
  return offer.slots.find(slot => slot.id === slotId) ?? offer.slots[0] ?? null
}

export function chooseRow(rowId: string | null, slotId: string | null = null): void {
  const before = get()
  if (before.rowId === rowId && before.slotId === slotId) return
  const state = { ...before, rowId, slotId }
  if (before.rowId !== rowId) state.handStart = startUnderHand(state)
  set({ rowId, slotId, handStart: state.handStart, ...waiting(state) })
}

/** The row under the hand stays it, as if it had been chosen: the hand has gone on to its detail. */
export function fixUnderHand(): void {
  const state = get()
  if (state.rowId === null) chooseRow(currentId(state))
}

/** Puts the hand where it was in a call that comes back, before its offers come. */
export function placeHand({ rowId, slotId, filter }: Pick<AskStore, 'rowId' | 'slotId' | 'filter'>): void {
  set({ rowId, slotId, filter })
}

/** Sets the offer under the hand apart, to be seen beside the next ones; again on the same one: no more. */
export function compareHere(): void {
  const id = currentId()
  set(state => ({ compareId: state.compareId === id ? null : id }))
}

export function walkRows(steps: number): void {
  const state = get()
  // The first arrow takes the row that was already under Enter as its start.
  chooseRow(walk(state.items, currentId(state), steps))
}

export function walkSlots(steps: number): void {
  const state = get()
  const id = currentId(state)
  const offer = id === null ? undefined : state.offers[id]
  if (!offer || id === null) return
  const now = currentSlot(offer, state.slotId)
  const at = offer.slots.findIndex(slot => slot.id === now?.id)
  const next = offer.slots[Math.min(offer.slots.length - 1, Math.max(0, at + steps))]
  chooseRow(id, next?.id ?? null)
}

/** The focus enters or leaves list and detail. Leaving lets the order come right again. */
export function handInList(inList: boolean): void {
  if (get().inList === inList) return
  const wasHeld = isHeld()
  set({ inList })
  if (wasHeld && !isHeld()) reorder()
}

export function pointerInList(pointerIn: boolean): void {
  if (get().pointerIn === pointerIn) return
  const wasHeld = isHeld()
  set({ pointerIn })
  if (wasHeld && !isHeld()) reorder()
}

export function setFilter(filter: string): void {
  reorder({ filter, rowId: null, slotId: null })
}

export function forgetAsk(): void {
  const { inList, pointerIn } = get()
  set({ ...EMPTY, inList, pointerIn })
}

// The limit only draws a line: moving it redraws, nothing is asked again.
useCall.subscribe((now, before) => {
  if (now.call?.limit !== before.call?.limit && get().ask) reorder()
})
