/** From the rows of a board to the rows of a screen, in ranked order. */
import type { Offer, RankReason, Slot } from '../../shared/contract/availability.ts'
import type { Board, HeldSlot, Row } from './board.ts'
import { slotKeyOf } from './identity.ts'
import { type RankRule, type RowToRank, rankRows, type SlotToRank, type Standing, standingOf } from './ranking.ts'

/** A slot that another source has too is shown once: by the source that books at once, else by the first configured. */
function shownSlots(row: Row, rankOfSource: (sourceId: string) => number): HeldSlot[] {
  const all = [...row.slots.values()]
  const [first] = all
  // One source gives a time once: nothing to compare.
  if (first && all.every(held => held.source === first.source)) return all.sort(byTime)
  const bestSource = new Map<string, HeldSlot>()
  const holders = new Map<string, Set<string>>()
  const prefer = (a: HeldSlot, b: HeldSlot) =>
    Number(b.slot.taking === 'direct') - Number(a.slot.taking === 'direct') ||
    rankOfSource(a.slot.sourceId) - rankOfSource(b.slot.sourceId)
  const keys = all.map(held => slotKeyOf(held.read))
  for (const [i, held] of all.entries()) {
    const key = keys[i] as string
    const known = bestSource.get(key)
    holders.set(key, (holders.get(key) ?? new Set()).add(held.slot.sourceId))
    if (!known || prefer(held, known) < 0) bestSource.set(key, held)
  }
  const shown = all.flatMap((held, i) => {
    const key = keys[i] as string
    return bestSource.get(key)?.slot.sourceId === held.slot.sourceId ? [withOthers(held, holders.get(key))] : []
  })
  return shown.sort(byTime)
}

const byTime = (a: HeldSlot, b: HeldSlot) => a.startMs - b.startMs || (a.slot.id < b.slot.id ? -1 : 1)

/** Names the other sources that hold the slot. */
function withOthers(held: HeldSlot, holders: ReadonlySet<string> | undefined): HeldSlot {
  if (!holders || holders.size < 2) return held
  const alsoFrom = [...holders].filter(id => id !== held.slot.sourceId).sort()
  return { ...held, slot: variant(shared, held.slot, alsoFrom.join(' '), () => ({ ...held.slot, alsoFrom })) }
}

/** A slot with something added stays the same object while it is the same: what was told once is not told again. */
type Variants = WeakMap<Slot, { as: string; slot: Slot }>
const shared: Variants = new WeakMap()
const beyond: Variants = new WeakMap()

function variant(known: Variants, slot: Slot, as: string, make: () => Slot): Slot {
  const before = known.get(slot)
  if (before?.as === as) return before.slot
  const made = make()
  known.set(slot, { as, slot: made })
  return made
}

type Ranked = RowToRank

/** Words by which agendas keep a slot for emergencies, in the reason they give. */
const EMERGENCY = /\burgen(ce|t)/i

/** A slot as the order weighs it. */
export const toRankSlot = ({ slot, startMs, kept }: Pick<HeldSlot, 'slot' | 'startMs' | 'kept'>): SlotToRank => ({
  startMs,
  km: slot.place.distanceKm,
  kept,
  cpts: slot.kinds.includes('CPTS') || slot.communities.length > 0,
  walkIn: slot.taking === 'walk-in',
  emergency: slot.reason !== null && EMERGENCY.test(slot.reason),
})

/** What places rows beyond their slots. */
export interface Marks {
  treating: string | null
  /** True for somebody who accepts to be asked «en sus». */
  enSus: (idnps: string) => boolean
  /** Which of the names of the question a row answers; undefined where nothing is said of it. */
  named?: (row: Row) => Offer['named']
}

const toRank = (row: Row, shown: readonly HeldSlot[], marks: Marks): Ranked => ({
  id: row.id,
  treating: row.idnps !== null && row.idnps === marks.treating,
  point: row.idnps === null,
  enSus: row.idnps !== null && marks.enSus(row.idnps),
  phoned: phonesOf(row, null).length > 0,
  km: row.hit?.distanceKm ?? null,
  slots: shown.map(toRankSlot),
})

export interface OfferViews {
  /** Ids of all rows, best first. */
  order(): string[]
  /** Rows with a slot within the clinical limit. */
  acceptable(): number
  /** The row as the screen gets it; null when there is none. */
  offer(id: string): Offer | null
  /** Forgets what was worked out for these rows. */
  forget(ids: Iterable<string>): void
  /** Orders by another rule from now on. */
  rankBy(rule: RankRule): void
}

/** Views of a board. What was worked out for a row is kept until the row changes. */
export function createOfferViews(
  board: Board,
  sourceIds: readonly string[],
  first: RankRule,
  marks: Marks,
  now: () => number,
): OfferViews {
  let rule = first
  const rankOfSource = new Map(sourceIds.map((id, index) => [id, index]))
  const kept = new Map<string, { shown: HeldSlot[]; ranked: Ranked }>()
  const viewOf = (row: Row) => {
    const known = kept.get(row.id)
    if (known) return known
    const shown = shownSlots(row, id => rankOfSource.get(id) ?? sourceIds.length)
    const view = { shown, ranked: toRank(row, shown, marks) }
    kept.set(row.id, view)
    return view
  }
  return {
    order: () =>
      rankRows(
        [...board.rows.values()].map(row => viewOf(row).ranked),
        rule,
      ).map(({ row }) => row.id),
    acceptable: () => [...board.rows.values()].filter(row => standingOf(viewOf(row).ranked, rule).tier === 0).length,
    offer(id) {
      const row = board.rows.get(id)
      if (!row) return null
      const { shown, ranked } = viewOf(row)
      const offer = offerOf(row, shown, standingOf(ranked, rule), rule, now())
      const named = marks.named?.(row)
      return named === undefined ? offer : { ...offer, named }
    },
    forget(ids) {
      for (const id of ids) kept.delete(id)
    },
    rankBy(next) {
      rule = next
    },
  }
}

function offerOf(row: Row, shown: readonly HeldSlot[], standing: Standing, rule: RankRule, now: number): Offer {
  const at = standing.lead ? standing.row.slots.indexOf(standing.lead) : -1
  const lead = shown[at] ?? null
  const place = lead?.slot.place ?? null
  const { hit } = row
  const distanceKm = place ? place.distanceKm : (hit?.distanceKm ?? null)
  return {
    id: row.id,
    idnps: row.idnps,
    displayName: hit?.displayName ?? row.said?.displayName ?? row.label,
    profession: hit?.profession ?? null,
    speciality: hit?.speciality ?? null,
    directory: hit,
    phones: phonesOf(row, place),
    distanceKm,
    city: place ? place.city : (hit?.activity?.city ?? null),
    slots: shown.map(held => limited(held, rule.limitMs)),
    state: stateOf(row, shown.length),
    rank: {
      minutes: lead ? Math.max(0, Math.round((lead.startMs - now) / 60_000)) : null,
      km: distanceKm,
      kept: lead?.kept ?? false,
      ...(lead ? { leadId: lead.slot.id } : {}),
      why: reasonsOf(standing),
    },
  }
}

/** As the source names them, then where the slot is, then as the directory knows them; each once. */
const phonesOf = ({ said, hit }: Row, place: Slot['place'] | null): string[] => [
  ...new Set([...(said?.phones ?? []), ...(place?.phones ?? []), ...(hit?.activity?.phones ?? [])]),
]

/** Marks a slot that begins after the clinical limit. */
function limited({ slot, startMs }: HeldSlot, limitMs: number | null): Slot {
  if (limitMs === null || startMs <= limitMs) return slot
  return variant(beyond, slot, '', () => ({ ...slot, beyondLimit: true }))
}

function reasonsOf({ row, lead }: Standing): RankReason[] {
  const reasons: [RankReason, boolean | undefined][] = [
    ['treating', row.treating],
    ['cpts', lead?.cpts],
    ['kept', lead?.kept],
    ['walk-in', lead?.walkIn],
    ['point', row.point],
    ['emergency', lead?.emergency],
    ['en-sus', lead ? false : row.enSus],
  ]
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []))
}

/** «Nothing free» is said only when every source that knows them has said so. */
function stateOf(row: Row, slots: number): Offer['state'] {
  if (slots > 0) return 'slots'
  const states = [...row.asked.values()]
  if (states.includes('pending')) return 'waiting'
  return states.length === 0 || states.includes('failed') ? 'unknown' : 'none'
}
