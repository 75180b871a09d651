/**
 * Slots that are written alike. A server writes all the slots of an answer with the same hand: from one to the next only
 * the name, the hours, the schedule and the page differ. Once one has been parsed, the others are compared with it byte by
 * byte, and what differs is cut out: several times quicker than to parse them, and the same reading to the letter
 * (`alike.test.ts`), since two texts that differ only by what stands between the quotes of a string are parsed alike.
 */
import { pastValue, QUOTE, type Spot, stringsOf } from './json-bytes.ts'
import { type Entry, entryOf } from './references.ts'
import type { SlotResource } from './schemas.ts'

/** What may differ. `tail`: the address is that of the one before, but for the id at its end. `unread`: nobody reads it. */
type Hole = 'tail' | 'address' | 'id' | 'start' | 'end' | 'schedule' | 'comment' | 'unread'

/** How one slot is written. */
interface Writing {
  /** The text before each hole and after the last one. */
  fixed: Uint8Array[]
  holes: Hole[]
  /** Of each hole, its place among them; -1 without it. */
  nth: Record<Exclude<Hole, 'unread'>, number>
  /** The slot it was learnt from. */
  entry: Entry<'Slot'>
}

/** Hands known at once: modes, kinds and reasons make a few. */
const HANDS = 24
/** An answer whose slots are mostly not written alike is parsed. */
const MISSES = 100

const BACKSLASH = 0x5c
const LAST_ASCII = 0x7e
const SPACE = 0x20
/** Letters of an id that needs no care in an address. */
const PLAIN_ID = /^[A-Za-z0-9._-]{1,80}$/
const LONGEST_BASE = 1_800

const NAMED = new Map<string, Hole>([
  ['\nfullUrl', 'address'],
  ['\nresource\nid', 'id'],
  ['\nresource\nstart', 'start'],
  ['\nresource\nend', 'end'],
  ['\nresource\nschedule\nreference', 'schedule'],
  ['\nresource\ncomment', 'comment'],
])
/** What is read of an entry (`schemas.ts`): it is fixed, unless it is one of the above. */
const READ =
  /^\n(fullUrl|resource(\n(resourceType|id|serviceType|specialty|appointmentType|status|start|end|comment)(\n|$)|\nmeta\nsecurity(\n|$)|\nmeta$|\nschedule\n(reference|identifier)(\n|$)|\nschedule$|$))/

export interface Hands {
  /** The slot whose entry begins at `at`, when it is written as one before; null: to be parsed. `index`: of the entry. */
  read(at: number, index: number): Entry<'Slot'> | null
  /** Place after the entry that was last read. */
  end(): number
  /** Learns from a slot that was parsed. `to`: place after its entry. */
  learn(from: number, to: number, entry: Entry<'Slot'>): void
}

/** Knows the hands of one answer. */
export function handsOf(bytes: Buffer): Hands {
  /** The one that wrote the last slot first. */
  const hands: Writing[] = []
  const spots = new Uint32Array(64)
  const schedules = lastOne(bytes)
  const comments = lastOne(bytes)
  let over = -1
  let hits = 0
  let misses = 0

  const text = (nth: number): string => bytes.toString('latin1', spots[2 * nth], spots[2 * nth + 1])
  const same = (a: number, b: number): boolean => {
    const from = spots[2 * a] as number
    const other = spots[2 * b] as number
    const length = (spots[2 * a + 1] as number) - from
    if (length !== (spots[2 * b + 1] as number) - other) return false
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[other + i]) return false
    return true
  }

  const slotBy = ({ nth, entry }: Writing, index: number): Entry<'Slot'> | null => {
    const { resource: like } = entry
    const id = nth.id < 0 ? like.id : text(nth.id)
    if (nth.tail >= 0 && (id === undefined || !PLAIN_ID.test(id) || !same(nth.id, nth.tail))) return null
    // In the order of the schemas, which comparisons of what was read go by.
    const resource: SlotResource = {
      resourceType: 'Slot',
      id,
      meta: like.meta,
      serviceType: like.serviceType,
      specialty: like.specialty,
      appointmentType: like.appointmentType,
      schedule:
        nth.schedule < 0
          ? like.schedule
          : {
              reference: schedules(spots[2 * nth.schedule] as number, spots[2 * nth.schedule + 1] as number),
              identifier: like.schedule?.identifier,
            },
      status: like.status,
      start: nth.start < 0 ? like.start : text(nth.start),
      end: nth.end < 0 ? like.end : text(nth.end),
      comment:
        nth.comment < 0
          ? like.comment
          : comments(spots[2 * nth.comment] as number, spots[2 * nth.comment + 1] as number),
    }
    if (nth.tail < 0) {
      const own = entryOf('Slot', resource, nth.address < 0 ? (entry.fullUrl ?? undefined) : text(nth.address), index)
      own.like = like
      return own
    }
    const name = `Slot/${id}`
    return {
      type: 'Slot',
      resource,
      id: id as string,
      fullUrl: `${entry.base}/${name}`,
      base: entry.base,
      where: name,
      name,
      otherName: null,
      regular: true,
      like,
    }
  }

  return {
    read(at, index) {
      if (misses > MISSES && misses > hits) return null
      for (let n = 0; n < hands.length; n++) {
        const hand = hands[n] as Writing
        const end = follow(bytes, at, hand, spots)
        const slot = end < 0 ? null : slotBy(hand, index)
        if (!slot) continue
        hands[n] = hands[0] as Writing
        hands[0] = hand
        hits++
        over = end
        return slot
      }
      return null
    },
    end: () => over,
    learn(from, to, entry) {
      misses++
      if (hands.length === HANDS || (misses > MISSES && misses > hits)) return
      const hand = writingOf(bytes, from, to, entry)
      if (!hand) return
      entry.like = entry.resource
      hands.unshift(hand)
    },
  }
}

/** Where the entry at `at` ends when it is written by that hand, its holes noted in `spots`; -1 when it is not. */
function follow(bytes: Buffer, at: number, { fixed, holes }: Writing, spots: Uint32Array): number {
  let i = at
  for (let n = 0; n < fixed.length; n++) {
    const piece = fixed[n] as Uint8Array
    const { length } = piece
    if (i + length > bytes.length) return -1
    for (let k = 0; k < length; k++) if (bytes[i + k] !== piece[k]) return -1
    i += length
    if (n === holes.length) return i
    spots[2 * n] = i
    for (; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === QUOTE) break
      // Not what it seems, or not one byte a letter.
      if (byte < SPACE || byte > LAST_ASCII || byte === BACKSLASH) return -1
    }
    spots[2 * n + 1] = i
  }
  return -1
}

/** What is learnt from the bytes of an entry and what was read of it; null when it is no good pattern. */
function writingOf(bytes: Buffer, from: number, to: number, entry: Entry<'Slot'>): Writing | null {
  const strings = stringsOf(bytes, from)
  if (!strings || pastValue(bytes, from) !== to) return null
  const fixed: Uint8Array[] = []
  const holes: Hole[] = []
  const nth: Writing['nth'] = { tail: -1, address: -1, id: -1, start: -1, end: -1, schedule: -1, comment: -1 }
  let before = from
  for (const spot of strings) {
    const hole = holeAt(spot, entry)
    if (hole === null) continue
    const start = hole === 'tail' ? spot.to - (entry.id as string).length : spot.from
    fixed.push(Uint8Array.prototype.slice.call(bytes, before, start))
    if (hole !== 'unread') nth[hole] = holes.length
    holes.push(hole)
    before = spot.to
    if (holes.length > 30) return null
  }
  fixed.push(Uint8Array.prototype.slice.call(bytes, before, to))
  // An id that is not where the address takes it from.
  if (nth.tail >= 0 && nth.id < 0) return null
  return { fixed, holes, nth, entry }
}

function holeAt({ path, from, to }: Spot, entry: Entry<'Slot'>): Hole | null {
  const named = NAMED.get(path)
  if (named !== 'address') return named ?? (READ.test(path) ? null : 'unread')
  const { id, base, fullUrl, otherName } = entry
  const regular =
    id !== null &&
    base !== null &&
    otherName === null &&
    base.length < LONGEST_BASE &&
    PLAIN_ID.test(id) &&
    fullUrl === `${base}/Slot/${id}` &&
    // As written: nothing of it was trimmed.
    to - from === fullUrl.length
  return regular ? 'tail' : 'address'
}

/** The text of a hole, made once while it stays the same: the slots of a schedule follow each other. */
function lastOne(bytes: Buffer): (from: number, to: number) => string {
  let at = 0
  let length = -1
  let text = ''
  return (from, to) => {
    let known = to - from === length
    for (let i = 0; known && i < length; i++) known = bytes[from + i] === bytes[at + i]
    if (known) return text
    at = from
    length = to - from
    text = bytes.toString('latin1', from, to)
    return text
  }
}
