/** Putting what arrives on what is known. Versions prove that nothing was missed. */
import type { AskState, AskUpdate, Offer, OfferUpdate, Slot } from '../../../shared/contract/availability.ts'

export type Applied =
  /** `changed`: the rows that the update brought, whole. */
  { kind: 'applied'; ask: AskState; changed: Offer[] } | { kind: 'old' } | { kind: 'gap' }

/** Applies one update; `gap` means: read the snapshot. */
export function applyUpdate(ask: AskState, update: AskUpdate): Applied {
  if (update.askId !== ask.askId || update.version <= ask.version) return { kind: 'old' }
  if (update.version !== ask.version + 1) return { kind: 'gap' }
  const byId = new Map(ask.offers.map(offer => [offer.id, offer]))
  const changed: Offer[] = []
  for (const one of update.upserts) {
    const offer = wholeOffer(one, byId.get(one.id))
    if (!offer) return { kind: 'gap' }
    changed.push(offer)
    byId.set(offer.id, offer)
  }
  const offers: Offer[] = []
  for (const id of update.order) {
    const offer = byId.get(id)
    // An id without its row: an update was lost in a way that versions do not show.
    if (!offer) return { kind: 'gap' }
    offers.push(offer)
  }
  return {
    kind: 'applied',
    changed,
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
