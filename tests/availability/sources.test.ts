/** What IT and supervisors see of each source, from real exchanges. */
import 'reflect-metadata'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as x509 from '@peculiar/x509'
import { afterEach, expect, test } from 'vitest'
import { certificatesOf } from '../../src/core/certificates.ts'
import { RULES } from '../../src/core/fhir/index.ts'
import { bundleOf, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom } from './room.ts'
import { type Answer, json, outcome, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})
const folder = () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-sources-'))
  opened.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const slots = bundleOf(
  resourcesOf([
    {
      idnps: idnpsOf(1),
      places: [
        {
          place: { id: 'p' },
          slots: [
            { id: 'a', start: '2026-11-22T12:00:00+01:00', end: '2026-11-22T12:15:00+01:00' },
            { id: 'b', start: '2026-11-22T13:00:00+01:00', end: '2026-11-22T12:15:00+01:00' },
          ],
        },
      ],
    },
  ]),
)
const statement = (interactions: string[]) => ({
  resourceType: 'CapabilityStatement',
  fhirVersion: '4.0.1',
  software: { name: 'Agenda Essai', version: '7.2' },
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Slot', interaction: [{ code: 'search-type' }] },
        { type: 'Appointment', interaction: interactions.map(code => ({ code })) },
      ],
    },
  ],
})

async function desk(answer: Answer, metadata: Answer, file: string, taking: 'direct' | 'vendor-page' = 'direct') {
  const server = await startScriptedServer((asked, response) =>
    (asked.url.endsWith('/metadata') ? metadata : answer)(asked, response),
  )
  opened.push(server.close)
  let now = NOW
  const room = openRoom({
    sources: [{ id: 's', url: server.base, taking, departements: ['37'] }],
    directory: directoryOf([hitOf(1)]),
    settings: { restAfter: 0 },
    statementsFile: file,
    now: () => now,
  })
  opened.push(room.close)
  const sources = async (look = false) => {
    const answered = await room.availability.handlers['availability.sources']({ look }, { clientId: 'test' })
    if (!answered.ok) throw new Error('refused')
    const [source] = answered.value
    if (!source) throw new Error('no source')
    return source
  }
  const ask = async () => room.done((await room.ask(question())).askId)
  return { server, room, sources, ask, forward: (ms: number) => (now += ms) }
}

test('times, refusals and faults are counted, each fault with the rule it breaks and an example', async () => {
  const { server, sources, ask, room, forward } = await desk(
    json(200, slots),
    json(404, ''),
    path.join(folder(), 's.json'),
  )
  expect(await sources()).toMatchObject({ requests: 0, latency: null, lastGoodAt: null, faults: [], capability: null })
  await ask()
  await ask()
  server.answer(json(200, { ...slots, entry: [...(slots.entry ?? []), { resource: outcome('timeout', 'x') }] }))
  forward(1_000)
  await ask()
  server.answer(json(422, outcome('invalid', 'Nom de patient')))
  await ask()
  server.answer(json(200, '<html>'))
  await ask()
  server.answer((_, response) => void response.destroy())
  await ask()
  const source = await sources()
  expect(source).toMatchObject({
    requests: 6,
    outcomes: { answered: 2, partial: 1, refused: 1, malformed: 1, down: 1, late: 0, busy: 0, unauthorised: 0 },
    lastGoodAt: new Date(NOW + 1_000).toISOString(),
    lastFault: { kind: 'down' },
    faults: [{ why: 'times-reversed', rule: RULES['times-reversed'], count: 3, example: 'Slot/b' }],
    departements: ['37'],
    door: { state: 'open', until: null },
  })
  expect(source.latency).toMatchObject({ n: 3 })

  const report = async (language: 'fr' | 'en', id = 's') =>
    room.availability.handlers['availability.sourceReport']({ id, language }, { clientId: 'test' })
  const french = await report('fr')
  expect(french.ok && french.value.text).toContain('3 × times-reversed — FrSlotAgregateur')
  expect(french.ok && french.value.text).not.toContain('Nom de patient')
  const english = await report('en')
  expect(english.ok && english.value.text).toContain('answered 2, partial 1, down 1, refused 1, malformed 1')
  expect(await report('fr', 'none')).toMatchObject({ ok: false, error: { kind: 'source-unknown' } })
})

test('a source that says that it takes no appointment is never one to book at, even after a start without it', async () => {
  const file = path.join(folder(), 's.json')
  const first = await desk(json(200, slots), json(200, statement(['read'])), file)
  await first.sources(true)
  expect(await first.sources()).toMatchObject({
    taking: 'vendor-page',
    heldBack: true,
    capability: { software: 'Agenda Essai 7.2', fhirVersion: '4.0.1', books: false },
    capabilityFault: null,
  })
  expect((await first.ask()).offers[0]?.slots[0]?.taking).toBe('vendor-page')
  await first.room.close()
  expect(readFileSync(file, 'utf8')).toContain('Agenda Essai')

  // It does not answer any more: what it said is still known, and why it is not newer.
  const second = await desk(json(200, slots), json(500, ''), file)
  expect((await second.ask()).offers[0]?.slots[0]?.taking).toBe('vendor-page')
  await second.sources(true)
  expect(await second.sources()).toMatchObject({ capability: { books: false }, capabilityFault: 'http-500' })
})

test('a statement that allows bookings changes nothing that the site decided', async () => {
  const allows = json(200, statement(['create', 'read']))
  const direct = await desk(json(200, slots), allows, path.join(folder(), 's.json'))
  expect(await direct.sources(true)).toMatchObject({ taking: 'direct', heldBack: false, capability: { books: true } })
  const page = await desk(json(200, slots), allows, path.join(folder(), 's.json'), 'vendor-page')
  expect(await page.sources(true)).toMatchObject({ taking: 'vendor-page', heldBack: false })
})

test('a spoiled file of statements is as good as none', async () => {
  const file = path.join(folder(), 's.json')
  writeFileSync(file, '{"s":{"books":"oui"}}')
  const { sources } = await desk(json(200, slots), json(200, statement(['create'])), file)
  expect((await sources()).capability?.books ?? null).toBeNull()
})

test('identifiers are asked for bare where the source wants them so', async () => {
  const server = await startScriptedServer(json(200, slots))
  opened.push(server.close)
  const room = openRoom({
    sources: [{ id: 's', url: server.base, identifiers: 'bare' }],
    directory: directoryOf([hitOf(1)]),
  })
  opened.push(room.close)
  const state = await room.done((await room.ask(question())).askId)
  expect(server.asked[0]?.query.get('schedule.actor:Practitioner.identifier')).toBe(
    `urn:oid:1.2.250.1.71.4.2.1|${idnpsOf(1).slice(1)}`,
  )
  expect(state.offers[0]?.idnps).toBe(idnpsOf(1))
})

test('the ends of both certificates are read, the server’s from its handshake', async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const ends = new Date('2027-03-01T00:00:00Z')
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'O=Essai, CN=agenda.exemple',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date('2026-01-01'),
    notAfter: ends,
  })
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const server = createServer({ cert: cert.toString('pem'), key }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  opened.push(() => void server.close())
  const dir = folder()
  writeFileSync(path.join(dir, 'cert.pem'), cert.toString('pem'))
  writeFileSync(path.join(dir, 'key.pem'), key)
  const { port } = server.address() as AddressInfo
  const tls = { ca: [], certificate: path.join(dir, 'cert.pem'), key: path.join(dir, 'key.pem') }
  const wanted = { name: 'agenda.exemple', endsAt: ends.toISOString() }
  expect(await certificatesOf(`https://127.0.0.1:${port}/fhir`, tls)).toEqual([
    { role: 'client', ...wanted },
    { role: 'server', ...wanted },
  ])
  expect(await certificatesOf('https://127.0.0.1:1/fhir', { ca: [] })).toEqual([])
  expect(await certificatesOf('http://127.0.0.1:1/fhir', { ca: [] })).toEqual([])
})
