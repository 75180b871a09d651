/**
 * The order of offers, by policies that a site or a desk chooses by name. Pure, and a total order whatever the policy: the
 * same rows always stand in the same order, whatever order they came in, and a row that comes or goes never swaps two
 * others. Every policy keeps three tiers (an acceptable slot; slots beyond the clinical limit only; none) and puts the
 * patient's own doctor first in each.
 *
 * - `default` (domain.md §3): earliest first; near ties by distance, then slots kept for the SAS, then fair turns;
 * - `distance`: nearest first, then earliest;
 * - `cpts`: slots shared by a community first, then as `default`;
 * - `equity`: within the same hour and the same stretch of 5 km everybody is equal, and takes turns;
 * - `platform`: as the national platform's page (notes §1.5): who takes part in the SAS first, then by distance, the first
 *   slot counting for nothing; fair turns where the distance is not known.
 *
 * Placed by rule, between near equals: a slot with an hour before open doors (nobody can say how long one waits there), a
 * professional before a point of consultation (SOS), anything before a slot that its agenda keeps for emergencies. Without
 * a slot, who accepts to be asked «en sus» comes before who does not, then who can be phoned before who cannot.
 */
import type { RankingPolicy } from '../../shared/contract/availability.ts'

/** Starts that fall in the same quarter of an hour are near ties. Aligned on the clock, so that being tied is transitive. */
const NEAR_TIE_MS = 15 * 60_000
const HOUR_MS = 60 * 60_000
/** Under `equity`, distances within the same stretch are equal, km. */
const STRETCH_KM = 5

export interface SlotToRank {
  startMs: number
  /** Distance of the place of this slot, km; null when it is not known. */
  km: number | null
  /** SNP or CPTS: kept for the SAS. */
  kept: boolean
  /** Shared by a community (CPTS). */
  cpts?: boolean
  walkIn?: boolean
  /** Its agenda keeps it for emergencies. */
  emergency?: boolean
}

export interface RowToRank {
  id: string
  /** Distance of the row when it has no slot, km. */
  km: number | null
  slots: readonly SlotToRank[]
  /** The patient's own doctor (médecin traitant). */
  treating?: boolean
  /** A point of consultation without a person (SOS Médecins). */
  point?: boolean
  /** Accepts to be asked beyond their agenda («en sus»). */
  enSus?: boolean
  /** Has a phone: all that is left to do where there is no slot. */
  phoned?: boolean
}

export interface RankRule {
  policy: RankingPolicy
  /** Clinical limit: slots that start after it do not count as acceptable. */
  limitMs: number | null
  /** When the question was asked: doors that are open already are for then. */
  nowMs: number
  /** Same seed, same rotation: an ask keeps its order, the next one starts elsewhere. */
  seed: string
}

/** Where a row stands, and the slot that puts it there. */
export interface Standing<R extends RowToRank = RowToRank> {
  row: R
  /** 0: an acceptable slot; 1: slots beyond the limit only; 2: no slot. */
  tier: 0 | 1 | 2
  lead: SlotToRank | null
}

/** Negative: a before b. Every comparison below is by keys that a slot has on its own: never by the pair. */
type Compare = (a: SlotToRank, b: SlotToRank) => number

/** Rows in order, best first. */
export function rankRows<R extends RowToRank>(rows: readonly R[], rule: RankRule): Standing<R>[] {
  const compare = comparing(rule)
  const standings = rows.map(row => ({ ...standing(row, rule, compare), turn: turnOf(rule.seed, row.id) }))
  standings.sort(
    (a, b) =>
      a.tier - b.tier ||
      yes(b.row.treating) - yes(a.row.treating) ||
      (rule.policy === 'platform' ? takesPart(b.row) - takesPart(a.row) : 0) ||
      (a.lead && b.lead ? compare(a.lead, b.lead) : 0) ||
      (a.tier === 2 ? withoutSlot(a.row, b.row) : 0) ||
      yes(a.row.point) - yes(b.row.point) ||
      a.turn - b.turn ||
      compareText(a.row.id, b.row.id),
  )
  return standings.map(({ row, tier, lead }) => ({ row, tier, lead }))
}

const withoutSlot = (a: RowToRank, b: RowToRank): number =>
  yes(b.enSus) - yes(a.enSus) || yes(b.phoned) - yes(a.phoned) || compareKm(a.km, b.km)

/** The slot that places a row: its best acceptable one, else its best one. */
export function standingOf<R extends RowToRank>(row: R, rule: RankRule): Standing<R> {
  return standing(row, rule, comparing(rule))
}

function standing<R extends RowToRank>(row: R, { limitMs }: RankRule, compare: Compare): Standing<R> {
  const lead = best(limitMs === null ? row.slots : row.slots.filter(slot => slot.startMs <= limitMs), compare)
  if (lead) return { row, tier: 0, lead }
  const beyond = best(row.slots, compare)
  return { row, tier: beyond ? 1 : 2, lead: beyond }
}

function best(slots: readonly SlotToRank[], compare: Compare): SlotToRank | null {
  let found: SlotToRank | null = null
  for (const slot of slots) {
    if (!found || (compare(slot, found) || slot.startMs - found.startMs) < 0) found = slot
  }
  return found
}

function comparing({ policy, nowMs }: RankRule): Compare {
  const start = (slot: SlotToRank) => Math.max(slot.startMs, slot.walkIn ? nowMs : Number.NEGATIVE_INFINITY)
  const within = (ms: number) => (slot: SlotToRank) => Math.floor(start(slot) / ms)
  const quarter = by(within(NEAR_TIE_MS))
  const near: Compare = (a, b) => compareKm(whole(a.km), whole(b.km))
  const kept = by(slot => -yes(slot.kept))
  const placed = by(slot => 2 * yes(slot.emergency) + yes(slot.walkIn))
  switch (policy) {
    case 'default':
      return first(quarter, near, kept, placed)
    case 'distance':
      return first(near, quarter, kept, placed)
    case 'cpts':
      return first(
        by(slot => -yes(slot.cpts)),
        quarter,
        near,
        kept,
        placed,
      )
    case 'equity':
      return first(
        by(within(HOUR_MS)),
        (a, b) => compareKm(stretch(a.km), stretch(b.km)),
        by(slot => yes(slot.emergency)),
      )
    case 'platform':
      return near
  }
}

/** One comparison after the other, until one decides. */
const first =
  (...compares: Compare[]): Compare =>
  (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }

const by =
  (key: (slot: SlotToRank) => number): Compare =>
  (a, b) =>
    key(a) - key(b)

const yes = (flag: boolean | undefined) => (flag ? 1 : 0)

/** The platform's mark of taking part, as far as slots show it. */
const takesPart = (row: RowToRank) => yes(row.slots.some(slot => slot.kept))

/** Whole kilometres, as they are said: a hundred metres must not outweigh a slot that is kept for the SAS. */
const whole = (km: number | null) => (km === null ? null : Math.round(km))
const stretch = (km: number | null) => (km === null ? null : Math.floor(km / STRETCH_KM))

/** An unknown distance comes after every known one. */
function compareKm(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a - b
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** FNV-1a, 32 bits, with a last mixing: a number that looks drawn, the same each time for one seed and one row. */
export function turnOf(seed: string, id: string): number {
  let hash = 0x811c9dc5
  for (const char of `${seed} ${id}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
