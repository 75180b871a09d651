/**
 * Communes and départements from `assets/geography` (sources and licences in `assets/NOTICE.md`): where a commune is,
 * which one a postcode and a name mean, what an operator types to name one.
 */
import communesFile from '../../../assets/geography/communes.json' with { type: 'json' }
import departementsFile from '../../../assets/geography/departements.json' with { type: 'json' }
import type { Position } from '../../shared/contract/identifiers.ts'
import { words } from './text.ts'

export type CommunePrecision = 'commune' | 'postcode' | 'arrondissement' | 'departement'

export interface Commune {
  insee: string
  name: string
  postcodes: string[]
  departement: string
  population: number
  position: Position | null
  precision: CommunePrecision
}

export interface Departement {
  code: string
  name: string
  radiusKm: number
  enlargementKm: number
}

const PRECISIONS: Record<string, CommunePrecision> = {
  c: 'commune',
  p: 'postcode',
  a: 'arrondissement',
  d: 'departement',
}

export const communes: readonly Commune[] = communesFile.communes.map(readCommune)
export const former: readonly { insee: string; name: string; now: string }[] = communesFile.former.map(row => {
  const [insee = '', name = '', now = ''] = row.split('|')
  return { insee, name, now }
})

const byInsee = new Map(communes.map(commune => [commune.insee, commune]))
const formerToNow = new Map(former.map(old => [old.insee, old.now]))
const byPostcode = new Map<string, Commune[]>()
for (const commune of communes) {
  for (const postcode of commune.postcodes) {
    const list = byPostcode.get(postcode)
    if (list) list.push(commune)
    else byPostcode.set(postcode, [commune])
  }
}
const departements = new Map<string, Departement>(departementsFile.departements.map(entry => [entry.code, entry]))

function readCommune(row: string): Commune {
  const [
    insee = '',
    name = '',
    postcodes = '',
    departement = '',
    population = '0',
    lat = '',
    lon = '',
    precision = '',
  ] = row.split('|')
  return {
    insee,
    name,
    postcodes: postcodes.split(' ').filter(Boolean),
    departement,
    population: Number(population),
    position: lat === '' ? null : { lat: Number(lat), lon: Number(lon) },
    precision: PRECISIONS[precision] ?? 'departement',
  }
}

/** Cities that the register writes as one commune and that have arrondissements with postcodes of their own. */
export const DIVIDED_CITIES = new Set(['75056', '69123', '13055'])

/** A commune by INSEE code, also by the code it had before a merger. */
export function communeByInsee(insee: string): Commune | undefined {
  return byInsee.get(insee) ?? byInsee.get(formerToNow.get(insee) ?? '')
}

export const departementByCode = (code: string): Departement | undefined => departements.get(code)

/** Arrondissement of Paris, Lyon or Marseille that a postcode means; 75116 is the north of the 16th. */
export function arrondissementOf(postcode: string): Commune | undefined {
  if (postcode === '75116') return byInsee.get('75116')
  const match = /^(75|69|13)0(\d\d)$/.exec(postcode)
  if (!match) return undefined
  const number = Number(match[2])
  if (match[1] === '75') return byInsee.get(String(75100 + number))
  if (match[1] === '69') return byInsee.get(String(69380 + number))
  return byInsee.get(String(13200 + number))
}

/**
 * The commune that an address means. INSEE first (quirk 7 of the register: postcodes and labels may be CEDEX), with the
 * postcode for the arrondissements of the divided cities (quirk 6); then postcode and name; then a postcode that only
 * one commune has.
 */
export function resolveCommune(address: { insee: string; postcode: string; name: string }): Commune | undefined {
  const known = communeByInsee(address.insee)
  if (known) return DIVIDED_CITIES.has(known.insee) ? (arrondissementOf(address.postcode) ?? known) : known
  const arrondissement = arrondissementOf(address.postcode)
  if (arrondissement) return arrondissement
  const candidates = byPostcode.get(address.postcode)
  if (!candidates) return undefined
  if (candidates.length === 1) return candidates[0]
  const name = words(address.name.replace(/\bCEDEX\b.*$/i, '')).join(' ')
  return candidates.find(commune => words(commune.name).join(' ') === name)
}

/**
 * Département of a FINESS number: its first two characters, except overseas (97 0x) where the fourth tells it apart.
 * Null for prefixes that name none.
 */
export function departementOfFiness(finess: string): string | null {
  const code = finess.startsWith('97') ? `97${finess[3] ?? ''}` : finess.slice(0, 2)
  return departements.has(code) ? code : null
}
