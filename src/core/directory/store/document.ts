/** The words by which a person is found: one document a person, the same rules as for what is typed. */
import { departementByCode } from '../geography.ts'
import { offerCode } from '../nomenclature.ts'
import { PARTICLES, words } from '../text.ts'
import { codeWord, communeWord, departementWord } from './code-words.ts'

export interface Documented {
  family: string
  given: string
  profession: string
  specialities: readonly string[]
  activities: {
    profession: string
    structure: string | null
    sector: string
    postcode: string | null
    insee: string | null
    address: readonly string[]
    city: string | null
    departement: string | null
  }[]
}

/** Words of structures that say nothing: «CABINET DU DR …» repeats the person's own name. */
const EMPTY_WORDS = new Set('cabinet du de des la le les dr docteur mme mr m et d l sel selarl scp scm eurl'.split(' '))

/** Words of addresses that many streets share. */
const STREET_WORDS = new Set(
  'rue avenue boulevard place chemin route allee impasse quai cours square passage residence lieu dit de du des d la le les l et bp cs bis ter batiment bat'.split(
    ' ',
  ),
)

/** A word that tells one street from another. */
export const isStreetWord = (word: string): boolean => word.length > 2 && !/\d/.test(word) && !STREET_WORDS.has(word)

/** Words of a surname, and its glued forms: «Le Goff» is found as «legoff», «Petit-Jean» as «petitjean». */
export function surnameWords(family: string): string[] {
  const parts = words(family)
  const all = new Set(parts)
  for (let i = 0; i + 1 < parts.length; i++) all.add(`${parts[i]}${parts[i + 1]}`)
  return [...all]
}

/** Words worth a tolerance to typos: those that carry a name. */
export function nameWords(family: string): string[] {
  return surnameWords(family).filter(word => word.length >= 3 && !PARTICLES.has(word))
}

/** Every word by which this person is found, once each. */
export function documentOf(person: Documented): string {
  const said = new Set([...surnameWords(person.family), ...words(person.given)])
  if (person.profession) said.add(codeWord(offerCode('profession', person.profession)))
  for (const code of person.specialities) said.add(codeWord(code))
  for (const activity of person.activities) {
    if (activity.profession) said.add(codeWord(offerCode('profession', activity.profession)))
    addPlace(said, activity.address.join(' '), activity)
    if (activity.structure && activity.sector !== 'SA07') {
      for (const word of words(activity.structure)) if (!EMPTY_WORDS.has(word)) said.add(word)
    }
  }
  return [...said].join(' ')
}

type Place = Pick<Documented['activities'][number], 'departement' | 'insee' | 'postcode' | 'city'>

function addPlace(said: Set<string>, address: string, place: Place): void {
  if (place.departement && departementByCode(place.departement)) said.add(departementWord(place.departement))
  if (place.insee) said.add(communeWord(place.insee))
  if (place.postcode) said.add(place.postcode)
  if (place.city) for (const word of words(place.city)) said.add(word)
  for (const word of words(address)) if (isStreetWord(word)) said.add(word)
}

/** The words of a place whose address comes from FINESS, beyond those of {@link documentOf}. */
export function recoveredWords(place: Place & { address: string }): string {
  const said = new Set<string>()
  addPlace(said, place.address.replaceAll('\n', ' '), place)
  return [...said].join(' ')
}
