/** What a practice territory has beside its professionals: SOS Médecins points and communities of practices. */
import { LOCAL_PEOPLE, makePerson } from './person.ts'
import { communeByInsee } from './places.ts'
import { finessOf, siretOf } from './structures.ts'
import type { Community, SosPoint } from './types.ts'

const SOS_COMMUNES = [
  '37261',
  '37050',
  '69383',
  '69389',
  '21231',
  '33063',
  '38185',
  '75113',
  '75118',
  '97411',
  '49007',
  '86194',
  '72181',
]

/** Fictitious points in real cities: names say so, SIRET numbers cannot exist. */
export const sosPoints: readonly SosPoint[] = SOS_COMMUNES.map((insee, index) => {
  const commune = communeByInsee(insee)
  const shift = ((index % 5) - 2) * 0.003
  return {
    siret: siretOf(90_000 + index),
    name: `SOS Médecins fictif ${commune.name}`,
    line: `${3 + index * 2} rue du Point-Fictif`,
    postalCode: commune.postcodes[0] ?? '',
    insee,
    city: commune.name,
    departement: commune.departement,
    position: commune.position && { lat: commune.position.lat + shift, lon: commune.position.lon + shift },
  }
})

const COMMUNITIES: [string, string, (index: number) => boolean][] = [
  ['37', 'CPTS fictive Tours Nord', index => index % 3 === 0],
  ['37', 'CPTS fictive Sud Touraine', index => index % 3 === 1],
  ['41', 'CPTS fictive Blésois', () => true],
  ['49', 'CPTS fictive Anjou', () => true],
  ['86', 'CPTS fictive Poitiers', () => true],
  ['21', 'CPTS fictive Dijon', () => true],
  ['69', 'CPTS fictive Lyon Est', () => true],
  ['974', 'CPTS fictive Saint-Denis', () => true],
]

/** Members: physicians, nurses and physiotherapists in town practice, forty at most. */
export function createCommunities(seed: number, people: number): Community[] {
  const members = COMMUNITIES.map(() => [] as string[])
  for (let index = 0; index < Math.min(LOCAL_PEOPLE, people); index++) {
    const person = makePerson(seed, index)
    const first = person.activities[0]
    if (first?.mode !== 'L' || first.genre !== 'GENR01' || !['10', '60', '70'].includes(person.profession.code))
      continue
    const at = COMMUNITIES.findIndex(([departement, , takes]) => departement === first.departement && takes(index))
    const list = members[at]
    if (list && list.length < 40) list.push(person.rpps)
  }
  return COMMUNITIES.map(([departement, name], index) => ({
    finess: finessOf(departement, 9900 + index),
    name,
    departement,
    members: members[index] ?? [],
  }))
}
