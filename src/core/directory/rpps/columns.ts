/**
 * Columns of `Personne_activite` by name, never by place: copies in the wild have renamed, moved and added some.
 * Header of the files of 2026-09 and 2026-10; aliases seen in other copies.
 */

/** Field of ours → names that the column has had, as they are written in the file. */
const COLUMNS = {
  idType: ["Type d'identifiant PP"],
  id: ['Identifiant PP'],
  exerciseCivility: ["Code civilité d'exercice"],
  family: ["Nom d'exercice"],
  given: ["Prénom d'exercice"],
  profession: ['Code profession'],
  professionLabel: ['Libellé profession'],
  category: ['Code catégorie professionnelle'],
  categoryLabel: ['Libellé catégorie professionnelle'],
  skillType: ['Code type savoir-faire'],
  skill: ['Code savoir-faire'],
  skillLabel: ['Libellé savoir-faire'],
  mode: ['Code mode exercice'],
  modeLabel: ['Libellé mode exercice'],
  siret: ['Numéro SIRET site'],
  finess: ['Numéro FINESS site'],
  structureId: ['Identifiant technique de la structure'],
  structureName: ['Raison sociale site'],
  structureSign: ['Enseigne commerciale site'],
  recipient: ['Complément destinataire (coord. structure)'],
  geography: ['Complément point géographique (coord. structure)'],
  number: ['Numéro Voie (coord. structure)'],
  repetition: ['Indice répétition voie (coord. structure)'],
  wayCode: ['Code type de voie (coord. structure)'],
  wayLabel: ['Libellé type de voie (coord. structure)'],
  street: ['Libellé Voie (coord. structure)'],
  distribution: ['Mention distribution (coord. structure)'],
  cedex: ['Bureau cedex (coord. structure)'],
  postcode: ['Code postal (coord. structure)'],
  insee: ['Code commune (coord. structure)'],
  city: ['Libellé commune (coord. structure)'],
  phone: ['Téléphone (coord. structure)'],
  phone2: ['Téléphone 2 (coord. structure)'],
  email: ['Adresse e-mail (coord. structure)'],
  departement: [
    'Code Département (structure)',
    'Code département (coord. structure)',
    'Code Département (coord. structure)',
  ],
  sector: ["Code secteur d'activité"],
  sectorLabel: ["Libellé secteur d'activité"],
  genre: ['Code genre activité'],
  genreLabel: ['Libellé genre activité'],
} as const

export type Field = keyof typeof COLUMNS

/** Without one of these an import would lose what it is made for: it is refused and the column named. */
const REQUIRED: readonly Field[] = [
  'id',
  'family',
  'given',
  'profession',
  'mode',
  'structureId',
  'structureName',
  'street',
  'postcode',
  'insee',
  'city',
  'phone',
  'genre',
]

export interface Layout {
  /** Number of columns of the header. */
  width: number
  /** Place of each field in a row; -1 when the file has none. */
  at: Record<Field, number>
}

/** Reads the header. Missing required columns are named as the register writes them. */
export function readHeader(line: string): { ok: true; layout: Layout } | { ok: false; missing: string[] } {
  const names = line.split('|').map(fold)
  const fields = Object.keys(COLUMNS) as Field[]
  const placeOf = (field: Field) =>
    COLUMNS[field].map(known => names.indexOf(fold(known))).find(place => place >= 0) ?? -1
  const at = Object.fromEntries(fields.map(field => [field, placeOf(field)])) as Record<Field, number>
  const missing = REQUIRED.filter(field => at[field] < 0).map(field => COLUMNS[field][0])
  if (missing.length > 0) return { ok: false, missing }
  // Some copies end each line, the header too, with a bar: the empty name is no column.
  return { ok: true, layout: { width: names.at(-1) === '' ? names.length - 1 : names.length, at } }
}

/** Names compared without accents, case, quotes' shape or double spaces. */
export function fold(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’‘`]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase()
}
