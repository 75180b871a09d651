/** What reading a search answer gives: slots with their owner and place resolved, and what was left aside. */
import type { Mode, SlotKind } from '../../shared/contract/availability.ts'
import type { Coded, Position } from '../../shared/contract/identifiers.ts'
import type { OutcomeIssue } from './outcome.ts'
import type { Aside } from './resources.ts'

export interface ReadPerson {
  /** Prefixed national identifier. */
  idnps: string
  family: string | null
  given: string | null
  /** «Élodie TESTARD»; the identifier when the source gives no name. */
  displayName: string
  /** E.164. */
  phones: string[]
}

/** A SOS Médecins consultation point. */
export interface ReadPoint {
  /** `3` + SIRET. */
  siret: string
  /** The source's own identifier of the place: one structure has several points. */
  location: string
  name: string
  phones: string[]
}

export interface ReadPlace {
  name: string | null
  address: string[]
  postalCode: string | null
  city: string | null
  phones: string[]
  position: Position | null
  /** IDNST of the structure, prefixed. */
  organization: string | null
}

export interface ReadSlot {
  /** `Slot/123`, to book with; null when the source gives it no name. */
  reference: string | null
  /** ISO, milliseconds, offset of the place. */
  start: string
  end: string
  startMs: number
  endMs: number
  kinds: SlotKind[]
  modes: Mode[]
  reason: string | null
  specialities: Coded[]
  /** WALKIN: nothing to book. */
  walkIn: boolean
  who: { kind: 'person'; person: ReadPerson } | { kind: 'point'; point: ReadPoint }
  /** Null only for a slot that is not at the practice (remote, at home). */
  place: ReadPlace | null
  /** Names of the CPTS that share it. */
  communities: string[]
  /** Their national identifiers (`1`+FINESS), as far as they say one. */
  communityIds: string[]
  /** http(s) only. */
  bookingUrl: string | null
  /** ISO. */
  seenAt: string
}

export interface ReadBundle {
  slots: ReadSlot[]
  people: ReadPerson[]
  points: ReadPoint[]
  leftAside: Aside[]
  issues: OutcomeIssue[]
  total: number | null
}
