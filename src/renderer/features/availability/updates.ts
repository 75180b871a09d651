/** Putting what arrives on what is known. Versions prove that nothing was missed. */
import type { AskState, AskUpdate, Offer, Slot } from '../../../shared/contract/availability.ts'

export type Applied = { kind: 'applied'; ask: AskState } | { kind: 'old' } | { kind: 'gap' }

/** Applies one update; `gap` means: read the snapshot. */
export function applyUpdate(ask: AskState, update: AskUpdate): Applied {
  if (update.askId !== ask.askId || update.version <= ask.version) return { kind: 'old' }
  if (update.version !== ask.version + 1) return { kind: 'gap' }
  const byId = new Map(ask.offers.map(offer => [offer.id, offer]))
  for (const offer of update.upserts) byId.set(offer.id, offer)
  const offers: Offer[] = []
  for (const id of update.order) {
    const offer = byId.get(id)
    // An id without its row: an update was lost in a way that versions do not show.
    if (!offer) return { kind: 'gap' }
    offers.push(offer)
  }
  return {
    kind: 'applied',
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

/** Slots of the first that are not in the second: what went while it was looked at. */
export function goneSlots(before: Offer, after: Offer): Slot[] {
  const still = new Set(after.slots.map(slot => slot.id))
  return before.slots.filter(slot => !still.has(slot.id))
}
