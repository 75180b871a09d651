/** From what was typed to what is asked: the window of time, the clinical limit, the question itself. */
import type { Question } from '../../../shared/contract/availability.ts'
import type { CallState, When } from '../../../shared/contract/call.ts'
import type { Need } from '../../../shared/contract/directory.ts'
import { deskInstant } from '../../ui/time.ts'

export interface Window {
  from: string
  to: string
}

function at(now: Date, days: number, hours: number, minutes = 0, seconds = 0): Date {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  date.setHours(hours, minutes, seconds, 0)
  return date
}

/**
 * The window that a word means, in the desk's own time, never before now:
 * - `now`: the next 4 hours;
 * - `today`: until midnight; in the evening (from 20:00) until 8:00, since the night belongs to the same caller;
 * - `tonight`: 18:00 to 8:00; before 8:00, what is left of the night;
 * - `tomorrow`: the whole next day;
 * - `three-days`: until the end of the day after tomorrow, as the national platform asks.
 */
export function windowOf(when: When, now: Date): Window {
  const later = (date: Date) => (date > now ? date : now)
  const bounds = (): [Date, Date] => {
    switch (when) {
      case 'now':
        return [now, new Date(now.getTime() + 4 * 3_600_000)]
      case 'today':
        return [now, now.getHours() >= 20 ? at(now, 1, 8) : at(now, 0, 23, 59, 59)]
      case 'tonight':
        return now.getHours() < 8 ? [now, at(now, 0, 8)] : [later(at(now, 0, 18)), at(now, 1, 8)]
      case 'tomorrow':
        return [at(now, 1, 0), at(now, 1, 23, 59, 59)]
      case 'three-days':
        return [now, at(now, 2, 23, 59, 59)]
    }
  }
  const [from, to] = bounds()
  return { from: deskInstant(from), to: deskInstant(to) }
}

/** Hours and minutes of «20», «20h», «20:30», «20h30», «2030»; null when it is no hour. */
export function readHour(text: string): { hours: number; minutes: number } | null {
  const found = /^(\d{1,2})(?:\s*[h:.]\s*(\d{2})?|(\d{2}))?$/i.exec(text.trim())
  if (!found) return null
  const hours = Number(found[1])
  const minutes = Number(found[2] ?? found[3] ?? 0)
  return hours < 24 && minutes < 60 ? { hours, minutes } : null
}

/** The next time that this hour comes: «2:00» said at 23:00 is tomorrow's. Null when the text is no hour. */
export function limitOf(text: string, now: Date): string | null {
  const read = readHour(text)
  if (!read) return null
  const today = at(now, 0, read.hours, read.minutes)
  return deskInstant(today > now ? today : at(now, 1, read.hours, read.minutes))
}

export type Asked = Pick<
  CallState,
  'need' | 'place' | 'when' | 'modes' | 'limit' | 'ageBand' | 'treating' | 'radiusKm' | 'reach'
>

/** Asked for by name: somebody, or an establishment. Needs no place, and is never widened. */
export const isNamed = (need: Need): boolean => need.kind === 'person' || need.kind === 'establishment'

/** The question, as soon as it can be asked: a need and a place; who or what is named needs no place. */
export function questionOf(asked: Asked, now: Date): Question | null {
  const { need, place, when, modes, limit, ageBand, treating, radiusKm, reach } = asked
  // A kind of establishment is called: slots are asked of one of them by its name.
  if (need?.kind === 'structure') return null
  if (!need || (!place && !isNamed(need))) return null
  const question = { need, place, radiusKm, ...windowOf(when, now), modes, limit }
  return { ...question, ageBand, treating: treating?.idnps ?? null, ...(reach ? { reach } : {}) }
}

/** What makes two questions the same: not the hour at which they are asked, nor the limit, which only draws a line. */
export function signature(asked: Asked): string {
  const { need, place, when, modes, ageBand, treating, radiusKm, reach } = asked
  return JSON.stringify([need, place?.insee ?? null, when, modes, ageBand, treating?.idnps ?? null, radiusKm, reach])
}
