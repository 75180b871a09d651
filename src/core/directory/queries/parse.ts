/**
 * What was typed, understood: words of names and places, needs in everyday French, phones and numbers. Any mix, any order.
 */
import { departementNames } from '../geography.ts'
import { codesOfBeginning, PHRASES } from '../nomenclature.ts'
import { phoneBeginning } from '../rpps/phone.ts'
import { norm, PARTICLES } from '../text.ts'

/** One thing that must be found: any of its words, or any of its codes. */
export interface Group {
  /** Normalised words, any of which will do. */
  words: string[]
  /** Surnames that resemble the word, when it is asked for approximately. */
  alike?: string[]
  /** Offer codes: «SM54», «P60». */
  codes: string[]
  /** Words stand for their beginnings too: «nolw mor» finds Nolwenn Morin. */
  open: boolean
}

export interface Query {
  groups: Group[]
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
const SAINTS: Record<string, string> = { st: 'saint', ste: 'sainte' }

/** Understands a text. `needs: false` takes every word for a name or a place (people of the «Besoin» field). */
export function parseQuery(text: string, { needs = true }: { needs?: boolean } = {}): Query {
  const trimmed = text.trim()
  const whole = numberOf(trimmed)
  if (whole) return { groups: [], typed: [], phone: null, rpps: null, structure: null, ...whole }
  // A complete phone or RPPS number among words.
  const inside = /(?:\+\d{2,3}|\b0)(?:[ .-]?\d){8,11}|\b8?1\d{10}\b/.exec(trimmed)
  const number = inside ? numberOf(inside[0]) : null
  const rest = number && inside ? trimmed.replace(inside[0], ' ') : text
  const typed = norm(rest).split(' ').filter(Boolean)
  return { phone: null, rpps: null, structure: null, ...number, typed, groups: groupsOf(rest, needs) }
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

function groupsOf(text: string, needs: boolean): Group[] {
  const folded = norm(text)
  if (folded === '') return []
  const typed = folded.split(' ')
  // A space after the last word ends it.
  const open = !/[\s,;]$/.test(text)
  const groups: Group[] = []
  for (let at = 0; at < typed.length; ) {
    const phrase = needs ? phraseAt(typed, at, open) : null
    const step = phrase ?? nameAt(typed, at, open, needs)
    groups.push(step.group)
    at += step.length
  }
  const telling = groups.filter(group => !isFiller(group))
  return telling.length > 0 ? telling : groups.slice(0, 1)
}

/** A département among the codes: what stands in the index of words for it. */
export const departementOffer = (code: string): string => `D${code}`

interface Step {
  group: Group
  length: number
}

/** The longest need or département that the words from `at` spell whole. A single word may be a name too: it stays one. */
function phraseAt(typed: readonly string[], at: number, open: boolean): Step | null {
  for (let length = Math.min(LONGEST_PHRASE, typed.length - at); length > 0; length--) {
    const phrase = typed.slice(at, at + length).join(' ')
    const departement = departementNames.get(phrase)
    const codes = PHRASES.get(phrase) ?? (departement === undefined ? undefined : [departementOffer(departement)])
    if (!codes) continue
    const word = typed[at] ?? ''
    const last = at + length === typed.length
    return { length, group: { words: length === 1 && !FILLERS.has(word) ? [word] : [], codes, open: open && last } }
  }
  return null
}

/** A word of a name or a place; a particle goes with the word after it, glued or not («le goff», «legoff»). */
function nameAt(typed: readonly string[], at: number, open: boolean, needs: boolean): Step {
  const word = typed[at] ?? ''
  const next = typed[at + 1]
  if (PARTICLES.has(word) && !SAINTS[word] && word !== 'saint' && word !== 'sainte' && next !== undefined) {
    const after = nameAt(typed, at + 1, open, false)
    const glued = after.group.words.map(each => `${word}${each}`)
    return { length: 1 + after.length, group: { ...after.group, words: [...after.group.words, ...glued] } }
  }
  const last = at === typed.length - 1
  const saint = SAINTS[word]
  return {
    length: 1,
    group: {
      words: saint ? [saint, word] : [word],
      codes: needs && last && open ? codesOfBeginning(word) : [],
      // A space ends the last word; those before are often cut short on purpose.
      open: open || !last,
    },
  }
}

const isFiller = (group: Group): boolean =>
  group.codes.length === 0 && group.words.length === 1 && FILLERS.has(group.words[0] ?? '')
