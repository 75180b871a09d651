/**
 * Times as the desk says them. A slot's time is read in the offset written in it (the practice's own time) and never
 * moved to another zone: «16:40» in La Réunion is 16:40 there.
 */

export type Say = (key: string, holes?: Record<string, string | number>) => string

const MINUTE = 60_000
const DAY = 86_400_000

/** «16:40» of an ISO instant, as it is written. */
export function hour(instant: string): string {
  return instant.slice(11, 16)
}

/** «2026-11-22» of an ISO instant, as it is written. */
export function day(instant: string): string {
  return instant.slice(0, 10)
}

/** «+01:00» of an ISO instant; «Z» is «+00:00». */
export function offset(instant: string): string {
  return /[+-]\d\d:\d\d$/.exec(instant)?.[0] ?? '+00:00'
}

function offsetMs(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))) * MINUTE
}

/** The day that it is now at the practice: ISO date of `now` in the offset of `instant`. */
export function dayThere(now: number, instant: string): string {
  return new Date(now + offsetMs(offset(instant))).toISOString().slice(0, 10)
}

/** Whole days between the day that it is now at the practice and the day of the instant. */
export function daysAhead(instant: string, now: number): number {
  return Math.round((Date.parse(day(instant)) - Date.parse(dayThere(now, instant))) / DAY)
}

/** Minutes from now, rounded down: a slot in 35 min 50 s is «dans 35 min», never later than it is. */
export function minutesAhead(instant: string, now: number): number {
  return Math.floor((Date.parse(instant) - now) / MINUTE)
}

/** An ISO instant of the desk's own zone, to the second: what a question's window is written in. */
export function deskInstant(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const sign = minutes < 0 ? '-' : '+'
  const two = (n: number) => String(Math.abs(n)).padStart(2, '0')
  const local = new Date(date.getTime() + minutes * MINUTE).toISOString().slice(0, 19)
  return `${local}${sign}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`
}

/** Where a language is written as the desk writes: its English has 24 hours, and the day before the month. */
export const localeOf = (language: string): string => (language === 'en' ? 'en-GB' : language)

/** One writer for each language: making one costs more than a row. */
function inLanguage<F>(make: (locale: string) => F): (language: string) => F {
  const made = new Map<string, F>()
  return language => {
    const writer = made.get(language) ?? make(localeOf(language))
    made.set(language, writer)
    return writer
  }
}

const dayWriter = (weekday: 'short' | 'long', month: 'short' | 'long') =>
  inLanguage(locale => new Intl.DateTimeFormat(locale, { weekday, day: 'numeric', month, timeZone: 'UTC' }))
const shortDays = dayWriter('short', 'short')
const longDays = dayWriter('long', 'long')
const groups = inLanguage(locale => new Intl.NumberFormat(locale))
const tenths = inLanguage(
  locale => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
)

/** «mar. 24 nov.» */
export function shortDay(date: string, language: string): string {
  return shortDays(language).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** «mardi 24 novembre» */
export function longDay(date: string, language: string): string {
  return longDays(language).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

const dayTimes = inLanguage(locale => new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }))

/** «22/11/2026 20:00» of an ISO instant, at the desk. */
export function dayAndTime(instant: string, language: string): string {
  return dayTimes(language).format(new Date(instant))
}

const WRITERS = [groups, tenths, shortDays, longDays, dayTimes]

/** Makes the writers of a language while nobody types, one at a time: the browser takes long over its first ones. */
export function readyWriters(language: string): void {
  const left = [...WRITERS]
  const next = () => {
    left.pop()?.(language).format(0)
    if (left.length > 0) requestIdleCallback(next)
  }
  requestIdleCallback(next)
}

/** «20/11» */
export function dayMonth(date: string): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}`
}

/** «20/11/2026» */
export function fullDate(date: string): string {
  return `${dayMonth(date)}/${date.slice(0, 4)}`
}

/** «maintenant», «dans 35 min», «dans 1 h 10»; from the next day on and beyond six hours: «demain», «mar. 24 nov.». */
export function relative(instant: string, now: number, say: Say, language: string): string {
  const minutes = minutesAhead(instant, now)
  if (minutes < 0) return say('time.past')
  if (minutes < 1) return say('time.now')
  const days = daysAhead(instant, now)
  if (days >= 1 && minutes >= 360) return days === 1 ? say('time.tomorrow') : shortDay(instant, language)
  if (minutes < 60) return say('time.inMinutes', { minutes })
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (rest === 0) return say('time.inHours', { hours })
  return say('time.inHoursMinutes', { hours, minutes: String(rest).padStart(2, '0') })
}

/** «à l’instant», «il y a 12 s», «il y a 3 min», «il y a 2 h». */
export function ago(instant: string, now: number, say: Say): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(instant)) / 1000))
  if (seconds < 3) return say('time.agoNow')
  if (seconds < 60) return say('time.agoSeconds', { count: seconds })
  if (seconds < 3600) return say('time.agoMinutes', { count: Math.floor(seconds / 60) })
  return say('time.agoHours', { count: Math.floor(seconds / 3600) })
}

/** «02:14», «1:02:14»: the length of a call. */
export function timer(startedAt: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** «1 412 318». */
export function grouped(n: number, language: string): string {
  return groups(language).format(n)
}

/** «3,2» seconds of a number of milliseconds. */
export function seconds(ms: number, language: string): string {
  return tenths(language).format(ms / 1000)
}

/** «4 km», «< 1 km», «12 km»; null when the distance is not known. */
export function distance(km: number | null, say: Say): string | null {
  if (km === null) return null
  return km < 1 ? say('time.kmUnder') : say('time.km', { km: Math.round(km) })
}
