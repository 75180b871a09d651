/** Reads the guide's searches. Strict on purpose: a parameter that is not of the guide is refused by its name. */
import { SYSTEM } from './fhir.ts'
import { readDate } from './instants.ts'
import { type Issue, type Refusal, refuse } from './outcome.ts'

export type Parameters = readonly (readonly [name: string, value: string])[]

export type Read<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }

const DAY = 86_400_000
/** A search wider than this is refused as `too-costly`. The platform itself never asks beyond the day after tomorrow. */
const WIDEST = 31 * DAY

/** Splits a query string; `+` stays `+`, as instants carry it and clients forget to write it `%2B`. */
export function readParameters(query: string): Read<Parameters> {
  const parameters: [string, string][] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    try {
      const name = decodeURIComponent(equals < 0 ? part : part.slice(0, equals))
      parameters.push([name, equals < 0 ? '' : decodeURIComponent(part.slice(equals + 1))])
    } catch {
      return bad('value', 'Paramètre illisible (codage %).', part.slice(0, 60))
    }
  }
  return { ok: true, value: parameters }
}

const bad = (code: Issue['code'], diagnostics: string, expression: string) =>
  ({ ok: false, refusal: refuse(400, { code, diagnostics, expression }) }) as const

/** Accepted everywhere and without effect here. */
const HARMLESS = new Set(['_count', '_format', '_pretty'])

export interface Window {
  from: number
  to: number
}

/** Reads `start=ge…&start=le…` (both wanted), whatever name the search gives to it. */
function readWindow(parameters: Parameters, name: string, required: boolean): Read<Window> {
  let from = Number.NEGATIVE_INFINITY
  let to = Number.POSITIVE_INFINITY
  for (const [, value] of parameters.filter(([each]) => each === name)) {
    const prefix = /^(ge|gt|le|lt)/.exec(value)?.[1]
    if (!prefix) return bad('value', `${name} : un préfixe ge ou le est attendu.`, name)
    const low = prefix.startsWith('g')
    const at = readDate(value.slice(2), low === prefix.endsWith('e') ? 'first' : 'last')
    if (at === null) return bad('value', `${name} : date illisible, attendu AAAA-MM-JJThh:mm:ss.sss+hh:mm.`, name)
    if (low) from = Math.max(from, prefix === 'gt' ? at + 1 : at)
    else to = Math.min(to, prefix === 'lt' ? at - 1 : endOf(value.slice(2), at))
  }
  if (required && !(Number.isFinite(from) && Number.isFinite(to)))
    return bad('required', `${name} : les deux bornes (ge et le) sont attendues.`, name)
  if (from > to) return bad('value', `${name} : la borne ge est après la borne le.`, name)
  if (to - from > WIDEST && Number.isFinite(from) && Number.isFinite(to))
    return bad('too-costly', `${name} : fenêtre de plus de 31 jours.`, name)
  return { ok: true, value: { from, to } }
}

const endOf = (text: string, at: number) => (text.length === 10 ? (readDate(text, 'last') ?? at) : at)

/** Values of `system|a,system|b` or, as the guide writes it, `system|a,b`. */
function readIdentifiers(value: string): { system: string; value: string }[] {
  let system = ''
  return value.split(',').flatMap(part => {
    const bar = part.indexOf('|')
    if (bar >= 0) system = part.slice(0, bar)
    const text = (bar < 0 ? part : part.slice(bar + 1)).trim()
    return text === '' ? [] : [{ system, value: text }]
  })
}

function readOwners(parameters: Parameters, name: string, system: string, most: number): Read<string[]> {
  const values = parameters.filter(([each]) => each === name).map(([, value]) => value)
  if (values.length === 0) return bad('required', `${name} est attendu.`, name)
  if (values.length > 1) return bad('value', `${name} : un seul paramètre, valeurs séparées par des virgules.`, name)
  const identifiers = values.flatMap(readIdentifiers)
  const strange = identifiers.find(each => each.system !== system)
  if (strange) return bad('value', `${name} : système attendu ${system}.`, name)
  const owners = [...new Set(identifiers.map(each => each.value))]
  if (owners.length === 0) return bad('required', `${name} : au moins un identifiant.`, name)
  if (owners.length > most)
    return bad('too-costly', `${name} : ${most} identifiants au plus, ${owners.length} reçus.`, name)
  return { ok: true, value: owners }
}

function checkNames(parameters: Parameters, allowed: Record<string, ReadonlySet<string> | null>): Refusal | null {
  const issues: Issue[] = []
  for (const [name, value] of parameters) {
    if (HARMLESS.has(name)) continue
    const values = Object.hasOwn(allowed, name) ? allowed[name] : undefined
    if (values === undefined)
      issues.push({ code: 'not-supported', diagnostics: `Paramètre inconnu : ${name}.`, expression: name })
    else if (values && !values.has(value))
      issues.push({ code: 'not-supported', diagnostics: `${name} : valeur non prise en charge.`, expression: name })
  }
  return issues.length > 0 ? refuse(400, ...issues) : null
}

export interface ProfessionalSearch extends Window {
  /** IDNPS as asked: `8`+RPPS, or the RPPS alone. */
  owners: string[]
  withSchedules: boolean
  withActors: boolean
  /** The communities' flow (INT_R04) was asked for. */
  cpts: boolean
  withCommunities: boolean
}

const INCLUDES = new Set([
  'Slot:schedule',
  'Schedule:actor',
  'Slot:service-type-reference',
  'HealthcareService:organization',
])

/** `GET Slot`: flows INT_R01 and INT_R04, 1..25 professionals. */
export function readProfessionalSearch(parameters: Parameters): Read<ProfessionalSearch> {
  const wrong = checkNames(parameters, {
    _include: INCLUDES,
    '_include:iterate': INCLUDES,
    status: new Set(['free']),
    start: null,
    'schedule.actor:Practitioner.identifier': null,
  })
  if (wrong) return { ok: false, refusal: wrong }
  const window = readWindow(parameters, 'start', true)
  if (!window.ok) return window
  const owners = readOwners(parameters, 'schedule.actor:Practitioner.identifier', SYSTEM.idnps, 25)
  if (!owners.ok) return owners
  const included = new Set(parameters.filter(([name]) => name.startsWith('_include')).map(([, value]) => value))
  return {
    ok: true,
    value: {
      ...window.value,
      owners: owners.value,
      withSchedules: included.has('Slot:schedule'),
      withActors: included.has('Slot:schedule') && included.has('Schedule:actor'),
      cpts: included.has('Slot:service-type-reference'),
      withCommunities: included.has('HealthcareService:organization'),
    },
  }
}

export interface SosSearch extends Window {
  /** `3`+SIRET as asked, or the SIRET alone. */
  owners: string[]
  withSlots: boolean
  withPlaces: boolean
  withOrganizations: boolean
}

const SOS_INCLUDES = new Set(['Schedule:actor:Location', 'Schedule:actor', 'Location:organization'])

/** `GET Schedule`: SOS Médecins, 1..10 SIRET (the functional page says 10, the technical one 25: the lower holds). */
export function readSosSearch(parameters: Parameters): Read<SosSearch> {
  const wrong = checkNames(parameters, {
    _include: SOS_INCLUDES,
    '_include:iterate': SOS_INCLUDES,
    _revinclude: new Set(['Slot:schedule']),
    '_has:Slot:schedule:start': null,
    '_has:Slot:schedule:status': new Set(['free']),
    'actor:Location.organization.identifier': null,
  })
  if (wrong) return { ok: false, refusal: wrong }
  const window = readWindow(parameters, '_has:Slot:schedule:start', true)
  if (!window.ok) return window
  const owners = readOwners(parameters, 'actor:Location.organization.identifier', SYSTEM.idnst, 10)
  if (!owners.ok) return owners
  const included = new Set(parameters.filter(([name]) => name.includes('include')).map(([, value]) => value))
  const withPlaces = included.has('Schedule:actor:Location') || included.has('Schedule:actor')
  return {
    ok: true,
    value: {
      ...window.value,
      owners: owners.value,
      withSlots: included.has('Slot:schedule'),
      withPlaces,
      withOrganizations: withPlaces && included.has('Location:organization'),
    },
  }
}

export type AppointmentSearch = { identifier: string } | ({ actor: string } & Window)

/**
 * `GET Appointment?identifier=system|value`, or the sandbox's extension: `actor:identifier=system|value` with
 * `date=ge…&date=le…`, by which the console hears what vendors told the platform.
 */
export function readAppointmentSearch(parameters: Parameters): Read<AppointmentSearch> {
  const wrong = checkNames(parameters, { identifier: null, 'actor:identifier': null, date: null })
  if (wrong) return { ok: false, refusal: wrong }
  const token = (name: string) => parameters.find(([each]) => each === name)?.[1]
  const identifier = token('identifier')
  const actor = token('actor:identifier')
  for (const [name, value] of [
    ['identifier', identifier],
    ['actor:identifier', actor],
  ] as const) {
    if (value !== undefined && !/^[^|]+\|[^|]+$/.test(value))
      return bad('value', `${name} : système|valeur attendu.`, name)
  }
  if (identifier !== undefined) return { ok: true, value: { identifier } }
  if (actor === undefined) return bad('required', 'identifier ou actor:identifier est attendu.', 'identifier')
  const window = readWindow(parameters, 'date', false)
  return window.ok ? { ok: true, value: { actor, ...window.value } } : window
}

/** `PUT Appointment?identifier=system|value`. */
export function readConditionalUpdate(parameters: Parameters): Read<string> {
  const wrong = checkNames(parameters, { identifier: null })
  if (wrong) return { ok: false, refusal: wrong }
  const identifier = parameters.find(([name]) => name === 'identifier')?.[1]
  if (identifier === undefined) return bad('required', 'identifier est attendu.', 'identifier')
  return /^[^|]+\|[^|]+$/.test(identifier)
    ? { ok: true, value: identifier }
    : bad('value', 'identifier : système|valeur attendu.', 'identifier')
}
