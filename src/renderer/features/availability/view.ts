/**
 * The list as it is drawn: rows in ranked order with a line above each group. Once the operator's hand is in the list
 * its order is kept as it was, whatever arrives; what would now stand above the hand is counted and taken in by a key.
 */
import type { Offer, RankingPolicy, Slot } from '../../../shared/contract/availability.ts'
import { departementOfPostcode } from '../../../shared/postcode.ts'
import { day, daysAhead, hour } from '../../ui/time.ts'

export interface Group {
  kind: 'treating' | 'today' | 'evening' | 'tomorrow' | 'day' | 'ranked' | 'beyond' | 'waiting' | 'none'
  /** ISO date, for `day`. */
  date: string | null
  /** For `ranked`: the order that stands in place of the days. */
  policy?: RankingPolicy
}

export type Item = { type: 'line'; id: string; group: Group } | { type: 'row'; id: string }

/** True when the slot begins after the clinical limit. */
export function isBeyond(slot: Slot, limit: string | null): boolean {
  return limit !== null && Date.parse(slot.start) > Date.parse(limit)
}

/** The département of an offer when it is not the caller's; null at home, and where it is not known. */
export function departementAcross(offer: Offer, here: string | null): string | null {
  if (here === null) return null
  const postalCode = offer.slots[0]?.place.postalCode
  const there = postalCode ? departementOfPostcode(postalCode) : (offer.directory?.activity?.departement ?? null)
  return there === null || there === here ? null : there
}

/** Orders in which the hour does not come first: days would undo them. */
const NOT_BY_DAY: readonly RankingPolicy[] = ['distance', 'cpts', 'platform']

function groupOf(offer: Offer, view: ViewRule): { group: Group; section: number } {
  const { now, limit, policy } = view
  const first = offer.slots[0]
  if (!first) {
    const kind = offer.state === 'waiting' ? 'waiting' : 'none'
    return { group: { kind, date: null }, section: kind === 'waiting' ? 2_000_000 : 3_000_000 }
  }
  if (isBeyond(first, limit)) return { group: { kind: 'beyond', date: null }, section: 1_000_000 }
  if (offer.rank.why?.includes('treating')) return { group: { kind: 'treating', date: null }, section: -2 }
  if (NOT_BY_DAY.includes(policy)) return { group: { kind: 'ranked', date: null, policy }, section: -1 }
  const days = Math.max(0, daysAhead(first.start, now))
  if (days === 0) {
    const evening = hour(first.start) >= '18:00'
    return { group: { kind: evening ? 'evening' : 'today', date: null }, section: evening ? 1 : 0 }
  }
  if (days === 1) return { group: { kind: 'tomorrow', date: null }, section: 2 }
  return { group: { kind: 'day', date: day(first.start) }, section: 1 + days }
}

/** What the groups are made by. */
export interface ViewRule {
  now: number
  limit: string | null
  policy: RankingPolicy
}

/** Letters without accents or case, for the filter. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function matches(offer: Offer, filter: string): boolean {
  const place = offer.slots[0]?.place
  const words = [
    offer.displayName,
    offer.city,
    offer.speciality?.label,
    offer.profession?.label,
    place?.name,
    place?.city,
  ]
  return plain(words.filter(Boolean).join(' ')).includes(plain(filter))
}

/**
 * Rows of the ranked offers with their lines. The patient's own doctor, then within limit, then beyond it, then awaited, then without slots;
 * the rank is kept inside each group, and a group has one line only.
 */
export function buildView(offers: readonly Offer[], view: ViewRule, filter = ''): Item[] {
  const sections = new Map<number, { group: Group; ids: string[] }>()
  for (const offer of offers) {
    if (filter && !matches(offer, filter)) continue
    const { group, section } = groupOf(offer, view)
    const known = sections.get(section)
    if (known) known.ids.push(offer.id)
    else sections.set(section, { group, ids: [offer.id] })
  }
  const items: Item[] = []
  for (const [section, { group, ids }] of [...sections].sort(([a], [b]) => a - b)) {
    items.push({ type: 'line', id: `line-${section}`, group })
    for (const id of ids) items.push({ type: 'row', id })
  }
  return items
}

/** Ids of the rows, in drawn order. */
export function rowIds(items: readonly Item[]): string[] {
  return items.flatMap(item => (item.type === 'row' ? [item.id] : []))
}

/** The list as it was when its order was last drawn: what is not in it has arrived since. */
export interface Arranged {
  /** Ids of the slots of each row. */
  slots: ReadonlyMap<string, ReadonlySet<string>>
}

export function arrange(offers: readonly Offer[]): Arranged {
  return { slots: new Map(offers.map(offer => [offer.id, new Set(offer.slots.map(slot => slot.id))])) }
}

/**
 * What has come since the order was drawn: `better`, rows with a slot that was not there and that begins no later than
 * the first slot of the hand's row did when it was chosen (`handStart`, ms; null when it had none), and that would now
 * stand above it; `arrived`, rows that are not drawn. A slot that goes makes nothing better.
 */
export function waitingAbove(
  drawn: readonly Item[],
  fresh: readonly Item[],
  hand: { id: string | null; start: number | null },
  since: { arranged: Arranged; offers: readonly Offer[] },
): { better: number; arrived: number } {
  const freshIds = rowIds(fresh)
  const known = new Set(rowIds(drawn))
  const arrived = freshIds.filter(id => !known.has(id)).length
  const at = hand.id === null ? -1 : freshIds.indexOf(hand.id)
  if (at < 0) return { better: 0, arrived }
  const byId = new Map(since.offers.map(offer => [offer.id, offer]))
  const isBetter = (id: string) => {
    const before = since.arranged.slots.get(id)
    const first = byId.get(id)?.slots.find(slot => !before?.has(slot.id))
    return first !== undefined && (hand.start === null || Date.parse(first.start) <= hand.start)
  }
  return { better: freshIds.slice(0, at).filter(isBetter).length, arrived }
}

/** When the first slot of a row begins, ms; null without one. */
export function firstStart(offer: Offer | undefined): number | null {
  const first = offer?.slots[0]
  return first ? Date.parse(first.start) : null
}

/** The row that Enter acts on: the one chosen by hand, else the best one that has slots, else the first. */
export function currentRow(
  items: readonly Item[],
  chosen: string | null,
  hasSlots: (id: string) => boolean,
): string | null {
  const ids = rowIds(items)
  if (chosen !== null && ids.includes(chosen)) return chosen
  return ids.find(hasSlots) ?? ids[0] ?? null
}

/** Row `steps` further down (or up), stopping at the ends. */
export function walk(items: readonly Item[], from: string | null, steps: number): string | null {
  const ids = rowIds(items)
  if (ids.length === 0) return null
  const at = from === null ? -1 : ids.indexOf(from)
  if (at < 0) return ids[0] ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + steps))] ?? null
}

/** How many slots there are and when the first one is, over all offers: what is said aloud. */
export function summary(offers: readonly Offer[]): { slots: number; first: string | null } {
  let slots = 0
  let first: string | null = null
  for (const offer of offers) {
    slots += offer.slots.length
    for (const slot of offer.slots) if (first === null || Date.parse(slot.start) < Date.parse(first)) first = slot.start
  }
  return { slots, first }
}
