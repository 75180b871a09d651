/** Dates in words at the place's own time: an instant is read as it is written, never moved to another zone. */
import { DateTime } from 'luxon'

/** `lundi 23 novembre 2026`, `Monday 23 November 2026`. */
export function fullDate(instant: string, language: 'fr' | 'en'): string {
  const day = DateTime.fromISO(instant, { setZone: true })
  const words = day.setLocale(language === 'fr' ? 'fr' : 'en-GB').toFormat('cccc d LLLL yyyy')
  // The first of a month is an ordinal in French.
  return language === 'fr' && day.day === 1 ? words.replace(' 1 ', ' 1er ') : words
}

/** Words that say whose time it is, when it is not that of metropolitan France; nothing otherwise. */
export function placeTime(instant: string, language: 'fr' | 'en'): string {
  const at = DateTime.fromISO(instant, { setZone: true })
  if (at.offset === at.setZone('Europe/Paris').offset) return ''
  const hours = Math.floor(Math.abs(at.offset) / 60)
  const minutes = Math.abs(at.offset) % 60
  const offset = `UTC${at.offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
  return language === 'fr' ? ` (heure du lieu, ${offset})` : ` (local time of the place, ${offset})`
}
