/** One row of the register, cleaned: who, what, where. Bad rows are named, never guessed. */
import { type Commune, departementByCode, departementOfFiness, resolveCommune } from '../geography.ts'
import { cityName, givenName, streetLine } from './address.ts'
import type { Field, Layout } from './columns.ts'
import { phoneOf } from './phone.ts'

/** Why a row is not imported. */
export type Refusal = 'columns' | 'not-utf8' | 'too-long' | 'identifier' | 'name'

export interface PersonRecord {
  idnps: string
  civility: string | null
  family: string
  given: string
  profession: string
  specialities: string[]
  category: string | null
  activities: ActivityRecord[]
}

export interface ActivityRecord {
  profession: string
  structureId: string
  structure: string | null
  /** Lines above the city's, the street first. */
  address: string[]
  postcode: string | null
  insee: string | null
  city: string | null
  departement: string | null
  phones: string[]
  email: string | null
  sector: string
  mode: string
  genre: string
  finess: string | null
  siret: string | null
  /** 0 care; 1 replacement; 2 not care, or somebody who does not practise (student, retired). */
  rank: number
}

export type RowResult = { ok: true; person: PersonRecord } | { ok: false; refusal: Refusal }

/** Codes of «genre d'activité» (TRE_R22): care, replacements, the rest. */
export function rankOf(genre: string, category: string): number {
  // Students and the retired are in the file; civilians, public agents and unknown codes count as practising.
  if (category === 'E' || category === 'R') return 2
  if (genre === 'GENR02' || genre === 'GENR03') return 1
  return genre === 'GENR01' || genre === '' ? 0 : 2
}

/** Label columns beside the codes, for those that our own nomenclatures do not have. */
export const LABELLED = [
  ['profession', 'profession', 'professionLabel'],
  ['speciality', 'skill', 'skillLabel'],
  ['sector', 'sector', 'sectorLabel'],
  ['mode', 'mode', 'modeLabel'],
  ['genre', 'genre', 'genreLabel'],
  ['category', 'category', 'categoryLabel'],
] as const satisfies readonly (readonly [string, Field, Field])[]

/** Reads one row. `onLabel` hears each code with the label the file gives it. */
export function readRow(
  text: string,
  layout: Layout,
  onLabel: (kind: (typeof LABELLED)[number][0], code: string, label: string) => void,
): RowResult {
  const cells = text.split('|')
  const extra = cells.length === layout.width + 1 && cells[layout.width] === ''
  if (cells.length !== layout.width && !extra) return { ok: false, refusal: 'columns' }
  const get = (field: Field): string => {
    const at = layout.at[field]
    return at < 0 ? '' : (cells[at] ?? '').trim()
  }
  const idnps = identifier(get('idType'), get('id'))
  if (idnps === null) return { ok: false, refusal: 'identifier' }
  const family = get('family')
  if (!/\p{L}/u.test(family)) return { ok: false, refusal: 'name' }
  for (const [kind, code, label] of LABELLED)
    if (get(code) !== '' && get(label) !== '') onLabel(kind, get(code), get(label))
  const category = get('category')
  const skill = get('skill')
  return {
    ok: true,
    person: {
      idnps,
      civility: get('exerciseCivility') || null,
      family,
      given: givenName(get('given')),
      profession: get('profession'),
      specialities: skill ? [skill] : [],
      category: category || null,
      activities: [readActivity(get, category)],
    },
  }
}

/**
 * National identifier: the type's digit and the number. Luhn is never a reason to refuse (domain rule), but a number
 * re-saved by a spreadsheet («1,09999E+10») is nobody's.
 */
export function identifier(type: string, id: string): string | null {
  if ((type === '8' || type === '') && /^[0-9A-Z]{11}$/.test(id)) return `8${id}`
  if (type === '0' && /^[0-9A-Z]{9}$/.test(id)) return `0${id}`
  return null
}

function readActivity(get: (field: Field) => string, category: string): ActivityRecord {
  const finess = get('finess') || null
  const place = placeOf(get, finess)
  const phones = [phoneOf(get('phone')), phoneOf(get('phone2'))].filter(phone => phone !== null)
  return {
    profession: get('profession'),
    structureId: get('structureId'),
    structure: get('structureSign') || get('structureName') || null,
    ...place,
    phones: [...new Set(phones)],
    email: /^\S+@\S+$/.test(get('email')) ? get('email') : null,
    sector: get('sector'),
    mode: get('mode'),
    genre: get('genre'),
    finess,
    siret: get('siret') || null,
    rank: rankOf(get('genre'), category),
  }
}

function placeOf(
  get: (field: Field) => string,
  finess: string | null,
): Pick<ActivityRecord, 'address' | 'postcode' | 'insee' | 'city' | 'departement'> {
  const postcode = get('postcode')
  const cedex = get('cedex') || (/\bCEDEX\b/i.test(get('city')) ? get('city') : '')
  const commune = resolveCommune({ insee: get('insee'), postcode, name: get('city') })
  const street = streetLine({
    number: get('number'),
    repetition: get('repetition'),
    wayCode: get('wayCode'),
    wayLabel: get('wayLabel'),
    street: get('street'),
  })
  const lines = [get('recipient'), get('geography'), street, get('distribution')]
  if (cedex) lines.push(`${postcode} ${cedex}`.trim())
  return {
    address: lines.filter(Boolean),
    postcode: deliveryPostcode(postcode, cedex, commune),
    insee: commune?.insee ?? null,
    city: commune?.name ?? (cityName(get('city')) || null),
    departement: departementOf(get('departement'), commune, finess),
  }
}

/** A CEDEX code is no place: the commune's own when it has only one. */
function deliveryPostcode(postcode: string, cedex: string, commune: Commune | undefined): string | null {
  if (cedex && commune?.postcodes.length === 1) return commune.postcodes[0] ?? null
  return /^\d{5}$/.test(postcode) ? postcode : null
}

function departementOf(column: string, commune: Commune | undefined, finess: string | null): string | null {
  if (commune) return commune.departement
  const code = column.length === 1 ? `0${column}` : column
  if (departementByCode(code)) return code
  return finess ? departementOfFiness(finess) : null
}
