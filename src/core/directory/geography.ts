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

/**
 * Rows as they stand in the file, by INSEE code: read when asked for. Forty thousand objects would cost every start of
 * the console, which needs a few.
 */
const rows: readonly string[] = communesFile.communes
export const former: readonly { insee: string; name: string; now: string }[] = communesFile.former.map(row => {
  const [insee = '', name = '', now = ''] = row.split('|')
  return { insee, name, now }
})

const formerToNow = new Map(former.map(old => [old.insee, old.now]))
const read = new Map<string, Commune>()

/** Every commune, one after the other. */
export function* allCommunes(): Generator<Commune> {
  for (const row of rows) yield readCommune(row)
}

/** A commune by the code it has now. */
function communeNow(insee: string): Commune | undefined {
  const known = read.get(insee)
  if (known) return known
  const row = rowOf(insee)
  if (row === undefined) return undefined
  const commune = readCommune(row)
  read.set(insee, commune)
  return commune
}

function rowOf(insee: string): string | undefined {
  const key = `${insee}|`
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  const row = rows[low]
  return row?.startsWith(key) ? row : undefined
}

/** INSEE codes by postcode, for an import. */
let postcodes: Map<string, string[]> | null = null

function inseesOf(postcode: string): readonly string[] {
  if (!postcodes) {
    postcodes = new Map()
    for (const commune of allCommunes()) {
      for (const code of commune.postcodes) {
        const list = postcodes.get(code)
        if (list) list.push(commune.insee)
        else postcodes.set(code, [commune.insee])
      }
    }
  }
  return postcodes.get(postcode) ?? []
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

/** A divided city with its arrondissements, where the people are; another commune alone. */
export function withArrondissements(insee: string): string[] {
  const [first, count] =
    insee === '75056' ? [75101, 20] : insee === '69123' ? [69381, 9] : insee === '13055' ? [13201, 16] : [0, 0]
  return [insee, ...Array.from({ length: count }, (_, at) => String(first + at))]
}

/** The divided cities by what their arrondissements alone begin with. */
const CITY_OF_ARRONDISSEMENT: Record<string, string> = { 751: '75056', 693: '69123', 132: '13055' }

/** A commune and, for an arrondissement, its city: where the register puts those whose postcode is a CEDEX. */
export function withItsCity(insee: string): string[] {
  const city = CITY_OF_ARRONDISSEMENT[insee.slice(0, 3)]
  return city === undefined ? [insee] : [insee, city]
}

/** A commune by INSEE code, also by the code it had before a merger. */
export function communeByInsee(insee: string): Commune | undefined {
  return communeNow(insee) ?? communeNow(formerToNow.get(insee) ?? '')
}

/** Code of each département by the words of its name: «indre et loire» → 37. */
export const departementNames: ReadonlyMap<string, string> = new Map(
  Array.from(departements.values(), entry => [words(entry.name).join(' '), entry.code]),
)

export const departementByCode = (code: string): Departement | undefined => departements.get(code)

/** Arrondissement of Paris, Lyon or Marseille that a postcode means; 75116 is the north of the 16th. */
export function arrondissementOf(postcode: string): Commune | undefined {
  if (postcode === '75116') return communeNow('75116')
  const match = /^(75|69|13)0(\d\d)$/.exec(postcode)
  if (!match) return undefined
  const number = Number(match[2])
  if (match[1] === '75') return communeNow(String(75100 + number))
  if (match[1] === '69') return communeNow(String(69380 + number))
  return communeNow(String(13200 + number))
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
  const candidates = inseesOf(address.postcode)
  if (candidates.length <= 1) return communeNow(candidates[0] ?? '')
  const name = words(address.name.replace(/\bCEDEX\b.*$/i, '')).join(' ')
  return candidates.map(communeNow).find(commune => commune && words(commune.name).join(' ') === name)
}

/**
 * Département of a FINESS number: its first two characters, except overseas (97 0x) where the fourth tells it apart.
 * Null for prefixes that name none.
 */
export function departementOfFiness(finess: string): string | null {
  const code = finess.startsWith('97') ? `97${finess[3] ?? ''}` : finess.slice(0, 2)
  return departements.has(code) ? code : null
}
