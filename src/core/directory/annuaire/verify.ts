/** «Vérifier maintenant»: what the Annuaire Santé says of one professional, against what the desk has. */
import { z } from 'zod'
import type { Person } from '../../../shared/contract/directory.ts'
import { ok, type Result } from '../../../shared/contract/kit.ts'
import { cityName } from '../rpps/address.ts'
import { phoneOf } from '../rpps/phone.ts'
import { norm } from '../text.ts'
import { type AnnuaireClient, type AnnuaireProblem, FINESS_SYSTEM, type Resource } from './client.ts'

export interface Verified {
  verdict: 'same' | 'changed' | 'inactive' | 'absent'
  changes: { field: string; before: string; after: string }[]
}

const HumanNames = z.array(z.object({ family: z.string().optional(), given: z.array(z.string()).optional() })).catch([])
const MOST_PAGES = 10

/** `person`: what the desk has of them; null when it has nothing. */
export async function verifyPerson(
  client: AnnuaireClient,
  rpps: string,
  person: Person | null,
): Promise<Result<Verified, AnnuaireProblem>> {
  const found = await client.search('Practitioner', { identifier: rpps })
  if (!found.ok) return found
  const practitioner = found.value.resources.find(resource => resource.resourceType === 'Practitioner')
  if (!practitioner) return ok({ verdict: 'absent', changes: [] })
  if (practitioner.active === false) return ok({ verdict: 'inactive', changes: [] })
  const roles = await rolesOf(client, practitioner.id ?? '')
  if (!roles.ok) return roles
  const active = roles.value.filter(each => each.resourceType === 'PractitionerRole' && each.active !== false)
  const organizations = organizationsOf(active, roles.value)
  const changes = person ? compared(practitioner, organizations, person) : []
  if (active.length === 0) return ok({ verdict: 'inactive', changes })
  return ok({ verdict: changes.length > 0 ? 'changed' : 'same', changes })
}

async function rolesOf(client: AnnuaireClient, id: string): Promise<Result<Resource[], AnnuaireProblem>> {
  const all: Resource[] = []
  let page = await client.search('PractitionerRole', {
    practitioner: id,
    _include: 'PractitionerRole:organization',
  })
  for (let count = 0; ; count++) {
    if (!page.ok) return page
    all.push(...page.value.resources)
    if (page.value.next === null || count >= MOST_PAGES) return ok(all)
    page = await client.follow(page.value.next)
  }
}

function organizationsOf(roles: readonly Resource[], all: readonly Resource[]): Resource[] {
  const wanted = new Set(roles.map(role => role.organization?.reference?.split('/').at(-1)))
  return all.filter(each => each.resourceType === 'Organization' && wanted.has(each.id ?? ''))
}

function compared(practitioner: Resource, organizations: readonly Resource[], person: Person): Verified['changes'] {
  const changes: Verified['changes'] = []
  const tell = (field: string, before: string, after: string) => {
    if (after !== '' && norm(before) !== norm(after)) changes.push({ field, before, after })
  }
  const [name] = HumanNames.parse(practitioner.name)
  tell('family', person.family, name?.family ?? '')
  tell('given', person.given, name?.given?.join(' ') ?? '')
  const codes = (practitioner.qualification ?? []).flatMap(each => each?.code?.coding ?? [])
  const codeOf = (table: string) =>
    codes.filter(coding => coding?.system?.includes(table)).map(coding => coding?.code ?? '')
  tell('profession', person.profession.code, codeOf('TRE_G15')[0] ?? '')
  const known = person.specialities.map(each => each.code).toSorted()
  tell('specialities', known.join(' '), codeOf('TRE_R38').toSorted().join(' '))
  const structures = distinct(organizations.map(finessOf))
  const held = distinct(person.activities.map(each => each.finess))
  // The service tells all places or none: one that it does not tell among others is left.
  if (structures.length > 0)
    news(
      'structure-left',
      held.filter(each => !structures.includes(each)),
      changes,
      'before',
    )
  news(
    'structure-new',
    structures.filter(each => !held.includes(each)),
    changes,
    'after',
  )
  // By the name of the commune: a postcode may be that of a CEDEX, and arrondissements are told by one side only.
  const cities = distinct(person.activities.map(each => each.city)).map(norm)
  const places = organizations.flatMap(each => (each.address ?? []).map(address => cityName(address?.city ?? '')))
  const isKnown = (city: string) => cities.some(each => each.startsWith(norm(city)) || norm(city).startsWith(each))
  const told = distinct(places).filter(city => !isKnown(city))
  news('city-new', told, changes, 'after')
  const phones = distinct(person.activities.flatMap(each => each.phones))
  const numbers = organizations.flatMap(each =>
    (each.telecom ?? []).flatMap(telecom => (telecom?.system === 'phone' ? [phoneOf(telecom.value ?? '')] : [])),
  )
  news(
    'phone-new',
    distinct(numbers).filter(each => !phones.includes(each)),
    changes,
    'after',
  )
  return changes
}

function news(field: string, values: readonly string[], changes: Verified['changes'], side: 'before' | 'after'): void {
  if (values.length === 0) return
  const text = values.join(' ')
  changes.push({ field, before: side === 'before' ? text : '', after: side === 'after' ? text : '' })
}

const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.flatMap(value => (value === null || value === '' ? [] : [value])))].toSorted()

const finessOf = (organization: Resource): string | null =>
  (organization.identifier ?? []).find(each => each?.system === FINESS_SYSTEM)?.value ?? null
