/** What the command line says, in French, of what it did or could not do. */

/** Why a line is refused. */
export const REASONS: Readonly<Record<string, string>> = {
  columns: 'nombre de colonnes inattendu',
  'not-utf8': 'texte qui n’est pas en UTF-8',
  'too-long': 'ligne démesurée',
  identifier: 'identifiant national absent ou illisible',
  name: 'nom absent',
  unreadable: 'élément illisible',
  skill: 'code de savoir-faire illisible',
  'person-unknown': 'personne absente du fichier des activités',
  'structure-unknown': 'établissement absent ou fermé',
  position: 'coordonnées hors de la commune',
  closed: 'établissement fermé',
  stopped: 'activité arrêtée',
  other: 'autorisation sans rapport avec l’orientation',
}

type Params = Record<string, string | number | boolean | null>

const PROBLEMS: Readonly<Record<string, (params: Params) => string>> = {
  'file-unreadable': ({ file, code }) => `le fichier « ${file} » ne peut pas être lu (${code}).`,
  'not-utf8': () => 'le fichier n’est pas en UTF-8 ; le reprendre à la source, sans passer par un tableur.',
  'column-missing': ({ columns }) =>
    `colonne absente : ${columns}. Ce n’est pas un fichier « Personne_activite », ou son format a changé.`,
  'not-finess': ({ file }) =>
    `« ${file} » n’est pas un fichier FINESS+ (pas de liste « pmej ») ni l’ancien fichier FINESS.`,
  'file-damaged': ({ file, code }) => `« ${file} » est abîmé (${code}) : reprendre la copie.`,
  'no-rows': ({ read, refused }) => `aucune ligne utilisable (${count(read)} lues, ${count(refused)} refusées).`,
  'file-truncated': ({ kept, before }) =>
    `le fichier s’arrête au milieu d’une ligne et n’apporte que ${count(kept)} activités ; l’annuaire en place en a ${count(before)}. Reprendre la copie du fichier.`,
  'content-older': ({ content, before }) =>
    `son contenu est du ${day(content)}, celui de l’annuaire en place du ${day(before)}. Reprendre le dernier fichier publié.`,
  'rows-fallen': ({ kept, before }) =>
    `il n’apporte que ${count(kept)} activités ; l’annuaire en place en a ${count(before)}. Vérifier que le fichier est entier.`,
  'communes-lost': ({ percent, before }) =>
    `${percent} % des lieux y sont sans commune, contre ${before} % dans l’annuaire en place. Vérifier les colonnes d’adresse.`,
  'key-unreadable': () => 'la clé n’est pas une clé Ed25519 lisible (fichier PEM).',
  'directory-unreadable': ({ code }) => `l’annuaire de départ ne peut pas être lu (${code}).`,
  'snapshot-unreadable': ({ code }) => `le fichier n’est pas un annuaire signé lisible (${code}).`,
  'snapshot-version': () => 'il est fait par une autre version de Relais : le refaire avec celle des postes.',
  'signature-wrong': () => 'la signature n’est pas celle du site : fichier d’une autre origine, ou changé depuis.',
  'snapshot-truncated': () => 'le fichier est incomplet : reprendre la copie.',
  'snapshot-base': () => 'cette différence part d’un autre annuaire que celui en place : prendre l’annuaire entier.',
  'snapshot-altered': () => 'le contenu n’est pas celui qui a été signé : reprendre la copie.',
  'structures-fallen': ({ kept, before }) =>
    `il n’apporte que ${count(kept)} établissements ; l’annuaire en place en a ${count(before)}. Vérifier que le fichier est entier.`,
  'skills-fallen': ({ kept, before }) =>
    `le fichier « SavoirFaire » n’apporte que ${count(kept)} savoir-faire, contre ${count(before)} pour l’annuaire en place. Vérifier qu’il est entier.`,
  'services-fallen': ({ kept, before }) =>
    `le fichier des autorisations n’en apporte que ${count(kept)}, contre ${count(before)} pour l’annuaire en place. Vérifier qu’il est entier.`,
  'writer-failed': ({ code }) => `l’import s’est arrêté de lui-même (${code}).`,
  'no-previous': () => 'il n’y a pas d’annuaire précédent lisible.',
  disk: ({ code }) => `l’annuaire ne peut pas être écrit (${code}) : place libre et droits du dossier à vérifier.`,
  'switch-failed': ({ code }) =>
    `le nouvel annuaire ne peut pas prendre la place de l’ancien (${code}) : fermer la console qui s’en sert, puis relancer.`,
}

type Value = Params[string] | undefined

/** « 20/11/2026 » */
export const day = (date: Value): string => String(date).split('-').reverse().join('/')
/** « 12 345 » */
export const count = (number: Value): string => Number(number).toLocaleString('fr-FR')
/** « 2 activités » */
export const some = (number: number, word: string): string => `${count(number)} ${word}${number > 1 ? 's' : ''}`
/** « 12,3 Mo » */
export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString('fr-FR', { maximumFractionDigits: 1 })} Mo`
/** « 1,2 s » */
export const lasted = (ms: number): string => `${(ms / 1000).toFixed(1).replace('.', ',')} s`

/** A problem in one sentence. */
export function explain({ kind, params }: { kind: string; params: Params }): string {
  return PROBLEMS[kind]?.(params) ?? `${kind}.`
}
