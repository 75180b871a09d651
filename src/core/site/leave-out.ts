/** What of an orientation is told to the other desks: who, when, what became of it. */
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { SharedOrientation } from './wire.ts'

export function sharedOf(one: Orientation): SharedOrientation {
  const { change: _change, override: _override, establishment, slot, practitioner, problem, ...rest } = one
  return {
    ...rest,
    sourceLabel: one.sourceLabel.slice(0, 60),
    slot: slot && {
      id: slot.id,
      sourceId: slot.sourceId,
      start: slot.start,
      end: slot.end,
      kinds: slot.kinds,
      modes: slot.modes,
      reason: null,
      specialities: [],
      taking: slot.taking,
      place: {
        name: null,
        address: [],
        postalCode: slot.place.postalCode,
        city: slot.place.city,
        phones: [],
        position: null,
        distanceKm: null,
      },
      communities: [],
      seenAt: slot.seenAt,
    },
    practitioner: { idnps: practitioner.idnps, displayName: practitioner.displayName.slice(0, 200), phones: [] },
    appointmentId: one.appointmentId?.slice(0, 200) ?? null,
    // A source's own words stay on the desk that heard them.
    problem: problem && { kind: problem.kind, detail: null },
    ...(establishment ? { establishment: { ...establishment, address: [], phones: [] } } : {}),
  }
}
