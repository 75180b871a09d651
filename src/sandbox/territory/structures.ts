/**
 * Places of work: fictitious names, and identifiers that no real structure can have — SIREN 0000xxxxx (the first digits
 * of a SIREN are never 0000) and FINESS dd099xxxx (a block that the register does not use).
 */

import { type Commune, communesOf, registerCommune } from './places.ts'
import type { Coded } from './professions.ts'
import { createRandom, type Random } from './random.ts'
import type { TerritoryActivity } from './types.ts'

/** What of a place the public row shows: all, only the structure (no usable address), or nothing at all. */
export type Publication = 'full' | 'structure-only' | 'nothing'

/** An activity with what its row needs beyond what the sandbox platform reads. */
export interface WrittenActivity extends TerritoryActivity {
  publication: Publication
  sector: Coded
  number: string
  repetition: string
  way: { code: string; label: string } | null
  street: string
  /** The kind of way stands inside the street's name: «R DENIS PAPIN». */
  wayInStreet: boolean
  cedex: { office: string; postalCode: string } | null
  /** The phone as typed, or ''. */
  writtenPhone: string
  email: string
  finessLegal: string
}

export const SALARIED: Coded = { code: 'S', label: 'Salarié' }
export const LIBERAL: Coded = { code: 'L', label: 'Libéral, artisan, commerçant' }

const WAYS = [
  { code: 'R', label: 'Rue', short: 'R' },
  { code: 'R', label: 'Rue', short: 'RUE' },
  { code: 'AV', label: 'Avenue', short: 'AV' },
  { code: 'BD', label: 'Boulevard', short: 'BD' },
  { code: 'PL', label: 'Place', short: 'PL' },
  { code: 'CHE', label: 'Chemin', short: 'CHE' },
  { code: 'ALL', label: 'Allée', short: 'ALL' },
  { code: 'RTE', label: 'Route', short: 'RTE' },
  { code: 'IMP', label: 'Impasse', short: 'IMP' },
]

const STREETS =
  `DES TILLEULS|DE LA RÉPUBLIQUE|DU MOULIN|DE L'ÉGLISE|DES ÉCOLES|DU STADE|DES LILAS|VICTOR HUGO|PASTEUR|DE LA GARE
DU MARÉCHAL FICTIF|DES ACACIAS|DU 8 MAI 1945|DU 11 NOVEMBRE|DE VERDUN|JEAN JAURÈS|DU CHÂTEAU|DES PEUPLIERS|DE LA FONTAINE|DU LAVOIR
DES VIGNES|DU GÉNÉRAL D'ESSAI|DE L'HÔTEL DE VILLE|SAINT-MARTIN|DE LA MAIRIE|DES JARDINS|DU COMMERCE|DE BRETAGNE|DE LA PAIX|DES CERISIERS`.split(
    /[|\n]/,
  )

/** Prefix and length of numbers that the regulator keeps for fiction, by the zone of the département. */
export function fictionPrefix(departement: string): string {
  if (departement.length > 2) return '063998'
  if (['75', '77', '78', '91', '92', '93', '94', '95'].includes(departement)) return '019900'
  const zone: Record<string, string> = { '1': '019900', '2': '026191', '3': '035301', '4': '046571', '5': '053649' }
  return zone[ZONE_OF[departement] ?? '2'] ?? '026191'
}

/** First digit of the numbering zone for départements outside Île-de-France. */
const ZONE_OF: Record<string, string> = {}
for (const [zone, codes] of [
  ['2', '14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85'],
  ['3', '02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90'],
  ['4', '01 03 04 05 06 07 11 13 15 2A 2B 26 30 34 38 42 43 48 63 66 69 73 74 83 84'],
  ['5', '09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87'],
] as const) {
  for (const code of codes.split(' ')) ZONE_OF[code] = zone
}

/** E.164 of a fictitious national number: 0639 is written in Mayotte's plan, the overseas one nearest to all. */
export function e164(national: string): string {
  return national.startsWith('0639') ? `+262${national.slice(1)}` : `+33${national.slice(1)}`
}

/** The same number, as some typist wrote it. */
export function writtenPhone(national: string, random: Random): string {
  const pairs = national.match(/../g) ?? []
  const kind = random.next()
  if (kind < 0.5) return national
  if (kind < 0.75) return pairs.join(' ')
  if (kind < 0.85) return pairs.join('.')
  if (kind < 0.93) return e164(national)
  if (kind < 0.96) return pairs.join('-')
  if (kind < 0.98) return `${national}/${national.slice(0, 8)}99`
  return `${e164(national).slice(0, e164(national).length - 9)} (0)${national.slice(1)}`
}

export function finessOf(departement: string, number: number): string {
  const prefix = departement.length > 2 ? `97${departement === '976' ? '06' : `0${departement[2]}`}` : departement
  return `${prefix}${'09900000'.slice(0, 9 - prefix.length - 4)}${String(number % 10000).padStart(4, '0')}`
}

/** Inhabitants for one establishment where care professionals work: with those of `establishments.ts`, as many as France has. */
const INHABITANTS_PER_ESTABLISHMENT = 1450

const firstNumbers = new Map<string, Map<string, { first: number; count: number }>>()

/**
 * The number of an establishment of this commune, drawn among its own. France has about 103,000 establishments (103,023
 * lines in the national extraction of May 2026) for its 2.3 million lines of the register: many work in each of them.
 */
export function establishmentNumber(commune: Commune, drawn: number): number {
  let own = firstNumbers.get(commune.departement)
  if (!own) {
    let first = 0
    own = new Map()
    for (const each of communesOf(commune.departement)) {
      const count = Math.round(each.population / INHABITANTS_PER_ESTABLISHMENT)
      own.set(each.insee, { first, count: Math.max(1, count) })
      first += count
    }
    firstNumbers.set(commune.departement, own)
  }
  const { first, count } = own.get(commune.insee) ?? { first: 0, count: 1 }
  return first + (drawn % count)
}

/** The number of a pharmacy: a third as many, in a block of their own. */
export const pharmacyNumber = (number: number): number => 4000 + Math.floor(number / 3)

/** What all who work in one establishment have in common: its kind, its address, its phone, its SIRET number. */
export function establishmentRandom(finess: string): Random {
  return createRandom(0xf1e55, Number.parseInt(finess, 36) | 0)
}

export function siretOf(number: number): string {
  return `0000${String(number % 100_000).padStart(5, '0')}00018`
}

export function address(
  random: Random,
): Pick<WrittenActivity, 'number' | 'repetition' | 'way' | 'street' | 'wayInStreet'> & { line: string } {
  const way = random.pick(WAYS)
  const number = random.chance(0.93) ? String(1 + random.int(180)) : ''
  const repetition = number && random.chance(0.06) ? random.pick(['B', 'T', 'A']) : ''
  // Literal quotes occur: a reader that honours them swallows lines.
  const name = random.pick(STREETS)
  const street = random.chance(0.004) ? name.replace(/(\S+)$/, '"$1"') : name
  const wayInStreet = random.chance(0.1)
  const bis = { B: ' bis', T: ' ter', A: ' A' }[repetition] ?? ''
  return {
    number,
    repetition,
    way: wayInStreet ? null : { code: way.code, label: way.label },
    street: wayInStreet ? `${way.short} ${street}` : street,
    wayInStreet,
    line: [`${number}${bis}`, way.label, street].filter(Boolean).join(' ').trim(),
  }
}

export function cedexOf(commune: Commune, random: Random): { office: string; postalCode: string } {
  const city = registerCommune(commune).name
  const postcode = commune.postcodes[0] ?? '00000'
  const prefix = postcode.startsWith('97') ? postcode.slice(0, 3) : `${postcode.slice(0, 2)}0`
  return { office: `${city.toUpperCase()} CEDEX ${1 + random.int(9)}`, postalCode: `${prefix}${31 + random.int(60)}` }
}
