/**
 * Cancelling or moving a booking by API: read first, then written back on condition that nobody changed it meanwhile
 * (`If-Match`). What somebody else changed is shown, never overwritten; what got no answer is read back like a booking.
 */
import type { Slot } from '../../shared/contract/availability.ts'
import type { CallInput, CallResult } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Clock } from '../ports.ts'
import { type Follower, foundOf, otherOf } from './follow.ts'
import { mayChange, standingOf } from './machine.ts'
import type { OffersPort, OrientationSource } from './ports.ts'
import { type OrientationRecord, orientationOf, withoutCaller } from './record.ts'
import type { Register } from './register.ts'

interface ChangeDeps {
  register: Register
  follower: Follower
  offers: OffersPort
  clock: Clock
  sourceOf(id: string): OrientationSource | null
}

interface Target {
  slot: Slot
  slotReference: string | null
}

/** Builds `orientation.cancel` and `orientation.move`. */
export function createChange(deps: ChangeDeps) {
  const { register, offers, clock } = deps
  return {
    async cancel({ id }: CallInput<'orientation.cancel'>): Promise<CallResult<'orientation.cancel'>> {
      const record = register.get(id)
      return record ? change(deps, record, null) : problem('orientation-unknown')
    },
    async move(input: CallInput<'orientation.move'>): Promise<CallResult<'orientation.move'>> {
      const record = register.get(input.id)
      if (!record) return problem('orientation-unknown')
      const found = offers.find(input.askId, input.offerId, input.slotId)
      if (!found) return problem('slot-unknown')
      const { slot, offer, slotReference } = found
      if (Date.parse(slot.start) <= clock.now()) return problem('slot-past')
      const same = slot.sourceId === record.sourceId && slot.taking === record.taking
      if (!same || offer.idnps !== record.practitioner.idnps || slot.id === record.slot?.id)
        return problem('not-changeable')
      return change(deps, record, { slot: withoutCaller(slot), slotReference })
    },
  }
}

async function change(deps: ChangeDeps, record: OrientationRecord, to: Target | null) {
  const { register, follower, clock } = deps
  const source = deps.sourceOf(record.sourceId)
  const { slot, id } = record
  const begun = slot !== null && Date.parse(slot.start) <= clock.now()
  if (!mayChange(record) || !source || begun || (to && record.status === 'pending')) return problem('not-changeable')
  const wanted = {
    kind: to ? ('move' as const) : ('cancel' as const),
    at: new Date(clock.now()).toISOString(),
    to: to?.slot.start ?? null,
    slot: to?.slot ?? null,
  }
  const now = () => ok(orientationOf(register.get(id) ?? record))
  const refuse = (why: string) => {
    register.apply(id, { type: 'change', change: { ...wanted, state: 'refused', why } })
    return now()
  }
  const read = await source.appointments.readToChange(id)
  if (read.kind === 'failed') return refuse('unreadable')
  if (read.kind === 'absent') return refuse('absent')
  // Changed by somebody else: what it is now is shown, and nothing is written over it.
  const standing = standingOf(read.status)
  if ((standing !== 'booked' && standing !== 'pending') || otherOf(record, read.holds) === 'time') {
    const { happening, more } = foundOf(record, read, false)
    register.apply(id, happening, more)
    return standing === 'cancelled' ? now() : refuse('changed-elsewhere')
  }
  if (!register.apply(id, { type: 'change', change: { ...wanted, state: 'sent', why: null } }))
    return problem('not-changeable')
  const answer = await source.appointments.changeAppointment({
    intentId: id,
    resource: read.resource,
    version: read.version,
    to: to && { start: to.slot.start, end: to.slot.end, slotReference: to.slotReference },
  })
  const moved = answer.kind === 'done' && to && slot ? { slot: to.slot, movedFrom: slot.start } : {}
  register.apply(id, { type: 'change-answered', answer }, moved)
  // 412 or no answer: what it is now is what matters.
  if (answer.kind === 'elsewhere') await follower.look(id, 'anyway')
  else follower.follow(id)
  return now()
}
