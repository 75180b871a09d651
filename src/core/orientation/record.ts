/**
 * What is kept of an orientation: what the contract shows, and what is needed to go on after a restart. Nothing of the
 * caller: the person, the address, the call-back number and the DRM number never come into this room.
 */
import { createHash } from 'node:crypto'
import type { Slot } from '../../shared/contract/availability.ts'
import type { Category, Change, Establishment, Orientation, OutcomeKind } from '../../shared/contract/orientation.ts'
import type { ChangeCourse, Course } from './machine.ts'

export interface OrientationRecord extends Omit<Orientation, keyof Course | 'createdAt' | 'updatedAt' | Kept>, Course {
  /** Milliseconds since the epoch. */
  createdAt: number
  updatedAt: number
  /** Fingerprint of the caller's need: two intents for one need are recognised, the need is not. */
  needHash: string
  /** The request exactly as it is sent; null when nothing is sent. */
  body: string | null
  /** The vendor's page, checked. */
  link: string | null
  /** When it left the desk (request sent, page first opened), milliseconds since the epoch. */
  openedAt: number | null
  /** `3`+SIRET of the structure whose slot it is, when no person is. */
  structure: string | null
  outcome: OutcomeKind | null
  establishment: Establishment | null
  category: Category | null
  override: NonNullable<Orientation['override']> | null
  movedFrom: string | null
  passedOn: NonNullable<Orientation['passedOn']> | null
}

/** What the contract leaves out when there is none, and a record says with null. */
type Kept = 'outcome' | 'establishment' | 'category' | 'override' | 'movedFrom' | 'passedOn'

/** What a record says of itself when nothing more is to be said. */
export const NOTHING_MORE = {
  structure: null,
  outcome: null,
  establishment: null,
  category: null,
  override: null,
  movedFrom: null,
  passedOn: null,
} as const

const instant = (ms: number): string => new Date(ms).toISOString()

/** The contract's view of a record. */
export function orientationOf(record: OrientationRecord): Orientation {
  return {
    id: record.id,
    status: record.status,
    taking: record.taking,
    createdAt: instant(record.createdAt),
    updatedAt: instant(record.updatedAt),
    sourceId: record.sourceId,
    sourceLabel: record.sourceLabel,
    simulated: record.simulated,
    slot: record.slot,
    practitioner: whoOf(record),
    operator: record.operator,
    appointmentId: record.appointmentId,
    problem: record.problem,
    readBacks: record.readBacks,
    ...(record.outcome === null ? {} : { outcome: record.outcome }),
    ...(record.establishment === null ? {} : { establishment: record.establishment }),
    ...(record.category === null ? {} : { category: record.category }),
    ...(record.override === null ? {} : { override: record.override }),
    ...(record.change === null ? {} : { change: changeOf(record.change) }),
    ...(record.movedFrom === null ? {} : { movedFrom: record.movedFrom }),
    ...(record.passedOn === null ? {} : { passedOn: record.passedOn }),
  }
}

/** Nobody's name stands on an outcome until an establishment does. */
const whoOf = ({ practitioner, establishment }: OrientationRecord): Orientation['practitioner'] =>
  establishment === null
    ? practitioner
    : { idnps: null, displayName: establishment.name, phones: establishment.phones.slice(0, 5) }

const changeOf = ({ kind, state, at, to, why }: ChangeCourse): Change => ({ kind, state, at, to, why })

/** The key is the screen's own text: only its fingerprint is kept, whatever was put into it. */
export const needHashOf = (needKey: string): string => createHash('sha256').update(needKey).digest('hex').slice(0, 32)

/** A slot without what depends on the caller: distances from several practices would tell where they are. */
export function withoutCaller(slot: Slot): Slot {
  return { ...slot, place: { ...slot.place, distanceKm: null } }
}

/** Source's words as they may be kept and shown: one line, no control characters, 200 characters. */
export function trimmed(words: string | null): string | null {
  const line = (words ?? '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
  return line === '' ? null : line
}
