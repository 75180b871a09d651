/** Establishments in the one box: by need, name, street, commune, phone, number; what is given up when nothing answers. */
import { describe, expect, test } from 'vitest'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { codesOfNeed } from '../../src/core/directory/needs.ts'
import { search, structuresNamed } from '../../src/core/directory/queries/search.ts'
import { structure, structuresNear } from '../../src/core/directory/queries/structures.ts'
import { directoryCalls } from '../../src/shared/contract/directory.ts'
import { builtFrom } from './opened.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { activitiesOf, exercised, finessFile, pmej } from './structures.ts'

const folder = testFolder()
const at = (lat: string, lon: string) => ({
  coordonneeX: '',
  coordonneeY: '',
  directionLatitude: lat,
  directionLongitude: lon,
})

/** A site by its number, category, name, street, commune and place. */
function site(
  finess: string,
  category: string,
  name: string,
  street: string,
  where: [string, string, string],
  place?: object,
) {
  const [cog, postcode, town] = where
  return pmej({
    general: { numFinessEge: finess, nomEgeCourt: name, siret: `${finess}00018`.slice(0, 14) },
    site: {
      categorieentiteGeographiqueExercice: category,
      adresse: [
        {
          usageAdresse: '03',
          numeroVoie: '4',
          typeVoie: 'R',
          libelleVoie: street,
          cogCommune: cog,
          codePostal: postcode,
          ligneAcheminement: town,
          ...(place ? { coordonneesGeographique: place } : {}),
        },
      ],
      contact: [{ telecom: { telephone: `02619${finess.slice(-5)}` } }],
    },
  })
}

const CHAMBRAY: [string, string, string] = ['37050', '37170', 'CHAMBRAY LES TOURS']
const TOURS: [string, string, string] = ['37261', '37000', 'TOURS']
const LOCHES: [string, string, string] = ['37132', '37600', 'LOCHES']
const structures = finessFile([
  site('370000101', '620', 'PHARMACIE FICTIVE DU CENTRE', 'DES LILAS', CHAMBRAY, at('47.337', '0.704')),
  site('370000102', '620', 'PHARMACIE FICTIVE DES HALLES', 'DU MOULIN', TOURS, at('47.393', '0.68')),
  site('370000103', '355', 'HOPITAL FICTIF DE LOCHES', 'DU DOCTEUR FICTIF', LOCHES, at('47.13', '1.0')),
  site('370000104', '355', 'CHRU FICTIF DE TOURS', 'DES TANNEURS', TOURS, at('47.39', '0.69')),
  site('370000105', '603', 'MSP FICTIVE DU LAC', 'DES PINSONS', LOCHES),
])
const db = await builtFrom(
  {
    rpps: folder.write(
      'ps-20261120.txt',
      registerFile([
        physician({ 'Numéro FINESS site': '370000104', "Nom d'exercice": 'ESSAI' }),
        physician({ "Nom d'exercice": 'LILAS', 'Libellé Voie (coord. structure)': 'DES GENETS' }),
      ]),
    ),
    structures: folder.write('finess-structures-journalier-20261119.json', structures),
    activities: folder.write(
      'finess-activites-journalier-20261119.json',
      finessFile([
        activitiesOf('370000104', [exercised('AMF', { activiteAMF: '14', modaliteActivite: '24' })]),
        activitiesOf('370000103', [exercised('AMF', { activiteAMF: '14', modaliteActivite: '23' })]),
      ]),
    ),
  },
  folder.file('d.sqlite'),
)
const near = communeByInsee('37050')?.position ?? null

function ask(text: string) {
  const found = search(db, { text, near, departement: '37', limit: 20, needs: true })
  expect(directoryCalls['directory.search'].value.safeParse(found).error).toBeUndefined()
  return found
}
const names = (text: string) => ask(text).structures.map(each => each.name)

describe('an establishment is found', () => {
  test.each([
    ['urgences pédiatriques', ['CHRU FICTIF DE TOURS']],
    ['urgences', ['HOPITAL FICTIF DE LOCHES']],
    ['pharmacie', ['PHARMACIE FICTIVE DU CENTRE', 'PHARMACIE FICTIVE DES HALLES']],
    ['pharmacie tours', ['PHARMACIE FICTIVE DES HALLES']],
    ['pharmacie chambray-lès-tours', ['PHARMACIE FICTIVE DU CENTRE']],
    ['pharmacie halles', ['PHARMACIE FICTIVE DES HALLES']],
    ['hôpital loches', ['HOPITAL FICTIF DE LOCHES']],
    ['chru tours', ['CHRU FICTIF DE TOURS']],
    ['rue des tanneurs', ['CHRU FICTIF DE TOURS']],
    ['msp', ['MSP FICTIVE DU LAC']],
    ['pinsons 37600', ['MSP FICTIVE DU LAC']],
    ['370000102', ['PHARMACIE FICTIVE DES HALLES']],
    ['02 61 90 01 02', ['PHARMACIE FICTIVE DES HALLES']],
  ])('«%s»', (text, expected) => {
    expect(names(text).toSorted()).toEqual(expected.toSorted())
  })

  test('nearest first, and before the people when it is what was looked for', () => {
    const found = ask('pharmacie')
    expect(found.structuresFirst).toBe(true)
    const km = found.structures.map(each => each.distanceKm ?? -1)
    expect(km).toEqual(km.toSorted((a, b) => a - b))
    expect(found.chips).toMatchObject([{ kind: 'profession' }])
    expect(ask('urgences pédiatriques').chips).toMatchObject([
      { kind: 'structure-kind', label: 'Urgences pédiatriques', without: '' },
    ])
  })

  test('a whole number jumps to its record, with the people of the place', () => {
    const found = ask('370000104')
    expect(found).toMatchObject({ exact: true, structuresFirst: true })
    expect(found.hits.map(hit => hit.displayName)).toEqual(['Dr Élodie ESSAI'])
    expect(ask('37000010').exact).toBe(false)
  })

  test('its record tells what it may do, where it comes from, and who works there', () => {
    const { structure: one, people } = structure(db, { id: '370000104', near, limit: 10 })
    expect(one).toMatchObject({
      finess: '370000104',
      authorisations: [{ service: { code: 'emergency-children' }, regime: 'former', code: '14/24' }],
      hours: null,
      precision: 'address',
    })
    expect(people.map(hit => hit.activity?.finess)).toEqual(['370000104'])
    expect(structure(db, { id: '999999999', near, limit: 10 })).toEqual({ structure: null, people: [], more: false })
  })
})

describe('establishments beside needs and people in the question box', () => {
  const wanted = { near: null, departement: '37', limit: 3 }
  const names = (text: string) => structuresNamed(db, { ...wanted, text }).map(hit => hit.name)

  test('are found by their name, their kind and their number', () => {
    expect(names('msp fictive')).toEqual(['MSP FICTIVE DU LAC'])
    expect(names('msp loches')).toEqual(['MSP FICTIVE DU LAC'])
    expect(names('370000105')).toEqual(['MSP FICTIVE DU LAC'])
  })

  test('are not proposed for a person’s number or phone', () => {
    expect(names('0261900105')).toEqual([])
    expect(names('10000000001')).toEqual([])
  })
})

test('somebody is found by the street where they practise', () => {
  expect(ask('élodie genets').hits.map(hit => hit.displayName)).toEqual(['Dr Élodie LILAS'])
})

describe('when nothing answers, what is given up is told', () => {
  test('a need in a commune that has none: the nearest to that commune', () => {
    const found = ask('pharmacie loches')
    expect(found.widened).toEqual([{ kind: 'place', text: 'loches' }])
    expect(found.structures).toHaveLength(2)
  })

  test('a word that nobody has', () => {
    const found = ask('essai xylophonistes')
    expect(found.widened).toEqual([{ kind: 'word', text: 'xylophonistes' }])
    expect(found.hits.map(hit => hit.displayName)).toEqual(['Dr Élodie ESSAI'])
  })

  test('a name that is only resembled', () => {
    expect(ask('essaie').widened).toEqual([{ kind: 'spelling', text: '' }])
  })

  test('a radius without any: farther, and how far', () => {
    const codes = codesOfNeed('structure', 'urgences')
    const wanted = { codes, near, departement: '37', limit: 5 }
    const found = structuresNear(db, { ...wanted, radiusKm: 10 })
    expect(found.structures.map(each => each.name)).toEqual(['HOPITAL FICTIF DE LOCHES'])
    expect(found.widenedKm).toBeGreaterThan(found.structures[0]?.distanceKm ?? 0)
    expect(structuresNear(db, { ...wanted, radiusKm: 60 }).widenedKm).toBeNull()
  })

  test('nothing at all is nothing', () => {
    expect(ask('zzqxw yyvbk')).toMatchObject({ hits: [], structures: [], widened: [] })
  })
})
