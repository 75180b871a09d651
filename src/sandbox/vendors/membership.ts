/** Where a person publishes their slots: nought to two vendors, the SAS agenda, their communities. Drawn once for all. */
import type { Community, Territory, TerritoryActivity, TerritoryPerson } from '../territory/types.ts'
import { AGENDA_SAS, CPTS, covers, VENDORS } from './catalogue.ts'
import { dice } from './dice.ts'

/** A place where the person can be seen: the index of the activity and the activity itself. */
export interface PublishedPlace {
  index: number
  activity: TerritoryActivity
}

export interface Membership {
  places: readonly PublishedPlace[]
  /** Source id → indexes of the places that it shows. At most two of them are vendors. */
  sources: ReadonlyMap<string, ReadonlySet<number>>
  communities: readonly Community[]
}

const NOBODY: Membership = { places: [], sources: new Map(), communities: [] }

/** Share of each profession (TRE_G15) that publishes with no vendor at all. */
const WITHOUT_VENDOR: Record<string, number> = { '10': 0.3, '40': 0.5, '50': 0.45, '70': 0.6 }
/** Pharmacists and those who have no appointments to offer. */
const NEVER = new Set(['21', '86', '91', '92', '93', '94', '95', '96', '97', '98'])

export const isGeneralPractitioner = (person: TerritoryPerson): boolean =>
  person.profession.code === '10' && ['SM26', 'SM53', 'SM54'].includes(person.speciality?.code ?? '')

/** Reads the communities once; answers for any person of the territory. */
export function createMembership(territory: Territory): (person: TerritoryPerson) => Membership {
  const communitiesOf = new Map<string, Community[]>()
  for (const community of territory.communities) {
    for (const rpps of community.members) {
      const list = communitiesOf.get(rpps)
      if (list) list.push(community)
      else communitiesOf.set(rpps, [community])
    }
  }
  const known = new Map<string, Membership>()
  return person => {
    const cached = known.get(person.rpps)
    if (cached) return cached
    const membership = draw(territory.seed, person, communitiesOf.get(person.rpps) ?? [])
    known.set(person.rpps, membership)
    return membership
  }
}

function draw(seed: number, person: TerritoryPerson, communities: readonly Community[]): Membership {
  if (NEVER.has(person.profession.code)) return NOBODY
  const places = person.activities
    .map((activity, index) => ({ index, activity }))
    .filter(({ activity }) => activity.genre === 'GENR01')
  if (places.length === 0) return NOBODY

  const sources = new Map<string, ReadonlySet<number>>()
  const draws = dice(seed, 'membership', person.rpps)
  if (!draws.chance(WITHOUT_VENDOR[person.profession.code] ?? 0.7)) {
    const wanted = draws.chance(0.2) ? 2 : 1
    let candidates = VENDORS.filter(vendor => places.some(({ activity }) => covers(vendor, activity.departement)))
    for (let i = 0; i < wanted && candidates.length > 0; i++) {
      const vendor = draws.weigh(candidates.map(candidate => [candidate.weight, candidate] as const))
      candidates = candidates.filter(candidate => candidate !== vendor)
      const shown = places.filter(({ activity }) => covers(vendor, activity.departement)).map(({ index }) => index)
      sources.set(vendor.id, new Set(shown))
    }
  }
  const all = new Set(places.map(({ index }) => index))
  if (draws.chance(isGeneralPractitioner(person) ? 0.3 : 0.04)) sources.set(AGENDA_SAS.id, all)
  const joined = communities.length > 0 && draws.chance(0.7)
  if (joined) sources.set(CPTS.id, all)
  return { places, sources, communities: joined ? communities : [] }
}
