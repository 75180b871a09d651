/**
 * What is handed to the LRM of a booking: the national message RS-SAS-RDV (the LRM already reads it from the platform),
 * and around it what that message has no room for: the number of the medical file, and how sure we are.
 */
import type { Slot } from '../../shared/contract/availability.ts'
import { CATEGORY_CODES, type Establishment, type Orientation } from '../../shared/contract/orientation.ts'
import type { Operator } from '../../shared/contract/session.ts'

export interface Handed {
  orientation: Orientation
  drm: string
  operator: Pick<Operator, 'idnps' | 'displayName'>
  /** RS-SAS-RDV demands an e-mail of the regulator; the card has none, the site gives one. */
  email: string
  /** Our words on what is known; the LRM shows them as they are. */
  text: string
  /** 1 for the first word on this orientation, then 2, 3… */
  revision: number
  sentAt: number
}

/** The file or request body, as JSON text. Everything is in it each time: a later one replaces an earlier one. */
export function handOverMessage(handed: Handed): string {
  const { orientation, drm, text, revision } = handed
  return JSON.stringify({
    format: 'relais-remise/1',
    id: orientation.id,
    revision,
    sentAt: instant(new Date(handed.sentAt).toISOString()),
    drm: drm === '' ? null : drm,
    status: orientation.status,
    taking: orientation.taking,
    simulated: orientation.simulated,
    text,
    outcome: orientation.outcome ?? null,
    establishment: orientation.establishment ? establishmentOf(orientation.establishment) : null,
    categoryCode: orientation.category ? CATEGORY_CODES[orientation.category] : null,
    // A walk-in or an outcome without a slot is no appointment: there is none to write.
    appointment: orientation.slot && orientation.taking !== 'walk-in' ? appointmentOf(handed, orientation.slot) : null,
  })
}

/** Where an outcome sends the caller. `id`: as RS-SAS-RDV writes an organisation, 1 + FINESS. */
const establishmentOf = ({ finess, name, code, city, phones, onDuty }: Establishment) => ({
  id: finess === null ? null : `1${finess}`,
  name,
  code: code?.code ?? null,
  kind: code?.label ?? null,
  city,
  phone: phones[0] ?? null,
  onDuty,
})

function appointmentOf({ orientation, operator, email, revision }: Handed, slot: Slot) {
  const { practitioner } = orientation
  const regulator = nameParts(operator.displayName)
  const person = nameParts(practitioner.displayName)
  const rpps = practitioner.idnps !== null && /^81\d{10}$/.test(practitioner.idnps) ? practitioner.idnps : null
  return {
    appointmentId: orientation.appointmentId ?? orientation.id,
    method: revision === 1 ? 'CreateAppointment' : 'UpdateAppointment',
    created: instant(orientation.createdAt),
    start: instant(slot.start),
    end: instant(slot.end),
    status: STATUS[orientation.status] ?? 'pending',
    ...(orientation.category ? { orientationCategory: orientation.category } : {}),
    ...(rpps && person.last !== ''
      ? { practitioner: { rppsId: rpps, lastName: person.last, firstName: person.first } }
      : {}),
    regulator: {
      regulatorId: operator.idnps,
      regulatorName: regulator.last,
      regulatorFirstname: regulator.first,
      regulatorEmail: email,
    },
  }
}

/** Only what the source itself confirmed is «booked»; an operator's word alone is «pending». */
const STATUS: Partial<Record<Orientation['status'], string>> = {
  confirmed: 'booked',
  honoured: 'fulfilled',
  missed: 'noshow',
  cancelled: 'cancelled',
}

/** `2026-11-22T16:40:00+01:00`: the message takes neither `Z` nor milliseconds. */
const instant = (iso: string): string => iso.replace(/\.\d+/, '').replace(/Z$/, '+00:00')

/** «Dr Élodie TESTARD-FICTIF» → Élodie, TESTARD-FICTIF. Family names are in capitals in the register and on cards. */
export function nameParts(displayName: string): { first: string; last: string } {
  const words = displayName.split(/\s+/).filter(word => word !== '' && !/^(dr|pr|m|mme)\.?$/i.test(word))
  const family = words.filter(word => word === word.toLocaleUpperCase('fr') && /\p{L}{2}/u.test(word))
  if (family.length > 0)
    return { first: words.filter(word => !family.includes(word)).join(' '), last: family.join(' ') }
  return { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '' }
}
