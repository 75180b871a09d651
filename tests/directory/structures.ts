/** Elements of the FINESS+ files for tests: an establishment of Chambray, told as the file tells it. All fictitious. */
import { importStructures } from '../../src/core/directory/finess/import.ts'
import { createTables } from '../../src/core/directory/store/schema.ts'
import { openDatabase } from '../../src/core/sqlite.ts'

type Fields = Record<string, unknown>

/** One legal entity with one site; `site` and `general` change fields of the site. */
export function pmej({ site = {}, general = {} }: { site?: Fields; general?: Fields } = {}): Fields {
  return {
    informationsGeneralesPMEJ: {
      pmSmsseId: '2',
      denominationPm: 'ASSOCIATION FICTIVE             ',
      denominationLonguePmSmsse: 'ASSOCIATION FICTIVE DE TOURAINE     ',
      numFinessPm: '370009998',
      siren: '000000001',
    },
    ege: [
      {
        informationsGeneralesEGE: {
          egeId: '799',
          dateOuverture: '1996-11-16',
          nomEgeCourt: 'HOPITAL FICTIF    ',
          nomEgeLong: '   ',
          numFinessEge: '370009999',
          siret: '00000000100018',
          ...general,
        },
        categorieentiteGeographiqueExercice: '355',
        adresse: [
          { usageAdresse: '06', libelleVoie: 'DE L ACCUEIL', cogCommune: '37261', codePostal: '37000' },
          {
            usageAdresse: '03',
            numeroVoie: '12',
            typeVoie: 'AV   ',
            libelleVoie: 'DES TILLEULS     ',
            lieuDit: 'BP 99',
            cogCommune: '37050',
            ligneAcheminement: 'CHAMBRAY LES TOURS',
            codePostal: '37170',
            coordonneesGeographique: CHAMBRAY,
          },
        ],
        contact: [{ telecom: { telephone: '0261910001/0261910002', courriel: 'hopital@exemple.invalid' } }],
        etatObjet: 'A',
        dateDerniereMaj: '2026-10-18 00:00:00',
        ...site,
      },
    ],
    etatObjet: 'A',
  }
}

/** Northing, easting, as most records have them, and degrees. */
export const CHAMBRAY = {
  coordonneeX: '6694870.10',
  coordonneeY: '526012.30',
  directionLatitude: '47.3371',
  directionLongitude: '0.7036',
  cleInInteropBAN: '37050_0515_00012',
}

/** One exercised activity of the file of activities. */
export function exercised(nature: string, codes: Fields, generic: Fields = {}, events: Fields[] = [BEGUN]): Fields {
  return {
    caracteristiquesGeneriques: { etatObjet: 'A', dateDebutActiviteAutorisee: '2010-05-06', ...generic },
    nature: {
      codeNature: nature,
      caracteristiquesSpecifiques: { activiteAeId: null, [`typeActivite${nature}`]: codes },
    },
    evenement: events,
  }
}

export const BEGUN = { codeEvenement: '012', dateEvenement: '2010-06-01', dateEnregistrement: '2025-10-21 19:37:03' }
export const ENDED = { ...BEGUN, codeEvenement: '015', dateEvenement: '2017-06-08' }

/** The text of one of the two files. */
export const finessFile = (elements: readonly unknown[]): string =>
  JSON.stringify({ schemaVersion: 'v1.0.0', generatedAt: '2026-11-19T15:49:37.6Z', gcc: [], gco: [], pmej: elements })

/** A legal entity of the file of activities. */
export const activitiesOf = (finess: string, activities: readonly unknown[]): Fields => ({
  numFiness: '370009998',
  activitesAutorisees: [{ caracteristiquesGeneriques: {} }],
  ege: [{ egeId: '799', numFinessEge: finess, activitesExercees: activities }],
})

/** Reads a file of establishments into a directory of its own, in memory, without its indexes: for hundreds of files. */
export async function readAlone(file: string) {
  const db = openDatabase(':memory:')
  try {
    createTables(db)
    return await importStructures(db, file, () => {})
  } finally {
    db.close()
  }
}
