/** Which of the slots that came answer the question. One that does not is nobody's fault: it is no malformed resource. */
import type { Question } from '../../shared/contract/availability.ts'
import type { Need } from '../../shared/contract/directory.ts'
import { departementOfPostcode } from '../../shared/postcode.ts'
import type { ReadSlot } from '../fhir/index.ts'
import { isNamed } from './coverage.ts'
import { type Establishment, isOf } from './establishment.ts'

/** Why a slot that reads well is not shown. */
export type WhyNotShown = 'past' | 'outside-window' | 'outside-radius' | 'mode' | 'age' | 'just-gone' | 'elsewhere'

/** Null when the slot answers the question. */
export function whyNotShown(
  slot: ReadSlot,
  question: Pick<Question, 'from' | 'to' | 'modes' | 'need' | 'also' | 'place' | 'reach' | 'treating'>,
  around: {
    now: number
    distanceKm: number | null
    radiusKm: number | null
    establishments?: readonly Establishment[]
  },
): WhyNotShown | null {
  const { from, to } = boundsOf(question)
  // Doors that are open now serve who comes now: a walk-in counts until it ends, a booked slot until it begins.
  const reached = slot.walkIn ? slot.endMs : slot.startMs
  if (reached < around.now) return 'past'
  if (reached < from || slot.startMs > to) return 'outside-window'
  if (!matchesModes(slot, question.modes)) return 'mode'
  // Who and what is named, and the patient's own doctor, are looked for wherever they are; a need, around the caller.
  if (isOfNamed(slot, question, around.establishments)) return null
  // Nothing of what the people of an establishment have elsewhere.
  if (isNamed(question.need)) return 'elsewhere'
  if (around.radiusKm === null || around.distanceKm === null) return null
  if (around.distanceKm <= around.radiusKm || slot.modes.includes('VR')) return null
  const departement = slot.place?.postalCode ? departementOfPostcode(slot.place.postalCode) : null
  if (departement !== null && question.reach?.departements.includes(departement)) return null
  const visited = slot.modes.length === 0 || slot.modes.includes('AMB')
  // Who comes home covers a département, whatever the distance between its ends.
  return !visited && departement !== null && departement === question.place?.departement ? null : 'outside-radius'
}

const bounds = new WeakMap<object, { from: number; to: number }>()

/** Milliseconds since the epoch: worked out once for the thousands of slots that answer one question. */
function boundsOf(question: Pick<Question, 'from' | 'to'>): { from: number; to: number } {
  const known = bounds.get(question)
  if (known) return known
  const read = { from: Date.parse(question.from), to: Date.parse(question.to) }
  bounds.set(question, read)
  return read
}

/** True for a slot of somebody, or of an establishment, that the question names. */
export function isOfNamed(
  slot: ReadSlot,
  { need, also = [], treating }: Pick<Question, 'need' | 'also' | 'treating'>,
  establishments: readonly Establishment[] = [],
): boolean {
  const idnps = slot.who.kind === 'person' ? slot.who.person.idnps : null
  if (idnps !== null && idnps === treating) return true
  if (establishments.length > 0 && establishments.some(one => isOf(one, slot))) return true
  // Nothing else was asked about: what a source gives for them is theirs, whatever it names them.
  if (need.kind === 'person' && establishments.length === 0) return true
  if (need.kind !== 'person' && also.length === 0) return false
  const isThem = (one: Need) => one.kind === 'person' && one.idnps === idnps
  return isThem(need) || also.some(isThem)
}

/** A slot that does not say how is a visit to the practice: that is how sources write the usual case. */
function matchesModes(slot: ReadSlot, wanted: Question['modes']): boolean {
  if (wanted.length === 0) return true
  const modes = slot.modes.length > 0 ? slot.modes : (['AMB'] as const)
  return modes.some(mode => wanted.includes(mode))
}
