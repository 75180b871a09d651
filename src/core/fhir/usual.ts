/**
 * The usual writing of the resources of a search, read by hand: nearly every slot of every answer is written so, and the
 * schemas cost ten times as much. Where one element is not of the type it should be, the resource is odd and the schemas
 * (`schemas.ts`), which say what an oddity means, read it instead: this file may say «odd» too often, never too seldom.
 * Both readings of a usual resource are the same, to the letter of its JSON (`usual.test.ts`).
 */
import type { Coding, Identifier, LocationResource, Reference, Searched, SearchedType, Telecom } from './schemas.ts'

type Json = Record<string, unknown>

/** Set while a resource is read, by whatever is not as it should be. */
let odd = false

function text(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  odd = true
  return undefined
}

function number(value: unknown): number | undefined {
  // `JSON.parse` may give Infinity (1e999), which no schema takes.
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
  odd = true
  return undefined
}

function item<T>(value: unknown, read: (object: Json) => T): T | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    odd = true
    return undefined
  }
  return read(value as Json)
}

function list<T>(value: unknown, read: (object: Json) => T): T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    odd = true
    return []
  }
  const all: T[] = []
  for (const one of value) {
    const known = item(one, read)
    if (known === undefined) odd = true
    else all.push(known)
  }
  return all
}

function texts(value: unknown): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(one => typeof one === 'string')) {
    odd = true
    return []
  }
  return value as string[]
}

const coding = (one: Json): Coding => ({
  system: text(one['system']),
  code: text(one['code']),
  display: text(one['display']),
})
const concept = (one: Json) => ({ coding: list(one['coding'], coding), text: text(one['text']) })
const identifier = (one: Json): Identifier => ({
  system: text(one['system']),
  value: text(one['value']),
  type: item(one['type'], concept),
})
const reference = (one: Json): Reference => ({
  reference: text(one['reference']),
  identifier: item(one['identifier'], identifier),
})
const telecom = (one: Json): Telecom => ({ system: text(one['system']), value: text(one['value']) })
const name = (one: Json) => ({ family: text(one['family']), given: texts(one['given']), text: text(one['text']) })
const address = (one: Json) => ({
  line: texts(one['line']),
  city: text(one['city']),
  postalCode: text(one['postalCode']),
  text: text(one['text']),
})
const position = (one: Json) => ({ longitude: number(one['longitude']), latitude: number(one['latitude']) })
const meta = (one: Json) => ({ security: list(one['security'], coding) })
const link = (one: Json) => ({ url: text(one['url']), valueReference: item(one['valueReference'], reference) })
const serviceType = (one: Json) => ({
  coding: list(one['coding'], coding),
  text: text(one['text']),
  extension: list(one['extension'], link),
})

function location(one: Json): LocationResource {
  if (one['resourceType'] !== 'Location') odd = true
  return {
    resourceType: 'Location',
    id: text(one['id']),
    identifier: list(one['identifier'], identifier),
    name: text(one['name']),
    address: item(one['address'], address),
    telecom: list(one['telecom'], telecom),
    position: item(one['position'], position),
    managingOrganization: item(one['managingOrganization'], reference),
  }
}

const READ: { [T in SearchedType]?: (one: Json) => Searched<T> } = {
  Slot: one => ({
    resourceType: 'Slot',
    id: text(one['id']),
    meta: item(one['meta'], meta),
    serviceType: list(one['serviceType'], serviceType),
    specialty: list(one['specialty'], concept),
    appointmentType: item(one['appointmentType'], concept),
    schedule: item(one['schedule'], reference),
    status: text(one['status']),
    start: text(one['start']),
    end: text(one['end']),
    comment: text(one['comment']),
  }),
  Schedule: one => ({ resourceType: 'Schedule', id: text(one['id']), actor: list(one['actor'], reference) }),
  Practitioner: one => ({
    resourceType: 'Practitioner',
    id: text(one['id']),
    identifier: list(one['identifier'], identifier),
    name: list(one['name'], name),
    telecom: list(one['telecom'], telecom),
  }),
  PractitionerRole: one => ({
    resourceType: 'PractitionerRole',
    id: text(one['id']),
    contained: list(one['contained'], location),
    practitioner: item(one['practitioner'], reference),
    organization: item(one['organization'], reference),
    location: list(one['location'], reference),
    telecom: list(one['telecom'], telecom),
  }),
  Location: location,
  HealthcareService: one => ({
    resourceType: 'HealthcareService',
    id: text(one['id']),
    providedBy: item(one['providedBy'], reference),
    name: text(one['name']),
  }),
  Organization: one => ({
    resourceType: 'Organization',
    id: text(one['id']),
    identifier: list(one['identifier'], identifier),
    name: text(one['name']),
    telecom: list(one['telecom'], telecom),
  }),
}

/** The resource, when it is written as usual; null when it is odd and the schemas must say what it means. */
export function usual(type: SearchedType, resource: object): Searched | null {
  const read = READ[type] as ((one: Json) => Searched) | undefined
  if (!read || (resource as Json)['resourceType'] !== type) return null
  odd = false
  const found = read(resource as Json)
  return odd ? null : found
}
