/** The former FINESS file for tests, as the publisher wrote it. All fictitious. */

type Fields = Partial<Record<keyof typeof SITE, string>>

/** The 32 fields of `structureet`, in their order. */
const SITE = {
  section: 'structureet',
  finess: '990000001',
  legalFiness: '990000002',
  name: 'PHARM FICTIVE',
  longName: 'PHARMACIE FICTIVE DU CENTRE',
  complement: '',
  delivery: '',
  number: '12',
  way: 'R',
  street: 'DES TILLEULS',
  wayComplement: '',
  place: '',
  commune: '050',
  departement: '37',
  departementName: 'INDRE ET LOIRE',
  line: '37170 CHAMBRAY LES TOURS',
  phone: '0261910001',
  fax: '0261910002',
  category: '620',
  categoryName: "Pharmacie d'Officine",
  aggregate: '3201',
  aggregateName: 'Commerce de Biens à Usage Médicaux',
  siret: '00000000000018',
  ape: '4773Z',
  tariff: '01',
  tariffName: 'Etablissement Tarif Libre',
  sph: '',
  sphName: '',
  opened: '1999-01-04',
  authorised: '1999-01-04',
  updated: '2024-02-05',
  uai: '',
}

export const site = (fields: Fields = {}): string => Object.values({ ...SITE, ...fields }).join(';')

export const point = (finess: string, x = '526012.3', y = '6694870.1', epsg = 'LAMBERT_93'): string =>
  `geolocalisation;${finess};${x};${y};1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,${epsg};2024-02-05`

export const legacyFile = (lines: readonly string[], day = '2026-05-04'): string =>
  `${[`finess;etalab;111;${day}`, ...lines].join('\n')}\n`
