/** Communes as an operator types them: any words of the name in any order, a postcode, an INSEE code, an old name. */
import type { z } from 'zod'
import type { Place as PlaceSchema } from '../../shared/contract/directory.ts'
import { allCommunes, type Commune, communeByInsee, DIVIDED_CITIES, departementByCode, former } from './geography.ts'
import { PARTICLES, words } from './text.ts'

type Place = z.infer<typeof PlaceSchema>

interface Entry {
  insee: string
  postcodes: readonly string[]
  departement: string
  population: number
  /** Set when the entry is the old name of a commune that was merged. */
  formerName: string | null
  /** The words in one string. */
  name: string
}

/** Entries by the first characters (one, two) of each of their words and codes, the most populated first. */
let index: Map<string, Entry[]> | null = null

/** Makes the index, once: a fraction of a second, so a thread does it before anybody types. */
export function preparePlaces(): Map<string, Entry[]> {
  if (index) return index
  const entries: Entry[] = []
  for (const commune of allCommunes()) entries.push(entryOf(commune, null))
  for (const old of former) {
    const commune = communeByInsee(old.now)
    if (commune) entries.push(entryOf(commune, old.name))
  }
  entries.sort((a, b) => b.population - a.population)
  const lists = new Map<string, Entry[]>()
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const list = lists.get(key)
      if (list) list.push(entry)
      else lists.set(key, [entry])
    }
  }
  index = lists
  return lists
}

function entryOf(commune: Commune, formerName: string | null): Entry {
  const { insee, postcodes, departement, population } = commune
  return { insee, postcodes, departement, population, formerName, name: words(formerName ?? commune.name).join(' ') }
}

/** An old name has neither postcode nor INSEE code of its own. */
function keysOf(entry: Entry): Set<string> {
  const codes = entry.formerName === null ? [...entry.postcodes, entry.insee.toLowerCase()] : []
  return new Set([...entry.name.split(' '), ...codes].flatMap(word => [word.slice(0, 1), word.slice(0, 2)]))
}

/** The name without its particles. */
const bareOf = (name: string): string =>
  name
    .split(' ')
    .filter(word => !PARTICLES.has(word))
    .join(' ')

const hasWord = (entry: Entry, token: string): boolean =>
  entry.name.startsWith(token) || entry.name.includes(` ${token}`)

/** A city that callers far away name too: its whole name is never put behind a hamlet of the desk's own département. */
const KNOWN_EVERYWHERE = 50_000
/** Grades of {@link grade} for a name that begins as typed. */
const BEGINS = 5
const GRADES = 8

/**
 * Places for what has been typed so far. Better matches first (whole name, then beginning, then any word), the most
 * populated first among equals; names of the desk's own département that begin so come before strangers, because most
 * callers are at home. Empty text: nothing.
 */
export function searchPlaces(text: string, limit: number, home: string | null = null): Place[] {
  const typed = words(text)
  const told = typed.filter(word => !PARTICLES.has(word) || word.startsWith('saint'))
  const tokens = told.length > 0 ? told : typed
  const first = tokens.toSorted((a, b) => b.length - a.length)[0]
  if (!first) return []
  const numbers = tokens.filter(token => /^\d/.test(token))
  const asTyped = { whole: typed.join(' '), told: tokens.join(' ') }
  // Entries come by population: the first of each grade are its best, and no sorting of thousands is needed.
  const byGrade: { entry: Entry; postcode: string | null }[][] = []
  for (const entry of preparePlaces().get(first.slice(0, 2)) ?? []) {
    if (!tokens.every(token => hasWord(entry, token) || hasCode(entry, token))) continue
    const postcode =
      numbers.length === 0
        ? null
        : (entry.postcodes.find(code => numbers.some(number => code.startsWith(number))) ?? null)
    const whole = postcode !== null && numbers.includes(postcode)
    const own = whole ? gradeOfPostcode(entry) : grade(entry, asTyped)
    const near = entry.departement === home && own <= BEGINS
    const known = own === 0 && entry.population >= KNOWN_EVERYWHERE
    const at = near || known ? own : own + GRADES
    const list = byGrade[at] ?? []
    byGrade[at] = list
    if (list.length < limit) list.push({ entry, postcode })
  }
  return byGrade
    .flat()
    .slice(0, limit)
    .flatMap(({ entry, postcode }) => {
      const commune = communeByInsee(entry.insee)
      return commune ? [toPlace(commune, entry.formerName, postcode)] : []
    })
}

/** Its postcode or INSEE code begins so. An old name has neither of its own. */
function hasCode({ insee, postcodes, formerName }: Entry, token: string): boolean {
  if (formerName !== null) return false
  return insee.toLowerCase() === token || postcodes.some(code => code.startsWith(token))
}

/** A postcode of Paris means an arrondissement; its name means the city. */
const gradeOfPostcode = ({ insee }: Entry): number => (DIVIDED_CITIES.has(insee) ? 1 : 0)

function grade({ name, formerName }: Entry, { whole, told }: { whole: string; told: string }): number {
  const old = formerName === null ? 0 : 1
  if (name === whole) return old
  // «chambray lès» can only be the beginning of Chambray-lès-Tours, not Chambray.
  if (whole !== told && name.startsWith(whole)) return 1 + old
  const bare = bareOf(name)
  if (bare === told) return 2 + old
  if (name.startsWith(whole)) return 3 + old
  return bare.startsWith(told) ? 4 + old : 6 + old
}

/** The contract's place of a commune; `postcode` is the one asked for, else its first. */
export function toPlace(commune: Commune, formerName: string | null = null, postcode: string | null = null): Place {
  const departement = departementByCode(commune.departement)
  return {
    insee: commune.insee,
    name: formerName === null ? commune.name : `${formerName} (${commune.name})`,
    postalCode: postcode ?? commune.postcodes[0] ?? '',
    departement: commune.departement,
    departementName: departement?.name ?? commune.departement,
    population: commune.population,
    position: commune.position,
    precision: commune.precision,
    radiusKm: departement?.radiusKm ?? 20,
    enlargementKm: departement?.enlargementKm ?? 10,
  }
}
