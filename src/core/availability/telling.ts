/** What a screen is told of a row that changed: the slots that it does not have yet as they are, and the order of all. */
import type { Offer, OfferUpdate, Slot } from '../../shared/contract/availability.ts'

/**
 * Rows fill up source by source, and each update would carry all that came before it: the whole of an ask many times over,
 * to be read between two keys. Slots are told once; a screen that missed an update reads the snapshot (versions).
 */
export function createTelling(): (offer: Offer) => OfferUpdate {
  const told = new Map<string, ReadonlySet<Slot>>()
  return offer => {
    const before = told.get(offer.id)
    told.set(offer.id, new Set(offer.slots))
    if (!before) return offer
    const slots = offer.slots.filter(slot => !before.has(slot))
    if (slots.length === offer.slots.length) return offer
    return { ...offer, slots, slotIds: offer.slots.map(({ id }) => id) }
  }
}
