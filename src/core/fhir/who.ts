/**
 * Whose slot it is and where: `Slot.schedule` → `Schedule.actor` → role, practitioner and contained place (professionals,
 * CPTS), or place and its organization (SOS Médecins). One schedule = one role = one place (guide, PC/faq.md).
 */
import { readIdnps, readIdnst } from './identifiers.ts'
import type { ReadPerson, ReadPlace, ReadPoint } from './read-types.ts'
import type { Entry, References, Resolved } from './references.ts'
import { sameContent } from './references.ts'
import type { WhyLeftAside } from './resources.ts'
import type { LocationResource, Reference, Telecom } from './schemas.ts'
import { cleanText, readPhone } from './text.ts'

export type Who =
  | { kind: 'person'; person: ReadPerson; place: ReadPlace | null; placeWhy: WhyLeftAside | null }
  | { kind: 'point'; point: ReadPoint; place: ReadPlace }
  | { kind: 'aside'; why: WhyLeftAside }

const aside = (why: WhyLeftAside): Who => ({ kind: 'aside', why })

/** Reads who a schedule belongs to. */
export function whoOf(schedule: Entry<'Schedule'>, references: References): Who {
  const actors = schedule.resource.actor
  if (actors.length === 0) return aside('actor-missing')
  const roles = only(actors.map(actor => references.resolve('PractitionerRole', actor, schedule)))
  const people = only(actors.map(actor => references.resolve('Practitioner', actor, schedule)))
  if (roles.kind === 'ambiguous') return aside('role-ambiguous')
  if (people.kind === 'ambiguous') return aside('practitioner-ambiguous')
  if (roles.kind === 'found') {
    if (actors.some(actor => dangles('Practitioner', actor, schedule, references))) return aside('practitioner-missing')
    if (actors.some(actor => dangles('PractitionerRole', actor, schedule, references))) return aside('role-missing')
    return personOf(roles.entry, people, references)
  }
  if (people.kind === 'found') return aside('role-missing')
  const places = only(actors.map(actor => references.resolve('Location', actor, schedule)))
  if (places.kind === 'ambiguous') return aside('location-ambiguous')
  if (places.kind === 'found') return pointOf(places.entry, references)
  return aside('actor-missing')
}

/** A reference to one of them, whatever the server. */
const NAMES = {
  Practitioner: /(^|\/)Practitioner\/[^/]+/,
  PractitionerRole: /(^|\/)PractitionerRole\/[^/]+/,
} as const

/** An actor that names somebody, or a role, that is not in the answer: the slot may be theirs, not the others'. */
function dangles(
  type: 'Practitioner' | 'PractitionerRole',
  actor: Reference,
  from: Entry,
  references: References,
): boolean {
  const names = NAMES[type].test(actor.reference?.slice(0, 2_000) ?? '')
  return names && references.resolve(type, actor, from).kind !== 'found'
}

function personOf(role: Entry<'PractitionerRole'>, actor: Resolved<'Practitioner'>, references: References): Who {
  const own = references.resolve('Practitioner', role.resource.practitioner, role)
  if (own.kind === 'ambiguous') return aside('practitioner-ambiguous')
  // A role that names somebody who is not there is not given to whoever stands in the schedule.
  if (own.kind === 'missing' && role.resource.practitioner?.reference) return aside('practitioner-missing')
  if (own.kind === 'found' && actor.kind === 'found' && !sameContent(own.entry, actor.entry)) {
    return aside('practitioner-ambiguous')
  }
  const found = own.kind === 'found' ? own : actor
  if (found.kind !== 'found') return aside('practitioner-missing')
  const idnps = readIdnps(found.entry.resource.identifier)
  if (idnps.kind !== 'one') return aside(idnps.kind === 'none' ? 'identifier-missing' : 'identifier-ambiguous')

  const place = placeOfRole(role, references)
  return {
    kind: 'person',
    person: readPerson(found.entry, idnps.value),
    place: place.kind === 'place' ? place.place : null,
    placeWhy: place.kind === 'place' ? null : place.why,
  }
}

function readPerson(entry: Entry<'Practitioner'>, idnps: string): ReadPerson {
  const name = entry.resource.name[0]
  const family = cleanText(name?.family, 80)
  const given = cleanText(name?.given.slice(0, 4).join(' '), 80)
  const spoken = [given, family?.toLocaleUpperCase('fr')].filter(part => part !== null && part !== undefined).join(' ')
  return {
    idnps,
    family,
    given,
    displayName: spoken || cleanText(name?.text, 120) || idnps,
    phones: phonesOf(entry.resource.telecom),
  }
}

type PlaceRead = { kind: 'place'; place: ReadPlace } | { kind: 'none'; why: WhyLeftAside }

function placeOfRole(role: Entry<'PractitionerRole'>, references: References): PlaceRead {
  const { contained, location: named, telecom, organization } = role.resource
  const places = only(named.map(reference => locationOf(reference, role, references)))
  const chosen = named.length === 0 && contained.length === 1 ? contained[0] : places.kind === 'found' && places.entry
  if (!chosen) return { kind: 'none', why: places.kind === 'ambiguous' ? 'location-ambiguous' : 'location-missing' }
  const place = readPlace(chosen)
  if (!place) return { kind: 'none', why: 'location-missing' }
  const structure = organization?.identifier ? readIdnst([organization.identifier]) : { kind: 'none' as const }
  return {
    kind: 'place',
    place: {
      ...place,
      organization: structure.kind === 'one' ? structure.value : null,
      phones: [...new Set([...place.phones, ...phonesOf(telecom)])],
    },
  }
}

type LocationFound = { kind: 'found'; entry: LocationResource } | { kind: 'missing' } | { kind: 'ambiguous' }

function locationOf(reference: Reference, role: Entry<'PractitionerRole'>, references: References): LocationFound {
  const written = reference.reference?.trim() ?? ''
  if (!written.startsWith('#')) {
    const bundled = references.resolve('Location', reference, role)
    return bundled.kind === 'found' ? { kind: 'found', entry: bundled.entry.resource } : bundled
  }
  // Some write the contained resource's own id with its `#`.
  const id = written.slice(1)
  const inside = role.resource.contained.filter(one => one.id === id || one.id === written)
  return only(inside.map(entry => ({ kind: 'found', entry })))
}

function pointOf(location: Entry<'Location'>, references: References): Who {
  const organization = references.resolve('Organization', location.resource.managingOrganization, location)
  if (organization.kind === 'ambiguous') return aside('organization-ambiguous')
  if (organization.kind === 'missing') return aside('organization-missing')
  const siret = readIdnst(organization.entry.resource.identifier)
  if (siret.kind !== 'one') return aside(siret.kind === 'none' ? 'identifier-missing' : 'identifier-ambiguous')
  const place = readPlace(location.resource)
  if (!place) return aside('location-missing')
  const internal = location.resource.identifier.find(one => one.value !== undefined)
  const organizationName = cleanText(organization.entry.resource.name, 120)
  return {
    kind: 'point',
    point: {
      siret: siret.value,
      location: internal ? `${internal.system ?? ''}|${internal.value}` : (location.id ?? location.where),
      name: place.name ?? organizationName ?? siret.value,
      phones: [...new Set([...place.phones, ...phonesOf(organization.entry.resource.telecom)])],
    },
    place: { ...place, organization: siret.value },
  }
}

/** A place one can be sent to: something of an address or a name; null when there is nothing of it. */
function readPlace(location: LocationResource): ReadPlace | null {
  const name = cleanText(location.name, 120)
  const lines = (location.address?.line ?? []).slice(0, 4).map(line => cleanText(line, 160))
  const address = lines.filter(line => line !== null)
  const city = cleanText(location.address?.city, 80)
  const postalCode = cleanText(location.address?.postalCode, 10)
  if (name === null && address.length === 0 && city === null) return null
  const { latitude: lat, longitude: lon } = location.position ?? {}
  const onEarth = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return {
    name,
    address,
    postalCode,
    city,
    phones: phonesOf(location.telecom),
    // (0, 0) is how software writes «unknown».
    position: onEarth && (lat !== 0 || lon !== 0) ? { lat, lon } : null,
    organization: null,
  }
}

function phonesOf(telecoms: readonly Telecom[]): string[] {
  const spoken = telecoms.filter(one => one.system === undefined || one.system === 'phone' || one.system === 'sms')
  return [...new Set(spoken.slice(0, 8).map(one => readPhone(one.value)))].filter(phone => phone !== null)
}

/** The one thing that several references mean together; those that mean nothing do not count. */
function only<E, R extends { kind: 'found'; entry: E } | { kind: 'missing' } | { kind: 'ambiguous' }>(
  found: readonly R[],
): { kind: 'found'; entry: Extract<R, { kind: 'found' }>['entry'] } | { kind: 'missing' } | { kind: 'ambiguous' } {
  if (found.some(one => one.kind === 'ambiguous')) return { kind: 'ambiguous' }
  const entries = found
    .filter((one): one is Extract<R, { kind: 'found' }> => one.kind === 'found')
    .map(one => one.entry)
  const [first] = entries
  if (first === undefined) return { kind: 'missing' }
  const differs = entries.some(one => one !== first && JSON.stringify(one) !== JSON.stringify(first))
  return differs ? { kind: 'ambiguous' } : { kind: 'found', entry: first }
}
