/** Which slot is which: names that stay the same from one answer to the next, and from one source to another. */
import { hash } from 'node:crypto'
import type { ReadPlace, ReadSlot } from '../fhir/index.ts'

/** What the slots of one agenda, at one place, in one way, have in common: worked out once for all of them. */
interface Kin {
  place: ReadPlace | null
  modes: ReadSlot['modes']
  walkIn: boolean
  offerId: string
  /** Of the key, what stands before and after the hours. */
  head: string
  tail: string
  /** Of the id, what stands before the hours, by source. */
  ids: Map<string, string>
}

/** By the person or the point that a reading gives its slots: the same object for all those of one schedule. */
const kins = new WeakMap<object, Kin[]>()
/** Ways looked through for one agenda. */
const KINS_AT_MOST = 8

function kinOf(slot: ReadSlot): Kin {
  const owner = slot.who.kind === 'person' ? slot.who.person : slot.who.point
  let known = kins.get(owner)
  if (known === undefined) {
    known = []
    kins.set(owner, known)
  }
  for (const kin of known) {
    if (kin.place === slot.place && kin.walkIn === slot.walkIn && sameWords(kin.modes, slot.modes)) return kin
  }
  const offerId = idOfOwner(slot.who)
  const [only] = slot.modes
  const modes = slot.modes.length > 1 ? [...slot.modes].sort().join('+') : (only ?? 'AMB')
  const kin: Kin = {
    place: slot.place,
    modes: slot.modes,
    walkIn: slot.walkIn,
    offerId,
    head: `${offerId} ${placeKeyOf(slot.place)}`,
    tail: `${modes} ${slot.walkIn ? 'walk-in' : 'routine'}`,
    ids: new Map(),
  }
  if (known.length < KINS_AT_MOST) known.push(kin)
  return kin
}

function idOfOwner(who: ReadSlot['who']): string {
  if (who.kind === 'person') return who.person.idnps
  return `point-${digest(who.point.siret, who.point.location)}`
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Id of the row of a slot: a person's national identifier, or a point of consultation. */
export function offerIdOf(slot: ReadSlot): string {
  return slot.who.kind === 'person' ? slot.who.person.idnps : kinOf(slot).offerId
}

/**
 * Id of a slot at one source. A source that renumbers its resources at each answer (some do) keeps the same ids here:
 * they are made of what a caller would be told: who, where, when, how.
 */
export function slotIdOf(sourceId: string, slot: ReadSlot): string {
  const kin = kinOf(slot)
  let common = kin.ids.get(sourceId)
  if (common === undefined) {
    common = digest(sourceId, kin.head, kin.tail, wordsOf(slot.place))
    kin.ids.set(sourceId, common)
  }
  return `${common}-${slot.startMs.toString(36)}-${(slot.endMs - slot.startMs).toString(36)}`
}

/** Address and name of a place, for comparison. */
function wordsOf(place: ReadPlace | null): string {
  return place ? `${plain(place.address.join(' '))}\n${plain(place.name ?? '')}` : '\n'
}

/**
 * What makes slots of two sources the same one. Sources write an address in many ways and nobody is twice in one town at
 * one time: the postcode is enough. A mode that is not said is a visit to the practice.
 */
export function slotKeyOf(slot: ReadSlot): string {
  const { head, tail } = kinOf(slot)
  return `${head} ${slot.startMs} ${slot.endMs} ${tail}`
}

const placeKeyOf = (place: ReadPlace | null) => place?.postalCode ?? plain(place?.city ?? '')

/** Letters and digits only, without accents or case: two writings of one name are one. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '')
    .toUpperCase()
}

/** 96 bits: enough to tell apart all the agendas that the country will ever have. */
function digest(...parts: string[]): string {
  return hash('sha256', parts.join('\n'), 'base64url').slice(0, 16)
}
