import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPERATOR, slotOf } from '../../../tests/orientation/desk.ts'
import type { Slot } from '../../shared/contract/availability.ts'
import { type Orientation, OrientationStatus, Way } from '../../shared/contract/orientation.ts'
import { templateFault } from '../settings/hand-over-template.ts'
import { Settings } from '../settings/schema.ts'
import { handOverText } from './words.ts'

const NB = '\u00a0'

const base: Orientation & { slot: Slot } = {
  id: '6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b',
  status: 'confirmed',
  taking: 'direct',
  createdAt: '2026-11-22T15:00:00.000Z',
  updatedAt: '2026-11-22T15:00:01.000Z',
  sourceId: 'keldoc',
  sourceLabel: 'Keldoc',
  simulated: false,
  slot: { ...slotOf(), start: '2026-11-23T16:40:00.000+01:00', end: '2026-11-23T17:00:00.000+01:00' },
  practitioner: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: [] },
  operator: OPERATOR.idnps,
  appointmentId: 'rdv-42',
  problem: null,
  readBacks: 0,
}
const first = (more: Partial<Orientation>, language: 'fr' | 'en' = 'fr') =>
  handOverText({ ...base, ...more }, language).split('\r\n')[0]
const problem = (kind: string, detail: string | null = null) => ({ kind, detail })

describe('the text for the LRM', () => {
  it('says who, when, where, how and from whom, in French', () => {
    expect(handOverText(base, 'fr').split('\r\n')).toEqual([
      `Réservé${NB}: rendez-vous confirmé par Keldoc.`,
      'Dr Élodie TESTARD-FICTIF',
      `lundi 23 novembre 2026 à 16${NB}h${NB}40`,
      'Cabinet des Tilleuls, 12 bis rue des Tilleuls, 37170 Chambray-lès-Tours',
      `Tél. 02${NB}47${NB}00${NB}00${NB}01`,
      'au cabinet, créneau SAS',
      `Source${NB}: Keldoc`,
      `Référence${NB}: rdv-42`,
    ])
  })

  it('says it in English', () => {
    expect(handOverText(base, 'en').split('\r\n').slice(0, 3)).toEqual([
      'Booked: appointment confirmed by Keldoc.',
      'Dr Élodie TESTARD-FICTIF',
      'Monday 23 November 2026 at 16:40',
    ])
  })

  it.each<[string, Partial<Orientation>]>([
    [`Demande enregistrée, pas encore envoyée${NB}: non réservé à cet instant.`, { status: 'intended' }],
    [`Demande envoyée, réponse attendue${NB}: réservation non acquise.`, { status: 'sent' }],
    [`Non réservé${NB}: le créneau a été pris par un autre.`, { status: 'taken' }],
    [
      `Issue inconnue${NB}: vérification en cours, ne pas reprendre de rendez-vous pour ce besoin.`,
      { status: 'unknown', problem: problem('no-answer') },
    ],
    [`Demande reçue par Keldoc, pas encore acceptée${NB}: non réservé à cet instant.`, { status: 'pending' }],
    [
      `Non réservé${NB}: refusé par Keldoc («${NB}Agenda fermé${NB}»).`,
      { status: 'refused', problem: problem('refused', 'Agenda fermé') },
    ],
    [
      `Non réservé${NB}: vérification faite, aucun rendez-vous enregistré chez Keldoc.`,
      { status: 'refused', problem: problem('never-arrived') },
    ],
    [`Non réservé${NB}: la demande n’est pas partie du poste.`, { status: 'refused', problem: problem('never-sent') }],
    [
      `Non réservé${NB}: Keldoc n’a pas pu être joint, rien n’est parti.`,
      { status: 'refused', problem: problem('not-sent', 'ECONNREFUSED') },
    ],
    [
      `Agenda ouvert chez Keldoc${NB}: rendez-vous non confirmé à cet instant.`,
      { status: 'waiting', taking: 'vendor-page' },
    ],
    [
      `Agenda ouvert, pas de rendez-vous reçu de Keldoc${NB}: non confirmé.`,
      { status: 'expired', taking: 'vendor-page' },
    ],
    [
      `Rendez-vous pris chez Keldoc selon l’opérateur${NB}: pas de confirmation reçue.`,
      { status: 'declared', taking: 'vendor-page' },
    ],
    [
      `Orientation sans rendez-vous${NB}: se présenter aux heures indiquées.`,
      { status: 'declared', taking: 'walk-in' },
    ],
    ['Pas de rendez-vous pris chez Keldoc, selon l’opérateur.', { status: 'cancelled', taking: 'vendor-page' }],
    ['Rendez-vous annulé, selon Keldoc.', { status: 'cancelled', problem: problem('cancelled-by-source') }],
  ])('says «%s»', (words, more) => {
    expect(first(more)).toBe(words)
  })

  it('claims a booking for a confirmed one and for nothing else', () => {
    const status = fc.constantFrom(...OrientationStatus.options)
    const taking = fc.constantFrom(...Way.options)
    const kind = fc.constantFrom('no-answer', 'pending', 'refused', 'busy', 'never-arrived', 'cancelled-by-source')
    fc.assert(
      fc.property(status, taking, fc.option(kind), (status, taking, kind) => {
        const more = { status, taking, problem: kind === null ? null : problem(kind) }
        const claims = /^(Réservé|Booked)/
        expect(claims.test(first(more) ?? '')).toBe(status === 'confirmed')
        expect(claims.test(first(more, 'en') ?? '')).toBe(status === 'confirmed')
      }),
    )
  })

  it('gives the place’s own time, and says so when it is not that of Paris', () => {
    const slot = { ...base.slot, start: '2026-11-01T08:05:00.000+04:00', end: '2026-11-01T08:20:00.000+04:00' }
    expect(handOverText({ ...base, slot }, 'fr')).toContain(
      `dimanche 1er novembre 2026 à 08${NB}h${NB}05 (heure du lieu, UTC+4)`,
    )
    expect(handOverText({ ...base, slot }, 'en')).toContain('at 08:05 (local time of the place, UTC+4)')
    const summer = { ...base.slot, start: '2026-07-14T08:05:00.000+02:00' }
    expect(handOverText({ ...base, slot: summer }, 'fr')).not.toContain('UTC')
  })

  it('says from when to when a walk-in is open', () => {
    const slot = { ...base.slot, taking: 'walk-in' as const, end: '2026-11-23T19:00:00.000+01:00' }
    expect(handOverText({ ...base, slot, taking: 'walk-in', status: 'declared' }, 'fr')).toContain(
      `lundi 23 novembre 2026, sans rendez-vous de 16${NB}h${NB}40 à 19${NB}h${NB}00`,
    )
  })

  it('says first that a simulated one is no real appointment', () => {
    expect(first({ simulated: true })).toBe(`SIMULATION${NB}: source d’exercice, aucun rendez-vous réel.`)
  })

  it('leaves out what is not known, and keeps overseas numbers as they are dialled', () => {
    const place = {
      ...base.slot.place,
      name: null,
      address: [],
      postalCode: null,
      city: 'Saint-Denis',
      phones: ['+262262000001'],
    }
    const lines = handOverText({ ...base, appointmentId: null, slot: { ...base.slot, place, modes: [] } }, 'fr')
    expect(lines.split('\r\n').slice(3)).toEqual([
      'Saint-Denis',
      `Tél. 0262${NB}00${NB}00${NB}01`,
      'créneau SAS',
      `Source${NB}: Keldoc`,
    ])
  })

  it('uses no character that a Windows-1252 field of a LRM would lose', () => {
    const cp1252 = /^[\r\n\x20-\x7e\xa0-\xff‘’“”–—…œŒ]*$/
    for (const status of OrientationStatus.options) {
      for (const taking of Way.options) {
        for (const language of ['fr', 'en'] as const) {
          expect(handOverText({ ...base, status, taking, simulated: true }, language)).toMatch(cp1252)
        }
      }
    }
  })
})

describe('the site’s own wording', () => {
  it('is filled with what is known; a line without anything known goes', () => {
    const template =
      '[{statut}]\n{professionnel} - {quand}\nTél : {telephone}\nMotif : {motif}\nRéf. {reference} / {source}'
    expect(handOverText({ ...base, appointmentId: null }, 'fr', template).split('\r\n')).toEqual([
      `[Réservé${NB}: rendez-vous confirmé par Keldoc.]`,
      expect.stringContaining('Dr Élodie TESTARD-FICTIF - '),
      `Tél : 02${NB}47${NB}00${NB}00${NB}01`,
      'Réf.  / Keldoc',
    ])
    expect(handOverText({ ...base, simulated: true }, 'fr', '{statut}')).toMatch(/^SIMULATION/)
  })

  it('is refused with a name that nobody knows, or without the status', () => {
    expect(templateFault('{statut} {patient}')).toContain('{patient}')
    expect(templateFault('{professionnel}')).toContain('{statut}')
    expect(templateFault('{statut}')).toBeNull()
    const settings = Settings.shape.handOver.safeParse({ text: '{nom}' })
    expect(settings.error?.issues[0]).toMatchObject({ path: ['text'], message: expect.stringContaining('{nom}') })
  })
})
