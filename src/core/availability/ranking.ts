/**
 * The order of offers (domain.md §3): earliest acceptable slot first; near ties by distance; then slots kept for the SAS
 * (SNP, CPTS) before public ones; then a fair rotation among equals. Pure, and a total order: the same rows always
 * stand in the same order, whatever order they came in.
 */

/** Starts that fall in the same quarter of an hour are near ties. Aligned on the clock, so that being tied is transitive. */
const NEAR_TIE_MS = 15 * 60_000

export interface SlotToRank {
  startMs: number
  /** Distance of the place of this slot, km; null when it is not known. */
  km: number | null
  /** SNP or CPTS: kept for the SAS. */
  kept: boolean
}

export interface RowToRank {
  id: string
  /** Distance of the row when it has no slot, km. */
  km: number | null
  slots: readonly SlotToRank[]
}

export interface RankRule {
  /** Clinical limit: slots that start after it do not count as acceptable. */
  limitMs: number | null
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

/** Rows in order, best first. */
export function rankRows<R extends RowToRank>(rows: readonly R[], rule: RankRule): Standing<R>[] {
  const standings = rows.map(row => ({ ...standingOf(row, rule), turn: turnOf(rule.seed, row.id) }))
  standings.sort(
    (a, b) =>
      a.tier - b.tier ||
      compareLeads(a.lead, b.lead) ||
      (a.tier === 2 ? compareKm(a.row.km, b.row.km) : 0) ||
      a.turn - b.turn ||
      compareText(a.row.id, b.row.id),
  )
  return standings.map(({ row, tier, lead }) => ({ row, tier, lead }))
}

/** The slot that places a row: its best acceptable one, else its best one. */
export function standingOf<R extends RowToRank>(row: R, rule: Pick<RankRule, 'limitMs'>): Standing<R> {
  const { limitMs } = rule
  const acceptable = limitMs === null ? row.slots : row.slots.filter(slot => slot.startMs <= limitMs)
  const lead = best(acceptable)
  if (lead) return { row, tier: 0, lead }
  const beyond = best(row.slots)
  return { row, tier: beyond ? 1 : 2, lead: beyond }
}

function best(slots: readonly SlotToRank[]): SlotToRank | null {
  let found: SlotToRank | null = null
  for (const slot of slots) {
    if (!found || (compareLeads(slot, found) || slot.startMs - found.startMs) < 0) found = slot
  }
  return found
}

function compareLeads(a: SlotToRank | null, b: SlotToRank | null): number {
  if (!a || !b) return 0
  return (
    Math.floor(a.startMs / NEAR_TIE_MS) - Math.floor(b.startMs / NEAR_TIE_MS) ||
    compareKm(whole(a.km), whole(b.km)) ||
    Number(b.kept) - Number(a.kept)
  )
}

/** Whole kilometres, as they are said: a hundred metres must not outweigh a slot that is kept for the SAS. */
const whole = (km: number | null) => (km === null ? null : Math.round(km))

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
