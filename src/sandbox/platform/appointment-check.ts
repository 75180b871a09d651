/** Reads an `Appointment` against FrAppointmentSAS or sas-sos-appointment; each fault is named by its element. */
import { EXTENSION, PROFILE, type Resource, SYSTEM } from './fhir.ts'
import { readInstant } from './instants.ts'
import type { Issue } from './outcome.ts'

/** What the platform needs of an appointment that is right. */
export interface CheckedAppointment {
  resource: Resource
  /** `system|value`. */
  identifier: string
  operator: { system: string; value: string }
  status: string
  start: number
  end: number
  /** `system|value` of each participant that has an identifier. */
  actors: string[]
  /** Id of the slot named, if any. */
  slotId: string | null
}

export type CheckResult = { ok: true; value: CheckedAppointment } | { ok: false; issues: Issue[] }

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)
const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const object = (value: unknown): Json => (isObject(value) ? value : {})

/** appointmentstatus, as far as INT_R03 and INT_L02 use it. */
const STATUSES = new Set(['pending', 'booked', 'fulfilled', 'noshow', 'cancelled'])
/** Elements of R4's Appointment and of a resource; another one is a typing error that must not pass in silence. */
const ELEMENTS = new Set(
  (
    'resourceType id meta implicitRules language text contained extension modifierExtension identifier status ' +
    'cancelationReason serviceCategory serviceType specialty appointmentType reasonCode reasonReference priority ' +
    'description supportingInformation start end minutesDuration slot created comment patientInstruction basedOn ' +
    'participant requestedPeriod'
  ).split(' '),
)

/** Checks a parsed body. Never throws; the body may be anything. */
export function checkAppointment(body: unknown): CheckResult {
  const issues: Issue[] = []
  const fault = (code: Issue['code'], expression: string, diagnostics: string) =>
    issues.push({ code, expression, diagnostics: `${expression} : ${diagnostics}` })
  const resource = object(body)
  if (resource['resourceType'] !== 'Appointment') {
    return {
      ok: false,
      issues: [
        { code: 'structure', expression: 'resourceType', diagnostics: 'Une ressource Appointment est attendue.' },
      ],
    }
  }
  for (const name of Object.keys(resource)) {
    if (!ELEMENTS.has(name.replace(/^_/, ''))) fault('structure', `Appointment.${name}`, 'élément inconnu')
  }
  if (resource['subject'] !== undefined || list(resource['participant']).some(isPatient))
    fault('business-rule', 'Appointment.participant', 'aucune donnée de patient ne passe par la plateforme')

  const profiles = list(object(resource['meta'])['profile'])
  const sos = profiles.includes(PROFILE.sosAppointment)
  if (!sos && !profiles.includes(PROFILE.appointment))
    fault('required', 'Appointment.meta.profile', `${PROFILE.appointment} (ou ${PROFILE.sosAppointment}) attendu`)

  const identifiers = list(resource['identifier']).map(object)
  const system = text(identifiers[0]?.['system'])
  const value = text(identifiers[0]?.['value'])
  if (identifiers.length !== 1) fault('required', 'Appointment.identifier', 'un identifiant et un seul')
  else {
    if (!system) fault('required', 'Appointment.identifier.system', 'absent')
    if (!value) fault('required', 'Appointment.identifier.value', 'absent')
  }
  const operator = checkOperator(resource, sos, fault)
  const status = text(resource['status'])
  if (!status || !STATUSES.has(status)) fault('value', 'Appointment.status', `attendu : ${[...STATUSES].join(', ')}`)
  const start = readTime(resource, 'start', fault)
  const end = readTime(resource, 'end', fault)
  if (start !== null && end !== null && end <= start) fault('invariant', 'Appointment.end', 'la fin précède le début')
  if (resource['created'] !== undefined && Number.isNaN(Date.parse(String(resource['created']))))
    fault('value', 'Appointment.created', 'date illisible')
  if (resource['cancelationReason'] !== undefined && status !== 'cancelled' && status !== 'noshow')
    fault('invariant', 'Appointment.cancelationReason', 'réservé aux rendez-vous annulés (app-4)')
  const actors = checkParticipants(resource, sos, fault)
  const slotId = checkSlot(resource, fault)

  if (issues.length > 0 || !system || !value || !operator || !status || start === null || end === null)
    return { ok: false, issues }
  return {
    ok: true,
    value: {
      resource: resource as Resource,
      identifier: `${system}|${value}`,
      operator,
      status,
      start,
      end,
      actors,
      slotId,
    },
  }
}

type NoteFault = (code: Issue['code'], expression: string, diagnostics: string) => void

const isPatient = (participant: unknown): boolean =>
  /(^|\/)(Patient|RelatedPerson)\//.test(String(object(object(participant)['actor'])['reference'] ?? ''))

function readTime(resource: Json, name: 'start' | 'end', fault: NoteFault): number | null {
  const written = text(resource[name])
  const ms = written === null ? null : readInstant(written)
  if (written === null) fault('required', `Appointment.${name}`, 'absent')
  else if (ms === null) fault('value', `Appointment.${name}`, 'instant illisible')
  return ms
}

function checkOperator(resource: Json, sos: boolean, fault: NoteFault): { system: string; value: string } | null {
  const path = `Appointment.extension('${EXTENSION.operator}')`
  const extensions = list(resource['extension']).map(object)
  const found = extensions.filter(each => each['url'] === EXTENSION.operator)
  if (found.length !== 1) {
    fault('required', path, 'un opérateur et un seul')
    return null
  }
  if (sos && extensions.length !== 1) fault('structure', 'Appointment.extension', 'une seule extension (profil SOS)')
  const identifier = object(object(found[0]?.['valueReference'])['identifier'])
  const codings = list(object(identifier['type'])['coding']).map(object)
  const code = text(codings[0]?.['code'])
  const system = text(identifier['system'])
  const value = text(identifier['value'])
  if (
    codings.length !== 1 ||
    codings[0]?.['system'] !== SYSTEM.identifierType ||
    !code ||
    !['IDNPS', 'INTRN'].includes(code)
  )
    fault('value', `${path}.value.identifier.type.coding`, `IDNPS ou INTRN de ${SYSTEM.identifierType}`)
  if (!system) fault('required', `${path}.value.identifier.system`, 'absent')
  if (!value) fault('required', `${path}.value.identifier.value`, 'absent')
  return system && value ? { system, value } : null
}

function checkParticipants(resource: Json, sos: boolean, fault: NoteFault): string[] {
  const participants = list(resource['participant']).map(object)
  const path = 'Appointment.participant'
  if (participants.length === 0) fault('required', path, 'au moins un')
  return participants.flatMap(participant => {
    const status = text(participant['status'])
    if (status !== 'accepted' && !(sos && status === 'needs-action'))
      fault('value', `${path}.status`, sos ? 'accepted ou needs-action' : 'accepted (guide 1.1.0)')
    if (participant['type'] === undefined && participant['actor'] === undefined)
      fault('invariant', path, 'type ou actor attendu (app-1)')
    const identifier = object(object(participant['actor'])['identifier'])
    const coding = object(list(object(identifier['type'])['coding'])[0])
    const system = text(identifier['system'])
    const value = text(identifier['value'])
    if (!sos && participant['actor'] !== undefined) {
      if (coding['system'] !== SYSTEM.identifierType || coding['code'] !== 'IDNPS')
        fault('value', `${path}.actor.identifier.type.coding`, 'IDNPS attendu')
      if (system !== SYSTEM.idnps) fault('value', `${path}.actor.identifier.system`, `${SYSTEM.idnps} attendu`)
      if (!value) fault('required', `${path}.actor.identifier.value`, 'absent')
    }
    return system && value ? [`${system}|${value}`] : []
  })
}

function checkSlot(resource: Json, fault: NoteFault): string | null {
  const slots = list(resource['slot']).map(object)
  if (slots.length === 0) return null
  const id = /(?:^|\/)Slot\/([A-Za-z0-9.-]{1,64})$/.exec(String(slots[0]?.['reference'] ?? ''))?.[1]
  if (slots.length > 1 || !id) {
    fault('value', 'Appointment.slot', 'une seule référence Slot/<id>')
    return null
  }
  return id
}
