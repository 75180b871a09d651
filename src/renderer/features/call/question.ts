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

/** Hours that `now` reaches. */
const NOW_HOURS = 4

/** How many hours a word like `within-6` means; null for another word. */
export function hoursOf(when: When): number | null {
  return when.startsWith('within-') ? Number(when.slice('within-'.length)) : null
}

/**
 * The window that a word means, in the desk's own time, never before now:
 * - `now`: the next 4 hours; `within-6`: the next six;
 * - `today`: until midnight; in the evening (from 20:00) until 8:00, since the night belongs to the same caller;
 * - `tonight`: 18:00 to 8:00; before 8:00, what is left of the night;
 * - `tomorrow-morning`: 6:00 to noon of the next day; before 6:00, of this one: who says it at night has not slept;
 * - `tomorrow`: the whole next day;
 * - `three-days`: until the end of the day after tomorrow, as the national platform asks;
 * - `limit`: until the clinical limit; without one, as `today`.
 */
export function windowOf(when: When, now: Date, limit: string | null = null): Window {
  const later = (date: Date) => (date > now ? date : now)
  const inHours = (hours: number): [Date, Date] => [now, new Date(now.getTime() + hours * 3_600_000)]
  const today = (): [Date, Date] => [now, now.getHours() >= 20 ? at(now, 1, 8) : at(now, 0, 23, 59, 59)]
  const bounds = (): [Date, Date] => {
    switch (when) {
      case 'now':
        return inHours(NOW_HOURS)
      case 'today':
        return today()
      case 'tonight':
        return now.getHours() < 8 ? [now, at(now, 0, 8)] : [later(at(now, 0, 18)), at(now, 1, 8)]
      case 'tomorrow-morning': {
        const days = now.getHours() < 6 ? 0 : 1
        return [at(now, days, 6), at(now, days, 12)]
      }
      case 'tomorrow':
        return [at(now, 1, 0), at(now, 1, 23, 59, 59)]
      case 'three-days':
        return [now, at(now, 2, 23, 59, 59)]
      case 'limit':
        return limit !== null && new Date(limit) > now ? [now, new Date(limit)] : today()
      default:
        return inHours(hoursOf(when) ?? NOW_HOURS)
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
  'need' | 'also' | 'place' | 'when' | 'modes' | 'limit' | 'ageBand' | 'treating' | 'radiusKm' | 'reach'
>

/** Equal for needs that mean the same. */
export function keyOfNeed(need: Need): string {
  if (need.kind === 'person') return need.idnps
  if (need.kind === 'establishment') return `establishment ${need.finess} ${need.siret}`
  return `${need.kind} ${need.code} ${need.label}`
}

/** Asked for by name: somebody, or an establishment. Needs no place, and is never widened. */
export const isNamed = (need: Need): boolean => need.kind === 'person' || need.kind === 'establishment'

/** The question, as soon as it can be asked: a need and a place; who or what is named needs no place. */
export function questionOf(asked: Asked, now: Date): Question | null {
  const { need, also, place, when, modes, limit, ageBand, treating, radiusKm, reach } = asked
  // A kind of establishment is called: slots are asked of one of them by its name.
  if (need?.kind === 'structure') return null
  if (!need || (!place && !isNamed(need))) return null
  const question = { need, place, radiusKm, ...windowOf(when, now, limit), modes, limit }
  return {
    ...question,
    ageBand,
    treating: treating?.idnps ?? null,
    ...(also.length > 0 ? { also } : {}),
    ...(reach ? { reach } : {}),
  }
}

/**
 * What makes two questions the same: not the hour at which they are asked, nor the limit, which only draws a line unless
 * the question goes until it.
 */
export function signature(asked: Asked): string {
  const { need, also, place, when, modes, ageBand, treating, radiusKm, reach } = asked
  const until = when === 'limit' ? asked.limit : null
  return JSON.stringify([
    need,
    also,
    place?.insee ?? null,
    // Two addresses of one commune are two questions.
    place?.precision === 'address' ? place.position : null,
    when,
    until,
    modes,
    ageBand,
    treating?.idnps ?? null,
    radiusKm,
    reach,
  ])
}
