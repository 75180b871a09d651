import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchText } from './fetch.ts'
import { askLatest, isNewer } from './latest.ts'
import { askSiteSettings, keptSiteSettings, noSiteSettings, siteLayer } from './settings.ts'
import { makeSiteKey, openSigned, signContent } from './signed.ts'

let dir: string
let share: string
const key = makeSiteKey()
const clock = { now: () => Date.parse('2026-11-22T03:00:00Z') }
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-site-é '))
  share = path.join(dir, 'partage.json')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const content = (serial: number, settings = {}) => ({ serial, issuedAt: '2026-11-20T09:00:00Z', settings })
const publish = (serial: number, privateKey = key.privateKey) =>
  writeFileSync(share, signContent('settings', content(serial, { desk: { site: `n° ${serial}` } }), privateKey))
const source = () => ({ url: share, publicKey: key.publicKey, dir: path.join(dir, 'profil') })
const ask = (kept = keptSiteSettings(source())) => askSiteSettings(source(), kept, clock)

test('signed settings are taken from a share, kept, and serve when the share is gone', async () => {
  publish(3)
  const first = await ask()
  expect(first.state).toMatchObject({ status: 'current', serial: 3, checkedAt: '2026-11-22T03:00:00.000Z' })
  rmSync(share)
  const kept = keptSiteSettings(source())
  expect(kept.content?.settings).toEqual({ desk: { site: 'n° 3' } })
  expect((await ask(kept)).state).toMatchObject({ status: 'unreachable', serial: 3, detail: 'ENOENT' })
})

test('older than the last good ones: refused, the last good ones serve', async () => {
  publish(7)
  await ask()
  publish(6)
  expect(await ask()).toMatchObject({
    state: { status: 'older', serial: 7, detail: 'n° 6 < n° 7' },
    content: { serial: 7 },
  })
  publish(8)
  expect((await ask()).state).toMatchObject({ status: 'current', serial: 8 })
})

test('signed by another key, unsigned, altered, of another kind, cut: refused, nothing is taken', async () => {
  publish(1, makeSiteKey().privateKey)
  expect(await ask()).toMatchObject({ content: null, state: { status: 'bad-signature' } })
  writeFileSync(share, JSON.stringify({ desk: { site: 'pirate' } }))
  expect((await ask()).state.status).toBe('unreadable')
  publish(1)
  const genuine = readFileSync(share, 'utf8')
  const altered = JSON.parse(genuine) as Record<string, string>
  altered['content'] = Buffer.from(JSON.stringify(content(1, { desk: { site: 'pirate' } }))).toString('base64')
  writeFileSync(share, JSON.stringify(altered))
  expect((await ask()).state.status).toBe('bad-signature')
  writeFileSync(share, genuine.slice(0, 60))
  expect((await ask()).state.status).toBe('unreadable')
  expect(openSigned('latest', genuine, key.publicKey)).toEqual({ kind: 'bad-signature' })
  expect(keptSiteSettings(source()).content).toBeNull()
})

test('a copy that somebody changed on the desk is found out', async () => {
  publish(1)
  await ask()
  const file = path.join(dir, 'profil', 'site-settings.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"content": "e', '"content": "f'))
  expect(keptSiteSettings(source())).toMatchObject({
    content: null,
    state: { status: expect.stringMatching(/bad|unread/) },
  })
})

test('the site cannot say who signs its settings', () => {
  const { raw, problems } = siteLayer(
    { ...content(1), settings: { siteSettings: { publicKey: 'x' }, platform: { tls: { ca: ['a.pem'] } } } },
    '/etc/relais',
  )
  expect(raw).toEqual({ platform: { tls: { ca: ['/etc/relais/a.pem'] } } })
  expect(problems).toHaveLength(1)
})

test('only https and files are read; too large a file and a plain http address are not', async () => {
  const server = createServer((_request, response) => response.end('x'))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const limits = { timeoutMs: 2_000, maxBytes: 10 }
  expect(await fetchText(`http://127.0.0.1:${port}/a`, limits)).toEqual({ kind: 'unreachable', code: 'https attendu' })
  server.close()
  writeFileSync(share, 'x'.repeat(11))
  expect(await fetchText(share, limits)).toEqual({ kind: 'unreachable', code: 'TOO_LARGE' })
  expect(await fetchText(`https://127.0.0.1:${port}/a`, limits)).toMatchObject({ kind: 'unreachable' })
})

test('a disk that is full costs the copy, not the settings', async () => {
  publish(2)
  writeFileSync(path.join(dir, 'profil'), 'a file stands where the folder should be')
  const read = await askSiteSettings(source(), noSiteSettings, clock)
  expect(read.content?.serial).toBe(2)
  expect(read.state.detail).toMatch(/^copie non gardée/)
})

test('a newer version is told when its word is signed, and only then', async () => {
  const say = (version: string, privateKey = key.privateKey) =>
    writeFileSync(
      share,
      signContent('latest', { version, issuedAt: '2026-11-20T09:00:00Z', notes: 'Nouveau' }, privateKey),
    )
  const heard = () => askLatest({ url: share, publicKey: key.publicKey }, '0.9.10', clock)
  say('0.10.0')
  expect(await heard()).toEqual({
    kind: 'newer',
    notice: { version: '0.10.0', notes: 'Nouveau', seenAt: '2026-11-22T03:00:00.000Z' },
  })
  say('0.9.10')
  expect(await heard()).toEqual({ kind: 'up-to-date' })
  say('9.0.0', makeSiteKey().privateKey)
  expect(await heard()).toMatchObject({ kind: 'bad-signature' })
  rmSync(share)
  expect(await heard()).toMatchObject({ kind: 'unreachable' })
})

test('versions are compared by their numbers', () => {
  expect(isNewer('1.10.0', '1.9.9')).toBe(true)
  expect(isNewer('1.9.9', '1.10.0')).toBe(false)
  expect(isNewer('1.0.0', '1.0.0')).toBe(false)
  expect(isNewer('1.0.0', 'essai')).toBe(true)
})
