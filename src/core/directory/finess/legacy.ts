/**
 * The former FINESS file (etalab CSV, `cs1100502` without coordinates, `cs1100507` with): read for the sites that still have
 * one, and frozen since: its last extraction is of 4 May 2026 and it is no longer made. No column header; the first line
 * says the day, then come the establishments (`structureet`), then their coordinates (`geolocalisation`). Copies are in
 * UTF-8 or, when old, in Latin-1; some were saved again by a spreadsheet, which loses zeros.
 */
import type { Position } from '../../../shared/contract/identifiers.ts'
import { type Commune, communeByInsee, departementByCode, resolveCommune } from '../geography.ts'
import { cityName, streetLine } from '../rpps/address.ts'
import { phoneOf } from '../rpps/phone.ts'
import { positionOf } from './position.ts'
import { finessNumber, type StructureRecord, type StructureResult } from './structure.ts'

/** Département codes of FINESS overseas. */
const OVERSEAS: Record<string, string> = {
  '9A': '971',
  '9B': '972',
  '9C': '973',
  '9D': '974',
  '9E': '975',
  '9F': '976',
  '9J': '977',
}

const FIELDS = 32
const LOCATION_FIELDS = 6

/** Order of the fields of `structureet`, of those that are read. */
const FIELD = {
  finess: 1,
  legalFiness: 2,
  name: 3,
  longName: 4,
  complement: 5,
  delivery: 6,
  number: 7,
  way: 8,
  street: 9,
  wayComplement: 10,
  place: 11,
  commune: 12,
  departement: 13,
  line: 15,
  phone: 16,
  category: 18,
  siret: 22,
  opened: 28,
  updated: 30,
} as const

export type LegacyLine =
  | { kind: 'structure'; result: StructureResult }
  /** Coordinates as the file writes them, of the establishment of this number. */
  | { kind: 'location'; finess: string; x: string; y: string }
  | { kind: 'refused'; reason: 'columns' | 'identifier' }

/** The day of the file from its first line («finess;etalab;111;2026-05-12»); null when the line is not of this format. */
export function legacyHeader(line: string): { day: string | null } | null {
  const fields = splitLine(line.replace(/^\ufeff/, ''))
  if (fields?.[0]?.trim().toLowerCase() !== 'finess' || fields[1]?.trim().toLowerCase() !== 'etalab') return null
  return { day: dayOf(fields[3] ?? '') }
}

/** One line after the first. */
export function readLegacyLine(line: string): LegacyLine {
  const fields = splitLine(line)
  const section = fields?.[0]?.trim().toLowerCase()
  if (!fields) return { kind: 'refused', reason: 'columns' }
  if (section === 'geolocalisation' && fields.length >= LOCATION_FIELDS - 1 && fields.length <= LOCATION_FIELDS + 1) {
    const finess = finessNumber(fields[1])
    if (finess === null) return { kind: 'refused', reason: 'identifier' }
    return { kind: 'location', finess, x: (fields[2] ?? '').trim(), y: (fields[3] ?? '').trim() }
  }
  // One field more or less at the end: some copies lose the last one, which is most often empty, or end with a semicolon.
  if (section === 'structureet' && fields.length >= FIELDS - 1 && fields.length <= FIELDS + 1)
    return { kind: 'structure', result: structureOf(fields) }
  return { kind: 'refused', reason: 'columns' }
}

function structureOf(fields: readonly string[]): StructureResult {
  const get = (key: keyof typeof FIELD) => tidy(fields[FIELD[key]] ?? '')
  const finess = finessNumber(get('finess'))
  if (finess === null) return { ok: false, refusal: 'identifier' }
  const name = get('longName') || get('name')
  if (!/[\p{L}\p{N}]/u.test(name)) return { ok: false, refusal: 'name' }
  const phone = phoneOf(get('phone'))
  return {
    ok: true,
    structure: {
      finess,
      legalFiness: finessNumber(get('legalFiness')),
      // A spreadsheet's «3,31254E+13» has lost its digits.
      siret: /^\d{14}$/.test(get('siret')) ? get('siret') : null,
      name,
      legalName: null,
      category: /^\d{1,3}$/.test(get('category')) ? get('category').padStart(3, '0') : get('category'),
      ...placeOf(get),
      phones: phone === null ? [] : [phone],
      email: null,
      opened: dayOf(get('opened')),
      updated: dayOf(get('updated')),
    },
  }
}

type PlaceFields = 'address' | 'postcode' | 'insee' | 'city' | 'departement' | 'lat' | 'lon' | 'precision'

function placeOf(get: (key: keyof typeof FIELD) => string): Pick<StructureRecord, PlaceFields> {
  const [, digits = '', delivery = ''] = /^(\d{4,5})\s+(.*)$/.exec(get('line')) ?? []
  const postcode = digits.padStart(digits === '' ? 0 : 5, '0')
  const commune = communeOf(get('departement'), get('commune'), { postcode, name: delivery })
  const street = streetLine({
    number: get('number'),
    repetition: '',
    wayCode: get('way'),
    wayLabel: '',
    street: get('street'),
  })
  const cedex = /\bCEDEX\b/i.test(delivery) ? `${postcode} ${delivery}` : ''
  const complement = [get('complement'), get('delivery')].filter(Boolean)
  const { lat, lon } = commune?.position ?? { lat: null, lon: null }
  return {
    address: [...complement, [street, get('wayComplement')].filter(Boolean).join(' '), get('place'), cedex].filter(
      Boolean,
    ),
    // The postcode of a CEDEX is not one of delivery.
    postcode: cedex ? (commune?.postcodes.length === 1 ? (commune.postcodes[0] ?? null) : null) : postcode || null,
    insee: commune?.insee ?? null,
    city: commune?.name ?? (cityName(delivery) || null),
    departement: commune?.departement ?? departementOf(get('departement')),
    lat,
    lon,
    precision: commune?.position ? commune.precision : null,
  }
}

/** «1» is «01» after a spreadsheet; overseas as everybody else writes it. */
const departementCode = (text: string): string => {
  const code = /^\d$/.test(text) ? `0${text}` : text.toUpperCase()
  return OVERSEAS[code] ?? code
}

function departementOf(text: string): string | null {
  const code = departementCode(text)
  return departementByCode(code) ? code : null
}

/** INSEE is the département and the three digits of the commune; overseas the third digit of the département is theirs. */
function communeOf(
  departement: string,
  commune: string,
  { postcode, name }: { postcode: string; name: string },
): Commune | undefined {
  const number = /^\d{1,3}$/.test(commune) ? commune.padStart(3, '0') : ''
  const code = departementCode(departement)
  const tries = /^97\d$/.test(code) ? [`97${number}`, `${code}${number.slice(1)}`] : [`${code}${number}`]
  const insee = tries.find(each => each.startsWith(code) && communeByInsee(each) !== undefined)
  return resolveCommune({ insee: insee ?? '', postcode, name })
}

/** Where coordinates of the file fall for an establishment that stands there; null when nowhere of its commune. */
export function legacyPosition(
  { x, y }: { x: string; y: string },
  at: { insee: string | null; departement: string | null },
): Position | null {
  const commune = at.insee === null ? undefined : communeByInsee(at.insee)
  return positionOf({ coordonneeX: x, coordonneeY: y }, commune, at.departement)
}

/** Fields between semicolons; quotes hold semicolons and are doubled inside. Null when a quote is left open. */
function splitLine(line: string): string[] | null {
  if (!line.includes('"')) return line.split(';')
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? ''
    if (quoted) {
      if (char !== '"') field += char
      else if (line[at + 1] === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (char === '"' && field.trim() === '') {
      quoted = true
      field = ''
    } else if (char === ';') {
      fields.push(field)
      field = ''
    } else field += char
  }
  fields.push(field)
  return quoted ? null : fields
}

const tidy = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()

/** «2024-02-05», or «05/02/2024» after a spreadsheet. */
function dayOf(text: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text.trim())
  if (iso) return valid(`${iso[1]}-${iso[2]}-${iso[3]}`)
  const french = /^(\d{2})\/(\d{2})\/(\d{4})/.exec(text.trim())
  return french ? valid(`${french[3]}-${french[2]}-${french[1]}`) : null
}

const valid = (day: string): string | null => (Number.isNaN(Date.parse(`${day}T12:00:00Z`)) ? null : day)
