/**
 * The questions of the guide, written exactly (domain.md §2; pages «recherche de créneaux» PS, CPTS and SOS of guide
 * 1.1.0). Paths are relative to a FHIR base without its last slash.
 */
import { IDNPS_SYSTEM, IDNST_SYSTEM } from '../../shared/contract/identifiers.ts'
import { intentIdentifier } from './codes.ts'
import { writeTime } from './times.ts'

/** Most professionals in one question (guide: 1..25). */
export const MOST_PROFESSIONALS = 25
/** Most structures in one question (functional page: 1..10; the technical page says 25: the smaller is safe). */
export const MOST_STRUCTURES = 10
/** The guide has no paging and asks for this many at once. */
const COUNT = 1_000

/** ISO instants with offset. */
export interface Window {
  from: string
  to: string
}

/** `GET Slot` for 1..25 prefixed IDNPS; with what ties slots to communities when `cpts`. */
export function slotSearch(wanted: { idnps: readonly string[]; window: Window; cpts: boolean }): string {
  requireSome(wanted.idnps, MOST_PROFESSIONALS)
  return path('Slot', [
    ['_include', 'Slot:schedule'],
    ['_include:iterate', 'Schedule:actor'],
    ...(wanted.cpts
      ? ([
          ['_include', 'Slot:service-type-reference'],
          ['_include:iterate', 'HealthcareService:organization'],
        ] as const)
      : []),
    ['status', 'free'],
    ['start', `ge${writeTime(wanted.window.from)}`],
    ['start', `le${writeTime(wanted.window.to)}`],
    ['schedule.actor:Practitioner.identifier', tokens(IDNPS_SYSTEM, wanted.idnps)],
    ['_count', String(COUNT)],
  ])
}

/** `GET Schedule` for 1..10 structures by `3`+SIRET (SOS Médecins). */
export function scheduleSearch(wanted: { sirets: readonly string[]; window: Window }): string {
  requireSome(wanted.sirets, MOST_STRUCTURES)
  return path('Schedule', [
    ['_revinclude', 'Slot:schedule'],
    ['_include', 'Schedule:actor:Location'],
    ['_include:iterate', 'Location:organization'],
    ['_has:Slot:schedule:start', `ge${writeTime(wanted.window.from)}`],
    ['_has:Slot:schedule:start', `le${writeTime(wanted.window.to)}`],
    ['_has:Slot:schedule:status', 'free'],
    ['actor:Location.organization.identifier', tokens(IDNST_SYSTEM, wanted.sirets)],
  ])
}

/** `GET Appointment` by the identifier of an intent. */
export function intentSearch(intentId: string): string {
  const { system, value } = intentIdentifier(intentId)
  return path('Appointment', [['identifier', `${system}|${value}`]])
}

/** Whose appointments are looked for: a professional, or a structure by `3`+SIRET (SOS Médecins). */
export type Actor = { idnps: string } | { structure: string }

/** `GET Appointment` of one actor from a day on (`YYYY-MM-DD`): how a vendor's word is looked for. */
export function appointmentSearch(wanted: Actor & { date: string }): string {
  const actor = 'idnps' in wanted ? `${IDNPS_SYSTEM}|${wanted.idnps}` : `${IDNST_SYSTEM}|${wanted.structure}`
  return path('Appointment', [
    ['actor:identifier', actor],
    ['date', `ge${wanted.date}`],
  ])
}

const tokens = (system: string, values: readonly string[]) => values.map(value => `${system}|${value}`).join(',')

/** `+` and `|` must be escaped; `:` `,` and `/` may stand in a query (RFC 3986) and read better in a server's log. */
function path(type: string, parameters: readonly (readonly [string, string])[]): string {
  const written = (text: string) =>
    encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%2F/g, '/')
  return `${type}?${parameters.map(([name, value]) => `${written(name)}=${written(value)}`).join('&')}`
}

function requireSome(values: readonly string[], most: number): void {
  if (values.length === 0 || values.length > most)
    throw new RangeError(`1 to ${most} identifiers, not ${values.length}`)
}
