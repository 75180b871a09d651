import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  answered,
  type BundleRead,
  issueOf,
  openDesk,
  scheduleQuery,
  slotQuery,
  slotsOf,
} from '../../../tests/conformance/ask.ts'
import { openHttp } from '../../core/http.ts'
import { issuePki } from '../pki/issue.ts'
import { createTerritory } from '../territory/index.ts'
import { createSandbox, type Sandbox } from './index.ts'

/** A Tuesday morning, in Paris. */
const NOW = Date.parse('2026-11-24T09:00:00+01:00')
let sandbox: Sandbox
let desk: ReturnType<typeof openDesk>
let people: string[]

beforeAll(async () => {
  const territory = createTerritory({ seed: 3, rows: 1_500 })
  sandbox = await createSandbox({ territory, clock: { now: () => NOW }, aggregateBudgetMs: 300 })
  desk = openDesk(sandbox)
  people = territory.people
    .filter(person => sandbox.world.membership(person).sources.size > 0)
    .slice(0, 25)
    .map(person => person.rpps)
})
afterAll(async () => {
  await desk.close()
  await sandbox.close()
})

const base = (id: string) => sandbox.sources.find(source => source.id === id)?.url ?? ''

test('without a certificate of its authority, FHIR answers 401 with an OperationOutcome', async () => {
  const stranger = openDesk(sandbox, false)
  // Twice on one pool: the second may resume the first one's TLS session.
  for (let i = 0; i < 2; i++) {
    const answer = await stranger.get(`${sandbox.base}/metadata`)
    expect(answer.status).toBe(401)
    expect(answer.body.resourceType).toBe('OperationOutcome')
  }
  await stranger.close()
  const other = await issuePki(Date.now())
  const http = openHttp({ ca: [sandbox.pki.ca], cert: other.clientCertificate, key: other.clientKey })
  const answer = await http.request({ method: 'GET', url: `${sandbox.base}/metadata`, timeoutMs: 5_000, maxBytes: 1e6 })
  expect(answered(answer).status).toBe(401)
  await http.close()
})

test('a resumed TLS session without certificate is still nobody', async () => {
  const { hostname, port } = new URL(sandbox.base)
  const ask = (session?: Buffer) =>
    new Promise<{ status: string; session: Buffer | undefined; reused: boolean }>((resolve, reject) => {
      let known: Buffer | undefined
      const socket = connect({
        host: hostname,
        port: Number(port),
        ca: sandbox.pki.ca,
        ...(session ? { session } : {}),
      })
      socket.on('session', each => {
        known = each
      })
      socket.on('error', reject)
      socket.once('secureConnect', () => socket.write('GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\n\r\n'))
      socket.once('data', data => {
        resolve({ status: String(data).split(' ')[1] ?? '', session: known, reused: socket.isSessionReused() })
        socket.destroy()
      })
    })
  const first = await ask()
  expect(first).toMatchObject({ status: '401', reused: false })
  expect(await ask(first.session)).toMatchObject({ status: '401', reused: true })
})

test('TLS below 1.2 is refused by the server', async () => {
  const { hostname, port } = new URL(sandbox.base)
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
  const outcome = await new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port), ca: sandbox.pki.ca, ...old }, () => resolve('in'))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })
  expect(outcome).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
})

test('a search answers free times only, in the window, never in the past, with all they refer to', async () => {
  let found = 0
  for (const source of sandbox.sources.filter(each => each.kind === 'professionals')) {
    const url = `${source.url}/${slotQuery(people, NOW - 3_600_000, 24)}`
    const answer = await desk.get(url)
    const bundle = answer.body as BundleRead
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/fhir+json')
    expect(bundle.link).toEqual([{ relation: 'self', url }])
    const urls = new Set((bundle.entry ?? []).map(entry => `${entry.resource.resourceType}/${entry.resource.id}`))
    for (const slot of slotsOf(answer)) {
      found++
      const start = Date.parse(String(slot['start']))
      expect(start).toBeGreaterThanOrEqual(NOW)
      expect(start).toBeLessThanOrEqual(NOW + 23 * 3_600_000)
      expect(String(slot['start'])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000[+-]\d\d:\d\d$/)
      expect(slot['status']).toBe('free')
      expect(urls).toContain((slot['schedule'] as { reference: string }).reference)
    }
    expect(bundle.total).toBe(slotsOf(answer).length)
  }
  expect(found).toBeGreaterThan(20)
})

test('a person is found with or without the prefix, and the answer is always prefixed', async () => {
  const source = base('doctolib')
  const withPrefix = await desk.get(`${source}/${slotQuery(people, NOW)}`)
  const without = await desk.get(`${source}/${slotQuery(people, NOW).replaceAll('%7C8', '%7C')}`)
  expect(slotsOf(without)).toEqual(slotsOf(withPrefix))
  const values = ((without.body as BundleRead).entry ?? [])
    .filter(entry => entry.resource.resourceType === 'Practitioner')
    .map(entry => (entry.resource['identifier'] as { value: string }[])[0]?.value)
  expect(values.length).toBeGreaterThan(0)
  for (const value of values) expect(value).toMatch(/^8\d{11}$/)
})

test('nothing free is an empty searchset with total 0', async () => {
  const answer = await desk.get(`${base('keldoc')}/${slotQuery(['99999999999'], NOW)}`)
  expect(answer.body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 0 })
  expect(answer.body).not.toHaveProperty('entry')
})

test('the aggregator merges all sources; the communities come only when they are asked for', async () => {
  const plain = await desk.get(`${sandbox.base}/${slotQuery(people, NOW)}`)
  const separate = await Promise.all(
    sandbox.sources
      .filter(each => each.kind === 'professionals')
      .map(each => desk.get(`${each.url}/${slotQuery(people, NOW)}`)),
  )
  expect(slotsOf(plain).length).toBe(separate.reduce((sum, each) => sum + slotsOf(each).length, 0))
  const members = sandbox.territory.communities.flatMap(community => community.members).slice(0, 25)
  const cpts = await desk.get(`${sandbox.base}/${slotQuery(members, NOW, 60, true)}`)
  const types = new Set(((cpts.body as BundleRead).entry ?? []).map(entry => entry.resource.resourceType))
  expect(types).toContain('HealthcareService')
  expect(types).toContain('Organization')
})

test('SOS Médecins answers schedules by SIRET; walk-in hours carry no booking address', async () => {
  const source = sandbox.sources.find(each => each.kind === 'sos')
  const answer = await desk.get(`${source?.url}/${scheduleQuery(source?.structures.slice(0, 10) ?? [], NOW)}`)
  const slots = slotsOf(answer)
  const walkIns = slots.filter(slot => JSON.stringify(slot['appointmentType']).includes('WALKIN'))
  expect(walkIns.length).toBeGreaterThan(0)
  expect(slots.length).toBeGreaterThan(walkIns.length)
  for (const slot of slots) expect('comment' in slot).toBe(!walkIns.includes(slot))
})

test.each([
  ['an unknown parameter', (query: string) => `${query}&speciality=SM54`, 'speciality'],
  ['a bound that is missing', (query: string) => query.replace(/&start=le[^&]+/, ''), 'start'],
  ['a date that cannot be read', (query: string) => query.replace(/start=ge[^&]+/, 'start=gedemain'), 'start'],
  ['a date without prefix', (query: string) => query.replace('start=ge', 'start='), 'start'],
  [
    'bounds the wrong way round',
    (query: string) => query.replace('start=ge', 'start=lt').replace('start=le', 'start=gt'),
    'start',
  ],
  ['a status that is not free', (query: string) => query.replace('status=free', 'status=busy'), 'status'],
  [
    'nobody asked for',
    (query: string) => query.replace(/&schedule\.actor[^&]+/, ''),
    'schedule.actor:Practitioner.identifier',
  ],
  [
    'another system',
    (query: string) => query.replaceAll('71.4.2.1', '71.4.2.9'),
    'schedule.actor:Practitioner.identifier',
  ],
  ['an unknown include', (query: string) => query.replace('Slot:schedule', 'Slot:agenda'), '_include'],
  ['a broken escape', (query: string) => `${query}&%E0%A4=1`, '%E0%A4=1'],
])('%s is refused by its name', async (_what, spoil, named) => {
  const answer = await desk.get(`${base('maiia')}/${spoil(slotQuery(people.slice(0, 2), NOW))}`)
  expect(answer.status).toBe(400)
  expect(issueOf(answer).expression).toBe(named)
})

test('26 professionals or 11 structures at once are refused as too costly', async () => {
  const many = Array.from({ length: 26 }, (_, i) => String(10_000_000_000 + i))
  expect(issueOf(await desk.get(`${base('maiia')}/${slotQuery(many, NOW)}`)).code).toBe('too-costly')
  const sirets = Array.from({ length: 11 }, (_, i) => `3${String(10_000_000_000_000 + i)}`)
  expect(issueOf(await desk.get(`${base('sos')}/${scheduleQuery(sirets, NOW)}`)).code).toBe('too-costly')
})

test('a plus sign that nobody escaped is still an offset', async () => {
  const query = slotQuery(people, NOW)
  const answer = await desk.get(`${base('doctolib')}/${query.replaceAll('%2B', '+').replaceAll('%3A', ':')}`)
  expect(slotsOf(answer).length).toBe(slotsOf(await desk.get(`${base('doctolib')}/${query}`)).length)
})

test('an unknown address, source or slot is a 404 with an OperationOutcome', async () => {
  for (const url of [
    `${sandbox.base}/Patient`,
    `${sandbox.origin}/vendors/personne/fhir/metadata`,
    `${sandbox.base}/Slot/maiia-1`,
  ]) {
    const answer = await desk.get(url)
    expect(answer.status).toBe(404)
    expect(answer.body.resourceType).toBe('OperationOutcome')
  }
})

test('each base says what it can do: only direct sources take bookings', async () => {
  for (const source of sandbox.sources) {
    const { body } = await desk.get(`${source.url}/metadata`)
    expect(body.resourceType).toBe('CapabilityStatement')
    expect(JSON.stringify(body).includes('"create"')).toBe(source.taking === 'direct')
  }
})
