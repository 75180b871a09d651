/** Putting what arrives on what is known. Versions prove that nothing was missed. */
import type { AskState, AskUpdate, Offer, OfferUpdate, Slot } from '../../../shared/contract/availability.ts'

export type Applied =
  /** `changed`: the rows that the update brought, whole; `sameOrder`: no row came, went or moved. */
  { kind: 'applied'; ask: AskState; changed: Offer[]; sameOrder: boolean } | { kind: 'old' } | { kind: 'gap' }

/** Where each row stands: most updates change some rows of two thousand and move none. */
const placesKnown = new WeakMap<readonly Offer[], ReadonlyMap<string, number>>()

function placesOf(offers: readonly Offer[]): ReadonlyMap<string, number> {
  const places = placesKnown.get(offers) ?? new Map(offers.map(({ id }, at) => [id, at]))
  placesKnown.set(offers, places)
  return places
}

/** Applies one update; `gap` means: read the snapshot. */
export function applyUpdate(ask: AskState, update: AskUpdate): Applied {
  if (update.askId !== ask.askId || update.version <= ask.version) return { kind: 'old' }
  if (update.version !== ask.version + 1) return { kind: 'gap' }
  const places = placesOf(ask.offers)
  const changed: Offer[] = []
  const byId = new Map<string, Offer>()
  for (const one of update.upserts) {
    const offer = wholeOffer(one, byId.get(one.id) ?? ask.offers[places.get(one.id) ?? -1])
    if (!offer) return { kind: 'gap' }
    changed.push(offer)
    byId.set(offer.id, offer)
  }
  const offers: Offer[] = []
  let sameOrder = update.order.length === ask.offers.length
  for (const [at, id] of update.order.entries()) {
    const there = ask.offers[at]
    const isThere = there?.id === id
    sameOrder &&= isThere
    // By its own id where it stands: looking up one that has just come reads it through, two thousand times.
    const offer = isThere ? (byId.get(there.id) ?? there) : (byId.get(id) ?? ask.offers[places.get(id) ?? -1])
    // An id without its row: an update was lost in a way that versions do not show.
    if (!offer) return { kind: 'gap' }
    offers.push(offer)
  }
  if (sameOrder) placesKnown.set(offers, places)
  return {
    kind: 'applied',
    changed,
    sameOrder,
    ask: {
      ...ask,
      version: update.version,
      sources: update.sources,
      offers,
      done: update.done,
      ...(update.tooFew === undefined ? {} : { tooFew: update.tooFew }),
      question: update.limit === undefined ? ask.question : { ...ask.question, limit: update.limit },
      ...(update.policy ? { policy: update.policy } : {}),
    },
  }
}

/** The row with all that was told of it, what is as it was the same objects; null when some of it was never told. */
export function wholeOffer({ slotIds, ...update }: OfferUpdate, before: Offer | undefined): Offer | null {
  const { directory = before?.directory } = update
  if (directory === undefined) return null
  const offer = { ...update, directory }
  if (!slotIds) return offer
  const known = new Map<string, Slot>()
  for (const slot of before?.slots ?? []) known.set(slot.id, slot)
  for (const slot of offer.slots) known.set(slot.id, slot)
  const slots: Slot[] = []
  for (const id of slotIds) {
    const slot = known.get(id)
    if (!slot) return null
    slots.push(slot)
  }
  return { ...offer, slots }
}

/** Slots of the first that are not in the second: what went while it was looked at. */
export function goneSlots(before: Offer, after: Offer): Slot[] {
  const still = new Set(after.slots.map(slot => slot.id))
  return before.slots.filter(slot => !still.has(slot.id))
}
