/** One source answers one search: its free times and what they refer to, as entries of a bundle. */
import { CPTS, type VendorSource } from '../vendors/catalogue.ts'
import { type Entry, PROFILE, type Resource } from './fhir.ts'
import type { ProfessionalSearch, SosSearch } from './query.ts'
import {
  communityResource,
  practitionerResource,
  practitionerRoleResource,
  scheduleResource,
  serviceResource,
  slotResource,
} from './resources.ts'
import { sosLocationResource, sosOrganizationResource, sosScheduleResource, sosSlotResource } from './resources-sos.ts'
import { slotIdOf, type World } from './world.ts'

/** Writes the address of a vendor's page on this person or point, with the time already chosen. */
export type PageUrl = (source: VendorSource, ownerId: string, slotId: string) => string

const entry = (base: string, resource: Resource, mode: Entry['search']['mode']): Entry => ({
  fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
  resource,
  search: { mode },
})

/** Stored with or without its prefix, the person is found: the guide's FAQ asks vendors for it. */
const rppsOf = (owner: string) => (owner.length === 12 && owner.startsWith('8') ? owner.slice(1) : owner)

export function searchProfessionals(
  world: World,
  source: VendorSource,
  search: ProfessionalSearch,
  base: string,
  pageUrl: PageUrl,
): Entry[] {
  const cpts = search.cpts || source === CPTS
  const matches: Entry[] = []
  const included = new Map<string, Resource>()
  const include = (resource: Resource) => included.set(`${resource.resourceType}/${resource.id}`, resource)
  for (const owner of search.owners) {
    const rpps = rppsOf(owner)
    const person = world.person(rpps)
    if (!person) continue
    for (const slot of world.freeSlots(source, person, search.from, search.to)) {
      const url = pageUrl(source, `8${rpps}`, slotIdOf(source.id, rpps, slot.place, slot.start))
      matches.push(entry(base, slotResource(world, source, slot, cpts, url), 'match'))
      if (search.withSchedules) include(scheduleResource(source, rpps, slot.place))
      if (search.withActors) {
        include(practitionerResource(source, person))
        include(practitionerRoleResource(source, person, slot.place))
      }
      for (const finess of cpts && search.cpts ? slot.communities : []) {
        include(serviceResource(finess))
        if (search.withCommunities) include(communityResource(world, finess))
      }
    }
  }
  return [...matches, ...[...included.values()].map(resource => entry(base, resource, 'include'))]
}

export function searchSos(
  world: World,
  search: SosSearch,
  source: VendorSource,
  base: string,
  pageUrl: PageUrl,
): Entry[] {
  const matches = new Map<string, Resource>()
  const slots: Resource[] = []
  const included = new Map<string, Resource>()
  for (const owner of search.owners) {
    const siret = owner.length === 15 && owner.startsWith('3') ? owner.slice(1) : owner
    const points = world.sosPoints(siret)
    for (const slot of world.freeSosSlots(siret, search.from, search.to)) {
      const point = points[slot.place]
      if (!point) continue
      const schedule = sosScheduleResource(siret, slot.place)
      matches.set(schedule.id ?? '', schedule)
      if (search.withSlots)
        slots.push(
          sosSlotResource(slot, pageUrl(source, `3${siret}`, slotIdOf(source.id, siret, slot.place, slot.start))),
        )
      if (search.withPlaces) included.set(`place-${siret}-${slot.place}`, sosLocationResource(point, slot.place))
      if (search.withOrganizations) included.set(`organization-${siret}`, sosOrganizationResource(point))
    }
  }
  return [
    ...[...matches.values()].map(resource => entry(base, resource, 'match')),
    ...[...slots, ...included.values()].map(resource => entry(base, resource, 'include')),
  ]
}

/**
 * Writes a searchset. `total` counts the matches. An empty one carries no profile of the communities' or SOS flows:
 * they want one slot at least, and the guide's own narrative says `total: 0`.
 */
export function searchset(
  entries: readonly Entry[],
  self: string,
  flow: 'professionals' | 'cpts' | 'sos' | 'plain',
): Resource {
  const total = entries.filter(({ search }) => search.mode === 'match').length
  const profiles = { professionals: PROFILE.bundle, cpts: PROFILE.cptsBundle, sos: PROFILE.sosBundle, plain: null }
  const profile = total === 0 && flow !== 'plain' ? PROFILE.bundle : profiles[flow]
  return {
    resourceType: 'Bundle',
    ...(profile === null ? {} : { meta: { profile: [profile] } }),
    type: 'searchset',
    total,
    link: [{ relation: 'self', url: self }],
    ...(entries.length > 0 ? { entry: [...entries] } : {}),
  }
}
