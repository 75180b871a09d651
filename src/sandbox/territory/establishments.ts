/**
 * The establishments of a practice territory: those where its people work, and what every département has around them —
 * hospitals with their emergency departments, pharmacies, health centres and houses, communities of practices. All
 * fictitious, in real communes; numbers as in `structures.ts`.
 */
import { type Commune, communeByInsee, communesOf, DEPARTEMENTS, LOCAL_DEPARTEMENTS } from './places.ts'
import { createRandom, type Random } from './random.ts'
import { fictionPrefix, finessOf, siretOf } from './structures.ts'
import type { Territory } from './types.ts'

/** One authorised activity, as FINESS+ codes it: former regime or reform. */
export type Authorisation =
  | { nature: 'AMF'; activity: string; modality: string }
  | { nature: 'AMM'; activity: string; modality: string; mention: string }
  | { nature: 'EML'; activity: string }

export interface Establishment {
  finess: string
  legalFiness: string
  siret: string
  name: string
  /** TRE_R397. */
  category: string
  number: string
  way: string
  street: string
  commune: Commune
  position: { lat: number; lon: number } | null
  /** National number, ten digits; '' when the file has none. */
  phone: string
  closed: boolean
  authorisations: Authorisation[]
}

const former = (modality: string): Authorisation => ({ nature: 'AMF', activity: '14', modality })
const reform = (modality: string, mention = ''): Authorisation => ({
  nature: 'AMM',
  activity: 'QA014',
  modality,
  mention,
})
const amm = (activity: string): Authorisation => ({ nature: 'AMM', activity, modality: '', mention: '' })

/** What the largest hospital of a département does; sites migrate to the reform one by one. */
const MAIN = {
  former: [former('22'), former('23'), former('24'), former('26'), former('27')],
  reform: [reform('MO030'), reform('MO032', 'ME065'), reform('MO031', 'ME065')],
}
const OTHERS = ['QA003', 'QA009', 'QA011', 'QA013', 'QA015'].map(amm)

interface Kind {
  category: string
  name: string
  /** How many for a commune of this population. */
  count: (population: number) => number
}

const KINDS: readonly Kind[] = [
  { category: '620', name: 'PHARMACIE FICTIVE', count: p => (p < 1200 ? 0 : Math.min(60, Math.ceil(p / 3200))) },
  { category: '124', name: 'CENTRE DE SANTE FICTIF', count: p => (p < 9000 ? 0 : Math.min(12, Math.ceil(p / 20_000))) },
  { category: '603', name: 'MSP FICTIVE', count: p => (p < 2500 ? 0 : p < 30_000 ? 1 : 3) },
  { category: '611', name: 'LABORATOIRE FICTIF', count: p => (p < 5000 ? 0 : Math.min(15, Math.ceil(p / 15_000))) },
  { category: '156', name: 'CMP FICTIF', count: p => (p < 8000 ? 0 : Math.min(8, Math.ceil(p / 30_000))) },
  { category: '500', name: 'EHPAD FICTIF', count: p => (p < 3000 ? 0 : Math.min(12, Math.ceil(p / 12_000))) },
  { category: '354', name: 'SSIAD FICTIF', count: p => (p < 15_000 ? 0 : 1) },
]

const SIGNS =
  'DU CENTRE|DES TILLEULS|DE LA GARE|DU MARCHE|SAINT-MARTIN|DES HALLES|DU PARC|DES ECOLES|DE LA MAIRIE'.split('|')
const STREETS =
  'DES TILLEULS|DE LA REPUBLIQUE|DU MOULIN|VICTOR HUGO|PASTEUR|DE LA GARE|DU MARECHAL FICTIF|DU LAVOIR'.split('|')
/** First of the numbers that nothing else of the territory has. */
const FIRST_NUMBER = 9100
/** Where the desk of the practice territory is. */
const HOME = '37'
const SMALLEST_TOWN = 8000

/**
 * The establishments of a territory, one at a time. Large territories (over a hundred thousand lines) have them in every
 * département, small ones where their people are.
 */
export function* establishmentsOf(territory: Territory): Generator<Establishment> {
  const seen = new Set<string>()
  const national = territory.rows > 100_000
  let index = 0
  for (const departement of national ? DEPARTEMENTS : LOCAL_DEPARTEMENTS) {
    for (const one of ofDepartement(territory.seed, departement, national || departement === HOME)) {
      if (seen.has(one.finess)) continue
      seen.add(one.finess)
      yield one
    }
  }
  for (const community of territory.communities) {
    const [chief] = communesOf(community.departement)
    if (!chief || seen.has(community.finess)) continue
    seen.add(community.finess)
    const random = createRandom(territory.seed ^ 0x604, index++)
    yield make(random, {
      finess: community.finess,
      name: community.name.toUpperCase(),
      category: '604',
      commune: chief,
    })
  }
  for (const activity of territory.workplaces()) {
    if (activity.finess === null || seen.has(activity.finess)) continue
    seen.add(activity.finess)
    const random = createRandom(territory.seed ^ 0x500, index++)
    yield {
      ...make(random, {
        finess: activity.finess,
        name: activity.name ?? 'ETABLISSEMENT FICTIF',
        category: categoryOf(activity.name ?? ''),
        commune: communeByInsee(activity.insee),
      }),
      position: activity.position,
    }
  }
}

const categoryOf = (name: string): string =>
  name.startsWith('PHARMACIE')
    ? '620'
    : name.startsWith('MSP')
      ? '603'
      : name.startsWith('CENTRE DE SANTE')
        ? '124'
        : '355'

/** `whole`: every commune; else its towns, each with a few. */
function* ofDepartement(seed: number, departement: string, whole: boolean): Generator<Establishment> {
  const random = createRandom(seed ^ 0xf155, DEPARTEMENTS.indexOf(departement))
  const communes = communesOf(departement)
  let number = FIRST_NUMBER
  const next = () => finessOf(departement, number++)
  const [chief, second, third] = communes
  if (!chief) return
  const regime = DEPARTEMENTS.indexOf(departement) % 2 === 0 ? 'reform' : 'former'
  const hospital = (commune: Commune, name: string, category: string, authorisations: Authorisation[]) => ({
    ...make(random, { finess: next(), name: `${name} ${of(commune)}`, category, commune }),
    authorisations,
  })
  yield hospital(chief, 'CHU FICTIF', '101', [...MAIN[regime], ...OTHERS, { nature: 'EML', activity: 'QEML2' }])
  yield hospital(chief, 'CLINIQUE FICTIVE', '365', [regime === 'reform' ? reform('MO032') : former('23')])
  yield hospital(chief, 'HOPITAL FICTIF POUR ENFANTS', '355', [
    regime === 'reform' ? reform('MO032', 'ME064') : former('24'),
    amm('QA003'),
  ])
  if (second)
    yield hospital(second, 'CH FICTIF', '355', [
      ...(regime === 'reform' ? [reform('MO032'), reform('MO031')] : [former('23'), former('26')]),
      amm('QA003'),
    ])
  if (third) yield hospital(third, 'CH FICTIF', '355', [regime === 'reform' ? reform('MO031', 'ME067') : former('29')])
  yield { ...hospital(chief, 'ANCIENNE CLINIQUE FICTIVE', '365', [former('23')]), closed: true }
  // Numbers of a département are ten thousand: a city's are capped so that no other block is reached.
  for (const commune of communes) {
    if (!whole && commune.population < SMALLEST_TOWN) break
    for (const { category, name, count } of KINDS) {
      const most = whole ? count(commune.population) : Math.min(2, count(commune.population))
      for (let rank = 0; rank < most && number < 9900; rank++) {
        const sign = rank === 0 ? of(commune) : SIGNS[rank % SIGNS.length]
        yield make(random, { finess: next(), name: `${name} ${sign}`, category, commune })
      }
    }
  }
}

const of = (commune: Commune): string =>
  `DE ${commune.name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()}`
    .replace(/^DE LES /, 'DES ')
    .replace(/^DE LE /, 'DU ')

function make(
  random: Random,
  given: { finess: string; name: string; category: string; commune: Commune },
): Establishment {
  const { commune } = given
  const dLat = (random.next() - 0.5) * 0.02
  const dLon = (random.next() - 0.5) * 0.028
  const known = random.chance(0.75)
  return {
    ...given,
    legalFiness: `${given.finess.slice(0, 5)}${String(5000 + random.int(4000))}`,
    siret: siretOf(random.int(90_000)),
    number: random.chance(0.9) ? String(1 + random.int(120)) : '',
    way: random.pick(['R', 'AV', 'PL', 'BD']),
    street: random.pick(STREETS),
    position: commune.position && known ? { lat: commune.position.lat + dLat, lon: commune.position.lon + dLon } : null,
    phone: random.chance(0.84)
      ? `${fictionPrefix(commune.departement)}${String(random.int(10_000)).padStart(4, '0')}`
      : '',
    closed: false,
    authorisations: [],
  }
}
