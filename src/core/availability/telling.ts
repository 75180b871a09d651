/** What a screen is told of a row that changed: what it does not have yet as it is, and the order of all its slots. */
import type { Offer, OfferUpdate, Slot } from '../../shared/contract/availability.ts'

/**
 * Rows fill up source by source, and each update would carry all that came before it: the whole of an ask many times over,
 * to be read between two keys. Slots and the directory's line are told once; a screen that missed an update reads the
 * snapshot (versions).
 */
export function createTelling(): (offer: Offer) => OfferUpdate {
  const told = new Map<string, { slots: ReadonlySet<Slot>; directory: Offer['directory'] }>()
  return offer => {
    const before = told.get(offer.id)
    told.set(offer.id, { slots: new Set(offer.slots), directory: offer.directory })
    if (!before) return offer
    const { directory, ...rest } = offer
    const slots = offer.slots.filter(slot => !before.slots.has(slot))
    return {
      ...rest,
      ...(directory === before.directory ? {} : { directory }),
      ...(slots.length === offer.slots.length ? {} : { slots, slotIds: offer.slots.map(({ id }) => id) }),
    }
  }
}
