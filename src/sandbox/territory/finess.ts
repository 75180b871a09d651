/**
 * The two files of FINESS+ as they are published: one object, groups first, then legal entities with their sites; text
 * padded with spaces, closed sites among the others, two pairs of coordinates of which either may be the projected one.
 */
import proj4 from 'proj4'
import type { Authorisation, Establishment } from './establishments.ts'
import { registerCommune } from './places.ts'

const LAMBERT_93 =
  '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs'
const lambert = proj4(LAMBERT_93)

/** The text of `finess-structures-journalier-….json`, piece by piece. `contentDate`: ISO day. */
export function* structuresText(establishments: Iterable<Establishment>, contentDate: string): Generator<string> {
  yield `{"schemaVersion":"v1.0.0","generatedAt":"${contentDate}T15:49:37.615611300Z","gcc":[{"gccId":"1","nomGcc":"Groupe fictif {de \\"tout\\"}]","typeGcc":"001","engagement":[],"evenement":[],"pmejDuGcc":[{"pmSmsseId":"1","typeRoleEntiteGroupe":"M"}],"egeDuGcc":[],"etatObjet":"A"}],"gco":[],"pmej":[`
  let index = 0
  for (const one of establishments) {
    yield `${index > 0 ? ',' : ''}${JSON.stringify(pmej(one, index))}`
    index++
  }
  yield ']}'
}

/** The text of `finess-activites-journalier-….json`. */
export function* activitiesText(establishments: Iterable<Establishment>, contentDate: string): Generator<string> {
  yield `{"schemaVersion":"v1.0.0","generatedAt":"${contentDate}T14:46:05.500385900Z","pmej":[`
  let index = 0
  for (const one of establishments) {
    if (one.authorisations.length === 0) continue
    const element = {
      numFiness: one.legalFiness,
      pmSmsseId: String(index + 2),
      activitesAutorisees: [],
      ege: [
        {
          egeId: String(index + 700),
          numFinessEge: one.finess,
          activitesExercees: one.authorisations.map((each, at) => activity(each, index * 10 + at)),
        },
      ],
    }
    yield `${index > 0 ? ',' : ''}${JSON.stringify(element)}`
    index++
  }
  yield ']}'
}

function pmej(one: Establishment, index: number): unknown {
  const legal = { pmSmsseId: String(index + 2), denominationPm: `${one.name}      `, numFinessPm: one.legalFiness }
  const dates = one.closed ? { dateFermeture: '2019-03-03' } : {}
  return {
    informationsGeneralesPMEJ: {
      ...legal,
      denominationLonguePmSmsse: one.name,
      siren: one.siret.slice(0, 9),
      statutJuridique: '73',
    },
    adresse: [{ usageAdresse: '02', ...written(one), ...coordinates(one, index) }],
    contact: [],
    engagement: [],
    evenement: [event('PM', '001')],
    ege: [
      {
        informationsGeneralesEGE: {
          egeId: String(index + 700),
          dateOuverture: '1996-11-16',
          datePremiereAutorisation: '1996-11-16',
          nomEgeCourt: `${one.name.slice(0, 32)}      `,
          nomEgeLong: `${one.name}   `,
          numFinessEge: one.finess,
          siret: one.siret,
          ...dates,
        },
        categorieentiteGeographiqueExercice: one.category,
        modefixationtarifaire: '07',
        typeBudget: ['01'],
        adresse: addresses(one, index),
        contact: one.phone
          ? [
              {
                typeContact: { roleContact: '01' },
                telecom: { telephone: index % 11 === 0 ? `${one.phone}/${one.phone}` : one.phone },
              },
            ]
          : [],
        engagement: [],
        evenement: [event('EG', '003'), event('EG', '007')],
        roleEge: [],
        etatObjet: one.closed ? 'I' : 'A',
        dateDerniereMaj: '2026-10-18 00:00:00',
      },
    ],
    etatObjet: 'A',
    dateDerniereMaj: '2026-10-18 00:00:00',
  }
}

/** The geographical address (03) is not always the first: a reception elsewhere (06) may stand before it. */
function addresses(one: Establishment, index: number): unknown[] {
  const own = { usageAdresse: '03', ...written(one), ...coordinates(one, index) }
  if (index % 17 !== 0) return [own]
  return [{ ...own, usageAdresse: '06', libelleVoie: 'DE L ACCUEIL', coordonneesGeographique: null }, own]
}

function written(one: Establishment) {
  const commune = registerCommune(one.commune)
  return {
    numeroVoie: one.number,
    typeVoie: `${one.way}   `,
    libelleVoie: `${one.street}     `,
    lieuDit: null,
    cogCommune: commune.insee,
    ligneAcheminement: commune.name.toUpperCase(),
    ligneQuatre: [one.number, one.way, one.street].filter(Boolean).join(' '),
    codePostal: one.commune.postcodes[0] ?? '',
  }
}

/** Overseas the pair in degrees only; on the mainland mostly northing and easting, sometimes the other way round. */
function coordinates(one: Establishment, index: number): object {
  if (!one.position) return {}
  const { lat, lon } = one.position
  const degrees = [lat.toFixed(6), lon.toFixed(6)]
  const [latitude, longitude] = index % 9 === 0 ? degrees.toReversed() : degrees
  const plane = lat > 40 ? lambert.forward([lon, lat]).map(value => value.toFixed(2)) : ['0', '0']
  const [x, y] = index % 4 === 0 ? plane : plane.toReversed()
  const missing = index % 23 === 0 && lat > 40
  return {
    coordonneesGeographique: {
      coordonneeX: x,
      coordonneeY: y,
      directionLatitude: missing ? null : latitude,
      directionLongitude: missing ? null : longitude,
      cleInInteropBAN: `${one.commune.insee}_0515_00012`,
      scoreBAN: '0.967380909090909',
    },
  }
}

const event = (object: string, code: string) => ({
  evenementId: '6',
  dateEnregistrement: '2025-10-21 18:36:29',
  dateEvenement: '1996-11-16',
  etatObjet1: code,
  typeObjet1: object,
  codeEvenement: code,
})

function activity(authorisation: Authorisation, index: number): unknown {
  return {
    caracteristiquesGeneriques: {
      activiteAeId: String(147_057 + index),
      etatObjet: 'A',
      identifiantAutorisation: null,
      numAutorisationArhgos: null,
      dateDebutActiviteAutorisee: '2010-05-06',
      dateFinActiviteAutorisee: null,
      dateFinEffectiveActivite: null,
      dateCaduciteAutorisation: null,
      egeId: null,
      typeActiviteSMSSE: '1301',
    },
    nature: {
      codeNature: authorisation.nature,
      caracteristiquesSpecifiques: { activiteAeId: null, ...specific(authorisation) },
    },
    evenement: [event('AC', '010'), { ...event('AC', '012'), dateEvenement: '2010-06-01' }],
    engagement: [],
    capacite: [],
    zoneIntervention: null,
  }
}

function specific(authorisation: Authorisation): object {
  if (authorisation.nature === 'AMF')
    return {
      typeActiviteAMF: {
        activiteAMF: authorisation.activity,
        modaliteActivite: authorisation.modality,
        formeActivite: '00',
      },
    }
  if (authorisation.nature === 'EML') return { typeActiviteEML: { typeEmlId: authorisation.activity } }
  return {
    typeActiviteAMM: {
      activiteAMM: authorisation.activity,
      modaliteAMM: authorisation.modality || null,
      mentionAMM: authorisation.mention || null,
      ptsAMM: null,
      declarationAMM: null,
    },
  }
}
