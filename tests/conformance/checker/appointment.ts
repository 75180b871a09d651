/** Rules of an appointment that its profiles leave open: who the operator is, what times mean (flow INT_R03). */
import type { Checker, Finding, Json } from './check.ts'

const IDNPS = 'urn:oid:1.2.250.1.71.4.2.1'
/** Systems that each type of identifier goes with (FAQ of the guide). */
const OPERATOR_SYSTEMS: Record<string, string> = { IDNPS, INTRN: 'urn:oid:1.2.250.1.213.3.6' }
const IDENTIFIER_TYPE = 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203'
const OPERATOR = 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator'
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}:\d{2}$/
const PERSON = /^(8[0-9]{11}|0[0-9A-Z]{9})$/

const object = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {})
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])

/** Checks an appointment wholly: its profile, then these rules. */
export function checkAppointment(checker: Checker, appointment: unknown): Finding[] {
  const findings = checker.check(appointment)
  const find = (rule: string, path: string, detail: string) => findings.push({ rule, path, detail })
  const body = object(appointment)
  const operator = list(body['extension']).find(each => each['url'] === OPERATOR)
  const identifier = object(object(operator?.['valueReference'])['identifier'])
  const coding = list(object(identifier['type'])['coding'])[0]
  if (coding?.['system'] !== IDENTIFIER_TYPE || OPERATOR_SYSTEMS[String(coding['code'])] !== identifier['system'])
    find('operator', 'Appointment.extension', 'IDNPS or INTRN, each with its own system')
  for (const name of ['start', 'end', 'created']) {
    if (body[name] !== undefined && !WITH_OFFSET.test(String(body[name])))
      find('date-format', `Appointment.${name}`, 'AAAA-MM-JJThh:mm:ss.sss+hh:mm expected')
  }
  if (!(Date.parse(String(body['start'])) < Date.parse(String(body['end']))))
    find('times', 'Appointment', 'start is not before end')
  for (const participant of list(body['participant'])) {
    const actor = object(participant['actor'])
    const person = object(actor['identifier'])
    if (person['system'] === IDNPS && !PERSON.test(String(person['value'])))
      find('person-identifier', 'Appointment.participant.actor.identifier', '8 + RPPS or 0 + ADELI expected')
    if (/Patient|RelatedPerson/.test(String(actor['reference'] ?? actor['type'] ?? '')))
      find('patient', 'Appointment.participant', 'nothing of a patient goes to the platform')
  }
  return findings
}
