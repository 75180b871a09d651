/** Times as the guide writes them, and as it must be read. */
import { DateTime } from 'luxon'

/** `2026-11-22T14:30:00.000+01:00`: always milliseconds, always the offset of the place (never `Z`). */
export const instant = (ms: number, zone: string): string =>
  DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ")

const READ = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[ +-]\d{2}:\d{2})$/

/** Milliseconds since the epoch, or null. A `+` that became a space on its way through a form is forgiven. */
export function readInstant(text: string): number | null {
  if (!READ.test(text)) return null
  // Luxon refuses the 30th of February, where `Date` rolls it over into March.
  const read = DateTime.fromISO(text.replace(/ (?=\d\d:\d\d$)/, '+'))
  return read.isValid ? read.toMillis() : null
}

/** Bounds of a search date: an instant, or a whole day (UTC-agnostic: from the first to the last moment of it). */
export function readDate(text: string, edge: 'first' | 'last'): number | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = DateTime.fromISO(text, { zone: 'Europe/Paris' })
    if (!day.isValid) return null
    return (edge === 'first' ? day.startOf('day') : day.endOf('day')).toMillis()
  }
  return readInstant(text)
}
