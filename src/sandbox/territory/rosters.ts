/**
 * Rosters of the practice desk's site, as its staff would keep them: duty pharmacies, SOS Médecins points, who takes
 * patients «en sus», direct lines, shifts, tracks and favourites, participation, opening hours. CSV, semicolons.
 */
import { establishmentsOf } from './establishments.ts'
import type { Territory, TerritoryPerson } from './types.ts'

const HOME = '37'
const DAYS = 14
const HOURS = [
  'lun.-ven. 8h30-12h et 14h-19h ; sam. 9h-12h',
  'lun., mar., jeu. et ven. 9h-18h ; mer. 9h-12h',
  'du lundi au vendredi de 8 h à 20 h',
]
const PHARMACY_HOURS = 'lun.-ven. 9h-12h30 et 14h-19h30 ; sam. 9h-13h ; dim. fermé'

/** Name → text of each file. `from`: first day of the duty lists, ms. */
export function rostersOf(territory: Territory, from: number): Map<string, string> {
  const establishments = [...establishmentsOf(territory)].filter(each => each.commune.departement === HOME)
  const pharmacies = establishments.filter(each => each.category === '620').slice(0, 60)
  const hospital = establishments.find(each => each.authorisations.length > 0)
  const local = territory.people.filter(person => person.activities[0]?.departement === HOME)
  const physicians = local.filter(person => person.profession.code === '10')
  const days = Array.from({ length: DAYS }, (_, day) => from + day * 86_400_000)
  return new Map([
    [
      'pharmacies-de-garde.csv',
      csv(
        ['FINESS', 'pharmacie', 'début', 'fin', 'remarque'],
        days.flatMap((day, at) =>
          [0, 1, 2].flatMap(nth => {
            const one = pharmacies[(at * 3 + nth) % Math.max(1, pharmacies.length)]
            return one
              ? [
                  [
                    one.finess,
                    one.name,
                    `${date(day)} 20:00`,
                    `${date(day + 86_400_000)} 20:00`,
                    'Sonner au guichet de nuit',
                  ],
                ]
              : []
          }),
        ),
      ),
    ],
    [
      'sos-medecins.csv',
      csv(
        ['point', 'SIRET', 'adresse', 'code postal', 'commune', 'horaires'],
        territory.sosPoints
          .filter(point => point.departement === HOME)
          .map(point => [
            point.name,
            point.siret,
            point.line,
            point.postalCode,
            point.city,
            'Tous les jours, 9 h – 23 h',
          ]),
      ),
    ],
    [
      'en-sus.csv',
      csv(
        ['RPPS en sus', 'nom', 'conditions'],
        physicians
          .slice(0, 12)
          .map(person => [person.rpps, nameOf(person), 'Deux patients par jour, appeler avant 18 h']),
      ),
    ],
    [
      'lignes-directes.csv',
      csv(
        ['ligne directe', 'FINESS', 'nom', 'besoin'],
        hospital
          ? [
              ['0261919001', hospital.finess, 'Avis cardiologique, CHU fictif', 'cardiologue'],
              ['0261919002', hospital.finess, 'Avis pédiatrique, CHU fictif', 'pédiatre'],
              ['0261919003', hospital.finess, 'Psychiatre de garde, CHU fictif', 'psychiatre'],
            ]
          : [],
      ),
    ],
    [
      'gardes.csv',
      csv(
        ['début de garde', 'fin de garde', 'RPPS', 'nom', 'besoin', 'téléphone'],
        days.flatMap((day, at) => {
          const one = physicians[(at * 7) % Math.max(1, physicians.length)]
          return one
            ? [
                [
                  `${date(day)} 20:00`,
                  `${date(day + 86_400_000)} 08:00`,
                  one.rpps,
                  nameOf(one),
                  'médecin généraliste',
                  '0261919010',
                ],
              ]
            : []
        }),
      ),
    ],
    [
      'filieres.csv',
      csv(
        ['filière', 'libellé', 'besoin', 'ordre'],
        [
          ['psychiatrie', 'Psychiatre', 'psychiatre', '1'],
          ['psychiatrie', 'Psychologue', 'psychologue', '2'],
          ['pédiatrie', 'Pédiatre', 'pédiatre', '1'],
          ['pédiatrie', 'Sage-femme', 'sage-femme', '2'],
          ['gériatrie', 'Gériatre', 'gériatre', '1'],
          ['gériatrie', 'Infirmier', 'infirmier', '2'],
          ['favoris', 'Médecin généraliste', 'médecin généraliste', '1'],
          ['favoris', 'Masseur-kinésithérapeute', 'kiné', '2'],
        ],
      ),
    ],
    [
      'participation.csv',
      csv(
        ['RPPS', 'participation', 'FINESS', 'structure'],
        [
          ...territory.communities
            .filter(community => community.departement === HOME)
            .flatMap(({ members, finess, name }) => members.map(rpps => [rpps, 'CPTS', finess, name])),
          ...physicians.slice(20, 60).map(person => [person.rpps, 'individuelle', '', '']),
        ],
      ),
    ],
    [
      'horaires.csv',
      csv(
        ['RPPS', 'FINESS', 'code postal', 'commune', 'horaires d’ouverture'],
        [
          ...physicians.slice(0, 40).map(({ rpps, activities: [first] }, at) => {
            const place = first?.publicAddress ? [first.postalCode, first.city] : ['', '']
            return [rpps, '', ...place, HOURS[at % HOURS.length] ?? '']
          }),
          ...pharmacies.map(({ finess }) => ['', finess, '', '', PHARMACY_HOURS]),
        ],
      ),
    ],
  ])
}

const csv = (header: string[], rows: string[][]): string =>
  `\ufeff${[header, ...rows].map(cells => cells.map(quoted).join(';')).join('\r\n')}\r\n`

const quoted = (cell: string): string => (/[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

const nameOf = (person: TerritoryPerson): string => `${person.given} ${person.family}`

function date(ms: number): string {
  const at = new Date(ms)
  return [at.getDate(), at.getMonth() + 1, at.getFullYear()].map(part => String(part).padStart(2, '0')).join('/')
}
