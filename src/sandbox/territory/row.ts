/** Lines of the RPPS file `Personne_activite`: 56 columns, bars, no quoting, with the quirks of the real file. */
import { genreLabel, type WrittenPerson } from './person.ts'
import { communeByInsee, registerCommune } from './places.ts'
import type { Coded } from './professions.ts'
import { LIBERAL, SALARIED, type WrittenActivity } from './structures.ts'

export const HEADER = [
  "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|Libellé civilité d'exercice",
  "Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|Code profession|Libellé profession",
  'Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire',
  'Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|Numéro SIRET site|Numéro SIREN site',
  'Numéro FINESS site|Numéro FINESS établissement juridique|Identifiant technique de la structure|Raison sociale site',
  'Enseigne commerciale site|Complément destinataire (coord. structure)|Complément point géographique (coord. structure)',
  'Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|Code type de voie (coord. structure)',
  'Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|Mention distribution (coord. structure)',
  'Bureau cedex (coord. structure)|Code postal (coord. structure)|Code commune (coord. structure)',
  'Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé pays (coord. structure)',
  'Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie (coord. structure)',
  'Adresse e-mail (coord. structure)|Code Département (structure)|Libellé Département (structure)',
  "Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur d'activité|Libellé secteur d'activité",
  'Code section tableau pharmaciens|Libellé section tableau pharmaciens|Code rôle|Libellé rôle|Code genre activité',
  'Libellé genre activité',
].join('|')

const ORDERS: Record<string, string> = {
  '10': 'CNOM',
  '40': 'CNOCD',
  '50': 'CNOSF',
  '60': 'ONI',
  '70': 'CNOMK',
  '80': 'ONPP',
  '21': 'CNOP',
}

/** The lines of one person: one an activity, one more for a second speciality, sometimes the same line twice. */
export function linesOf(person: WrittenPerson): string[] {
  const lines: string[] = []
  person.activities.forEach((activity, place) => {
    const line = lineOf(person, activity, person.speciality)
    lines.push(line)
    if (place === 0 && person.secondSpeciality) lines.push(lineOf(person, activity, person.secondSpeciality))
    // Exact duplicates exist in the real file; one person in about two hundred here.
    if (place === 0 && Number(person.rpps.slice(5, 10)) % 211 === 0) lines.push(line)
  })
  return lines
}

function lineOf(person: WrittenPerson, activity: WrittenActivity, skill: Coded | null): string {
  const mode = activity.mode === 'L' ? LIBERAL : SALARIED
  return [
    '8',
    person.rpps,
    `8${person.rpps}`,
    ...(person.exerciseCivility ? ['DR', 'Docteur'] : ['', '']),
    person.civility,
    person.civility === 'M' ? 'Monsieur' : 'Madame',
    person.family,
    person.given,
    person.profession.code,
    person.profession.label,
    person.category.code,
    person.category.label,
    ...(skill ? ['S', 'Spécialité ordinale', skill.code, skill.label] : ['', '', '', '']),
    mode.code,
    mode.label,
    ...structureColumns(person, activity),
    '',
    '',
    activity.genre,
    genreLabel(activity.genre),
  ].join('|')
}

/** Columns 20 to 52. */
function structureColumns(person: WrittenPerson, activity: WrittenActivity): string[] {
  if (activity.publication === 'nothing') return new Array<string>(33).fill('')
  const full = activity.publication === 'full'
  const siret = activity.siret ?? ''
  const finess = activity.finess ?? ''
  const legacy = finess
    ? `1${finess}`
    : siret
      ? `3${siret}`
      : `4${person.rpps}${activity.structureId.slice(-1).padStart(3, '0')}`
  return [
    siret,
    siret.slice(0, 9),
    finess,
    activity.finessLegal,
    activity.structureId,
    activity.name ?? '',
    '',
    '',
    '',
    ...(full ? addressColumns(activity) : new Array<string>(12).fill('')),
    activity.writtenPhone,
    '',
    '',
    activity.email,
    ...(full ? [activity.departement, ''] : ['', '']),
    legacy,
    finess ? '' : (ORDERS[person.profession.code] ?? ''),
    activity.sector.code,
    activity.sector.label,
    ...(person.profession.code === '21' ? ['A', 'Section A'] : ['', '']),
  ]
}

/** Columns 29 to 40. */
function addressColumns(activity: WrittenActivity): string[] {
  const commune = registerCommune(communeByInsee(activity.insee))
  const { cedex } = activity
  return [
    activity.number,
    activity.repetition,
    activity.way?.code ?? '',
    activity.way?.label ?? '',
    activity.street,
    cedex ? 'BP 99' : '',
    cedex?.office ?? '',
    cedex?.postalCode ?? activity.postalCode,
    commune.insee,
    cedex?.office ?? commune.name,
    '',
    '',
  ]
}
