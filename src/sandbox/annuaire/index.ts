/**
 * The Annuaire Santé to practise on: the same people as the territory, in FHIR v2, by the rules of the real one — a key,
 * pages behind opaque links, changes of the last thirty days, «too many requests».
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Territory, TerritoryActivity, TerritoryPerson } from '../territory/types.ts'

export interface Annuaire {
  /** Base of the service. */
  url: string
  key: string
  /** Somebody stops practising at this moment. */
  withdraw(rpps: string, at?: Date): void
  /** Somebody's entry changes at this moment; `family` is their new name. */
  change(rpps: string, family: string, at?: Date): void
  /** The next requests are answered «429» with this wait, in seconds. */
  refuseNext(count: number, retryAfter: number): void
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** What the register publishes nothing of is told by neither. */
const isPublished = (activity: TerritoryActivity): boolean =>
  !('publication' in activity && activity.publication === 'nothing')

interface Change {
  at: number
  active: boolean
  family: string | null
}

const KEY = 'cle-fictive-d-exercice'
const DAY_MS = 86_400_000

export async function createAnnuaire(territory: Territory, options: { port?: number } = {}): Promise<Annuaire> {
  const changes = new Map<string, Change>()
  const pages = new Map<string, unknown[][]>()
  const requests: string[] = []
  let refusing = { count: 0, retryAfter: 0 }
  let base = ''
  let nextPage = 1

  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir/v2`

  function answer(request: IncomingMessage, response: ServerResponse): ServerResponse {
    const url = new URL(request.url ?? '/', base)
    requests.push(`${url.pathname}${url.search}`)
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers })
      return response.end(JSON.stringify(body))
    }
    const outcome = (diagnostics: string) => ({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'processing', diagnostics }],
    })
    if (request.headers['esante-api-key'] !== KEY) return send(401, outcome('ESANTE-API-KEY'))
    if (refusing.count > 0) {
      refusing.count--
      return send(429, outcome('too many requests'), { 'retry-after': String(refusing.retryAfter) })
    }
    const [, type = ''] = url.pathname.split('/fhir/v2/')
    if (type === '_page') {
      const rest = pages.get(url.searchParams.get('id') ?? '')
      return rest ? send(200, bundle(rest)) : send(410, outcome('stale link'))
    }
    const found = search(type, url.searchParams)
    if (found === null) return send(400, outcome(`unknown search: ${type}`))
    const size = Math.max(1, Number(url.searchParams.get('_count') ?? 50))
    const all: unknown[][] = []
    for (let at = 0; at < found.length; at += size) all.push(found.slice(at, at + size))
    return send(200, bundle(all.length > 0 ? all : [[]]))
  }

  function bundle([first = [], ...rest]: unknown[][]): unknown {
    const link = [{ relation: 'self', url: base }]
    if (rest.length > 0) {
      // Opaque, and of this moment: a link of another day is refused.
      const id = `p${(nextPage++ * 7919).toString(36)}`
      pages.set(id, rest)
      link.push({ relation: 'next', url: `${base}/_page?id=${id}` })
    }
    return { resourceType: 'Bundle', type: 'searchset', link, entry: first.map(resource => ({ resource })) }
  }

  function search(type: string, query: URLSearchParams): unknown[] | null {
    const since = query.get('_lastUpdated')
    if (type === 'Practitioner' && since !== null) {
      const from = Date.parse(since.replace(/^ge/, ''))
      if (Date.now() - from > 30 * DAY_MS + 60_000) return null
      return [...changes].filter(([, change]) => change.at >= from).map(([rpps]) => practitioner(rpps))
    }
    if (type === 'Practitioner') {
      const rpps = (query.get('identifier') ?? '').split('|').at(-1) ?? ''
      return territory.byRpps(rpps) ? [practitioner(rpps)] : []
    }
    if (type === 'PractitionerRole') {
      const person = territory.byRpps((query.get('practitioner') ?? '').split('/').at(-1)?.replace(/^pp-/, '') ?? '')
      if (!person) return []
      const included = query.get('_include') === 'PractitionerRole:organization'
      return [...roles(person), ...(included ? organizations(person) : [])]
    }
    return null
  }

  function practitioner(rpps: string): unknown {
    const person = territory.byRpps(rpps)
    const change = changes.get(rpps)
    const identifier = [{ system: 'https://rpps.esante.gouv.fr', value: rpps }]
    const head = {
      resourceType: 'Practitioner',
      id: `pp-${rpps}`,
      meta: { lastUpdated: new Date(change?.at ?? 0).toISOString() },
    }
    // What is deleted comes as little more than its number.
    if (!person || change?.active === false) return { ...head, active: false, identifier }
    const coding = (table: string, code: string) => ({
      code: { coding: [{ system: `https://mos.esante.gouv.fr/NOS/${table}`, code }] },
    })
    return {
      ...head,
      active: true,
      identifier,
      name: [{ family: change?.family ?? person.family, given: [person.given], prefix: [person.civility] }],
      qualification: [
        coding('TRE_G15-ProfessionSante', person.profession.code),
        ...(person.speciality ? [coding('TRE_R38-SpecialiteOrdinale', person.speciality.code)] : []),
      ],
    }
  }

  const roles = (person: TerritoryPerson): unknown[] =>
    person.activities.map((activity, at) => ({
      resourceType: 'PractitionerRole',
      id: `pr-${person.rpps}-${at}`,
      active: changes.get(person.rpps)?.active !== false,
      practitioner: { reference: `Practitioner/pp-${person.rpps}` },
      organization: { reference: `Organization/org-${person.rpps}-${at}` },
      code: [{ coding: [{ system: 'https://mos.esante.gouv.fr/NOS/TRE_R22-GenreActivite', code: activity.genre }] }],
    }))

  const organizations = (person: TerritoryPerson): unknown[] =>
    person.activities.map((activity, at) => ({
      resourceType: 'Organization',
      id: `org-${person.rpps}-${at}`,
      active: true,
      identifier:
        activity.finess && isPublished(activity)
          ? [{ system: 'https://finess.esante.gouv.fr', value: activity.finess }]
          : [],
      name: activity.name,
      address: activity.publicAddress
        ? [{ line: [activity.line], postalCode: activity.postalCode, city: activity.city }]
        : [],
      telecom: activity.phone ? [{ system: 'phone', value: activity.phone }] : [],
    }))

  return {
    url: base,
    key: KEY,
    requests,
    withdraw: (rpps, at = new Date()) => void changes.set(rpps, { at: at.getTime(), active: false, family: null }),
    change: (rpps, family, at = new Date()) => void changes.set(rpps, { at: at.getTime(), active: true, family }),
    refuseNext(count, retryAfter) {
      refusing = { count, retryAfter }
    },
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
