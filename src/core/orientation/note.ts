/** Orientations that are the operator's word alone: outcomes without a slot, and times agreed by phone. */
import type { Slot } from '../../shared/contract/availability.ts'
import type { Category, OutcomeKind } from '../../shared/contract/orientation.ts'
import { beginning } from './machine.ts'
import { NOTHING_MORE, needHashOf, type OrientationRecord } from './record.ts'

/** Source of what no source gave: the desk itself. */
export const DESK_SOURCE = { id: 'poste', label: 'Poste' } as const

interface Noted {
  intentId: string
  needKey: string
  operator: string
  now: number
  practitioner: OrientationRecord['practitioner']
  what: { taking: 'outcome'; outcome: OutcomeKind } | { taking: 'phone'; slot: Slot; category: Category }
}

/** A record that is complete as it is written. */
export function noted({ intentId, needKey, operator, now, practitioner, what }: Noted): OrientationRecord {
  return {
    ...beginning(what.taking),
    ...NOTHING_MORE,
    id: intentId,
    createdAt: now,
    updatedAt: now,
    sourceId: DESK_SOURCE.id,
    sourceLabel: DESK_SOURCE.label,
    simulated: false,
    slot: what.taking === 'phone' ? what.slot : null,
    practitioner,
    operator,
    needHash: needHashOf(needKey),
    body: null,
    link: null,
    openedAt: null,
    outcome: what.taking === 'outcome' ? what.outcome : null,
    category: what.taking === 'phone' ? what.category : null,
  }
}
