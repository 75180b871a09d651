/**
 * What was typed, understood: words of names and places, needs in everyday French, phones and numbers. Any mix, any order.
 */
import { departementNames, withItsCity } from '../geography.ts'
import { isStructureCode, type Needs } from '../needs.ts'
import { phoneBeginning } from '../rpps/phone.ts'
import { norm, PARTICLES, words } from '../text.ts'
import { wayAt } from './street.ts'

/** One thing that must be found: any of its words, or any of its codes. */
export interface Group {
  /** Normalised words, any of which will do. */
  words: string[]
  /** Surnames that resemble the word, when it is asked for approximately. */
  alike?: string[]
  /** Codes of people: «SM54», «P60», «D37», «I37050». */
  codes: string[]
  /** Codes of structures: «K620», «Semergency». */
  structureCodes: string[]
  /** Words stand for their beginnings too: «nolw mor» finds Nolwenn Morin. */
  open: boolean
  /** Words of the text that it takes. */
  length: number
  /** These words, folded. */
  said: string
  /** A need spelt whole. */
  phrase?: boolean
  /** A word of a street, said after its kind («rue des Tilleuls»). */
  street?: boolean
}

export interface Query {
  /** What must be found, titles and joining words left out. */
  groups: Group[]
  /** Every part of the text in its order. */
  parts: Group[]
  /** The words typed, folded, numbers taken out. */
  typed: string[]
  /** Beginning of a phone in E.164. */
  phone: string | null
  /** Beginning of an RPPS number. */
  rpps: string | null
  /** A FINESS number of an establishment or a SIRET number, whole. */
  structure: string | null
}

/** Titles and joining words: they say nothing of who is looked for. */
const FILLERS = new Set('dr docteur pr professeur mme mr m monsieur madame a au aux chez et en sur'.split(' '))
const LONGEST_PHRASE = 6
/** Words of the name of a commune, at most. */
const LONGEST_NAME = 9
const SAINTS: Record<string, string> = { st: 'saint', ste: 'sainte' }

/** What the reader of a text may ask of the directory. */
export interface Understanding {
  /** Words of needs. None: every word is a name or a place (people of the «Besoin» field). */
  needs?: Needs | null
  /** INSEE codes of the communes of a name, its words in one string. None: communes are words like others. */
  communes?: (name: string) => string[]
}

/** Understands a text. */
export function parseQuery(text: string, { needs = null, communes = () => [] }: Understanding = {}): Query {
  const trimmed = text.trim()
  const nothing = { groups: [], parts: [], typed: [], phone: null, rpps: null, structure: null }
  const whole = numberOf(trimmed)
  if (whole) return { ...nothing, ...whole }
  // A complete phone or RPPS number among words.
  const inside = /(?:\+\d{2,3}|\b0)(?:[ .-]?\d){8,11}|\b8?1\d{10}\b/.exec(trimmed)
  const number = inside ? numberOf(inside[0]) : null
  const rest = number && inside ? trimmed.replace(inside[0], ' ') : text
  const typed = norm(rest).split(' ').filter(Boolean)
  const parts = partsOf(rest, typed, { needs, communes })
  const telling = parts.filter(group => !isFiller(group))
  return { ...nothing, ...number, typed, parts, groups: telling.length > 0 ? telling : parts.slice(0, 1) }
}

function numberOf(text: string): { phone: string } | { rpps: string } | { structure: string; phone?: string } | null {
  const digits = text.replace(/\s/g, '')
  if (/^\d{14}$/.test(digits)) return { structure: digits }
  if (/^2[AB]\d{7}$/i.test(digits)) return { structure: digits.toUpperCase() }
  // A FINESS number; nine digits that begin with 0 may also be a phone without its last.
  if (/^\d{9}$/.test(digits)) {
    const phone = digits.startsWith('0') ? phoneBeginning(text) : null
    return phone ? { structure: digits, phone } : { structure: digits }
  }
  // 8 + RPPS is the national identifier; RPPS numbers begin with 1.
  if (/^8?1\d{5,10}$/.test(digits)) return { rpps: digits.replace(/^8/, '') }
  const phone = phoneBeginning(text)
  // Five digits that begin with 0 are a postcode (01000 Bourg-en-Bresse) until a sixth comes.
  return phone && (digits.length > 5 || text.startsWith('+')) ? { phone } : null
}

function partsOf(text: string, typed: readonly string[], { needs, communes }: Required<Understanding>): Group[] {
  // A space after the last word ends it.
  const open = !/[\s,;]$/.test(text)
  const parts: Group[] = []
  for (let at = 0; at < typed.length; ) {
    const way = wayAt(typed, at)
    if (way > 0) {
      const word = nameAt(typed, at + way, open, null)
      parts.push({
        ...word,
        length: way + word.length,
        street: true,
        said: typed.slice(at, at + way + word.length).join(' '),
      })
      at += way + word.length
      continue
    }
    const phrase = needs ? phraseAt(typed, at, open, needs) : null
    const commune = communeAt(typed, at, communes, phrase?.length ?? 1)
    const part = commune ?? phrase ?? nameAt(typed, at, open, needs)
    parts.push({ ...part, said: typed.slice(at, at + part.length).join(' ') })
    at += part.length
  }
  return parts
}

/** A département among the codes: what stands in the index of words for it. */
export const departementOffer = (code: string): string => `D${code}`

/** The code of a commune among the codes. */
export const communeOffer = (insee: string): string => `I${insee}`

type Part = Omit<Group, 'said'>

/** The longest need or département that the words from `at` spell whole. A single word may be a name too: it stays one. */
function phraseAt(typed: readonly string[], at: number, open: boolean, needs: Needs): Part | null {
  for (let length = Math.min(LONGEST_PHRASE, typed.length - at); length > 0; length--) {
    const phrase = typed.slice(at, at + length).join(' ')
    const departement = departementNames.get(phrase)
    const codes = needs.phrases.get(phrase) ?? (departement === undefined ? undefined : [departementOffer(departement)])
    if (!codes) continue
    const word = typed[at] ?? ''
    const last = at + length === typed.length
    return {
      length,
      words: length === 1 && !FILLERS.has(word) ? [word] : [],
      ...byKind(codes),
      open: open && last,
      phrase: departement === undefined || needs.phrases.has(phrase),
    }
  }
  return null
}

/** The longest name of a commune that the words from `at` spell, of two words at least and longer than `than`. */
function communeAt(
  typed: readonly string[],
  at: number,
  communes: (name: string) => string[],
  than: number,
): Part | null {
  for (let length = Math.min(LONGEST_NAME, typed.length - at); length > than; length--) {
    const said = words(typed.slice(at, at + length).join(' '))
    const found = communes(said.join(' '))
    if (found.length === 0) continue
    // «Saint-Martin» and «Le Mans» are surnames too; those of two words stand glued among the words.
    const glued = said.length === 2 ? [said.join('')] : []
    const insees = found.flatMap(withItsCity)
    return {
      length,
      words: glued,
      codes: insees.map(communeOffer),
      structureCodes: insees.map(communeOffer),
      open: false,
    }
  }
  return null
}

/** A word of a name or a place; a particle goes with the word after it, glued or not («le goff», «legoff»). */
function nameAt(typed: readonly string[], at: number, open: boolean, needs: Needs | null): Part {
  const word = typed[at] ?? ''
  const next = typed[at + 1]
  if (PARTICLES.has(word) && !SAINTS[word] && word !== 'saint' && word !== 'sainte' && next !== undefined) {
    const after = nameAt(typed, at + 1, open, null)
    const glued = after.words.map(each => `${word}${each}`)
    return { ...after, length: 1 + after.length, words: [...after.words, ...glued] }
  }
  const last = at === typed.length - 1
  const saint = SAINTS[word]
  return {
    length: 1,
    words: saint ? [saint, word] : [word],
    ...byKind(needs && last && open ? needs.codesOfBeginning(word) : []),
    // A space ends the last word; those before are often cut short on purpose.
    open: open || !last,
  }
}

/** Départements and communes are for both. */
const byKind = (codes: readonly string[]) => ({
  codes: codes.filter(code => !isStructureCode(code)),
  structureCodes: codes.filter(code => isStructureCode(code) || /^D\d/.test(code)),
})

const isFiller = (group: Group): boolean =>
  group.codes.length + group.structureCodes.length === 0 &&
  group.words.length === 1 &&
  FILLERS.has(group.words[0] ?? '')
