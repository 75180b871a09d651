/** What is known of an orientation, in English. "Booked" begins one sentence only: that of a confirmed booking. */
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Words } from './words.ts'
import { fullDate, placeTime } from './words-time.ts'

export const EN: Words = {
  simulated: 'SIMULATION: practice source, no real appointment.',
  phone: 'Tel.',
  modes: { AMB: 'at the practice', VR: 'remote consultation', HH: 'home visit' },
  kinds: { PUBLIC: 'public slot', PRO: 'professional slot', SNP: 'SAS slot', CPTS: 'CPTS slot' },
  reason: text => `Reason of the slot: ${text}`,
  hours: text => `Hours: ${text}`,
  source: label => `Source: ${label}`,
  reference: id => `Reference: ${id}`,
  when(slot) {
    const day = fullDate(slot.start, 'en')
    const zone = placeTime(slot.start, 'en')
    if (slot.taking !== 'walk-in') return `${day} at ${slot.start.slice(11, 16)}${zone}`
    return `${day}, walk-in from ${slot.start.slice(11, 16)} to ${slot.end.slice(11, 16)}${zone}`
  },
  verdict(orientation) {
    const { change, movedFrom, status } = orientation
    const asked = change && change.state !== 'refused' ? CHANGING[change.kind] : null
    const moved =
      movedFrom !== undefined && status === 'confirmed' ? `Time changed, was ${movedFrom.slice(11, 16)}.` : null
    return [verdict(orientation), asked, moved].filter(words => words !== null).join(' ')
  },
}

const CHANGING = {
  cancel: 'Cancellation asked for: answer awaited, still booked until it comes.',
  move: 'Change of time asked for: answer awaited.',
}

function verdict(orientation: Orientation): string {
  const { status, problem, sourceLabel, taking } = orientation
  switch (status) {
    case 'intended':
      return 'Request recorded, not sent yet: not booked at this moment.'
    case 'sent':
      return 'Request sent, answer awaited: not certain to be booked.'
    case 'confirmed':
      return confirmed(orientation)
    case 'pending':
      return `Request received by ${sourceLabel}, not accepted yet: not booked at this moment.`
    case 'honoured':
      return `Appointment kept, by ${sourceLabel}'s word.`
    case 'missed':
      return `Appointment not kept: the patient did not come, by ${sourceLabel}'s word.`
    case 'taken':
      return 'Not booked: the slot was taken by somebody else.'
    case 'refused':
      return `Not booked: ${refusal(problem, sourceLabel)}.`
    case 'unknown':
      return 'Outcome unknown: being checked, do not book again for this need.'
    case 'waiting':
      return `Agenda opened at ${sourceLabel}: appointment not confirmed at this moment.`
    case 'expired':
      return `Agenda opened, no appointment received from ${sourceLabel}: not confirmed.`
    case 'declared':
      return declared(orientation)
    case 'cancelled':
      return cancelled(taking, problem, sourceLabel)
  }
}

function confirmed({ problem, sourceLabel }: Orientation): string {
  const words = `Booked: appointment confirmed by ${sourceLabel}`
  if (problem?.kind === 'other-time') return `${words}, at another time than asked.`
  if (problem?.kind === 'other-operator') return `${words}, in another operator's name.`
  return `${words}.`
}

const OUTCOMES: Record<NonNullable<Orientation['outcome']>, string> = {
  emergency: 'Referred to an emergency department',
  smur: 'SMUR asked for',
  pharmacy: 'Referred to a pharmacy on duty',
  advice: 'Medical advice given, without appointment',
  declined: 'Offers refused by the caller, without appointment',
  nothing: 'Searched, no offer found',
}

function declared({ taking, outcome, establishment, sourceLabel, practitioner }: Orientation): string {
  switch (taking) {
    case 'walk-in':
      return 'Referred without appointment: come within the hours given.'
    case 'phone':
      return `Agreed by phone: ${practitioner.displayName} expects the patient, by the operator's word.`
    case 'outcome':
      if (outcome === 'pharmacy' && establishment && !establishment.onDuty)
        return "Referred to a pharmacy, on duty by the operator's word."
      return `${OUTCOMES[outcome ?? 'nothing']}.`
    default:
      return `Appointment made at ${sourceLabel} by the operator's word: no confirmation received.`
  }
}

function refusal(problem: Orientation['problem'], label: string): string {
  switch (problem?.kind) {
    case 'never-arrived':
      return `checked, no appointment is recorded at ${label}`
    case 'never-sent':
    case 'disk-failed':
      return 'the request did not leave this desk'
    case 'not-sent':
      return `${label} could not be reached, nothing was sent`
    case 'unauthorised':
      return `${label} does not authorise this desk`
    case 'busy':
      return `${label} was overloaded and did not treat the request`
    default:
      return problem?.detail ? `refused by ${label} ("${problem.detail}")` : `refused by ${label}`
  }
}

function cancelled(taking: Orientation['taking'], problem: Orientation['problem'], label: string): string {
  if (problem?.kind === 'cancelled-by-us')
    return `Appointment cancelled at the regulator's request, confirmed by ${label}.`
  if (problem?.kind === 'cancelled-by-source') {
    return taking === 'marketplace'
      ? `Request not accepted, by ${label}'s word: no appointment.`
      : `Appointment cancelled, by ${label}'s word.`
  }
  if (taking === 'vendor-page') return `No appointment made at ${label}, by the operator's word.`
  return 'Referral dropped by the operator.'
}
