/** Times on the wire: an instant with the offset of the place, milliseconds always written (guide 1.1.0, kit v0.3.0). */
import { DateTime } from 'luxon'

const HOUR = '(?:[01]\\d|2[0-3])'
const WRITTEN = new RegExp(
  `^(\\d{4}-\\d{2}-(\\d{2})T${HOUR}:[0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,9}))?)?(Z|[+-]${HOUR}:?[0-5]\\d)$`,
)

export interface ReadTime {
  /** `2026-11-22T14:30:00.000+01:00`: the wall time and the offset as they were written. */
  text: string
  /** Milliseconds since the epoch. */
  ms: number
  /** Written in universal time: says nothing about the clock on the practice's wall. */
  universal: boolean
}

/** Times already read: an answer says the same quarters of an hour again and again. */
const read = new Map<string, ReadTime | null>()
const READ_AT_MOST = 8_192

/** Reads an instant. Null when it has no offset, is no date of the calendar, or is anything else. */
export function readTime(value: string | undefined): ReadTime | null {
  if (value === undefined || value.length > 40) return null
  const known = read.get(value)
  if (known !== undefined) return known
  const time = parseTime(value)
  if (read.size >= READ_AT_MOST) read.clear()
  read.set(value, time)
  return time
}

function parseTime(value: string): ReadTime | null {
  const match = WRITTEN.exec(value.trim())
  if (!match) return null
  const [, minutes, day, seconds = '00', fraction = '', offset = ''] = match
  const zone = offset === 'Z' ? '+00:00' : offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`
  const text = `${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return null
  // The 30th of February parses as the 2nd of March.
  if (Number(day) > 28 && new Date(`${minutes}Z`).getUTCDate() !== Number(day)) return null
  return { text, ms, universal: zone === '+00:00' || zone === '-00:00' }
}

/** Writes an instant as the guide wants it, in its own offset (`Z` becomes `+00:00`). */
export function writeTime(instant: string): string {
  const read = readTime(instant)
  if (!read) throw new RangeError('not an instant with an offset')
  return read.text
}

const OVERSEAS_ZONES: Record<string, string> = {
  '971': 'America/Guadeloupe',
  '972': 'America/Martinique',
  '973': 'America/Cayenne',
  '974': 'Indian/Reunion',
  '975': 'America/Miquelon',
  '976': 'Indian/Mayotte',
  '977': 'America/St_Barthelemy',
  '978': 'America/Marigot',
  '986': 'Pacific/Wallis',
  '987': 'Pacific/Tahiti',
  '988': 'Pacific/Noumea',
}

/**
 * A time that came in universal time, in the time of the practice's wall: no practice of the guide lives in UTC, and a
 * caller who is told the UTC hour comes at the wrong one. Other times stay as they were written.
 */
export function atPractice(time: ReadTime, postalCode: string | null): string {
  if (!time.universal || postalCode === null || !/^\d{5}$/.test(postalCode)) return time.text
  const zone = OVERSEAS_ZONES[postalCode.slice(0, 3)] ?? 'Europe/Paris'
  return DateTime.fromMillis(time.ms, { zone }).toISO({ includeOffset: true }) ?? time.text
}
