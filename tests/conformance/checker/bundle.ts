/**
 * Rules that the snapshots do not say and the guide's pages or its test kit do: references that resolve, totals, self
 * link, formats, what goes with what. Reasons stand in the guide's FAQ and technical pages (v1.1.0).
 */
import type { Checker, Finding, Json } from './check.ts'

export type Flow = 'professionals' | 'cpts' | 'sos'

export interface Expectation {
  flow: Flow
  /** Address that was asked: the self link must carry its query. */
  url?: string
  /** Bounds asked for, ms since the epoch. */
  window?: { from: number; to: number }
  /** Identifiers asked for, prefixed: nobody else may come. */
  owners?: readonly string[]
}

const PS = 'http://sas.fr/fhir/StructureDefinition/'
const SAS = 'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/'

/** Profile that each resource of a flow must claim: the kit chooses resources by it. */
const PROFILES: Record<Flow, Record<string, string>> = {
  professionals: {
    Bundle: `${PS}BundleAgregateur`,
    Slot: `${PS}FrSlotAgregateur`,
    Schedule: `${PS}FrScheduleAgregateur`,
    Practitioner: `${PS}FrPractitionerAgregateur`,
    PractitionerRole: `${PS}FrPractitionerRoleExerciceAgregateur`,
  },
  cpts: {
    Bundle: `${SAS}sas-cpts-bundle-aggregator`,
    Slot: `${SAS}sas-cpts-slot-aggregator`,
    Schedule: `${PS}FrScheduleAgregateur`,
    Practitioner: `${PS}FrPractitionerAgregateur`,
    PractitionerRole: `${PS}FrPractitionerRoleExerciceAgregateur`,
    HealthcareService: `${SAS}sas-cpts-healthcareservice-aggregator`,
    Organization: `${SAS}sas-cpts-organization-aggregator`,
  },
  sos: {
    Bundle: `${SAS}sas-sos-bundle-aggregator`,
    Slot: `${SAS}sas-sos-slot-aggregator`,
    Schedule: `${SAS}sas-sos-schedule-aggregator`,
    Location: `${SAS}sas-sos-location-aggregator`,
    Organization: `${SAS}sas-sos-organization-aggregator`,
  },
}

const APPOINTMENT_REASON = 'http://terminology.hl7.org/CodeSystem/v2-0276'
const CATEGORY = 'https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement'

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}:\d{2}$/
const PERSON = /^(8[0-9]{11}|0[0-9A-Z]{9})$/
const STRUCTURE = /^(0[0-9A-Z]{9,}|1[0-9A-Z]{9}|3[0-9A-Z]{14}|4[0-9A-Z]{14})$/
const PHONE = /^\+(33|262|590|594|596|508|687|689|681)\d{6,9}$/

interface Entry {
  at: string
  fullUrl: unknown
  resource: Json
  mode: unknown
}

const object = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {})
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])

/** Checks a search answer wholly: its profile, each resource's, and the rules between them. */
export function checkBundle(checker: Checker, bundle: unknown, expectation: Expectation): Finding[] {
  const findings: Finding[] = []
  const find = (rule: string, path: string, detail: string) => findings.push({ rule, path, detail })
  const body = object(bundle)
  // The narrative's empty answer breaks the 1..* slices of the communities' and SOS profiles: it is allowed by itself.
  const empty = body['total'] === 0
  const profiles = PROFILES[expectation.flow]
  findings.push(...checker.check(bundle, empty ? PROFILES.professionals['Bundle'] : profiles['Bundle']))
  const claims = object(body['meta'])['profile']
  if (!empty && !(Array.isArray(claims) && claims.includes(profiles['Bundle'])))
    find('profile', 'Bundle.meta.profile', `${profiles['Bundle']} expected`)

  const entries = list(body['entry']).map(
    (entry, index): Entry => ({
      at: `Bundle.entry[${index}].resource`,
      fullUrl: entry['fullUrl'],
      resource: object(entry['resource']),
      mode: object(entry['search'])['mode'],
    }),
  )
  checkFrame(body, entries, expectation, find)
  for (const entry of entries) {
    const type = String(entry.resource['resourceType'])
    if (type === 'OperationOutcome') continue
    const wanted = profiles[type]
    const claimed = object(entry.resource['meta'])['profile']
    if (!wanted) find('flow', entry.at, `${type} does not belong to this flow`)
    else if (!Array.isArray(claimed) || !claimed.includes(wanted))
      find('profile', `${entry.at}.meta.profile`, `${wanted} expected`)
    if (typeof entry.fullUrl !== 'string' || !entry.fullUrl.endsWith(`/${type}/${entry.resource['id']}`))
      find('full-url', entry.at, 'fullUrl does not end with type and id')
    if (type === 'Slot') checkSlot(entry, expectation, find)
    if (type === 'Schedule') checkSchedule(entry, expectation.flow, find)
    if (type === 'Practitioner') checkPractitioner(entry, expectation, find)
    if (type === 'PractitionerRole') checkRole(entry, find)
    checkLeaves(entry.resource, entry.at, find)
  }
  checkReferences(entries, find)
  return findings
}

type Find = (rule: string, path: string, detail: string) => unknown

function checkFrame(body: Json, entries: readonly Entry[], expectation: Expectation, find: Find) {
  const matches = entries.filter(entry => entry.mode === 'match')
  if (body['total'] !== matches.length)
    find('total', 'Bundle.total', `${matches.length} matches, total ${body['total']}`)
  const searched = expectation.flow === 'sos' ? 'Schedule' : 'Slot'
  for (const entry of entries) {
    const type = entry.resource['resourceType']
    const mode = type === searched ? 'match' : type === 'OperationOutcome' ? 'outcome' : 'include'
    if (entry.mode !== mode) find('search-mode', entry.at, `${mode} expected`)
  }
  const links = list(body['link'])
  if (links.length !== 1 || links[0]?.['relation'] !== 'self')
    find('self-link', 'Bundle.link', 'one link, self, and no paging')
  if (expectation.url !== undefined) {
    const query = (url: unknown) => decodeURIComponent(String(url).split('?')[1] ?? '')
    if (query(links[0]?.['url']) !== query(expectation.url))
      find('self-link', 'Bundle.link.url', 'not the query that was asked')
  }
}

function checkSlot({ at, resource }: Entry, { window, flow }: Expectation, find: Find) {
  for (const name of ['start', 'end']) {
    if (!WITH_OFFSET.test(String(resource[name])))
      find('date-format', `${at}.${name}`, 'AAAA-MM-JJThh:mm:ss.sss+hh:mm expected')
  }
  const start = Date.parse(String(resource['start']))
  if (!(start < Date.parse(String(resource['end'])))) find('slot-times', at, 'start is not before end')
  if (window && !(start >= window.from && start <= window.to)) find('window', `${at}.start`, 'outside the bounds asked')
  const reason = list(object(resource['appointmentType'])['coding'])[0]?.['code']
  const system = list(object(resource['appointmentType'])['coding'])[0]?.['system']
  if ((reason !== 'ROUTINE' && reason !== 'WALKIN') || system !== APPOINTMENT_REASON)
    find('appointment-type', `${at}.appointmentType`, 'ROUTINE or WALKIN expected')
  const comment = resource['comment']
  if (reason === 'ROUTINE' && !/^https?:\/\/\S+$/.test(String(comment ?? '')))
    find('booking-url', `${at}.comment`, 'address expected')
  const services = list(resource['serviceType'])
  const modes = services
    .flatMap(each => list(each['coding']))
    .filter(each => String(each['system']).endsWith('/v3-ActCode'))
  if (modes.length === 0) find('consultation-type', `${at}.serviceType`, 'AMB, VR or HH expected')
  const kinds = list(object(resource['meta'])['security']).map(each => each['code'])
  if (kinds.length === 0) find('slot-kind', `${at}.meta.security`, 'at least one kind of slot')
  const shared = services.filter(each => list(each['extension']).length > 0)
  if (flow === 'cpts' && kinds.includes('CPTS') && shared.length === 0)
    find('cpts-reference', `${at}.serviceType`, 'a community slot refers to its communities')
  const is604 = (each: Json) => each['system'] === CATEGORY && each['code'] === '604'
  if (!shared.every(each => list(each['coding']).some(is604)))
    find('cpts-reference', `${at}.serviceType`, 'a reference to a community bears TRE_R66#604')
}

function checkSchedule({ at, resource }: Entry, flow: Flow, find: Find) {
  const actors = list(resource['actor']).map(actor => String(actor['reference']).split('/').at(-2))
  const wanted = flow === 'sos' ? ['Location'] : ['Practitioner', 'PractitionerRole']
  if (actors.sort().join() !== wanted.join()) find('schedule-actors', `${at}.actor`, `${wanted.join(' and ')} expected`)
}

function checkPractitioner({ at, resource }: Entry, { owners }: Expectation, find: Find) {
  const values = list(resource['identifier']).map(each => String(each['value']))
  if (!values.some(value => PERSON.test(value)))
    find('person-identifier', `${at}.identifier`, '8 + RPPS or 0 + ADELI expected')
  if (owners && !values.some(value => owners.includes(value))) find('not-asked', at, 'a person who was not asked for')
}

function checkRole({ at, resource }: Entry, find: Find) {
  if (object(resource['practitioner'])['reference'] === undefined)
    find('role-person', `${at}.practitioner`, 'the person is expected')
  const structure = object(object(resource['organization'])['identifier'])['value']
  if (structure !== undefined && !STRUCTURE.test(String(structure)))
    find('structure-identifier', `${at}.organization.identifier.value`, 'a prefix 0, 1, 3 or 4 and its length expected')
}

/** Formats that hold wherever they stand. */
function checkLeaves(value: unknown, at: string, find: Find) {
  if (Array.isArray(value)) for (const [index, each] of value.entries()) checkLeaves(each, `${at}[${index}]`, find)
  else if (value !== null && typeof value === 'object') {
    const node = value as Json
    if (typeof node['postalCode'] === 'string' && !/^[0-9]{5}$/.test(node['postalCode']))
      find('postal-code', `${at}.postalCode`, 'five digits expected')
    if (node['system'] === 'phone' && !PHONE.test(String(node['value'])))
      find('phone', at, '+33… or an overseas code expected')
    for (const [key, each] of Object.entries(node)) checkLeaves(each, `${at}.${key}`, find)
  }
}

/** Every reference leads to a resource of the bundle, and every included resource is reached from a match. */
function checkReferences(entries: readonly Entry[], find: Find) {
  const byName = new Map(entries.map(entry => [`${entry.resource['resourceType']}/${entry.resource['id']}`, entry]))
  const referred = new Set<string>()
  const walk = (value: unknown, at: string, own: string) => {
    if (Array.isArray(value)) for (const [index, each] of value.entries()) walk(each, `${at}[${index}]`, own)
    else if (value !== null && typeof value === 'object') {
      for (const [key, each] of Object.entries(value)) {
        if (key === 'reference' && typeof each === 'string' && !each.startsWith('#')) {
          const name = each.split('/').slice(-2).join('/')
          referred.add(name)
          if (!byName.has(name)) find('unresolved', `${at}.reference`, 'leads to nothing in the bundle')
        } else walk(each, `${at}.${key}`, own)
      }
    }
  }
  for (const [name, entry] of byName) walk(entry.resource, entry.at, name)
  const schedules = new Set(
    entries.flatMap(({ resource }) =>
      resource['resourceType'] === 'Slot' ? [String(object(resource['schedule'])['reference'])] : [],
    ),
  )
  for (const [name, { at, mode, resource }] of byName) {
    if (mode === 'include' && resource['resourceType'] !== 'Slot' && !referred.has(name))
      find('orphan', at, 'nothing refers to it')
    if (resource['resourceType'] === 'Schedule' && !schedules.has(name)) find('orphan', at, 'a schedule without slot')
  }
  const count = (type: string) => entries.filter(({ resource }) => resource['resourceType'] === type).length
  if (count('HealthcareService') !== count('Organization') && count('HealthcareService') > 0)
    find('cpts-count', 'Bundle.entry', 'one HealthcareService for one Organization')
}
