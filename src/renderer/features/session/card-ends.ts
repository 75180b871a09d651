/** A card whose certificate ends soon: told once a day, when its holder signs in. */
import i18next from 'i18next'
import type { CardState } from '../../../shared/contract/card.ts'
import { notify } from '../../ui/store.ts'
import { fullDate } from '../../ui/time.ts'

const TOLD = 'relais.card-end-told'
const DAYS = 30

/** Days left before the last day of validity; null when it is far, past or unknown. */
export function daysLeft(expires: string | null, now: Date): number | null {
  if (expires === null) return null
  const days = Math.ceil((Date.parse(`${expires}T23:59:59`) - now.getTime()) / 86_400_000)
  return days >= 0 && days < DAYS ? days : null
}

/** Says it, unless it was said today of a card that ends on the same day. Only the two dates are remembered. */
export function tellCardEnd({ expires }: Pick<CardState, 'expires'>, now = new Date()): void {
  const days = daysLeft(expires, now)
  if (days === null || expires === null) return
  const mark = `${now.toISOString().slice(0, 10)} ${expires}`
  try {
    if (localStorage.getItem(TOLD) === mark) return
    localStorage.setItem(TOLD, mark)
  } catch {
    // A desk without storage says it at each sign-in: better twice than never.
  }
  notify(i18next.t('session.cardEnds', { count: days, date: fullDate(expires) }), 'warn', 20_000)
}
