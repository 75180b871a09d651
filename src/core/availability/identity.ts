/** Which slot is which: names that stay the same from one answer to the next, and from one source to another. */
import { hash } from 'node:crypto'
import type { ReadPlace, ReadSlot } from '../fhir/index.ts'

/** Id of the row of a slot: a person's national identifier, or a point of consultation. */
export function offerIdOf(slot: ReadSlot): string {
  if (slot.who.kind === 'person') return slot.who.person.idnps
  return `point-${digest(slot.who.point.siret, slot.who.point.location)}`
}

/**
 * Id of a slot at one source. A source that renumbers its resources at each answer (some do) keeps the same ids here:
 * they are made of what a caller would be told: who, where, when, how.
 */
export function slotIdOf(sourceId: string, slot: ReadSlot, key = slotKeyOf(slot)): string {
  return digest(sourceId, key, wordsOf(slot.place))
}

const words = new WeakMap<ReadPlace, string>()

/** Address and name of a place, for comparison. The slots of one schedule share theirs: worked out once. */
function wordsOf(place: ReadPlace | null): string {
  if (!place) return '\n'
  const known = words.get(place) ?? `${plain(place.address.join(' '))}\n${plain(place.name ?? '')}`
  words.set(place, known)
  return known
}

/**
 * What makes slots of two sources the same one. Sources write an address in many ways and nobody is twice in one town at
 * one time: the postcode is enough. A mode that is not said is a visit to the practice.
 */
export function slotKeyOf(slot: ReadSlot): string {
  const [only] = slot.modes
  const modes = slot.modes.length > 1 ? [...slot.modes].sort().join('+') : (only ?? 'AMB')
  const taking = slot.walkIn ? 'walk-in' : 'routine'
  return `${offerIdOf(slot)} ${placeKeyOf(slot.place)} ${slot.startMs} ${slot.endMs} ${modes} ${taking}`
}

const placeKeyOf = (place: ReadPlace | null) => place?.postalCode ?? plain(place?.city ?? '')

/** Letters and digits only, without accents or case: two writings of one name are one. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '')
    .toUpperCase()
}

/** 96 bits: enough to tell apart all the slots that the country will ever offer. */
function digest(...parts: string[]): string {
  return hash('sha256', parts.join('\n'), 'base64url').slice(0, 16)
}
