/**
 * The slots of an answer, read from its bytes. They come by the thousand and say the same things again and again: a kind,
 * a way of being seen, a speciality. Each of these parts is parsed once and found again by its text; what is a slot's own
 * (id, hours, schedule, page) is cut out. Much quicker than to parse each slot, and the same reading to the letter
 * (`slot-bytes.test.ts`): whatever is not a plain slot (an escape, a name given twice, an odd element) is left to
 * `JSON.parse` and the schemas.
 */
import { CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, OPEN_OBJECT, past, pastValue, QUOTE } from './json-bytes.ts'
import { parseJson } from './outcome.ts'
import { type Entry, entryOf } from './references.ts'
import type { SlotResource } from './schemas.ts'
import { usual } from './usual.ts'

export interface SlotReader {
  /** Reads the entry that begins at `at`, when it is a plain slot; null: to be parsed. `index`: of the entry. */
  read(at: number, index: number): Entry<'Slot'> | null
  /** Place after the entry that was last read. */
  end(): number
}

/** The elements that are parts shared by many slots. */
type Part = 'security' | 'serviceType' | 'specialty' | 'appointmentType'

/** Parts by their text, whatever the answer: what a text means does not depend on where it stands. */
const known = new Map<string, Map<string, unknown>>()
const KNOWN_AT_MOST = 1_024
/** Longer is nothing that many slots share. */
const LONGEST = 1_000

const NOTHING: never[] = []
const BACKSLASH = 0x5c
const SPACE = 0x20
const LAST_ASCII = 0x7e
/** Letters of an id that needs no care in an address. */
const PLAIN_ID = /^[A-Za-z0-9._-]{1,80}$/
const LONGEST_BASE = 1_800

/** Parts last met in this answer, compared byte by byte before any text is made. */
interface Recent {
  bytes: Uint8Array
  value: unknown
}
const RECENT = 12

interface Name {
  text: string
  /** With its quotes. */
  bytes: Uint8Array
  bit: number
}

/** Names that have a meaning, by their first letter. */
const NAMES: (Name[] | undefined)[] = []
for (const [n, text] of [
  'fullUrl',
  'resource',
  'resourceType',
  'id',
  'meta',
  'security',
  'serviceType',
  'specialty',
  'appointmentType',
  'schedule',
  'reference',
  'identifier',
  'status',
  'start',
  'end',
  'comment',
  'search',
  'profile',
].entries()) {
  const written = Buffer.from(`"${text}"`)
  const letter = written[1] as number
  NAMES[letter] = [...(NAMES[letter] ?? []), { text, bytes: written, bit: 1 << n }]
}

function nameAt(bytes: Buffer, at: number): Name | null {
  const candidates = NAMES[bytes[at + 1] ?? 0]
  if (candidates) for (const one of candidates) if (startsWith(bytes, at, one.bytes)) return one
  return null
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  const { length } = text
  if (at + length > bytes.length) return false
  for (let i = 0; i < length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

/** What the entry in hand is made of, as far as it has been read. */
interface Draft {
  fullUrl: string | undefined
  isSlot: boolean
  id: string | undefined
  security: unknown
  meta: boolean
  serviceType: unknown
  specialty: unknown
  appointmentType: unknown
  schedule: boolean
  reference: string | undefined
  status: string | undefined
  start: string | undefined
  end: string | undefined
  comment: string | undefined
}

export function slotReader(bytes: Buffer): SlotReader {
  let over = -1
  let base: string | null = null
  const references = lastOne(bytes)
  const comments = lastOne(bytes)
  let draft: Draft = newDraft()
  const recent: Record<string, Recent[]> = {}

  /** The text of a string of plain letters from `at` on; -1 in `after` when it is none. */
  let after = -1
  const plainEnd = (at: number): number => {
    if (bytes[at] !== QUOTE) return -1
    for (let i = at + 1; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === QUOTE) return i + 1
      // Not what it seems, or not one byte a letter.
      if (byte < SPACE || byte > LAST_ASCII || byte === BACKSLASH) return -1
    }
    return -1
  }
  const text = (at: number): string | undefined => {
    after = plainEnd(at)
    return after < 0 ? undefined : bytes.toString('latin1', at + 1, after - 1)
  }

  /** Walks an object: `take` gives the place after the value of a member, or -1. Answers the place after it, or -1. */
  const members = (at: number, take: (name: string, at: number) => number): number => {
    if (bytes[at] !== OPEN_OBJECT) return -1
    let i = past(bytes, at + 1)
    if (bytes[i] === CLOSE_OBJECT) return i + 1
    let seen = 0
    let others: string[] | null = null
    for (;;) {
      const name = nameAt(bytes, i)
      let end = i
      if (name) {
        // Of two of one name the last counts: rare enough to be left to the parser.
        if (seen & name.bit) return -1
        seen |= name.bit
        end += name.bytes.length
      } else {
        end = plainEnd(i)
        if (end < 0) return -1
        const other = bytes.toString('latin1', i + 1, end - 1)
        if (others?.includes(other)) return -1
        others = others ?? []
        others.push(other)
      }
      i = past(bytes, end)
      if (bytes[i] !== COLON) return -1
      i = take(name?.text ?? '', past(bytes, i + 1))
      if (i < 0) return -1
      i = past(bytes, i)
      if (bytes[i] === CLOSE_OBJECT) return i + 1
      if (bytes[i] !== COMMA) return -1
      i = past(bytes, i + 1)
    }
  }

  /** A part that is shared, or one that nobody reads and that must be JSON all the same; undefined when it is odd. */
  const part = (name: string, at: number, read: (raw: unknown) => unknown): unknown => {
    const last = recent[name] ?? []
    recent[name] = last
    for (let n = 0; n < last.length; n++) {
      const one = last[n] as Recent
      if (!startsWith(bytes, at, one.bytes)) continue
      last[n] = last[0] as Recent
      last[0] = one
      after = at + one.bytes.length
      return one.value
    }
    const value = newPart(name, at, read)
    const closed = bytes[after - 1] === CLOSE_OBJECT || bytes[after - 1] === CLOSE_LIST
    // What begins with a bracket ends with its own: nothing can follow that belongs to it.
    if (value !== undefined && closed && after - at <= LONGEST) {
      if (last.length === RECENT) last.pop()
      last.push({ bytes: Uint8Array.prototype.slice.call(bytes, at, after), value })
    }
    return value
  }
  const newPart = (name: string, at: number, read: (raw: unknown) => unknown): unknown => {
    after = pastValue(bytes, at)
    if (after < 0) return undefined
    const short = after - at <= LONGEST
    const key = bytes.toString('latin1', at, after)
    let parts = known.get(name)
    const before = short ? parts?.get(key) : undefined
    if (before !== undefined) return before
    const raw = parseJson(bytes.toString('utf8', at, after))
    const value = raw === undefined ? undefined : read(raw)
    if (value === undefined || !short) return value
    if (!parts || parts.size >= KNOWN_AT_MOST) {
      parts = new Map()
      known.set(name, parts)
    }
    parts.set(key, value)
    return value
  }
  const shared = (name: Part, at: number): unknown => part(name, at, raw => usualPart(name, raw))
  /** Place after a value that nobody reads. */
  const unread = (at: number): number => {
    const end = plainEnd(at)
    if (end >= 0) return end
    return part('', at, () => true) === undefined ? -1 : after
  }

  const takeMeta = (name: string, at: number): number => {
    if (name !== 'security') return unread(at)
    draft.security = shared('security', at)
    return draft.security === undefined ? -1 : after
  }
  const takeSchedule = (name: string, at: number): number => {
    if (name === 'identifier') return -1
    if (name !== 'reference') return unread(at)
    const end = plainEnd(at)
    if (end >= 0) draft.reference = references(at + 1, end - 1)
    return end
  }
  const takeResource = (name: string, at: number): number => {
    switch (name) {
      case 'resourceType':
        draft.isSlot = text(at) === 'Slot'
        return draft.isSlot ? after : -1
      case 'id':
      case 'status':
      case 'start':
      case 'end':
        draft[name] = text(at)
        return after
      case 'comment': {
        const end = plainEnd(at)
        if (end >= 0) draft.comment = comments(at + 1, end - 1)
        return end
      }
      case 'meta':
        draft.meta = true
        return members(at, takeMeta)
      case 'schedule':
        draft.schedule = true
        return members(at, takeSchedule)
      case 'serviceType':
      case 'specialty':
      case 'appointmentType':
        draft[name] = shared(name, at)
        return draft[name] === undefined ? -1 : after
      default:
        return unread(at)
    }
  }
  const takeEntry = (name: string, at: number): number => {
    if (name === 'resource') return members(at, takeResource)
    if (name !== 'fullUrl') return unread(at)
    draft.fullUrl = text(at)
    return after
  }

  return {
    read(at, index) {
      draft = newDraft()
      const end = members(at, takeEntry)
      if (end < 0 || !draft.isSlot) return null
      over = end
      const { fullUrl, id } = draft
      // In the order of the schemas, which comparisons of what was read go by.
      const resource = {
        resourceType: 'Slot',
        id,
        meta: draft.meta ? { security: draft.security ?? NOTHING } : undefined,
        serviceType: draft.serviceType ?? NOTHING,
        specialty: draft.specialty ?? NOTHING,
        appointmentType: draft.appointmentType,
        schedule: draft.schedule ? { reference: draft.reference, identifier: undefined } : undefined,
        status: draft.status,
        start: draft.start,
        end: draft.end,
        comment: draft.comment,
      } as SlotResource
      if (base !== null && id !== undefined && PLAIN_ID.test(id) && fullUrl === `${base}/Slot/${id}`) {
        const name = `Slot/${id}`
        return {
          type: 'Slot',
          resource,
          id,
          fullUrl,
          base,
          where: name,
          name,
          otherName: null,
          regular: true,
          shares: true,
        }
      }
      const entry = entryOf('Slot', resource, fullUrl, index)
      if (entry.regular && entry.base !== null && entry.base.length < LONGEST_BASE) base = entry.base
      entry.shares = true
      return entry
    },
    end: () => over,
  }
}

const newDraft = (): Draft => ({
  fullUrl: undefined,
  isSlot: false,
  id: undefined,
  security: undefined,
  meta: false,
  serviceType: undefined,
  specialty: undefined,
  appointmentType: undefined,
  schedule: false,
  reference: undefined,
  status: undefined,
  start: undefined,
  end: undefined,
  comment: undefined,
})

/** A part as it is read in a slot that is usual; undefined when it is odd. */
function usualPart(name: Part, raw: unknown): unknown {
  const inSlot = name === 'security' ? { meta: { security: raw } } : { [name]: raw }
  const slot = usual('Slot', { resourceType: 'Slot', ...inSlot }) as SlotResource | null
  return slot === null ? undefined : name === 'security' ? slot.meta?.security : slot[name]
}

/** The text between two places, made once while it stays the same: the slots of a schedule follow each other. */
function lastOne(bytes: Buffer): (from: number, to: number) => string {
  let at = 0
  let length = -1
  let text = ''
  return (from, to) => {
    let same = to - from === length
    for (let i = 0; same && i < length; i++) same = bytes[from + i] === bytes[at + i]
    if (same) return text
    at = from
    length = to - from
    text = bytes.toString('latin1', from, to)
    return text
  }
}
