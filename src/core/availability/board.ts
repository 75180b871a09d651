/** The rows of one ask: who was asked about, what has come for them, and from whom something is still expected. */
import type { Question, Slot, SlotPlace, Taking } from '../../shared/contract/availability.ts'
import type { PersonHit } from '../../shared/contract/directory.ts'
import type { Position } from '../../shared/contract/identifiers.ts'
import type { ReadSlot } from '../fhir/index.ts'
import type { Settings } from '../settings/index.ts'
import { seesThatAge } from './ages.ts'
import type { Candidate } from './coverage.ts'
import { whereIs } from './distance.ts'
import type { Establishment } from './establishment.ts'
import { offerIdOf, slotIdOf, slotKeyOf } from './identity.ts'
import type { SourcePort } from './ports.ts'
import { isOfNamed, type WhyNotShown, whyNotShown } from './window.ts'

/** A slot as it is kept: for the screen, and as the source gave it. */
export interface HeldSlot {
  slot: Slot
  read: ReadSlot
  source: SourcePort
  startMs: number
  kept: boolean
}

export interface Row {
  id: string
  idnps: string | null
  /** What to call them when neither directory nor source has a name. */
  label: string
  hit: PersonHit | null
  /** As the source names them, and their own phones. */
  said: { displayName: string; phones: string[] } | null
  slots: Map<string, HeldSlot>
  /** What is known of each source that was asked about them. */
  asked: Map<string, 'pending' | 'answered' | 'failed'>
  /** When each source last said something of them, or failed to, ms since the epoch. */
  heardAt: Map<string, number>
  /** `3` + SIRET of a point of consultation. */
  siret: string | null
  /** Establishments of the question that they are asked about for. */
  of: readonly Establishment[]
}

export interface Board {
  readonly rows: ReadonlyMap<string, Row>
  /** Adds or renews a slot. Null when shown; else why not. */
  put(read: ReadSlot, source: SourcePort): WhyNotShown | null
  /** Takes a slot away. False when it was not there. */
  remove(offerId: string, slotId: string): boolean
  /**
   * Takes away a slot that somebody has: answers that were under way meanwhile do not bring it back. `twins`: wherever else
   * it is held too, for nobody receives two patients at one time in one place.
   */
  withdraw(offerId: string, slotId: string, twins: boolean): boolean
  /** Notes what a source said of people. Unknown ids are not theirs to be noted on. */
  note(sourceId: string, idnps: readonly string[], state: 'pending' | 'answered' | 'failed'): void
  /** Notes that a source was asked about rows just now, whatever came of it. */
  heard(sourceId: string, offerIds: readonly string[]): void
  /** Takes away the slots that have begun, and the open doors that have closed. False when there were none. */
  expire(): boolean
  /** Slots held from one source, those that another shows in its place included. */
  slotsOf(sourceId: string): number
  /** Gives rows the directory's line, and places their slots again. */
  introduce(hits: ReadonlyMap<string, PersonHit>): void
  /** People on the board whom the directory was not asked about. */
  strangers(): string[]
  /** Counts every row as changed. */
  touch(): void
  /** Ids of the rows that changed since the last call. */
  changed(): Set<string>
}

export interface BoardOptions {
  question: Question
  ages: Settings['availability']['ages']
  candidates: readonly Candidate[]
  near: Position | null
  radiusKm: number | null
  /** Those asked for by name. */
  establishments?: readonly Establishment[]
  /** How the bookable slots of a source are taken. */
  takingOf: (source: SourcePort) => Taking
  now: () => number
}

const NONE: readonly Establishment[] = []

/** Longer than any answer may take: one that left its source before the slot went may still arrive. */
const WITHDRAWN_MS = 15_000

/** Sets the board with the candidates of the directory, each still without a slot. */
export function createBoard(options: BoardOptions): Board {
  const { question, near } = options
  const { ageBand = null } = question
  const rows = new Map<string, Row>()
  let dirty = new Set<string>()
  /** Slots just withdrawn, and until when they are not taken in again, ms since the epoch. */
  const withdrawn = new Map<string, number>()
  const asked = new Set(options.candidates.map(({ idnps }) => idnps))
  const names = new Map<string, string>()
  for (const one of [question.need, ...(question.also ?? [])])
    if (one.kind === 'person') names.set(one.idnps, one.label)
  for (const { idnps, hit, of = NONE } of options.candidates) {
    rows.set(idnps, { ...emptyRow(idnps, idnps, names.get(idnps) ?? idnps, hit), of })
  }

  const rowOf = (id: string, read: ReadSlot): Row => {
    const known = rows.get(id)
    const who = read.who.kind === 'person' ? read.who.person : read.who.point
    const name = read.who.kind === 'person' ? read.who.person.displayName : read.who.point.name
    const idnps = read.who.kind === 'person' ? read.who.person.idnps : null
    const row = known ?? emptyRow(id, idnps, name, null)
    if (read.who.kind === 'point') row.siret = read.who.point.siret
    row.said ??= { displayName: name, phones: who.phones }
    rows.set(id, row)
    return row
  }

  /** Slots of one schedule share their place: it is found once for each line of the directory that it may be measured by. */
  const known = new WeakMap<object, { hit: PersonHit | null; place: SlotPlace }>()
  const placed = (read: ReadSlot, hit: PersonHit | null): SlotPlace => {
    const before = read.place && known.get(read.place)
    if (before && before.hit === hit) return before.place
    const place = placeOf(read, hit, near)
    if (read.place) known.set(read.place, { hit, place })
    return place
  }

  return {
    rows,
    put(read, source) {
      const now = options.now()
      const rowId = offerIdOf(read)
      const place = placed(read, rows.get(rowId)?.hit ?? null)
      const { radiusKm, establishments = NONE } = options
      const around = { now, distanceKm: place.distanceKm, radiusKm, establishments }
      const why = whyNotShown(read, question, around)
      if (why) return why
      const sees = ageBand === null || seesThatAge(slotFor(read), question, options.ages)
      if (!sees && !isOfNamed(read, question, establishments)) return 'age'
      const id = slotIdOf(source.settings.id, read)
      if ((withdrawn.get(id) ?? 0) > now) return 'just-gone'
      const row = rowOf(rowId, read)
      const held = hold(id, read, source, place, options.takingOf(source))
      const before = row.slots.get(held.slot.id)
      row.slots.set(held.slot.id, before ? joined(before, held) : held)
      row.heardAt.set(source.settings.id, now)
      dirty.add(row.id)
      return null
    },
    remove(offerId, slotId) {
      const gone = rows.get(offerId)?.slots.delete(slotId) ?? false
      if (gone) dirty.add(offerId)
      return gone
    },
    withdraw(offerId, slotId, twins) {
      const slots = rows.get(offerId)?.slots
      const gone = slots?.get(slotId)
      const key = gone && slotKeyOf(gone.read)
      const same = twins && slots ? [...slots].filter(([, held]) => slotKeyOf(held.read) === key).map(([id]) => id) : []
      for (const id of new Set([slotId, ...same])) {
        withdrawn.set(id, options.now() + WITHDRAWN_MS)
        if (id !== slotId) slots?.delete(id)
      }
      return this.remove(offerId, slotId)
    },
    note(sourceId, idnps, state) {
      for (const id of idnps) {
        const row = rows.get(id)
        row?.asked.set(sourceId, state)
        if (state !== 'pending') row?.heardAt.set(sourceId, options.now())
        dirty.add(id)
      }
    },
    heard(sourceId, offerIds) {
      for (const id of offerIds) rows.get(id)?.heardAt.set(sourceId, options.now())
    },
    expire() {
      const now = options.now()
      let some = false
      for (const row of rows.values()) {
        for (const [id, { read }] of row.slots) {
          if ((read.walkIn ? read.endMs : read.startMs) >= now) continue
          row.slots.delete(id)
          dirty.add(row.id)
          some = true
        }
      }
      return some
    },
    slotsOf(sourceId) {
      let count = 0
      for (const row of rows.values())
        for (const held of row.slots.values()) if (held.source.settings.id === sourceId) count++
      return count
    },
    introduce(hits) {
      for (const [idnps, hit] of hits) {
        const row = rows.get(idnps)
        if (!row) continue
        row.hit = hit
        for (const [id, held] of row.slots) {
          const place = placed(held.read, hit)
          row.slots.set(id, { ...held, slot: { ...held.slot, place } })
        }
        dirty.add(idnps)
      }
    },
    strangers() {
      const found = [...rows.values()].filter(row => row.idnps !== null && row.hit === null && !asked.has(row.id))
      for (const row of found) asked.add(row.id)
      return found.map(row => row.id)
    },
    touch() {
      dirty = new Set(rows.keys())
    },
    changed() {
      const changes = dirty
      dirty = new Set()
      return changes
    },
  }
}

function emptyRow(id: string, idnps: string | null, label: string, hit: PersonHit | null): Row {
  return {
    id,
    idnps,
    label,
    hit,
    said: null,
    slots: new Map(),
    asked: new Map(),
    heardAt: new Map(),
    siret: null,
    of: NONE,
  }
}

/** A slot may be for an age by its own speciality, whoever gives it. */
const slotFor = (read: ReadSlot) => ({
  idnps: read.who.kind === 'person' ? read.who.person.idnps : null,
  specialities: read.specialities.map(({ code }) => code),
})

function hold(id: string, read: ReadSlot, source: SourcePort, place: SlotPlace, taking: Taking): HeldSlot {
  return {
    slot: {
      id,
      sourceId: source.settings.id,
      start: read.start,
      end: read.end,
      kinds: read.kinds,
      modes: read.modes,
      reason: read.reason,
      specialities: read.specialities,
      taking: read.walkIn ? 'walk-in' : taking,
      place,
      communities: read.communities,
      seenAt: read.seenAt,
    },
    read,
    source,
    startMs: read.startMs,
    kept: isKept(read.kinds),
  }
}

/** TRE_R314 and the guide: SNP and CPTS slots are kept for the SAS. */
export const isKept = (kinds: Slot['kinds']) => kinds.includes('SNP') || kinds.includes('CPTS')

/** One slot sent as several resources (one a community, in some agendas): the newest, with the kinds of all. */
function joined(before: HeldSlot, held: HeldSlot): HeldSlot {
  if (before.read.seenAt !== held.read.seenAt) return held
  const kinds = [...new Set([...before.slot.kinds, ...held.slot.kinds])]
  const communities = [...new Set([...before.slot.communities, ...held.slot.communities])]
  return { ...before, slot: { ...before.slot, kinds, communities }, kept: isKept(kinds) }
}

function placeOf(read: ReadSlot, hit: PersonHit | null, near: Position | null): SlotPlace {
  const { place } = read
  return {
    name: place?.name ?? null,
    address: place?.address ?? [],
    postalCode: place?.postalCode ?? null,
    city: place?.city ?? null,
    phones: place?.phones ?? [],
    ...whereIs(place, hit, near),
  }
}
