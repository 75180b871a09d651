/** Where an hour stands on the line of the next 48 hours. */
import type { Slot } from '../../../shared/contract/availability.ts'

const HOUR = 3_600_000
export const HOURS = 48

/**
 * Share of the line, 0 to 1: the first six hours take a third of it, for what is near is compared by the minute and what is
 * far by the half day. Before now is 0, beyond the end is 1.
 */
export function shareOf(at: number, now: number): number {
  const hours = Math.min(HOURS, Math.max(0, (at - now) / HOUR))
  return hours <= 6 ? hours / 18 : 1 / 3 + ((hours - 6) / (HOURS - 6)) * (2 / 3)
}

/** Hours to write above the line, at least `gap` of it apart: each hour at first, then every three, then every six. */
export function marksOf(now: number, gap = 0.055): { at: number; share: number }[] {
  const first = new Date(now)
  first.setMinutes(0, 0, 0)
  const marks: { at: number; share: number }[] = []
  for (let hour = 1; hour <= HOURS; hour++) {
    const date = new Date(first.getTime() + hour * HOUR)
    const step = hour <= 6 ? 1 : hour <= 18 ? 3 : 6
    if (date.getHours() % step !== 0) continue
    const share = shareOf(date.getTime(), now)
    if (share - (marks.at(-1)?.share ?? -1) >= gap && share < 0.98) marks.push({ at: date.getTime(), share })
  }
  return marks
}

/** The slots that the line shows; the others are counted. */
export function onLine(slots: readonly Slot[], now: number): { shown: readonly Slot[]; later: number } {
  const end = now + HOURS * HOUR
  const shown = slots.filter(slot => Date.parse(slot.start) <= end)
  return { shown, later: slots.length - shown.length }
}
