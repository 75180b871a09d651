/** Which of the slots that came answer the question. What does not is named, never dropped in silence. */
import type { Question } from '../../shared/contract/availability.ts'
import type { ReadSlot } from '../fhir/index.ts'

/** Why a slot that reads well is not shown. `mode`: it is not what was asked, and nobody's fault. */
export type WhyNotShown = 'past' | 'outside-window' | 'outside-radius' | 'mode'

/** Null when the slot answers the question. */
export function whyNotShown(
  slot: ReadSlot,
  question: Pick<Question, 'from' | 'to' | 'modes' | 'need'>,
  around: { now: number; distanceKm: number | null; radiusKm: number | null },
): WhyNotShown | null {
  const from = Date.parse(question.from)
  // Doors that are open now serve who comes now: a walk-in counts until it ends, a booked slot until it begins.
  const reached = slot.walkIn ? slot.endMs : slot.startMs
  if (reached < around.now) return 'past'
  if (reached < from || slot.startMs > Date.parse(question.to)) return 'outside-window'
  if (!matchesModes(slot, question.modes)) return 'mode'
  // A named person is looked for wherever they work; a need is looked for around the caller.
  const visited = slot.modes.length === 0 || slot.modes.includes('AMB')
  if (question.need.kind !== 'person' && visited && around.radiusKm !== null && around.distanceKm !== null) {
    if (around.distanceKm > around.radiusKm) return 'outside-radius'
  }
  return null
}

/** A slot that does not say how is a visit to the practice: that is how sources write the usual case. */
function matchesModes(slot: ReadSlot, wanted: Question['modes']): boolean {
  if (wanted.length === 0) return true
  const modes = slot.modes.length > 0 ? slot.modes : (['AMB'] as const)
  return modes.some(mode => wanted.includes(mode))
}
