/**
 * What this desk is on at this moment: the slot that the next Enter takes, and those whose outcome is not known yet. Each
 * ends by itself: a hint that outlives its reason would keep colleagues from a free slot.
 */
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { DeskAsked } from './wire.ts'
import { MOST_HOLDS } from './wire.ts'

/** A slot before somebody's eyes: an operator who says nothing for so long is on something else. */
const ARMED_MS = 180_000
/** A vendor's page left open, an answer that does not come. */
const UNDER_WAY_MS = 20 * 60_000

/** On its way, or perhaps booked: a colleague does better with another one. */
const UNDER_WAY: ReadonlySet<Orientation['status']> = new Set(['intended', 'sent', 'unknown', 'waiting'])

export interface Holds {
  arm(slotId: string | null): void
  heard(orientation: Orientation): void
  /** In force now, and how long until one ends by itself, ms; null: none does. */
  now(): { holds: DeskAsked['holds']; nextMs: number | null }
}

export function createHolds(now: () => number): Holds {
  let armed: { slotId: string; at: number } | null = null
  const underWay = new Map<string, { slotId: string; at: number }>()

  return {
    arm(slotId) {
      armed = slotId === null ? null : { slotId, at: now() }
    },
    heard({ id, status, slot, createdAt }) {
      if (slot && UNDER_WAY.has(status)) underWay.set(id, { slotId: slot.id, at: Date.parse(createdAt) })
      else underWay.delete(id)
    },
    now() {
      const at = now()
      const ends = (one: { at: number }, ms: number) => one.at + ms - at
      for (const [id, one] of underWay) if (ends(one, UNDER_WAY_MS) <= 0) underWay.delete(id)
      if (armed && ends(armed, ARMED_MS) <= 0) armed = null
      const left = [...underWay.values()].map(one => ends(one, UNDER_WAY_MS))
      if (armed) left.push(ends(armed, ARMED_MS))
      const bySlot = new Map([...underWay.values(), ...(armed ? [armed] : [])].map(one => [one.slotId, one.at]))
      return {
        holds: [...bySlot]
          .slice(-MOST_HOLDS)
          .map(([slotId, since]) => ({ slotId, since: new Date(since).toISOString() })),
        nextMs: left.length === 0 ? null : Math.min(...left),
      }
    },
  }
}
