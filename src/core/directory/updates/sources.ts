/** The sources that the settings of a site may name. */
import type { SourceName } from '../../../shared/contract/directory-sources.ts'
import type { Settings } from '../../settings/schema.ts'

export type UpdateSettings = Pick<
  Settings['directory'],
  'rpps' | 'skills' | 'structures' | 'activities' | 'downloads' | 'snapshot' | 'refreshHours' | 'staleDays' | 'annuaire'
>

export type FileKey = 'rpps' | 'skills' | 'structures' | 'activities'
/** Files of a generation: their key in the settings, the name of the source, what its file is called inside a zip. */
export const FILE_KEYS: readonly (readonly [FileKey, SourceName, RegExp])[] = [
  ['rpps', 'rpps', /personne_?activite/i],
  ['skills', 'skills', /savoir_?faire/i],
  ['structures', 'finess-structures', /structures/i],
  ['activities', 'finess-activities', /activites/i],
]
