/**
 * Slots on their way from the thread that read them to the console. What the slots of an agenda have in common travels
 * once, their names and times as one text and one row of numbers: objects by the thousand are what a message costs most.
 * `unpacked(packed(slots))` equals `slots` (`packing.test.ts`).
 */
import type { ReadSlot } from './read-types.ts'

/** All of a slot but its name and times. */
type Shared = Omit<ReadSlot, 'reference' | 'start' | 'end' | 'startMs' | 'endMs'>

export interface PackedSlots {
  shared: Shared[]
  /** Of each slot, its place in `shared`. */
  which: Uint32Array
  /** Of each slot, `startMs` then `endMs`. */
  times: Float64Array
  /** Of each slot, its reference, start and end, one after the other without a separator. */
  text: string
  /** Where each of these three ends in `text`. */
  ends: Uint32Array
  /** Places of the slots without a reference: an empty one is another thing. */
  nameless: number[]
}

/** Kinds of slot looked through for one agenda: more is not an agenda that shares anything. */
const KINDS_AT_MOST = 8

export function packed(slots: readonly ReadSlot[]): PackedSlots {
  const shared: Shared[] = []
  const which = new Uint32Array(slots.length)
  const times = new Float64Array(slots.length * 2)
  const ends = new Uint32Array(slots.length * 3)
  const nameless: number[] = []
  const ofOwner = new Map<object, number[]>()
  let text = ''
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as ReadSlot
    const owner = slot.who.kind === 'person' ? slot.who.person : slot.who.point
    const kinds = ofOwner.get(owner) ?? []
    let known = kinds.find(index => sameKind(shared[index] as Shared, slot))
    if (known === undefined) {
      const { reference, start, end, startMs, endMs, ...rest } = slot
      known = shared.push(rest) - 1
      if (kinds.length < KINDS_AT_MOST) kinds.push(known)
      ofOwner.set(owner, kinds)
    }
    which[i] = known
    times[i * 2] = slot.startMs
    times[i * 2 + 1] = slot.endMs
    if (slot.reference === null) nameless.push(i)
    else text += slot.reference
    ends[i * 3] = text.length
    text += slot.start
    ends[i * 3 + 1] = text.length
    text += slot.end
    ends[i * 3 + 2] = text.length
  }
  return { shared, which, times, text, ends, nameless }
}

export function unpacked({ shared, which, times, text, ends, nameless }: PackedSlots): ReadSlot[] {
  const without = new Set(nameless)
  const slots: ReadSlot[] = []
  let at = 0
  const upTo = (end: number): string => {
    const part = text.slice(at, end)
    at = end
    return part
  }
  for (let i = 0; i < which.length; i++) {
    const common = shared[which[i] as number] as Shared
    const reference = upTo(ends[i * 3] as number)
    const start = upTo(ends[i * 3 + 1] as number)
    const end = upTo(ends[i * 3 + 2] as number)
    // Written out: a spread of fifteen elements takes longer than all the rest.
    slots.push({
      reference: without.has(i) ? null : reference,
      start,
      end,
      startMs: times[i * 2] as number,
      endMs: times[i * 2 + 1] as number,
      kinds: common.kinds,
      modes: common.modes,
      reason: common.reason,
      specialities: common.specialities,
      walkIn: common.walkIn,
      who: common.who,
      place: common.place,
      communities: common.communities,
      communityIds: common.communityIds,
      bookingUrl: common.bookingUrl,
      seenAt: common.seenAt,
    })
  }
  return slots
}

/** Of one owner already. */
function sameKind(a: Shared, b: ReadSlot): boolean {
  return (
    a.place === b.place &&
    a.walkIn === b.walkIn &&
    a.reason === b.reason &&
    a.bookingUrl === b.bookingUrl &&
    a.seenAt === b.seenAt &&
    sameWords(a.kinds, b.kinds) &&
    sameWords(a.modes, b.modes) &&
    sameWords(a.communities, b.communities) &&
    sameWords(a.communityIds, b.communityIds) &&
    (a.specialities === b.specialities ||
      (a.specialities.length === b.specialities.length &&
        a.specialities.every(({ code, label }, i) => {
          const other = b.specialities[i]
          return other?.code === code && other.label === label
        })))
  )
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
