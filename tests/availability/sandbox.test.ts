/** The availability room against the whole practice platform: everything it sends reads well, and its faults are named. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAvailability } from '../../src/core/availability/index.ts'
import { createFhirClient } from '../../src/core/fhir/index.ts'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { Settings, SourceSettings } from '../../src/core/settings/schema.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import type { AskState, AskUpdate } from '../../src/shared/contract/availability.ts'
import { directoryOf, hitOf, question } from './people.ts'

/** A Tuesday morning. */
const MORNING = Date.parse('2026-11-24T09:00:00+01:00')
let sandbox: Sandbox
let close: () => Promise<void>
let asked: (change?: Parameters<typeof question>[0]) => Promise<AskState>
let asides: (askId: string) => Promise<unknown>
let people: ReturnType<typeof hitOf>[]
let settings: Settings['availability']

beforeAll(async () => {
  const territory = createTerritory({ seed: 3, rows: 1_500 })
  const clock = { now: () => MORNING }
  sandbox = await createSandbox({ territory, clock, aggregateBudgetMs: 300 })
  people = territory.people
    .filter(person => sandbox.world.membership(person).sources.size > 0)
    .slice(0, 60)
    .map((person, index) => ({
      ...hitOf(index, { departement: person.activities[0]?.departement ?? '37' }),
      idnps: `8${person.rpps}`,
    }))
  const { ca, clientCertificate, clientKey } = sandbox.pki
  const http = openHttp({ ca: [ca], cert: clientCertificate, key: clientKey }, { connections: 32 })
  settings = { ...Settings.shape.availability.parse({}), timeoutMs: 30_000, lateMs: 400 }
  const sources = sandbox.sources.map(source => {
    const { id, label, url, kind, taking, departements, structures, vendorHosts } = source
    const parsed = SourceSettings.parse({ id, label, url, kind, taking, departements, structures, vendorHosts })
    const fhir = createFhirClient({ http, base: url, timeoutMs: 30_000, maxBytes: 25e6, token: () => null, clock })
    return { settings: parsed, fhir }
  })
  const ended = new Map<string, () => void>()
  const done = new Set<string>()
  const availability = createAvailability({
    sources,
    settings,
    directory: directoryOf(people),
    events: {
      emit: (_, payload) => {
        const { askId, done: last } = payload as AskUpdate
        if (!last) return
        done.add(askId)
        ended.get(askId)?.()
      },
    },
    clock,
    log: silentLog,
  })
  asked = async change => {
    const times = { from: '2026-11-24T09:00:00.000+01:00', to: '2026-11-26T23:59:59.000+01:00' }
    const answer = await availability.handlers['availability.ask'](question({ ...times, ...change }), { clientId: 't' })
    if (!answer.ok) throw new Error(answer.error.kind)
    const { askId } = answer.value
    if (!done.has(askId)) await new Promise<void>(resolve => ended.set(askId, resolve))
    const state = await availability.handlers['availability.snapshot']({ askId }, { clientId: 't' })
    if (!state.ok) throw new Error(state.error.kind)
    return state.value
  }
  asides = async askId => availability.handlers['availability.leftAside']({ askId }, { clientId: 't' })
  close = async () => {
    await availability.close()
    await http.close()
    await sandbox.close()
  }
})
afterAll(() => close())

test('every source of the practice platform is read without a single resource left aside', async () => {
  const state = await asked({ radiusKm: 200 })
  expect(state.offers.filter(offer => offer.state === 'slots').length).toBeGreaterThan(10)
  const broken = state.sources.filter(source => !['answered', 'none', 'not-concerned'].includes(source.status))
  expect(broken).toEqual([])
  const answer = (await asides(state.askId)) as { value: { why: string }[] }
  expect(answer.value).toEqual([])
})

test('its faults are named and its other sources still answer', async () => {
  const [first, second, third] = sandbox.sources.filter(source => source.kind === 'professionals')
  if (!first || !second || !third) throw new Error('three sources are needed')
  sandbox.faults.set({ source: first.id, fault: { kind: 'silent' } })
  // The silent one is waited for to the end: not as long as a busy machine may need for the others.
  settings.timeoutMs = 4_000
  sandbox.faults.set({ source: second.id, fault: { kind: 'status', status: 500 } })
  sandbox.faults.set({ source: third.id, fault: { kind: 'malformed', how: 'json' } })
  const state = await asked()
  const statusOf = (id: string) => state.sources.find(source => source.id === id)?.status
  expect([statusOf(first.id), statusOf(second.id), statusOf(third.id)]).toEqual(['late', 'down', 'malformed'])
  expect(state.offers.some(offer => offer.state === 'slots')).toBe(true)
  sandbox.faults.clear()
})

test.each(['references', 'codes', 'times'] as const)(
  'its %s that mean nothing cost nobody a wrong professional',
  async how => {
    for (const source of sandbox.sources) sandbox.faults.set({ source: source.id, fault: { kind: 'malformed', how } })
    const state = await asked({ radiusKm: 200 })
    const known = new Set(people.map(person => person.idnps))
    for (const offer of state.offers)
      if (offer.idnps !== null && offer.slots.length > 0) expect(known).toContain(offer.idnps)
    if (how !== 'codes') expect(state.sources.reduce((sum, source) => sum + source.leftAside, 0)).toBeGreaterThan(0)
    sandbox.faults.clear()
  },
)
