/** Speaks to a sandbox as a console would: own authority, own certificate, one connection pool. For tests only. */
import { type HttpAnswer, openHttp } from '../../src/core/http.ts'
import type { Resource } from '../../src/sandbox/platform/fhir.ts'
import type { Sandbox } from '../../src/sandbox/platform/index.ts'
import { instant } from '../../src/sandbox/platform/instants.ts'
import { vendorAppointment } from '../../src/sandbox/platform/vendor-site.ts'

export const OPERATOR = '3370ANS001/000000018'

export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
  body: Resource
}

/** What is read of the bundles in tests, without ceremony. */
export interface BundleRead extends Resource {
  total: number
  link: { relation: string; url: string }[]
  entry?: { fullUrl: string; resource: Resource; search: { mode: string } }[]
}

export function openDesk(sandbox: Pick<Sandbox, 'pki'>, certificate = true) {
  const { ca, clientCertificate, clientKey } = sandbox.pki
  const http = openHttp({ ca: [ca], ...(certificate ? { cert: clientCertificate, key: clientKey } : {}) })
  const raw = (method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown, headers: Record<string, string> = {}) =>
    http.request({
      method,
      url,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      timeoutMs: 15_000,
      maxBytes: 50_000_000,
    })
  const send = async (...args: Parameters<typeof raw>): Promise<Answer> => answered(await raw(...args))
  return { raw, send, get: (url: string) => send('GET', url), close: () => http.close() }
}

export function answered(answer: HttpAnswer): Answer {
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind} ${answer.code}`)
  const { status, headers, text } = answer
  return { status, headers, text, body: text.startsWith('{') ? JSON.parse(text) : { resourceType: '' } }
}

/** First issue of an `OperationOutcome`: code and element. */
export function issueOf(answer: Answer): { code: string; expression: string | undefined } {
  const issue = (answer.body as unknown as { issue: { code: string; expression?: string[] }[] }).issue[0]
  return { code: issue?.code ?? '', expression: issue?.expression?.[0] }
}

export const SLOT_INCLUDES = '_include=Slot:schedule&_include:iterate=Schedule:actor'
export const CPTS_INCLUDES = '_include=Slot:service-type-reference&_include:iterate=HealthcareService:organization'

export const windowOf = (from: number, hours: number) => ({
  from: instant(from, 'Europe/Paris'),
  to: instant(from + hours * 3_600_000, 'Europe/Paris'),
})

export function slotQuery(rpps: readonly string[], from: number, hours = 60, cpts = false): string {
  const window = windowOf(from, hours)
  const ids = rpps.map(each => `urn:oid:1.2.250.1.71.4.2.1|8${each}`).join(',')
  return (
    `Slot?${SLOT_INCLUDES}${cpts ? `&${CPTS_INCLUDES}` : ''}&status=free&start=ge${encodeURIComponent(window.from)}` +
    `&start=le${encodeURIComponent(window.to)}&schedule.actor:Practitioner.identifier=${encodeURIComponent(ids)}&_count=1000`
  )
}

export function scheduleQuery(sirets: readonly string[], from: number, hours = 60): string {
  const window = windowOf(from, hours)
  const ids = encodeURIComponent(`urn:oid:1.2.250.1.71.4.2.2|${sirets.join(',')}`)
  return (
    'Schedule?_revinclude=Slot:schedule&_include=Schedule:actor:Location&_include:iterate=Location:organization' +
    `&_has:Slot:schedule:start=ge${encodeURIComponent(window.from)}&_has:Slot:schedule:start=le${encodeURIComponent(window.to)}` +
    `&_has:Slot:schedule:status=free&actor:Location.organization.identifier=${ids}`
  )
}

export const slotsOf = (answer: Answer): Resource[] =>
  ((answer.body as BundleRead).entry ?? []).map(entry => entry.resource).filter(each => each.resourceType === 'Slot')

/** A booking of this slot, as good as the profile wants it. */
export function bookingOf(sandbox: Sandbox, slotId: string, uuid: string, operator = OPERATOR): Resource {
  const slot = sandbox.world.slotById(slotId)
  if (!slot) throw new Error(`no slot ${slotId}`)
  return {
    ...vendorAppointment(slot.source.id, slot.ownerId, slot, operator, sandbox.world.clock.now()),
    identifier: [{ system: 'urn:ietf:rfc3986', value: `urn:uuid:${uuid}` }],
  }
}
