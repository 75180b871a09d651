/** The words by which a person is found: one document a person, the same rules as for what is typed. */
import { departementByCode } from '../geography.ts'
import { offerCode } from '../nomenclature.ts'
import { PARTICLES, words } from '../text.ts'
import { codeWord, departementWord } from './code-words.ts'

export interface Documented {
  family: string
  given: string
  profession: string
  specialities: string
  activities: {
    profession: string
    structure: string | null
    sector: string
    postcode: string | null
    city: string | null
    departement: string | null
  }[]
}

export interface WordDocument {
  family: string
  given: string
  place: string
  structure: string
  codes: string
}

/** Words of structures that say nothing: «CABINET DU DR …» repeats the person's own name. */
const EMPTY_WORDS = new Set('cabinet du de des la le les dr docteur mme mr m et d l sel selarl scp scm eurl'.split(' '))

/** Words of a surname, and its glued forms: «Le Goff» is found as «legoff», «Petit-Jean» as «petitjean». */
export function surnameWords(family: string): string[] {
  const parts = words(family)
  const all = new Set(parts)
  for (let i = 0; i + 1 < parts.length; i++) all.add(`${parts[i]}${parts[i + 1]}`)
  return [...all]
}

/** Words worth a tolerance to typos: those that carry a name. */
export function nameWords(family: string): string[] {
  return surnameWords(family).filter(word => word.length >= 4 && !PARTICLES.has(word))
}

export function documentOf(person: Documented): WordDocument {
  const place = new Set<string>()
  const structure = new Set<string>()
  const codes = new Set<string>()
  if (person.profession) codes.add(codeWord(offerCode('profession', person.profession)))
  for (const code of person.specialities.split(' ')) if (code) codes.add(codeWord(code))
  for (const activity of person.activities) {
    if (activity.profession) codes.add(codeWord(offerCode('profession', activity.profession)))
    if (activity.departement && departementByCode(activity.departement))
      codes.add(departementWord(activity.departement))
    if (activity.postcode) place.add(activity.postcode)
    if (activity.city) for (const word of words(activity.city)) place.add(word)
    if (activity.structure && activity.sector !== 'SA07') {
      for (const word of words(activity.structure)) if (!EMPTY_WORDS.has(word)) structure.add(word)
    }
  }
  return {
    family: surnameWords(person.family).join(' '),
    given: words(person.given).join(' '),
    place: [...place].join(' '),
    structure: [...structure].join(' '),
    codes: [...codes].join(' '),
  }
}
