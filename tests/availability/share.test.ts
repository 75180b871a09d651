/** The desks of a site: one asks, the others listen; without it each asks for itself. All over real HTTP and TLS. */
import 'reflect-metadata'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as x509 from '@peculiar/x509'
import { afterEach, expect, test } from 'vitest'
import { createGather, createSharedDesk, searchRoute } from '../../src/core/availability/index.ts'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { SiteSettings } from '../../src/core/settings/schema.ts'
import { createSiteClient, startHub } from '../../src/core/site/index.ts'
import { bundleOf, resourcesOf } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from './people.ts'
import { openRoom, type Room } from './room.ts'
import { type Answer, json, startScriptedServer } from './scripted-server.ts'

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const PEOPLE = [1, 2, 3, 4]
const agenda: Answer = async (asked, response) => {
  const ids = asked.query.get('schedule.actor:Practitioner.identifier') ?? ''
  const people = PEOPLE.filter(n => ids.includes(idnpsOf(n))).map(n => ({
    idnps: idnpsOf(n),
    places: [
      {
        place: { id: `p${n}`, line: `${n} rue des Essais` },
        slots: [
          {
            id: `s${n}`,
            start: '2026-11-22T12:00:00+01:00',
            end: '2026-11-22T12:15:00+01:00',
            comment: 'https://agenda.exemple/',
          },
        ],
      },
    ],
  }))
  await json(200, bundleOf(resourcesOf(people)))(asked, response)
}

function files() {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-share-'))
  opened.push(() => rmSync(dir, { recursive: true, force: true }))
  const write = (name: string, text: string) => {
    const file = path.join(dir, name)
    writeFileSync(file, text)
    return file
  }
  return { write, tokenFile: write('token', 'x'.repeat(40)) }
}

/** A service on a port of its own, and as many desks as wanted, each with the directory it is given. */
async function site(options: { answer?: Answer; desks: number[][] }) {
  const server = await startScriptedServer(options.answer ?? agenda)
  opened.push(server.close)
  let now = NOW
  const clock = () => now
  const { tokenFile } = files()
  const sources = [{ id: 'a', url: server.base }]
  const hubRoom = openRoom({ sources, directory: directoryOf([]), now: clock })
  opened.push(hubRoom.close)
  const share = SiteSettings.parse({ listen: { port: 0 }, tokenFile })
  const hub = await startHub(share, {
    routes: [
      searchRoute(
        createGather({ search: hubRoom.availability.searchFor, keepMs: share.keepSeconds * 1_000, now: clock }),
        id => id === 'a',
      ),
    ],
    log: silentLog,
  })
  if (!hub) throw new Error('the service does not listen')
  opened.push(hub.close)
  const http = openHttp({})
  opened.push(http.close)
  const url = `http://127.0.0.1:${hub.port}`
  const desks: Room[] = options.desks.map(people => {
    const desk = createSharedDesk({
      site: createSiteClient({ url, tokenFile, http, maxBytes: 25e6 }),
      timeoutMs: 5_000,
      now: clock,
      log: silentLog,
    })
    const room = openRoom({
      sources,
      directory: directoryOf(people.map(n => hitOf(n))),
      now: clock,
      shared: desk.clientOf,
    })
    opened.push(room.close)
    return room
  })
  const ask = async (room: Room, change = {}) => room.done((await room.ask(question(change))).askId)
  return { server, hub, http, url, tokenFile, desks, ask, forward: (ms: number) => (now += ms) }
}

const asked = (url: string) =>
  [...decodeURIComponent(url).matchAll(/\|(8\d{11})/g)].map(match => Number(match[1]?.slice(2)))

test('three desks that ask about the same people at once are one request, and each has its own list', async () => {
  const { server, desks, ask } = await site({
    desks: [
      [1, 2],
      [1, 2],
      [2, 3],
    ],
  })
  const states = await Promise.all(desks.map(desk => ask(desk)))
  expect(states.map(state => state.offers.map(offer => offer.idnps).sort())).toEqual([
    [idnpsOf(1), idnpsOf(2)],
    [idnpsOf(1), idnpsOf(2)],
    [idnpsOf(2), idnpsOf(3)],
  ])
  for (const state of states) {
    expect(state.sources[0]).toMatchObject({ status: 'answered', slots: 2 })
    for (const { id, slots } of state.offers)
      expect(slots[0]?.place.address).toEqual([`${Number(id.slice(2))} rue des Essais`])
  }
  // Nobody was asked about twice.
  expect(server.asked.flatMap(one => asked(one.url)).sort()).toEqual([1, 2, 3])
})

test('an answer serves for a few seconds, its age is kept, and then it is asked for again', async () => {
  const { server, desks, ask, forward } = await site({ desks: [[1], [1]] })
  const [first, second] = desks
  if (!first || !second) throw new Error('two desks')
  const before = await ask(first)
  forward(10_000)
  const after = await ask(second, { from: '2026-11-22T08:00:10.000+01:00' })
  expect(server.asked).toHaveLength(1)
  expect(after.offers[0]?.slots[0]?.seenAt).toBe(before.offers[0]?.slots[0]?.seenAt)
  forward(10_000)
  await ask(second)
  expect(server.asked).toHaveLength(2)
})

test('a slot is re-asked at its source, never from the memory of the site', async () => {
  const { server, desks, ask } = await site({ desks: [[1]] })
  const [desk] = desks
  if (!desk) throw new Error('one desk')
  const state = await ask(desk)
  const found = desk.availability.find(state.askId, idnpsOf(1), state.offers[0]?.slots[0]?.id ?? '')
  if (!found) throw new Error('no slot')
  expect(await desk.availability.recheck(found)).toBe('free')
  expect(server.asked).toHaveLength(2)
})

test('told to wait by a source, the whole site waits', async () => {
  const { server, desks, ask } = await site({ desks: [[1], [2], [3]], answer: json(429, '', { 'retry-after': '30' }) })
  for (const desk of desks) expect((await ask(desk)).sources[0]).toMatchObject({ status: 'refused' })
  expect(server.asked).toHaveLength(1)
})

test('without the service, with another token, or with nonsense from it, a desk asks for itself', async () => {
  const { server, hub, desks, ask, http, url, tokenFile } = await site({ desks: [[1]] })
  const [desk] = desks
  if (!desk) throw new Error('one desk')
  await hub.close()
  expect((await ask(desk)).sources[0]).toMatchObject({ status: 'answered', slots: 1 })
  expect(server.asked).toHaveLength(1)

  const nonsense = await startScriptedServer(
    json(200, { kind: 'read', bundle: { slots: [{ bookingUrl: 'javascript:alert(1)' }] }, ms: 1 }),
  )
  opened.push(nonsense.close)
  const direct = { searchSlots: async () => ({ kind: 'late', code: 'direct', ms: 0 }) as const } as never
  const wanted = { idnps: [idnpsOf(1)], window: question(), cpts: false }
  const deskOf = (base: string, token: string) =>
    createSharedDesk({
      site: createSiteClient({ url: base, tokenFile: token, http, maxBytes: 25e6 }),
      timeoutMs: 5_000,
      now: () => NOW,
      log: silentLog,
    })
  const fooled = deskOf(nonsense.base, tokenFile).clientOf('a', direct)
  expect(await fooled.searchSlots(wanted)).toMatchObject({ code: 'direct' })
  expect(nonsense.asked).toHaveLength(1)
  // Left alone for a while: the second question does not wait for it.
  await fooled.searchSlots(wanted)
  expect(nonsense.asked).toHaveLength(1)

  const short = deskOf(url, files().write('short', 'abc')).clientOf('a', direct)
  expect(await short.searchSlots(wanted)).toMatchObject({ code: 'direct' })
})

test('the service answers its token, its path, its sources, and questions of the guide’s size only', async () => {
  const { server, url, http } = await site({ desks: [] })
  const post = async (path: string, body: unknown, token = 'x'.repeat(40)) => {
    const answer = await http.request({
      method: 'POST',
      url: url + path,
      headers: { authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      timeoutMs: 5_000,
      maxBytes: 1e6,
    })
    return answer.kind === 'answer' ? answer.status : answer.code
  }
  const { from, to } = question()
  const good = { source: 'a', kind: 'people', ids: [idnpsOf(1)], from, to }
  expect(await post('/v1/slots', good)).toBe(200)
  expect(await post('/v1/slots', good, 'y'.repeat(40))).toBe(401)
  expect(await post('/v1/slots', good, '')).toBe(401)
  expect(await post('/', good)).toBe(404)
  for (const bad of [
    '{',
    { ...good, source: 'b' },
    { ...good, ids: [] },
    { ...good, ids: Array(26).fill(idnpsOf(1)) },
    { ...good, ids: ['../etc'] },
    { ...good, more: 1 },
  ])
    expect(await post('/v1/slots', bad)).toBe(400)
  expect(await post('/v1/slots', 'x'.repeat(20_000))).toBe(413)
  expect(server.asked).toHaveLength(1)
})

test('outside this machine it wants TLS, and with authorities of its own a certificate of each desk', async () => {
  const { write, tokenFile } = files()
  expect(SiteSettings.safeParse({ listen: { host: '0.0.0.0', port: 1 }, tokenFile }).success).toBe(false)
  expect(SiteSettings.safeParse({ url: 'http://relais.site/', tokenFile }).success).toBe(false)
  expect(SiteSettings.safeParse({ tokenFile }).success).toBe(false)

  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=site',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  })
  const pem = certificate.toString('pem')
  const keyPem = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const tls = { ca: [write('ca.pem', pem)], certificate: write('cert.pem', pem), key: write('key.pem', keyPem) }
  const server = await startScriptedServer(agenda)
  opened.push(server.close)
  const room = openRoom({ sources: [{ id: 'a', url: server.base }], directory: directoryOf([]) })
  opened.push(room.close)
  const hub = await startHub(SiteSettings.parse({ listen: { port: 0 }, tokenFile, tls }), {
    routes: [searchRoute(createGather({ search: room.availability.searchFor, keepMs: 0, now: () => NOW }), () => true)],
    log: silentLog,
  })
  if (!hub) throw new Error('the service does not listen')
  opened.push(hub.close)
  const direct = { searchSlots: async () => ({ kind: 'late', code: 'direct', ms: 0 }) as const } as never
  const by = async (material: Parameters<typeof openHttp>[0]) => {
    const http = openHttp(material)
    opened.push(http.close)
    const client = createSiteClient({ url: `https://127.0.0.1:${hub.port}`, tokenFile, http, maxBytes: 25e6 })
    const desk = createSharedDesk({ site: client, timeoutMs: 5_000, now: () => NOW, log: silentLog }).clientOf(
      'a',
      direct,
    )
    return desk.searchSlots({ idnps: [idnpsOf(1)], window: question(), cpts: false })
  }
  expect(await by({ ca: [pem], cert: pem, key: keyPem })).toMatchObject({ kind: 'read' })
  expect(await by({ ca: [pem] })).toMatchObject({ code: 'direct' })
  expect(await by({})).toMatchObject({ code: 'direct' })
})
