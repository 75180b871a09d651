/** Who holds the practice cards. All fictitious: invented names, identifiers with the letters of test ranges. */
import type { CardKind } from '../../shared/contract/card.ts'
import type { Role } from '../../shared/contract/session.ts'

export interface PracticePerson {
  /** Word by which tests and command lines name this card. */
  name: string
  kind: CardKind
  idnps: string
  given: string | null
  family: string | null
  pseudonym: string | null
  title: string
  structure: { name: string; id: string; departement: string } | null
  /** TRE_G15. */
  profession: number | null
  cardNumber: string
  /** What the directory of operators knows; null: nobody there. */
  operator: { displayName: string; role: Role } | null
}

const SAMU = { name: 'SAMU FICTIF DU RELAIS', id: '1370ANS001', departement: 'Indre-et-Loire (37)' }

export const PEOPLE: readonly PracticePerson[] = [
  {
    name: 'cpe',
    kind: 'CPE',
    idnps: '3370ANS001/000000018',
    given: 'CAMILLE',
    family: 'EXERCICE',
    pseudonym: null,
    title: 'Carte de service santé ou social',
    structure: SAMU,
    profession: null,
    cardNumber: '2800900018',
    operator: { displayName: 'Camille Exercice', role: 'osnp' },
  },
  {
    name: 'cpe-unnamed',
    kind: 'CPE',
    idnps: '3370ANS001/000000027',
    given: null,
    family: null,
    pseudonym: 'EMPLOYE 27',
    title: 'Carte de service santé ou social',
    structure: SAMU,
    profession: null,
    cardNumber: '2800900027',
    // The card has no name: the site's directory has one.
    operator: { displayName: 'Sacha Modèle', role: 'arm' },
  },
  {
    name: 'cps',
    kind: 'CPS',
    idnps: '8ANS20260001',
    given: 'DOMINIQUE',
    family: 'FICTIF',
    pseudonym: null,
    title: 'Médecin',
    structure: null,
    profession: 10,
    cardNumber: '2800900036',
    operator: { displayName: 'Dr Dominique Fictif', role: 'regulator' },
  },
  {
    name: 'supervisor',
    kind: 'CPE',
    idnps: '3370ANS001/000000045',
    given: 'MAXENCE',
    family: 'DEMONSTRATION',
    pseudonym: null,
    title: 'Carte de service santé ou social',
    structure: SAMU,
    profession: null,
    cardNumber: '2800900045',
    operator: { displayName: 'Maxence Démonstration', role: 'supervisor' },
  },
  {
    name: 'stranger',
    kind: 'CPE',
    idnps: '3370ANS001/000000099',
    given: 'ANDREA',
    family: 'INCONNU',
    pseudonym: null,
    title: 'Carte de service santé ou social',
    structure: SAMU,
    profession: null,
    cardNumber: '2800900099',
    operator: null,
  },
]
