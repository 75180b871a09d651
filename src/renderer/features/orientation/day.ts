/** The day's list: which orientations are in it, in which order, and as text to keep. No person, no address: there is none. */
import type { Orientation } from '../../../shared/contract/orientation.ts'
import { day, hour } from '../../ui/time.ts'
import { inSuspense } from './store.ts'

export const DAY_GROUPS = ['all', 'left', 'pending', 'phone', 'booked', 'after', 'lost'] as const
export type DayGroup = (typeof DAY_GROUPS)[number]

/**
 * `pending`: not certain yet; `phone`: somebody has to be phoned (page opened and no word came, or the source has
 * cancelled); `booked`: certain, or the operator's word; `lost`: nothing came of it. Across these: `left` to the next person,
 * and `after`, appointments of the last 72 h and whether they were honoured.
 */
export function dayGroupOf(one: Orientation): 'pending' | 'phone' | 'booked' | 'lost' {
  if (inSuspense(one)) return 'pending'
  if (one.status === 'expired' || one.problem?.kind === 'cancelled-by-source') return 'phone'
  if (one.outcome === 'nothing' || one.outcome === 'declined') return 'lost'
  return GOT.has(one.status) ? 'booked' : 'lost'
}

const GOT = new Set(['confirmed', 'declared', 'honoured', 'missed'])

const URGENCY: Record<ReturnType<typeof dayGroupOf>, number> = { pending: 0, phone: 1, booked: 2, lost: 3 }

/** How long an appointment is followed after it (mission letter of 24 April 2023), ms. */
const AFTER_MS = 72 * 3_600_000

/** Certain bookings whose time has come within the last 72 h: did the patient go? */
function isAfter({ status, slot }: Orientation, now: Date): boolean {
  const since = slot ? now.getTime() - Date.parse(slot.end) : -1
  return ['confirmed', 'honoured', 'missed'].includes(status) && since >= 0 && since < AFTER_MS
}

function isIn(one: Orientation, group: DayGroup, now: Date): boolean {
  if (group === 'left') return one.passedOn !== undefined
  if (group === 'after') return isAfter(one, now)
  return group === 'all' || dayGroupOf(one) === group
}

/**
 * Those begun since midnight, and older ones that are not settled, left by somebody, or to be followed: what is uncertain
 * first, then the latest.
 */
export function dayList(all: Iterable<Orientation>, group: DayGroup, now: Date): Orientation[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  return [...all]
    .filter(one => inSuspense(one) || one.passedOn || isAfter(one, now) || Date.parse(one.createdAt) >= midnight)
    .filter(one => isIn(one, group, now))
    .sort(
      (a, b) => URGENCY[dayGroupOf(a)] - URGENCY[dayGroupOf(b)] || Date.parse(b.createdAt) - Date.parse(a.createdAt),
    )
}

/** «16:40» of the desk, when it was begun. */
export function begun(one: Orientation): string {
  const at = new Date(one.createdAt)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}

/** One line an orientation, cells separated by tabs: a spreadsheet and a mail both take it. */
export function dayText(list: readonly Orientation[], words: (one: Orientation) => string): string {
  const cell = (text: string) => text.replaceAll(/\s+/g, ' ').replace(/^([=+\-@])/, "'$1")
  return list
    .map(one => {
      const { slot, practitioner, sourceLabel, appointmentId } = one
      const start = slot && `${day(slot.start)} ${hour(slot.start)}`
      return [begun(one), words(one), start, practitioner.displayName, slot?.place.city, sourceLabel, appointmentId]
        .map(text => cell(text ?? ''))
        .join('\t')
    })
    .join('\r\n')
}
