/**
 * The text to paste into the LRM: exactly what is known of an orientation, and no more. «Réservé» appears only for a
 * 201 or the vendor's own word. No patient, no DRM number: the operator pastes it into the right file.
 *
 * Only characters of Windows-1252 are used in our own words (no-break space, never the narrow one): LRM fields exist
 * that show anything else as «?».
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Mode, SlotKind, Taking } from '../../shared/contract/availability.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import { fillTemplate } from '../settings/index.ts'
import { fullDate, placeTime } from './words-time.ts'

export type Language = 'fr' | 'en'

const NB = '\u00a0'

/**
 * Lines separated by CR LF, as Windows' clipboard wants them. With the site's template when it has one; that a source is
 * simulated is said all the same.
 */
export function handOverText(orientation: Orientation, language: Language, template?: string): string {
  const { slot, practitioner } = orientation
  const say = language === 'fr' ? FR : EN
  const phones = [...slot.place.phones, ...practitioner.phones]
  const simulated = orientation.simulated ? say.simulated : null
  const how = [...slot.modes.map(mode => say.modes[mode]), ...slot.kinds.map(kind => say.kinds[kind])].join(', ')
  if (template !== undefined) {
    const own = fillTemplate(template, {
      statut: say.verdict(orientation),
      professionnel: practitioner.displayName,
      quand: say.when(orientation),
      lieu: placeLine(slot.place),
      telephone: phones[0] === undefined ? null : phoneWords(phones[0]),
      modalites: how,
      motif: slot.reason,
      source: orientation.sourceLabel,
      reference: orientation.appointmentId,
    })
    return [...(simulated === null ? [] : [simulated]), ...own].join('\r\n')
  }
  const lines = [
    simulated,
    say.verdict(orientation),
    practitioner.displayName,
    say.when(orientation),
    placeLine(slot.place),
    phoneLine(phones, say.phone),
    how,
    slot.reason === null ? null : say.reason(slot.reason),
    say.source(orientation.sourceLabel),
    orientation.appointmentId === null ? null : say.reference(orientation.appointmentId),
  ]
  return lines.filter(line => line !== null && line !== '').join('\r\n')
}

function placeLine(place: Orientation['slot']['place']): string {
  const city = [place.postalCode, place.city].filter(part => part !== null).join(' ')
  return [place.name, ...place.address, city].filter(part => part !== null && part !== '').join(', ')
}

function phoneLine(phones: readonly string[], word: string): string | null {
  const [phone] = phones
  return phone === undefined ? null : `${word} ${phoneWords(phone)}`
}

/** `+33247000001` → `02 47 00 00 01`, with no-break spaces; a number of another country keeps its prefix. */
function phoneWords(phone: string): string {
  const parsed = parsePhoneNumberFromString(phone)
  if (!parsed) return phone
  const french = FRENCH_PREFIXES.has(parsed.countryCallingCode)
  return (french ? parsed.formatNational() : parsed.formatInternational()).replaceAll(' ', NB)
}

/** Metropolitan France and the overseas départements: all are dialled by the national number. */
const FRENCH_PREFIXES = new Set(['33', '262', '590', '594', '596'])

interface Words {
  simulated: string
  phone: string
  modes: { [M in Mode]: string }
  kinds: { [K in SlotKind]: string }
  reason(text: string): string
  source(label: string): string
  reference(id: string): string
  when(orientation: Orientation): string
  verdict(orientation: Orientation): string
}

/** How each way of taking says each status; `null`: the status does not exist for it. */
const FR: Words = {
  simulated: `SIMULATION${NB}: source d’exercice, aucun rendez-vous réel.`,
  phone: 'Tél.',
  modes: { AMB: 'au cabinet', VR: 'téléconsultation', HH: 'à domicile' },
  kinds: { PUBLIC: 'créneau public', PRO: 'créneau professionnel', SNP: 'créneau SAS', CPTS: 'créneau CPTS' },
  reason: text => `Motif du créneau${NB}: ${text}`,
  source: label => `Source${NB}: ${label}`,
  reference: id => `Référence${NB}: ${id}`,
  when({ slot, taking }) {
    const day = fullDate(slot.start, 'fr')
    const zone = placeTime(slot.start, 'fr')
    if (taking !== 'walk-in') return `${day} à ${hour(slot.start)}${zone}`
    return `${day}, sans rendez-vous de ${hour(slot.start)} à ${hour(slot.end)}${zone}`
  },
  verdict: frenchVerdict,
}

/** `16 h 40`, as French typography has it. */
function hour(instant: string): string {
  return `${instant.slice(11, 13)}${NB}h${NB}${instant.slice(14, 16)}`
}

function frenchVerdict({ status, taking, problem, sourceLabel }: Orientation): string {
  switch (status) {
    case 'intended':
      return `Demande enregistrée, pas encore envoyée${NB}: non réservé à cet instant.`
    case 'sent':
      return `Demande envoyée, réponse attendue${NB}: réservation non acquise.`
    case 'confirmed':
      return `Réservé${NB}: rendez-vous confirmé par ${sourceLabel}.`
    case 'taken':
      return `Non réservé${NB}: le créneau a été pris par un autre.`
    case 'refused':
      return `Non réservé${NB}: ${frenchRefusal(problem, sourceLabel)}.`
    case 'unknown':
      if (problem?.kind === 'pending')
        return `Demande reçue par ${sourceLabel}, pas encore acceptée${NB}: non réservé à cet instant.`
      return `Issue inconnue${NB}: vérification en cours, ne pas reprendre de rendez-vous pour ce besoin.`
    case 'waiting':
      return `Agenda ouvert chez ${sourceLabel}${NB}: rendez-vous non confirmé à cet instant.`
    case 'expired':
      return `Agenda ouvert, pas de rendez-vous reçu de ${sourceLabel}${NB}: non confirmé.`
    case 'declared':
      return taking === 'walk-in'
        ? `Orientation sans rendez-vous${NB}: se présenter aux heures indiquées.`
        : `Rendez-vous pris chez ${sourceLabel} selon l’opérateur${NB}: pas de confirmation reçue.`
    case 'cancelled':
      return frenchCancellation(taking, problem, sourceLabel)
  }
}

function frenchRefusal(problem: Orientation['problem'], label: string): string {
  switch (problem?.kind) {
    case 'never-arrived':
      // The request may have come and been turned down: what is known is what the reading shows.
      return `vérification faite, aucun rendez-vous enregistré chez ${label}`
    case 'never-sent':
    case 'disk-failed':
      return 'la demande n’est pas partie du poste'
    case 'not-sent':
      return `${label} n’a pas pu être joint, rien n’est parti`
    case 'unauthorised':
      return `${label} n’autorise pas ce poste`
    case 'busy':
      return `${label} était surchargé et n’a pas traité la demande`
    default:
      return problem?.detail ? `refusé par ${label} («${NB}${problem.detail}${NB}»)` : `refusé par ${label}`
  }
}

function frenchCancellation(taking: Taking, problem: Orientation['problem'], label: string): string {
  if (problem?.kind === 'cancelled-by-source') return `Rendez-vous annulé, selon ${label}.`
  return taking === 'walk-in'
    ? 'Orientation abandonnée par l’opérateur.'
    : `Pas de rendez-vous pris chez ${label}, selon l’opérateur.`
}

const EN: Words = {
  simulated: 'SIMULATION: practice source, no real appointment.',
  phone: 'Tel.',
  modes: { AMB: 'at the practice', VR: 'remote consultation', HH: 'home visit' },
  kinds: { PUBLIC: 'public slot', PRO: 'professional slot', SNP: 'SAS slot', CPTS: 'CPTS slot' },
  reason: text => `Reason of the slot: ${text}`,
  source: label => `Source: ${label}`,
  reference: id => `Reference: ${id}`,
  when({ slot, taking }) {
    const day = fullDate(slot.start, 'en')
    const zone = placeTime(slot.start, 'en')
    if (taking !== 'walk-in') return `${day} at ${slot.start.slice(11, 16)}${zone}`
    return `${day}, walk-in from ${slot.start.slice(11, 16)} to ${slot.end.slice(11, 16)}${zone}`
  },
  verdict: englishVerdict,
}

function englishVerdict({ status, taking, problem, sourceLabel }: Orientation): string {
  switch (status) {
    case 'intended':
      return 'Request recorded, not sent yet: not booked at this moment.'
    case 'sent':
      return 'Request sent, answer awaited: not certain to be booked.'
    case 'confirmed':
      return `Booked: appointment confirmed by ${sourceLabel}.`
    case 'taken':
      return 'Not booked: the slot was taken by somebody else.'
    case 'refused':
      return `Not booked: ${englishRefusal(problem, sourceLabel)}.`
    case 'unknown':
      if (problem?.kind === 'pending')
        return `Request received by ${sourceLabel}, not accepted yet: not booked at this moment.`
      return 'Outcome unknown: being checked, do not book again for this need.'
    case 'waiting':
      return `Agenda opened at ${sourceLabel}: appointment not confirmed at this moment.`
    case 'expired':
      return `Agenda opened, no appointment received from ${sourceLabel}: not confirmed.`
    case 'declared':
      return taking === 'walk-in'
        ? 'Referred without appointment: come within the hours given.'
        : `Appointment made at ${sourceLabel} by the operator's word: no confirmation received.`
    case 'cancelled':
      if (problem?.kind === 'cancelled-by-source') return `Appointment cancelled, by ${sourceLabel}'s word.`
      return taking === 'walk-in'
        ? 'Referral dropped by the operator.'
        : `No appointment made at ${sourceLabel}, by the operator's word.`
  }
}

function englishRefusal(problem: Orientation['problem'], label: string): string {
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
