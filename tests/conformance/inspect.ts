/**
 * A server of slots asked the guide's questions, one requirement after the other: what `npm run conformance` prints. Reads
 * only: nothing is booked.
 */

import { scheduleSearch, slotSearch } from '../../src/core/fhir/queries.ts'
import type { Http, HttpAnswer } from '../../src/core/http.ts'
import { type Checker, checkBundle, type Finding, type Flow } from './checker/index.ts'

export interface Target {
  name: string
  /** FHIR base, with or without its last slash. */
  base: string
  flow: Flow
  /** Prefixed identifiers to ask about: IDNPS, or `3` + SIRET for `sos`. */
  ids: readonly string[]
}

export interface Requirement {
  id: string
  /** In French: printed. */
  title: string
}

export interface Verdict extends Requirement {
  target: string
  status: 'passed' | 'failed' | 'not-run'
  /** At most `MOST_TOLD`; `count` says how many there are. */
  findings: Finding[]
  count: number
  /** Why it was not run, or the figure measured. */
  note: string | null
}

const MOST_TOLD = 20
const HOURS = 60
const MOST_IDS = { professionals: 25, cpts: 25, sos: 10 } as const
/** Seven seconds for a vendor to answer (guide, technical pages). */
const TIME_MS = 7_000

const REQUIREMENTS = {
  answer: 'Répond 200 en FHIR JSON aux questions du guide',
  time: 'Répond en moins de 7 s',
  profiles: 'Profils du guide : cardinalités, valeurs, invariants',
  self: 'Lien « self » égal à la question, sans pagination',
  totals: 'Total et modes de recherche exacts',
  window: 'Créneaux dans les bornes demandées',
  scope: 'Personne d’autre que les identifiants demandés',
  references: 'Références qui aboutissent, rien d’orphelin',
  formats: 'Formats : dates, identifiants, téléphones, codes postaux, adresses de réservation',
  slots: 'Type, mode et prise de chaque créneau',
  empty: 'Identifiant inconnu : réponse vide, total 0',
  refusal: 'Question illisible : refus 4xx avec OperationOutcome',
  metadata: 'CapabilityStatement lisible et conforme',
  certificate: 'Sans certificat client : refusé',
} as const
type Id = keyof typeof REQUIREMENTS

/** Rules that have a requirement of their own; the others are those of the profiles. */
const OF_RULE: Record<string, Id> = {
  'self-link': 'self',
  total: 'totals',
  'search-mode': 'totals',
  window: 'window',
  'not-asked': 'scope',
  flow: 'scope',
  unresolved: 'references',
  orphan: 'references',
  'full-url': 'references',
  'cpts-reference': 'references',
  'cpts-count': 'references',
  'schedule-actors': 'references',
  'role-person': 'references',
  reference: 'references',
  'date-format': 'formats',
  'person-identifier': 'formats',
  'structure-identifier': 'formats',
  phone: 'formats',
  'postal-code': 'formats',
  'booking-url': 'formats',
  'slot-times': 'formats',
  'slot-kind': 'slots',
  'consultation-type': 'slots',
  'appointment-type': 'slots',
}

export interface Inspection {
  checker: Checker
  http: Http
  /** A pool without our certificate; null: the server is not asked to refuse it. */
  stranger: Http | null
  token: string | null
  /** ms since the epoch. */
  now: number
}

/** Asks one server everything, and judges each requirement. Never rejects for what the server does. */
export async function inspect(target: Target, inspection: Inspection): Promise<Verdict[]> {
  const { http, checker, now } = inspection
  const base = target.base.replace(/\/+$/, '')
  const found = new Map<Id, Finding[]>()
  const ran = new Set<Id>()
  const notes = new Map<Id, string>()
  const find = (id: Id, rule: string, path: string, detail: string) => {
    found.set(id, [...(found.get(id) ?? []), { rule, path, detail }])
  }
  const run = (...ids: Id[]) => {
    for (const id of ids) ran.add(id)
  }
  const get = (url: string, by: Http = http) => {
    const headers = {
      accept: 'application/fhir+json',
      ...(inspection.token === null ? {} : { authorization: `Bearer ${inspection.token}` }),
    }
    return by.request({ method: 'GET', url, headers, timeoutMs: 3 * TIME_MS, maxBytes: 100e6 })
  }
  const window = { from: new Date(now).toISOString(), to: new Date(now + HOURS * 3_600_000).toISOString() }
  const questionOf = (ids: readonly string[]) =>
    `${base}/${target.flow === 'sos' ? scheduleSearch({ sirets: ids, window }) : slotSearch({ idnps: ids, window, cpts: target.flow === 'cpts' })}`

  let slowest = 0
  let slots = 0
  for (let at = 0; at < target.ids.length; at += MOST_IDS[target.flow]) {
    const ids = target.ids.slice(at, at + MOST_IDS[target.flow])
    const url = questionOf(ids)
    const answer = await get(url)
    run('answer', 'time')
    slowest = Math.max(slowest, answer.ms)
    if (answer.ms > TIME_MS) find('time', 'time', 'Bundle', `${answer.ms} ms`)
    const read = readJson(answer)
    if (read.fault !== null) {
      find('answer', 'answer', shortened(url), read.fault)
      continue
    }
    run('profiles', 'self', 'totals')
    // An empty answer proves nothing of what it does not hold.
    if (slotsIn(read.body) > 0) run('window', 'scope', 'references', 'formats', 'slots')
    const owners = target.flow === 'sos' ? {} : { owners: ids }
    const bounds = { from: Math.floor(now), to: now + HOURS * 3_600_000 }
    const findings = checkBundle(checker, read.body, { flow: target.flow, url, window: bounds, ...owners })
    for (const { rule, path, detail } of findings) find(OF_RULE[rule] ?? 'profiles', rule, path, detail)
    slots += slotsIn(read.body)
  }
  if (ran.has('time')) notes.set('time', `${slowest} ms au plus`)
  if (ran.has('answer')) notes.set('answer', `${slots} créneaux lus`)

  await checkEmpty()
  await checkRefusal()
  await checkMetadata()
  await checkStranger()
  return (Object.keys(REQUIREMENTS) as Id[]).map(id => {
    const findings = found.get(id) ?? []
    const status = findings.length > 0 ? 'failed' : ran.has(id) ? 'passed' : 'not-run'
    const note = notes.get(id) ?? (status === 'not-run' ? 'aucun créneau reçu' : null)
    return {
      id,
      title: REQUIREMENTS[id],
      target: target.name,
      status,
      findings: findings.slice(0, MOST_TOLD),
      count: findings.length,
      note,
    }
  })

  async function checkEmpty() {
    const nobody = target.flow === 'sos' ? '300000000000000' : '800000000000'
    const read = readJson(await get(questionOf([nobody])))
    run('empty')
    if (read.fault !== null) return find('empty', 'answer', 'Bundle', read.fault)
    const { resourceType, total, entry } = read.body
    if (resourceType !== 'Bundle' || total !== 0 || (Array.isArray(entry) && entry.length > 0))
      find('empty', 'total', 'Bundle', `total 0 et aucune ressource attendus, ${String(total)} reçu`)
  }

  async function checkRefusal() {
    const url = questionOf(target.ids.slice(0, 1)).replace('=ge', '=')
    const answer = await get(url.replace(/20\d\d-\d\d-\d\d/, 'pas-une-date'))
    run('refusal')
    if (answer.kind !== 'answer') return find('refusal', 'answer', 'start', `${answer.kind} ${answer.code}`)
    if (answer.status < 400 || answer.status >= 500)
      find('refusal', 'status', 'start', `4xx attendu, ${answer.status} reçu`)
    const body = parsed(answer.text)
    if (body?.['resourceType'] !== 'OperationOutcome')
      return find('refusal', 'outcome', 'start', 'OperationOutcome attendu')
    for (const { rule, path, detail } of checker.check(body)) find('refusal', rule, path, detail)
  }

  async function checkMetadata() {
    const read = readJson(await get(`${base}/metadata`))
    run('metadata')
    if (read.fault !== null) return find('metadata', 'answer', 'metadata', read.fault)
    if (read.body['resourceType'] !== 'CapabilityStatement')
      return find('metadata', 'resource', 'metadata', 'CapabilityStatement attendu')
    for (const { rule, path, detail } of checker.check(read.body)) find('metadata', rule, path, detail)
  }

  async function checkStranger() {
    if (!inspection.stranger) {
      notes.set('certificate', 'pas de certificat client donné')
      return
    }
    const answer = await get(questionOf(target.ids.slice(0, 1)), inspection.stranger)
    run('certificate')
    const refused = answer.kind !== 'answer' || answer.status === 401 || answer.status === 403
    if (!refused) find('certificate', 'mtls', 'TLS', `répond ${answer.status} sans certificat`)
  }
}

type Body = Record<string, unknown>

function readJson(answer: HttpAnswer): { fault: string } | { fault: null; body: Body } {
  if (answer.kind !== 'answer') return { fault: `${answer.kind} ${answer.code}` }
  if (answer.status !== 200) return { fault: `200 attendu, ${answer.status} reçu` }
  const type = answer.headers['content-type'] ?? ''
  if (!/^application\/(fhir\+json|json\+fhir)/.test(type)) return { fault: `Content-Type ${type || 'absent'}` }
  const body = parsed(answer.text)
  return body ? { fault: null, body } : { fault: 'JSON illisible' }
}

function parsed(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Body) : null
  } catch {
    return null
  }
}

function slotsIn(body: Body): number {
  const entries = Array.isArray(body['entry']) ? body['entry'] : []
  return entries.filter(entry => entry?.resource?.resourceType === 'Slot').length
}

const shortened = (url: string) => (url.length > 120 ? `${url.slice(0, 119)}…` : url)
