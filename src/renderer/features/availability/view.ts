/**
 * The list as it is drawn: rows in ranked order with a line above each group. Once the operator's hand is in the list
 * its order is kept as it was, whatever arrives; what would now stand above the hand is counted and taken in by a key.
 */
import type { Offer, RankingPolicy, Slot } from '../../../shared/contract/availability.ts'
import { departementOfPostcode } from '../../../shared/postcode.ts'
import { plain } from '../../ui/plain.ts'
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

interface Placed {
  group: Group
  section: number
}

/** Where each offer last stood, and by which rule: of two thousand rows, an update changes a few. */
const placed = new WeakMap<Offer, { rule: string; at: Placed }>()

/** The same answer until the offer, the rule or the quarter changes: no day of any French zone ends within one. */
function placeOf(offer: Offer, view: ViewRule, rule: string): Placed {
  const known = placed.get(offer)
  if (known?.rule === rule) return known.at
  const at = groupOf(offer, view)
  placed.set(offer, { rule, at })
  return at
}

const QUARTER = 900_000

function groupOf(offer: Offer, view: ViewRule): Placed {
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

/** What a filter looks in, made once for an offer as it is. */
const wordsOf = new WeakMap<Offer, string>()

function searched(offer: Offer): string {
  const known = wordsOf.get(offer)
  if (known !== undefined) return known
  const place = offer.slots[0]?.place
  const words = [
    offer.displayName,
    offer.city,
    offer.speciality?.label,
    offer.profession?.label,
    place?.name,
    place?.city,
  ]
  const all = plain(words.filter(Boolean).join(' '))
  wordsOf.set(offer, all)
  return all
}

/** The list that was made of the last offers, for as long as they are there: what streams in changes few rows, and moves fewer. */
const lists = new WeakMap<readonly Offer[], { rule: string; wanted: string; items: Item[] }>()
let lastOffers: WeakRef<readonly Offer[]> | undefined

/** True when both stand in the same group and the filter sees both alike. */
function standsAs(before: Offer, now: Offer, view: ViewRule, rule: string, wanted: string): boolean {
  if (before === now) return true
  if (before.id !== now.id) return false
  const [was, is] = [placeOf(before, view, rule), placeOf(now, view, rule)]
  if (was.section !== is.section || was.group.date !== is.group.date) return false
  return wanted === '' || searched(before).includes(wanted) === searched(now).includes(wanted)
}

/**
 * Rows of the ranked offers with their lines. The patient's own doctor, then within limit, then beyond it, then awaited, then without slots;
 * the rank is kept inside each group, and a group has one line only.
 */
export function buildView(offers: readonly Offer[], view: ViewRule, filter = ''): Item[] {
  const rule = `${Math.floor(view.now / QUARTER)} ${view.limit} ${view.policy}`
  const wanted = plain(filter)
  const before = lists.has(offers) ? offers : lastOffers?.deref()
  const last = before && lists.get(before)
  const isSame =
    last?.rule === rule &&
    last.wanted === wanted &&
    (before === offers ||
      (before?.length === offers.length &&
        offers.every((offer, at) => standsAs(before[at] ?? offer, offer, view, rule, wanted))))
  const items = last && isSame ? last.items : newView(offers, view, rule, wanted)
  lists.set(offers, { rule, wanted, items })
  lastOffers = new WeakRef(offers)
  return items
}

function newView(offers: readonly Offer[], view: ViewRule, rule: string, wanted: string): Item[] {
  const sections = new Map<number, { group: Group; ids: string[] }>()
  for (const offer of offers) {
    if (wanted && !searched(offer).includes(wanted)) continue
    const { group, section } = placeOf(offer, view, rule)
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

/** The rows of a drawn list: their ids in order, and where each stands among rows and among items. */
interface Rows {
  ids: readonly string[]
  /** Place among the rows. */
  nth: ReadonlyMap<string, number>
  /** Place among the items, lines included. */
  item: ReadonlyMap<string, number>
}

const rowsKnown = new WeakMap<readonly Item[], Rows>()

/** Looked for at each key and by each part of the screen: made once for a list, which is never changed in place. */
function rowsOf(items: readonly Item[]): Rows {
  const known = rowsKnown.get(items)
  if (known) return known
  const ids: string[] = []
  const nth = new Map<string, number>()
  const item = new Map<string, number>()
  for (const [at, each] of items.entries()) {
    if (each.type !== 'row') continue
    nth.set(each.id, ids.length)
    item.set(each.id, at)
    ids.push(each.id)
  }
  const rows = { ids, nth, item }
  rowsKnown.set(items, rows)
  return rows
}

/** Ids of the rows, in drawn order. */
export function rowIds(items: readonly Item[]): readonly string[] {
  return rowsOf(items).ids
}

/** Place of a row among the items, lines included; -1 when it is not drawn. */
export function itemAt(items: readonly Item[], rowId: string | null): number {
  return rowId === null ? -1 : (rowsOf(items).item.get(rowId) ?? -1)
}

/** The list that is already drawn when the other would be drawn the same: nothing is drawn again for it. */
export function sameOr(drawn: Item[], fresh: Item[]): Item[] {
  const isSame = (a: Item, b: Item | undefined) =>
    b !== undefined &&
    a.id === b.id &&
    (a.type === 'row' || (b.type === 'line' && JSON.stringify(a.group) === JSON.stringify(b.group)))
  if (drawn === fresh) return drawn
  return drawn.length === fresh.length && drawn.every((item, at) => isSame(item, fresh[at])) ? drawn : fresh
}

/** The list as it was when its order was last drawn: what is not in it has arrived since. */
export interface Arranged {
  offers: readonly Offer[]
  /** Each row as it was. */
  rows(): ReadonlyMap<string, Offer>
}

const slotIds = new WeakMap<Offer, ReadonlySet<string>>()

function slotIdsOf(offer: Offer): ReadonlySet<string> {
  const ids = slotIds.get(offer) ?? new Set(offer.slots.map(slot => slot.id))
  slotIds.set(offer, ids)
  return ids
}

export function arrange(offers: readonly Offer[]): Arranged {
  let rows: Map<string, Offer> | undefined
  // Made when it is first asked for: while the hand is elsewhere, each update arranges the list, and nothing asks.
  return {
    offers,
    rows() {
      rows ??= new Map(offers.map(offer => [offer.id, offer]))
      return rows
    },
  }
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
  const known = rowsOf(drawn).nth
  const arrived = drawn === fresh ? 0 : rowIds(fresh).filter(id => !known.has(id)).length
  const { nth } = rowsOf(fresh)
  const at = hand.id === null ? -1 : (nth.get(hand.id) ?? -1)
  if (at <= 0) return { better: 0, arrived }
  const isBetter = ({ id, start }: News) => (hand.start === null || start <= hand.start) && (nth.get(id) ?? at) < at
  return { better: newsIn(since.offers, since.arranged).filter(isBetter).length, arrived }
}

/** A row with a slot that was not there when the order was drawn: when the first such slot begins, ms. */
interface News {
  id: string
  start: number
}

/** The news of the last rows: each key asks again, and what streams in changes a few of two thousand. */
interface NewsKnown {
  offers: readonly Offer[]
  arranged: Arranged
  /** By place among the offers. */
  each: (News | null)[]
  news: News[]
}
let newsKnown: WeakRef<NewsKnown> | undefined

function newsIn(offers: readonly Offer[], arranged: Arranged): News[] {
  const kept = newsKnown?.deref()
  const last = kept?.arranged === arranged ? kept : undefined
  if (last?.offers === offers) return last.news
  const each: (News | null)[] = []
  const news: News[] = []
  for (const [at, offer] of offers.entries()) {
    const own = last?.offers[at] === offer ? (last.each[at] ?? null) : newsOf(offer, at, arranged)
    each.push(own)
    if (own) news.push(own)
  }
  newsKnown = new WeakRef({ offers, arranged, each, news })
  return news
}

function newsOf(offer: Offer, at: number, arranged: Arranged): News | null {
  if (arranged.offers[at] === offer) return null
  const was = arranged.rows().get(offer.id)
  if (was === offer) return null
  const before = was && slotIdsOf(was)
  const first = offer.slots.find(slot => !before?.has(slot.id))
  return first ? { id: offer.id, start: Date.parse(first.start) } : null
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
  const { ids, nth } = rowsOf(items)
  if (chosen !== null && nth.has(chosen)) return chosen
  return ids.find(hasSlots) ?? ids[0] ?? null
}

/** Row `steps` further down (or up), stopping at the ends. */
export function walk(items: readonly Item[], from: string | null, steps: number): string | null {
  const { ids, nth } = rowsOf(items)
  if (ids.length === 0) return null
  const at = from === null ? -1 : (nth.get(from) ?? -1)
  if (at < 0) return ids[0] ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + steps))] ?? null
}

/** What more than half of the offers do, in the directory's words; null when they differ. */
export function usualWork(offers: readonly Offer[]): string | null {
  const counts = new Map<string, number>()
  for (const { speciality, profession } of offers) {
    const label = speciality?.label ?? profession?.label
    if (label) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most && most[1] * 2 > offers.length ? most[0] : null
}

/** The earliest slot of each row, which may not be its first: found once for a row as it is. */
const earliest = new WeakMap<Offer, { at: number; start: string } | null>()

function earliestOf(offer: Offer): { at: number; start: string } | null {
  const known = earliest.get(offer)
  if (known !== undefined) return known
  let found: { at: number; start: string } | null = null
  for (const { start } of offer.slots) {
    const at = Date.parse(start)
    if (found === null || at < found.at) found = { at, start }
  }
  earliest.set(offer, found)
  return found
}

/** How many slots there are and when the first one is, over all offers: what is said aloud. */
export function summary(offers: readonly Offer[]): { slots: number; first: string | null } {
  let slots = 0
  let first: { at: number; start: string } | null = null
  for (const offer of offers) {
    slots += offer.slots.length
    const own = earliestOf(offer)
    if (own && (first === null || own.at < first.at)) first = own
  }
  return { slots, first: first?.start ?? null }
}
