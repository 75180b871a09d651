/** What to propose at once when a slot has just been lost: the same person first, then the best of the others. */
import type { Offer, Slot } from '../../../shared/contract/availability.ts'

export interface Proposal {
  offer: Offer
  slot: Slot
  same: boolean
}

/** At most `count` proposals, in drawn order; the lost slot and what has begun are never among them. */
export function proposals(
  lost: { offerId: string | null; slotId: string },
  drawn: readonly Offer[],
  now: number,
  count = 3,
): Proposal[] {
  const free = (offer: Offer) =>
    offer.slots.find(
      slot =>
        slot.id !== lost.slotId && (slot.taking === 'walk-in' ? Date.parse(slot.end) : Date.parse(slot.start)) > now,
    )
  const found: Proposal[] = []
  const same = drawn.find(offer => offer.id === lost.offerId)
  const sameSlot = same && free(same)
  if (same && sameSlot) found.push({ offer: same, slot: sameSlot, same: true })
  for (const offer of drawn) {
    if (found.length >= count) break
    if (offer.id === lost.offerId) continue
    const slot = free(offer)
    if (slot) found.push({ offer, slot, same: false })
  }
  return found
}
