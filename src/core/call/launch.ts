/**
 * The contextual launch of an LRM (INT_L01): the query string that LRMs build for the platform's `/sas/recherche`, read by
 * the rules of the platform's own code. It only ever fills a call. Each part stands alone: a wrong one is named and the
 * others are used. Nothing of it may be logged: a street and a doctor tell who is calling.
 */
import type { LaunchFault } from '../../shared/contract/call.ts'

/** Longest query that is read at all, characters. */
export const LONGEST_LAUNCH = 8_192
const LONGEST_PART = 200

export interface LaunchParts {
  origin: string | null
  insee: string | null
  city: string | null
  /** «12, rue des Tilleuls»; null without a street name. */
  street: string | null
  speciality: { code: string } | { text: string } | null
  practitioner: { idnps: string } | { text: string } | null
  faults: LaunchFault[]
}

const KNOWN = ['origin', 'inseecode', 'city', 'streetnumber', 'streetname', 'specialty', 'practitioner'] as const
type Part = (typeof KNOWN)[number]

/** INS of the national register of persons (RPPS), as `practitioner` names it: `urn:oid:…4.2.1|8` and eleven digits. */
const PERSON = /^urn:oid:1\.2\.250\.1\.71\.4\.2\.1\|(8[0-9A-Z]{11})$/
const CODE = /^urn:oid:\d+(?:\.\d+)+\|([A-Za-z0-9]+)$/
const INSEE = /^(?:\d{2}|2[AB])\d{3}$/

/** Reads a query string, with or without its `?`. Null: too long to be one, or none of its parts is known. */
export function readLaunch(query: string): LaunchParts | null {
  if (query.length > LONGEST_LAUNCH) return null
  const given = new URLSearchParams(query)
  const faults: LaunchFault[] = []
  const parts = new Map<Part, string>()
  for (const [name, value] of given) {
    if (!isKnown(name)) {
      if (!faults.some(fault => fault.part === 'unknown')) faults.push({ part: 'unknown', why: 'unknown' })
    } else if (parts.has(name)) faults.push({ part: name, why: 'repeated' })
    else {
      const text = cleaned(value)
      if (text === null) faults.push({ part: name, why: 'malformed' })
      else if (text.length > LONGEST_PART) faults.push({ part: name, why: 'too-long' })
      else if (text !== '') parts.set(name, text)
    }
  }
  const of = (name: Part) => parts.get(name) ?? null
  if (of('origin') === null && !faults.some(({ part }) => part === 'origin')) {
    faults.push({ part: 'origin', why: 'missing' })
  }
  const read: LaunchParts = {
    origin: of('origin'),
    insee: inseeOf(of('inseecode'), faults),
    city: of('city'),
    street: streetOf(of('streetnumber'), of('streetname'), faults),
    speciality: specialityOf(of('specialty'), faults),
    practitioner: practitionerOf(of('practitioner'), faults),
    faults,
  }
  const useful = read.insee ?? read.city ?? read.street ?? read.speciality ?? read.practitioner
  return useful === null && read.origin === null ? null : read
}

const isKnown = (name: string): name is Part => (KNOWN as readonly string[]).includes(name)

/** One line; null when it holds what no person types: controls, or signs of markup. */
function cleaned(value: string): string | null {
  const text = value.normalize('NFC').trim()
  return /[\p{Cc}\p{Cf}\ufffd<>]/u.test(text) ? null : text
}

function inseeOf(text: string | null, faults: LaunchFault[]): string | null {
  if (text === null || INSEE.test(text)) return text
  faults.push({ part: 'inseecode', why: 'malformed' })
  return null
}

/** Only the digits of the number are of use to the platform; «bis» is kept here, it helps a person. */
function streetOf(number: string | null, name: string | null, faults: LaunchFault[]): string | null {
  if (name === null) {
    if (number !== null) faults.push({ part: 'streetname', why: 'missing' })
    return null
  }
  return number === null ? name : `${number}, ${name}`
}

function specialityOf(text: string | null, faults: LaunchFault[]): LaunchParts['speciality'] {
  if (text === null) return null
  const code = CODE.exec(text)?.[1]
  if (code !== undefined) return { code }
  if (!text.includes('urn:')) return { text }
  faults.push({ part: 'specialty', why: 'malformed' })
  return null
}

/** The platform refuses any free text with `urn`, `oid` or `:` in it; names hold «oid» («Oidtmann»), so a sign of an identifier is asked for. */
function practitionerOf(text: string | null, faults: LaunchFault[]): LaunchParts['practitioner'] {
  if (text === null) return null
  const idnps = PERSON.exec(text)?.[1]
  if (idnps !== undefined) return { idnps }
  if (!/urn|oid:|:/i.test(text)) return { text }
  faults.push({ part: 'practitioner', why: 'malformed' })
  return null
}

/** The query of a launch among the words of a command line (`sas-console://recherche?…`); null when there is none. */
export function launchOfArguments(words: readonly string[]): string | null {
  const link = words.find(word => /^sas-console:/i.test(word))
  if (link === undefined || link.length > LONGEST_LAUNCH + 40) return null
  const url = URL.parse(link)
  return url && /^(recherche)?$/i.test(url.hostname) && /^\/*(recherche)?\/*$/i.test(url.pathname) ? url.search : null
}
