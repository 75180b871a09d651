/** A card whose certificate ends soon: told once a day, when its holder signs in. */
import i18next from 'i18next'
import type { CardState } from '../../../shared/contract/card.ts'
import { notify } from '../../ui/store.ts'
import { fullDate } from '../../ui/time.ts'

const TOLD = 'relais.card-end-told'
const DAYS = 30

type Ending = Pick<CardState, 'expires' | 'daysLeft'>

/**
 * What to remember once it is told; null: nothing is to be told. `told`: what was remembered last. Of the cards, only their last days are
 * remembered, and of the days, only `today` (a date, as the desk has it): whoever sits down is told once, though two take turns.
 */
export function endToTell({ expires, daysLeft }: Ending, told: string | null, today: string): string | null {
  if (expires === null || daysLeft === null || daysLeft < 0 || daysLeft >= DAYS) return null
  const [day, ...ends] = (told ?? '').split(' ')
  if (day !== today) return `${today} ${expires}`
  return ends.includes(expires) ? null : `${told} ${expires}`
}

/** Says it, unless it was said today of a card that ends on the same day. */
export function tellCardEnd(card: Ending, now = new Date()): void {
  const remembered = remember(card, dayOf(now))
  if (!remembered || card.expires === null) return
  notify(i18next.t('session.cardEnds', { count: card.daysLeft ?? 0, date: fullDate(card.expires) }), 'warn', 20_000)
}

const dayOf = (now: Date) =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, '0')).join('-')

function remember(card: Ending, today: string): boolean {
  try {
    const next = endToTell(card, localStorage.getItem(TOLD), today)
    if (next !== null) localStorage.setItem(TOLD, next)
    return next !== null
  } catch {
    // A desk without storage says it at each sign-in: better twice than never.
    return endToTell(card, null, today) !== null
  }
}
