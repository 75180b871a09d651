/** Why a row stands where it stands, in words: the slot that places it, how soon, how far, and what else weighed. */
import type { Offer, RankReason, Slot } from '../../../shared/contract/availability.ts'
import { distance, hour, relative, type Say } from '../../ui/time.ts'

/** The slot that places the row; null without one. It is not always the first: a policy may prefer a later one. */
export function leadOf(offer: Offer): Slot | null {
  return offer.slots.find(slot => slot.id === offer.rank.leadId) ?? offer.slots[0] ?? null
}

/** «dans 1 h 10 · 4 km · créneau gardé pour le SAS». */
export function rankWords(offer: Offer, now: number, say: Say, language: string): string {
  const lead = leadOf(offer)
  const reasons = (offer.rank.why ?? []).map(reason => say(`availability.whyReason.${reason}`))
  const words = [lead ? relative(lead.start, now, say, language) : null, distance(offer.distanceKm, say), ...reasons]
  return words.filter(Boolean).join(' · ')
}

/** What of a question with several names the row answers: its establishments; «par son nom» for somebody. */
export function namedWords({ named = [] }: Offer, say: Say): string {
  const places = named.filter(({ kind }) => kind === 'establishment').map(({ label }) => label)
  return [...(places.length < named.length ? [say('availability.byName')] : []), ...places].join(', ')
}

/** Marks that the row has elsewhere: the médecin traitant beside the name, open doors where the hour stands. */
const MARKED: readonly RankReason[] = ['treating', 'walk-in']

/** The weightiest of the other reasons in a word or two, with its hour when it is not that of the first slot; or null. */
export function shortReason(offer: Offer, say: Say): string | null {
  const reason = offer.rank.why?.find(one => !MARKED.includes(one))
  if (reason === undefined) return null
  const lead = leadOf(offer)
  const word = say(`availability.whyShort.${reason}`)
  return lead && lead !== offer.slots[0] ? say('availability.whyAt', { word, time: hour(lead.start) }) : word
}
