/**
 * The sources of the practice world. The seven vendors and their coverage are those of the DGOS deck of 2022; none of
 * what is simulated here describes how the real ones behave, and every label says so.
 */

export type SourceKind = 'professionals' | 'cpts' | 'sos'
export type SourceTaking = 'direct' | 'vendor-page'

export interface VendorSource {
  /** Also the last part of its FHIR base: `/vendors/<id>/fhir`. */
  id: string
  label: string
  kind: SourceKind
  /** How its slots are taken. A choice of the sandbox: both ways must be there to be practised. */
  taking: SourceTaking
  /** Départements covered; empty: everywhere. */
  departements: readonly string[]
  /** Relative share of the people it covers. */
  weight: number
}

const everywhere: readonly string[] = []

export const VENDORS: readonly VendorSource[] = [
  {
    id: 'monmedecin',
    label: 'MonMédecin.org (simulé)',
    kind: 'professionals',
    taking: 'direct',
    departements: '16 17 19 23 24 33 40 47 64 79 86 87 14 27 50 61 76'.split(' '),
    weight: 25,
  },
  {
    id: 'medunion',
    label: 'Medunion (simulé)',
    kind: 'professionals',
    taking: 'vendor-page',
    departements: ['69', '73', '38', '42'],
    weight: 20,
  },
  {
    id: 'maincare',
    label: 'Maincare (simulé)',
    kind: 'professionals',
    taking: 'direct',
    departements: ['21'],
    weight: 20,
  },
  {
    id: 'maiia',
    label: 'Maiia (simulé)',
    kind: 'professionals',
    taking: 'vendor-page',
    departements: everywhere,
    weight: 18,
  },
  {
    id: 'clickdoc',
    label: 'Clickdoc (simulé)',
    kind: 'professionals',
    taking: 'vendor-page',
    departements: everywhere,
    weight: 9,
  },
  {
    id: 'keldoc',
    label: 'Keldoc (simulé)',
    kind: 'professionals',
    taking: 'direct',
    departements: everywhere,
    weight: 13,
  },
  {
    id: 'doctolib',
    label: 'Doctolib (simulé)',
    kind: 'professionals',
    taking: 'vendor-page',
    departements: everywhere,
    weight: 40,
  },
]

/** Slots typed by hand into the national platform. */
export const AGENDA_SAS: VendorSource = {
  id: 'agenda-sas',
  label: 'Agenda SAS (simulé)',
  kind: 'professionals',
  taking: 'direct',
  departements: everywhere,
  weight: 0,
}

/** Slots that members keep for their community (flow INT_R04). */
export const CPTS: VendorSource = {
  id: 'cpts',
  label: 'CPTS (simulé)',
  kind: 'cpts',
  taking: 'direct',
  departements: everywhere,
  weight: 0,
}

export const SOS: VendorSource = {
  id: 'sos',
  label: 'SOS Médecins (simulé)',
  kind: 'sos',
  taking: 'vendor-page',
  departements: everywhere,
  weight: 0,
}

export const SOURCES: readonly VendorSource[] = [...VENDORS, AGENDA_SAS, CPTS, SOS]

export const sourceById = (id: string): VendorSource | undefined => SOURCES.find(source => source.id === id)

export const covers = (source: VendorSource, departement: string): boolean =>
  source.departements.length === 0 || source.departements.includes(departement)
