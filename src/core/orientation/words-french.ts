/** What is known of an orientation, in French. «Réservé» begins one sentence only: that of a confirmed booking. */
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Words } from './words.ts'
import { fullDate, placeTime } from './words-time.ts'

const NB = '\u00a0'

export const FR: Words = {
  simulated: `SIMULATION${NB}: source d’exercice, aucun rendez-vous réel.`,
  phone: 'Tél.',
  modes: { AMB: 'au cabinet', VR: 'téléconsultation', HH: 'à domicile' },
  kinds: { PUBLIC: 'créneau public', PRO: 'créneau professionnel', SNP: 'créneau SAS', CPTS: 'créneau CPTS' },
  reason: text => `Motif du créneau${NB}: ${text}`,
  hours: text => `Horaires${NB}: ${text}`,
  source: label => `Source${NB}: ${label}`,
  reference: id => `Référence${NB}: ${id}`,
  when(slot) {
    const day = fullDate(slot.start, 'fr')
    const zone = placeTime(slot.start, 'fr')
    if (slot.taking !== 'walk-in') return `${day} à ${hour(slot.start)}${zone}`
    return `${day}, sans rendez-vous de ${hour(slot.start)} à ${hour(slot.end)}${zone}`
  },
  verdict(orientation) {
    const { change, movedFrom, status } = orientation
    const asked = change && change.state !== 'refused' ? CHANGING[change.kind] : null
    const moved =
      movedFrom !== undefined && status === 'confirmed' ? `Heure changée, auparavant ${hour(movedFrom)}.` : null
    return [verdict(orientation), asked, moved].filter(words => words !== null).join(' ')
  },
}

const CHANGING = {
  cancel: `Annulation demandée${NB}: réponse attendue, toujours réservé tant qu’elle n’est pas venue.`,
  move: `Changement d’heure demandé${NB}: réponse attendue.`,
}

/** `16 h 40`, as French typography has it. */
function hour(instant: string): string {
  return `${instant.slice(11, 13)}${NB}h${NB}${instant.slice(14, 16)}`
}

function verdict(orientation: Orientation): string {
  const { status, problem, sourceLabel, taking } = orientation
  switch (status) {
    case 'intended':
      return `Demande enregistrée, pas encore envoyée${NB}: non réservé à cet instant.`
    case 'sent':
      return `Demande envoyée, réponse attendue${NB}: réservation non acquise.`
    case 'confirmed':
      return confirmed(orientation)
    case 'pending':
      return `Demande reçue par ${sourceLabel}, pas encore acceptée${NB}: non réservé à cet instant.`
    case 'honoured':
      return `Rendez-vous honoré, selon ${sourceLabel}.`
    case 'missed':
      return `Rendez-vous non honoré${NB}: le patient n’est pas venu, selon ${sourceLabel}.`
    case 'taken':
      return `Non réservé${NB}: le créneau a été pris par un autre.`
    case 'refused':
      return `Non réservé${NB}: ${refusal(problem, sourceLabel)}.`
    case 'unknown':
      return `Issue inconnue${NB}: vérification en cours, ne pas reprendre de rendez-vous pour ce besoin.`
    case 'waiting':
      return `Agenda ouvert chez ${sourceLabel}${NB}: rendez-vous non confirmé à cet instant.`
    case 'expired':
      return `Agenda ouvert, pas de rendez-vous reçu de ${sourceLabel}${NB}: non confirmé.`
    case 'declared':
      return declared(orientation)
    case 'cancelled':
      return cancelled(taking, problem, sourceLabel)
  }
}

function confirmed({ problem, sourceLabel }: Orientation): string {
  const words = `Réservé${NB}: rendez-vous confirmé par ${sourceLabel}`
  if (problem?.kind === 'other-time') return `${words}, à une autre heure que celle demandée.`
  if (problem?.kind === 'other-operator') return `${words}, au nom d’un autre opérateur.`
  return `${words}.`
}

const OUTCOMES: Record<NonNullable<Orientation['outcome']>, string> = {
  emergency: 'Orienté vers un service d’urgence',
  smur: 'SMUR demandé',
  pharmacy: 'Orienté vers une pharmacie de garde',
  advice: 'Conseil médical donné, sans rendez-vous',
  declined: 'Offres refusées par l’appelant, sans rendez-vous',
  nothing: 'Recherche faite, aucune offre trouvée',
}

function declared({ taking, outcome, establishment, sourceLabel, practitioner }: Orientation): string {
  switch (taking) {
    case 'walk-in':
      return `Orientation sans rendez-vous${NB}: se présenter aux heures indiquées.`
    case 'phone':
      return `Accord par téléphone${NB}: ${practitioner.displayName} attend le patient, selon l’opérateur.`
    case 'outcome':
      // Who is on duty is known from a roster alone: named without one, it is the operator who says so.
      if (outcome === 'pharmacy' && establishment && !establishment.onDuty)
        return 'Orienté vers une pharmacie, de garde selon l’opérateur.'
      return `${OUTCOMES[outcome ?? 'nothing']}.`
    default:
      return `Rendez-vous pris chez ${sourceLabel} selon l’opérateur${NB}: pas de confirmation reçue.`
  }
}

function refusal(problem: Orientation['problem'], label: string): string {
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

function cancelled(taking: Orientation['taking'], problem: Orientation['problem'], label: string): string {
  if (problem?.kind === 'cancelled-by-us')
    return `Rendez-vous annulé à la demande du régulateur, confirmé par ${label}.`
  if (problem?.kind === 'cancelled-by-source') {
    return taking === 'marketplace'
      ? `Demande non acceptée, selon ${label}${NB}: pas de rendez-vous.`
      : `Rendez-vous annulé, selon ${label}.`
  }
  if (taking === 'vendor-page') return `Pas de rendez-vous pris chez ${label}, selon l’opérateur.`
  return 'Orientation abandonnée par l’opérateur.'
}
