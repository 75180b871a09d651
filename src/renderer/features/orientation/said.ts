/** An orientation in few words: what it is, and when. Honest for every way of taking: «réservé» for a booking only. */
import type { Orientation } from '../../../shared/contract/orientation.ts'
import { announceOutcome } from '../../ui/store.ts'
import { hour } from '../../ui/time.ts'
import { STATUS_LOOK } from './words.tsx'

type Say = (key: string, holes?: Record<string, string | number>) => string

/** Ways whose own words say more than those of the status `declared`. */
const DECLARED = new Set(['walk-in', 'phone'])

export function statusWords({ status, taking, outcome, problem }: Orientation, t: Say): string {
  if (status === 'declared' && taking === 'outcome') return t(`orientation.outcome.${outcome ?? 'nothing'}`)
  if (status === 'declared' && DECLARED.has(taking)) return t(`orientation.declared.${taking}`)
  if (status === 'cancelled' && problem?.kind === 'cancelled-by-source' && taking === 'marketplace') {
    return t('orientation.notAccepted')
  }
  return t(`orientation.status.${status}`)
}

/** «16:40» of the place; empty without a slot. */
export const startOf = ({ slot }: Orientation): string => (slot ? hour(slot.start) : '')

/** Who or where; the outcome's own word when it names nobody. */
export const whoOf = (one: Orientation, t: Say): string =>
  one.practitioner.displayName || (one.outcome ? t(`orientation.outcome.${one.outcome}`) : '')

const NOTICE = { ok: 'ok', wait: 'info', warn: 'warn', bad: 'warn' } as const

/** Says what became of one, when and with whom: heard now, and read again among the last notices. */
export function sayOutcome(one: Orientation, t: Say, how?: 'polite'): void {
  const words = [statusWords(one, t), startOf(one), one.practitioner.displayName].filter(Boolean).join(', ')
  announceOutcome(words, NOTICE[STATUS_LOOK[one.status].tone], how)
}
