/** Where the fictitious people work: real communes of `assets/geography`, first around one desk, then all France. */
import file from '../../../assets/geography/communes.json' with { type: 'json' }
import { type Random, weighted } from './random.ts'

export interface Commune {
  insee: string
  name: string
  postcodes: string[]
  departement: string
  population: number
  position: { lat: number; lon: number } | null
}

/** Cities whose arrondissements have codes of their own; the register mostly writes the city's. */
const CITY_OF = (insee: string): string | null => {
  if (/^751(0[1-9]|1\d|20)$/.test(insee)) return '75056'
  if (/^6938[1-9]$/.test(insee)) return '69123'
  if (/^132(0[1-9]|1[0-6])$/.test(insee)) return '13055'
  return null
}

const all: Commune[] = file.communes.map(row => {
  const [insee = '', name = '', postcodes = '', departement = '', population = '0', lat = '', lon = ''] = row.split('|')
  return {
    insee,
    name,
    postcodes: postcodes.split(' ').filter(Boolean),
    departement,
    population: Number(population),
    position: lat === '' ? null : { lat: Number(lat), lon: Number(lon) },
  }
})

const byInsee = new Map(all.map(commune => [commune.insee, commune]))

/** Inhabited places with a postcode; of Paris, Lyon and Marseille the arrondissements, not the whole. */
const inhabited = all.filter(
  commune =>
    commune.postcodes.length > 0 && commune.population > 0 && !['75056', '69123', '13055'].includes(commune.insee),
)

const byDepartement = Map.groupBy(inhabited, commune => commune.departement)

/**
 * Share of each département in the local territory: half around Tours, a quarter next door, the rest spread over
 * départements where the sandbox's vendors differ.
 */
const LOCAL: [string, number][] = [
  ['37', 50],
  ['36', 4],
  ['41', 6],
  ['49', 6],
  ['72', 5],
  ['86', 6],
  ['21', 4],
  ['33', 4],
  ['38', 4],
  ['69', 4],
  ['75', 4],
  ['974', 3],
]

/** Départements of the local territory. */
export const LOCAL_DEPARTEMENTS: readonly string[] = LOCAL.map(([code]) => code)
/** Every département with an inhabited commune. */
export const DEPARTEMENTS: readonly string[] = [...byDepartement.keys()].sort()

/** Inhabited communes of a département, the most populated first. */
export const communesOf = (departement: string): Commune[] =>
  (byDepartement.get(departement) ?? []).toSorted((a, b) => b.population - a.population)

const drawLocal = weighted(LOCAL)
const drawInDepartement = new Map(
  [...byDepartement].map(([code, communes]) => [
    code,
    weighted(communes.map(commune => [commune, care(commune)] as const)),
  ]),
)
const drawAnywhere = weighted(inhabited.map(commune => [commune, care(commune)] as const))

/** Care gathers in towns: more than the share of inhabitants; the ring south of Tours has its clinics. */
function care(commune: Commune): number {
  const extra = ['37050', '37122', '37214', '37233'].includes(commune.insee) ? 2.5 : 1
  return commune.population ** 1.15 * extra
}

/** A commune of the local territory. */
export const localCommune = (random: Random): Commune => communeOf(drawLocal(random), random)

/** A commune anywhere in France, by population. */
export const anyCommune = (random: Random): Commune => drawAnywhere(random)

/** Another commune of a département. */
export function communeOf(departement: string, random: Random): Commune {
  const draw = drawInDepartement.get(departement)
  if (!draw) throw new Error(`no commune in ${departement}`)
  return draw(random)
}

export function communeByInsee(insee: string): Commune {
  const commune = byInsee.get(insee)
  if (!commune) throw new Error(`no commune ${insee}`)
  return commune
}

/** Code and name as the register writes them: Paris is 75056 whatever the arrondissement. */
export function registerCommune(commune: Commune): { insee: string; name: string } {
  const city = CITY_OF(commune.insee)
  return city ? { insee: city, name: communeByInsee(city).name } : { insee: commune.insee, name: commune.name }
}
