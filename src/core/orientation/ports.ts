/**
 * What taking an offer needs from the other rooms, in this room's own words. The composition root adapts
 * `core/fhir`, `core/availability` and `core/session` to them.
 */
import type { Offer, Slot } from '../../shared/contract/availability.ts'
import type { CallResult } from '../../shared/contract/index.ts'
import type { Category } from '../../shared/contract/orientation.ts'
import type { Operator } from '../../shared/contract/session.ts'
import type { PhoneAnswer } from './call-list.ts'
import type { Other } from './machine.ts'

/** What a booking by API says. Times carry the place's own offset. No patient: the profile has none. */
export interface AppointmentDraft {
  /** The intent's UUID: what the appointment is read back by, whatever happens to the answer. */
  identifier: string
  start: string
  end: string
  created: string
  /** IDNPS; null when the slot is a structure's. */
  practitioner: string | null
  /** IDNPS of the person at the desk. */
  operator: string
  /** The source's own reference of the slot (`Slot/…`), when it gave one. */
  slotReference: string | null
  /** A request that a community has still to accept. */
  request?: boolean
}

/** What became of the one POST of an intent, in the terms of `core/fhir`. Each kind is certain, except where it says. */
export type CreateAnswer =
  /** 201. `appointmentId`: what the source knows it by; `status`: the FHIR one; `holds`: what it booked, when it says it. */
  | { kind: 'created'; appointmentId: string | null; status: string | null; holds?: Holds | null; other?: Other }
  /** 409, 412: somebody else has the slot. */
  | { kind: 'taken'; detail: string | null }
  /** 409 about the identifier: the source already holds this very intent. */
  | { kind: 'duplicate'; detail: string | null }
  /** Other 4xx; `detail` in the source's words. */
  | { kind: 'refused'; detail: string | null }
  /** 401, 403. */
  | { kind: 'unauthorised'; detail: string | null }
  /** 429 is certain. A 503, or nobody knows which, is not: some gateways say 503 of a link lost after the act. */
  | { kind: 'busy'; status?: number; detail: string | null }
  /** Time-out, broken link, 5xx, unreadable answer: the source may have acted. */
  | { kind: 'unknown'; code: string }
  /** Certain that no byte reached the source. */
  | { kind: 'not-sent'; code: string }

/** What a source holds under our identifier. */
export interface Holds {
  start: string | null
  end: string | null
  operator: string | null
}

/** What became of the one conditional PUT of a change. */
export type ChangeAnswer =
  | { kind: 'done' }
  /** 412: somebody else changed it since it was read. */
  | { kind: 'elsewhere' }
  /** 409: the new slot is another's. */
  | { kind: 'taken' }
  | { kind: 'refused'; detail: string | null }
  | { kind: 'unknown'; code: string }
  | { kind: 'not-sent'; code: string }

/** An appointment read to be changed: written back as it was but for the change, on condition of its version. */
export type ToChange =
  | { kind: 'found'; appointmentId: string; status: string; holds: Holds; resource: unknown; version: string | null }
  | { kind: 'absent' }
  | { kind: 'failed'; code: string }

export type ReadAnswer =
  | { kind: 'found'; appointmentId: string; status: string; holds?: Holds | null }
  /** A well-formed answer that holds nothing. An error, even a 404 page of a proxy, is `failed`. */
  | { kind: 'absent' }
  | { kind: 'failed'; code: string }

/** An appointment as the platform tells it, with what is needed to know whose it is. */
export interface KnownAppointment {
  appointmentId: string
  /** Business identifiers; a booking by API carries our intent's UUID in one of them. */
  identifiers: { value: string }[]
  start: string | null
  /** Null when the vendor did not say. */
  created: string | null
  /** IDNPS (or technical UUID) of the operator extension; null when absent. */
  operator: string | null
  status: string
}

export type FindAnswer =
  | { kind: 'appointments'; appointments: KnownAppointment[] }
  /** The platform does not answer such a search: only the operator's word can come. */
  | { kind: 'unsupported' }
  | { kind: 'failed'; code: string }

/** Appointments of one source: `{ appointmentText, ...fhirClient }`. Never throws, never sends twice by itself. */
export interface AppointmentPort {
  /** Writes the body of the request; these very characters are kept on disk, then sent. */
  appointmentText(draft: AppointmentDraft): string
  createAppointment(body: string, options: { timeoutMs: number }): Promise<CreateAnswer>
  readAppointmentByIdentifier(intentId: string): Promise<ReadAnswer>
  /**
   * Appointments of a professional, or of a structure by `3`+SIRET, from a day on, `YYYY-MM-DD`, on whichever server hears
   * the vendors' word.
   */
  findAppointments(wanted: Actor & { date: string }): Promise<FindAnswer>
  readToChange(intentId: string): Promise<ToChange>
  /** Sends the change once, on condition of the version read; `to` null cancels. */
  changeAppointment(wanted: {
    intentId: string
    resource: unknown
    version: string | null
    to: { start: string; end: string; slotReference: string | null } | null
  }): Promise<ChangeAnswer>
}

/** Whose appointments are looked for. */
export type Actor = { idnps: string } | { structure: string }

/** One configured source. */
export interface OrientationSource {
  label: string
  simulated: boolean
  /** Hosts of the vendor's pages, as the settings name them. */
  vendorHosts: readonly string[]
  /** FHIR base of the source: its host stands in for an empty `vendorHosts`. */
  url: string
  /** «Catégorie d'orientation» of what this source gives. */
  category?: Category
  appointments: AppointmentPort
}

/** A slot that is on somebody's screen. */
export interface FoundSlot {
  offer: Pick<Offer, 'idnps' | 'displayName' | 'phones'>
  slot: Slot
  /** `Slot.comment` as the source wrote it. */
  bookingUrl: string | null
  /** `Slot/…` of the source. */
  slotReference: string | null
  /** `3`+SIRET of a structure without a person. */
  structure?: string | null
}

export interface OffersPort {
  find(askId: string, offerId: string, slotId: string): FoundSlot | null
  /** Asks the source again for this very slot. After `free`, `find` gives it as the source has just named it. */
  recheck(found: FoundSlot): Promise<'free' | 'gone' | 'unknown'>
  /** Takes a slot off the lists: it is booked, by us or by another. */
  markGone?(found: FoundSlot): void
  /** The clinical limit of an ask, and who was found for it; null when the ask is gone. */
  ask?(askId: string): { limit: string | null; offers: readonly Offer[] } | null
}

/** The directory's establishments of a kind, nearest first: `directory.structures`. */
export type EstablishmentsPort = (wanted: {
  code: string
  near: string | null
  radiusKm: number
  limit: number
}) => Promise<CallResult<'directory.structures'>>

/** What the other desks of the site heard by phone, and a word on what was heard here. */
export interface SiteAnswersPort {
  /** Since an instant, ms. */
  answers(since: number): (PhoneAnswer & { desk: string })[]
  phoned(answer: PhoneAnswer): void
}

export interface OperatorPort {
  operator(): Operator | null
}

/** A doctor's word given for one act, used once: their IDNPS, or null when it is not good for that. */
export type ApprovalsPort = (approvalId: string, purpose: string) => string | null

/** Delays of this room. `elapsed` never goes back, whatever the desk's clock does. */
export interface Timers {
  /** Runs once after `ms`; the returned function forgets it. */
  after(ms: number, run: () => void): () => void
  /** Milliseconds since an arbitrary moment. */
  elapsed(): number
}

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  elapsed: () => performance.now(),
}
