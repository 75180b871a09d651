/**
 * What a site fills in because no national source has it: duty pharmacies, SOS Médecins points, who takes patients «en
 * sus», direct lines, shift lists, tracks and favourites, participation in the SAS, opening hours. One template a kind; the column names
 * are those of the files, in French, as `docs/rosters.md` gives them.
 */

export const ROSTER_KINDS = [
  'pharmacies',
  'sos',
  'extra',
  'lines',
  'shifts',
  'presets',
  'participation',
  'hours',
] as const
export type RosterKind = (typeof ROSTER_KINDS)[number]

/** What is expected in a cell, and under which field of the entry it is kept. */
export type Field =
  | 'name'
  | 'rpps'
  | 'finess'
  | 'siret'
  | 'address'
  | 'postcode'
  | 'city'
  | 'phone'
  | 'phone2'
  | 'need'
  | 'track'
  | 'mode'
  | 'rank'
  | 'hours'
  | 'week'
  | 'note'
  | 'from'
  | 'until'

export interface Column {
  name: string
  /** Other names that the column may bear. */
  aliases: readonly string[]
  field: Field
  required: boolean
  about: string
  example: string
}

export interface Template {
  kind: RosterKind
  label: string
  columns: readonly Column[]
  /** At least one of these must be filled in on each line. */
  oneOf: readonly Field[]
}

const column = (
  field: Field,
  name: string,
  about: string,
  example: string,
  { required = false, aliases = [] }: { required?: boolean; aliases?: readonly string[] } = {},
): Column => ({ name, aliases, field, required, about, example })

const FROM = (required: boolean) =>
  column('from', 'début', 'Jour (JJ/MM/AAAA) ou jour et heure (JJ/MM/AAAA HH:MM)', '22/11/2026 20:00', {
    required,
    aliases: ['debut', 'du', 'date de début', 'valide du'],
  })
const UNTIL = (required: boolean) =>
  column('until', 'fin', 'De même ; un jour sans heure est compris en entier', '23/11/2026 08:00', {
    required,
    aliases: ['au', 'date de fin', "valide jusqu'au"],
  })
const PLACE = [
  column('address', 'adresse', 'Numéro et voie', '12 rue des Tilleuls'),
  column('postcode', 'code postal', 'Cinq chiffres', '37170', { aliases: ['cp'] }),
  column('city', 'commune', 'Nom de la commune', 'Chambray-lès-Tours', { aliases: ['ville'] }),
]
const PHONE = (required: boolean) =>
  column('phone', 'téléphone', 'Un numéro', '02 61 91 00 01', { required, aliases: ['tel', 'tél'] })
const NOTE = column('note', 'remarque', 'Texte libre, sans nom de patient', 'Sonner au 2', {
  aliases: ['remarques', 'note'],
})
const RPPS = column('rpps', 'RPPS', 'Onze chiffres', '10999999901', { aliases: ['numéro RPPS', 'identifiant PP'] })
const FINESS = column('finess', 'FINESS', 'Neuf caractères ; complète le nom, l’adresse et le téléphone', '370009999', {
  aliases: ['numéro FINESS', 'FINESS ET'],
})
const NEED = column('need', 'besoin', 'Spécialité ou profession, en clair ou par son code', 'pédiatre', {
  aliases: ['spécialité', 'profession'],
})

export const TEMPLATES: readonly Template[] = [
  {
    kind: 'pharmacies',
    label: 'Pharmacies de garde',
    oneOf: ['finess', 'name'],
    columns: [
      FINESS,
      column('name', 'pharmacie', 'Nom', 'Pharmacie fictive du Centre', { aliases: ['nom', 'officine'] }),
      ...PLACE,
      PHONE(false),
      FROM(true),
      UNTIL(true),
      NOTE,
    ],
  },
  {
    kind: 'sos',
    label: 'Points fixes SOS Médecins',
    oneOf: ['name'],
    columns: [
      column('name', 'point', 'Nom', 'SOS Médecins fictif Tours', {
        required: true,
        aliases: ['point de consultation'],
      }),
      column('siret', 'SIRET', 'Quatorze chiffres', '00000900000018'),
      ...PLACE,
      PHONE(false),
      column('hours', 'horaires', 'Texte', 'Tous les jours, 9 h – 23 h'),
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
  {
    kind: 'extra',
    label: 'Professionnels prenant des patients en sus',
    oneOf: ['rpps'],
    columns: [
      column('rpps', 'RPPS en sus', 'Onze chiffres', '10999999901', { required: true }),
      column('name', 'nom', 'Nom du professionnel', 'Élodie TESTARD-FICTIF', { aliases: ['professionnel'] }),
      PHONE(false),
      column('hours', 'conditions', 'Quand et comment', 'Appeler avant 18 h, deux patients par jour'),
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
  {
    kind: 'lines',
    label: 'Lignes directes',
    oneOf: ['rpps', 'finess', 'name'],
    columns: [
      column('phone', 'ligne directe', 'Un numéro réservé aux professionnels', '02 61 91 00 01', { required: true }),
      RPPS,
      FINESS,
      column('name', 'nom', 'Service ou personne', 'Avis cardiologique, CHU fictif', { aliases: ['service'] }),
      NEED,
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
  {
    kind: 'shifts',
    label: 'Tableau de garde et d’astreinte',
    oneOf: ['rpps', 'name'],
    columns: [
      column('from', 'début de garde', 'Jour et heure', '22/11/2026 20:00', {
        required: true,
        aliases: ['debut de garde'],
      }),
      column('until', 'fin de garde', 'Jour et heure', '23/11/2026 08:00', { required: true }),
      RPPS,
      column('name', 'nom', 'Personne ou équipe', 'Élodie TESTARD-FICTIF', { aliases: ['effecteur', 'médecin'] }),
      NEED,
      FINESS,
      ...PLACE,
      PHONE(false),
      NOTE,
    ],
  },
  {
    kind: 'presets',
    label: 'Filières et favoris',
    oneOf: ['need', 'rpps', 'finess', 'name'],
    columns: [
      column('track', 'filière', 'Nom de la filière, ou « favoris »', 'psychiatrie', {
        required: true,
        aliases: ['filiere', 'groupe'],
      }),
      column('name', 'libellé', 'Ce que l’écran montre', 'Psychiatre de secteur', { aliases: ['libelle', 'nom'] }),
      NEED,
      RPPS,
      FINESS,
      PHONE(false),
      column('rank', 'ordre', 'Un nombre ; les plus petits d’abord', '1'),
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
  {
    kind: 'participation',
    label: 'Participation au SAS',
    oneOf: ['rpps'],
    columns: [
      column('mode', 'participation', 'individuelle, CPTS, MSP ou CDS', 'CPTS', {
        required: true,
        aliases: ['mode de participation'],
      }),
      column('rpps', 'RPPS', 'Onze chiffres', '10999999901', { required: true, aliases: ['numéro RPPS'] }),
      FINESS,
      column('name', 'structure', 'Nom de la CPTS, de la MSP ou du CDS', 'CPTS fictive Sud Touraine'),
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
  {
    kind: 'hours',
    label: 'Horaires d’ouverture',
    oneOf: ['rpps', 'finess'],
    columns: [
      column('week', 'horaires d’ouverture', 'Jours puis heures', 'lun.-ven. 8h30-12h et 14h-19h ; sam. 9h-12h', {
        required: true,
        aliases: ['heures d’ouverture', 'horaires', 'ouverture'],
      }),
      RPPS,
      FINESS,
      column('postcode', 'code postal', 'Du lieu, pour qui en a plusieurs', '37170', { aliases: ['cp'] }),
      column('city', 'commune', 'De même', 'Chambray-lès-Tours', { aliases: ['ville'] }),
      FROM(false),
      UNTIL(false),
      NOTE,
    ],
  },
]

/** An empty file of a kind: the header and one line of examples, as the shipped templates have them. */
export function templateText({ columns }: Template): string {
  const quoted = (cells: string[]) =>
    cells.map(cell => (/[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  const lines = [columns.map(each => each.name), columns.map(each => each.example)]
  return `\ufeff${lines.map(cells => quoted(cells).join(';')).join('\r\n')}\r\n`
}

/** The same to paste into a spreadsheet, a cell for each. */
export const templateCells = ({ columns }: Template): string =>
  [columns.map(each => each.name), columns.map(each => each.example)].map(cells => cells.join('\t')).join('\r\n')

/** Column names compared without accents, case or signs. */
export const foldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/**
 * The template that a header line means, and the place of each of its columns. The kinds are told apart by the columns
 * that they alone require; null when none fits.
 */
export function templateOf(header: readonly string[]): { template: Template; at: Map<Column, number> } | null {
  const names = header.map(foldName)
  let best: { template: Template; at: Map<Column, number> } | null = null
  for (const template of TEMPLATES) {
    const at = new Map<Column, number>()
    for (const each of template.columns) {
      const place = names.findIndex(name => [each.name, ...each.aliases].map(foldName).includes(name))
      if (place >= 0) at.set(each, place)
    }
    const whole = template.columns.every(each => !each.required || at.has(each))
    const told = template.oneOf.some(field => [...at.keys()].some(each => each.field === field))
    if (whole && told && at.size > (best?.at.size ?? 1)) best = { template, at }
  }
  return best
}
