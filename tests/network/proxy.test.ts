/** All of the console's HTTP through a proxy that is really there: tunnels, accounts, several ways, and what never goes through. */
import 'reflect-metadata'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { certificatesOf } from '../../src/core/certificates.ts'
import { addressChecks } from '../../src/core/diagnosis/addresses.ts'
import { download } from '../../src/core/directory/updates/download.ts'
import { type Http, openHttp } from '../../src/core/http.ts'
import { environmentProxy, openDeskNetwork } from '../../src/core/network/index.ts'
import { type ResolveProxy, type SecretBox, silentLog, systemClock } from '../../src/core/ports.ts'
import { readSettings } from '../../src/core/settings/index.ts'
import { DownloadSettings, Settings } from '../../src/core/settings/schema.ts'
import { fetchBy } from '../../src/core/settings/site/fetch.ts'
import { type LocalProxy, startLocalProxy } from './local-proxy.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const PLATFORM = 'https://plateforme.invalid/fhir'
const LISTS = 'http://listes.invalid/liste.crl'

async function identity(name: string) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`,
  }
}

let dir: string
let server: { cert: string; key: string }
let desk: { cert: string; key: string }
/** Ports of the platform (mutual TLS), of a plain server, and of one that pretends to be the platform. */
let ports: { platform: number; lists: number; false: number }
const closing: (() => void)[] = []
let proxy: LocalProxy
const pools: Http[] = []

beforeAll(async () => {
  server = await identity('plateforme.invalid')
  desk = await identity('poste')
  const other = await identity('plateforme.invalid')
  const listen = async (one: ReturnType<typeof createServer>) => {
    await new Promise<void>(done => one.listen(0, '127.0.0.1', done))
    closing.push(() => {
      one.closeAllConnections()
      one.close()
    })
    return (one.address() as AddressInfo).port
  }
  const platform = createTlsServer(
    { ...server, ca: desk.cert, requestCert: true, rejectUnauthorized: false },
    (asked, response) => {
      const { subject } = (asked.socket as TLSSocket).getPeerCertificate()
      response.end(`${asked.method} ${asked.url} ${subject?.CN ?? 'personne'}`)
    },
  )
  const lists = createServer((asked, response) => {
    response.setHeader('etag', '"1"')
    response.end(`liste ${asked.url} ${asked.headers['proxy-authorization'] ?? 'sans compte'}`)
  })
  const pretender = createTlsServer(other, (_asked, response) => void response.end('faux'))
  ports = { platform: await listen(platform), lists: await listen(lists), false: await listen(pretender) }
})
afterAll(() => {
  for (const close of closing) close()
})

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-proxy-'))
  proxy = await startLocalProxy({ 'plateforme.invalid:443': ports.platform, 'listes.invalid:80': ports.lists })
})
afterEach(async () => {
  await Promise.all(pools.splice(0).map(pool => pool.close()))
  await proxy.close()
  rmSync(dir, { recursive: true, force: true })
})

/** What the system's store does, but reversible by reading: enough to see that nothing is written in the clear. */
const box: SecretBox = {
  seal: secret => Buffer.from(Buffer.from(secret).map(byte => byte ^ 0x5a)),
  open: sealed => Buffer.from(sealed.map(byte => byte ^ 0x5a)).toString('utf8'),
}
const wayOut = (said: Partial<Settings['network']> = {}, options: { resolve?: ResolveProxy; box?: SecretBox } = {}) => {
  const whole = openDeskNetwork({
    profileDir: dir,
    resolve: options.resolve ?? null,
    box: options.box ?? null,
    clock: systemClock,
    log: silentLog,
  })
  const network = whole.of({ proxy: proxy.url, bypass: [], ...said })
  return { whole, network }
}
const poolOver = (network: ReturnType<typeof wayOut>['network'], tls = {}) => {
  const pool = openHttp({ ca: [server.cert], cert: desk.cert, key: desk.key, ...tls }, { network })
  pools.push(pool)
  return pool
}
const ask = (pool: Http, url = PLATFORM) => pool.request({ method: 'GET', url, timeoutMs: 5_000, maxBytes: 10_000 })

test('TLS goes from the desk to the platform inside the tunnel: it sees our certificate, the proxy a name and a port', async () => {
  const answer = await ask(poolOver(wayOut().network))
  expect(answer).toMatchObject({ kind: 'answer', status: 200, text: 'GET /fhir poste' })
  expect(proxy.seen).toEqual(['CONNECT plateforme.invalid:443'])
})

test('a proxy that puts itself in the middle is refused as any false server is', async () => {
  const middle = await startLocalProxy({ 'plateforme.invalid:443': ports.false })
  expect(await ask(poolOver(wayOut({ proxy: middle.url }).network))).toMatchObject({ kind: 'untrusted', sent: false })
  await middle.close()
})

test('a revocation list over plain http is asked for through the proxy, without a tunnel', async () => {
  expect(await ask(poolOver(wayOut().network), LISTS)).toMatchObject({
    status: 200,
    text: 'liste /liste.crl sans compte',
  })
  expect(proxy.seen).toEqual([`GET ${LISTS}`])
})

test.each([PLATFORM, LISTS])('%s: a proxy that wants an account is named as such, and nothing was sent', async url => {
  proxy.want('jean:secret')
  const { network } = wayOut()
  expect(await ask(poolOver(network), url)).toMatchObject({ kind: 'refused', sent: false, code: 'PROXY_407' })
  expect(network.asking()).toEqual([proxy.url])
  expect(proxy.accounts).toEqual([])
})

test.each([PLATFORM, LISTS])(
  '%s: once the account is given the proxy lets through, and the server never sees it',
  async url => {
    proxy.want('rené:p:wé')
    const { whole, network } = wayOut()
    await ask(poolOver(network), url)
    const taken = { proxy: proxy.url, user: 'rené', password: 'p:wé' }
    expect(await whole.setAccount(network, [url], taken)).toBeNull()
    const answer = await ask(poolOver(network), url)
    expect(answer).toMatchObject({ kind: 'answer', status: 200 })
    expect(answer.kind === 'answer' && answer.text).not.toContain('Basic')
    expect(network.asking()).toEqual([])
  },
)

test('a wrong account is shown once, however many ask at the same time, and not again until it is changed', async () => {
  proxy.want('jean:juste')
  const { whole, network } = wayOut()
  await whole.setAccount(network, [PLATFORM], { proxy: proxy.url, user: 'jean', password: 'faux' })
  const pool = poolOver(network)
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(pool)))
  expect(answers.map(answer => (answer.kind === 'answer' ? '' : answer.code))).toEqual(Array(12).fill('PROXY_407'))
  expect(proxy.accounts).toEqual(['jean:faux'])
  await whole.setAccount(network, [PLATFORM], { proxy: proxy.url, user: 'jean', password: 'juste' })
  expect(await ask(pool)).toMatchObject({ status: 200 })
})

test('an account is sealed by the system’s store and found again; without a store nothing is written', async () => {
  const first = wayOut({}, { box })
  await first.whole.setAccount(first.network, [PLATFORM], { proxy: proxy.url, user: 'jean', password: 'secret-7' })
  for (const name of readdirSync(dir)) expect(readFileSync(path.join(dir, name), 'latin1')).not.toMatch(/secret-7|jean/)
  const again = wayOut({}, { box })
  expect((await again.whole.state(again.network, [PLATFORM])).account).toEqual({
    proxy: proxy.url,
    user: 'jean',
    kept: true,
  })
  await again.whole.setAccount(again.network, [PLATFORM], null)
  expect(readdirSync(dir)).toEqual([])
  const without = wayOut()
  await without.whole.setAccount(without.network, [PLATFORM], { proxy: proxy.url, user: 'jean', password: 'secret-7' })
  expect((await without.whole.state(without.network, [PLATFORM])).account?.kept).toBe(false)
  expect(readdirSync(dir)).toEqual([])
})

test('a sealed account of another Windows account, or altered, is as none', () => {
  writeFileSync(path.join(dir, 'proxy-account.sealed'), 'n’importe quoi')
  expect(wayOut({}, { box }).network.headerFor(proxy.url)).toBeNull()
})

test('an account is never taken for a proxy that no address of this desk goes through, nor shown to another', async () => {
  const { whole, network } = wayOut()
  const elsewhere = { proxy: 'http://ailleurs.invalid:3128', user: 'jean', password: 'x' }
  expect(await whole.setAccount(network, [PLATFORM], elsewhere)).toBe('unknown-proxy')
  await whole.setAccount(network, [PLATFORM], { ...elsewhere, proxy: proxy.url })
  const other = await startLocalProxy({ 'plateforme.invalid:443': ports.platform })
  const through = whole.of({ proxy: other.url, bypass: [] })
  expect(await ask(poolOver(through))).toMatchObject({ status: 200 })
  expect(other.accounts).toEqual([])
  await other.close()
})

test('a PAC file’s ways are tried in their order: a dead proxy is left for the next, and comes last for a while', async () => {
  const dead = 'http://127.0.0.1:1'
  const { network } = wayOut(
    { proxy: 'system' },
    { resolve: async () => `PROXY 127.0.0.1:1; PROXY ${new URL(proxy.url).host}` },
  )
  expect(await network.waysTo(PLATFORM)).toEqual([
    { kind: 'proxy', url: dead },
    { kind: 'proxy', url: proxy.url },
  ])
  expect(await ask(poolOver(network))).toMatchObject({ status: 200 })
  expect(await network.waysTo(PLATFORM)).toEqual([
    { kind: 'proxy', url: proxy.url },
    { kind: 'proxy', url: dead },
  ])
})

test('no proxy there, one that says no, one of an unknown kind: named, and certain that nothing was sent', async () => {
  expect(await ask(poolOver(wayOut({ proxy: 'http://127.0.0.1:1' }).network))).toMatchObject({
    kind: 'refused',
    sent: false,
    code: 'PROXY_ECONNREFUSED',
  })
  proxy.refuse(403)
  expect(await ask(poolOver(wayOut().network))).toMatchObject({ kind: 'refused', sent: false, code: 'PROXY_403' })
  const socks = wayOut({ proxy: 'system' }, { resolve: async () => 'SOCKS5 s.invalid:1080' })
  expect(await ask(poolOver(socks.network))).toMatchObject({ kind: 'refused', sent: false, code: 'PROXY_UNSUPPORTED' })
})

test('this machine, the site’s own service and the exceptions never go through it; the system is not even asked', async () => {
  const asked: string[] = []
  const resolve: ResolveProxy = async url => {
    asked.push(url)
    return `PROXY ${new URL(proxy.url).host}`
  }
  const { whole } = wayOut({}, { resolve })
  const network = whole.of({ proxy: 'system', bypass: ['.hopital.invalid'] }, 'https://relais.site.invalid:8443/slots')
  const direct = [
    `http://127.0.0.1:${ports.lists}/`,
    'https://localhost/',
    'https://relais.site.invalid:8443/',
    'https://a.hopital.invalid/',
  ]
  for (const url of direct) expect(await network.waysTo(url), url).toEqual([{ kind: 'direct' }])
  expect(asked).toEqual([])
  expect(await ask(poolOver(network), direct[0])).toMatchObject({ status: 200 })
  expect(proxy.seen).toEqual([])
  expect(await network.waysTo('https://relais.site.invalid/')).toEqual([{ kind: 'proxy', url: proxy.url }])
})

test('the system that does not answer, or throws, does not hold a call: direct', async () => {
  const fails = wayOut({ proxy: 'system' }, { resolve: () => Promise.reject(new Error('PAC')) })
  expect(await fails.network.waysTo(PLATFORM)).toEqual([{ kind: 'direct' }])
  const silent = wayOut({ proxy: 'system' }, { resolve: () => new Promise(() => {}) })
  expect(await silent.network.waysTo(PLATFORM)).toEqual([{ kind: 'direct' }])
}, 10_000)

test('the PAC file of the settings is handed to the system’s resolver', async () => {
  const asked: (string | null)[] = []
  const resolve: ResolveProxy = async (_url, pac) => {
    asked.push(pac)
    return 'DIRECT'
  }
  await wayOut({ proxy: 'system', pac: 'http://pac.invalid/x.pac' }, { resolve }).network.waysTo(PLATFORM)
  await wayOut({ proxy: 'system' }, { resolve }).network.waysTo(PLATFORM)
  expect(asked).toEqual(['http://pac.invalid/x.pac', null])
})

test('downloads of the directory, the site’s signed files and the look at a certificate take the same way', async () => {
  const { network } = wayOut()
  const brought = await download({
    name: 'rpps',
    settings: DownloadSettings.parse({ url: LISTS }),
    folder: path.join(dir, 'sources'),
    onProgress: () => {},
    network,
  })
  expect(brought.ok && readFileSync(brought.value.file, 'utf8')).toContain('liste /liste.crl')
  // Refused here (its authority is not the system's), but inside the tunnel: the proxy saw it go by.
  expect(await fetchBy(network)(PLATFORM, { timeoutMs: 5_000, maxBytes: 1_000 })).toMatchObject({ kind: 'unreachable' })
  const facts = await certificatesOf(PLATFORM, { ca: [] }, network)
  expect(facts.map(({ role, name }) => [role, name])).toEqual([['server', 'plateforme.invalid']])
  expect(proxy.seen).toEqual([`GET ${LISTS}`, ...Array(2).fill('CONNECT plateforme.invalid:443')])
})

test('a download through a proxy that wants an account ends at once: no second wrong try', async () => {
  proxy.want('jean:secret')
  const answer = await download({
    name: 'rpps',
    settings: DownloadSettings.parse({ url: LISTS }),
    folder: path.join(dir, 'sources'),
    onProgress: () => {},
    network: wayOut().network,
    wait: () => Promise.reject(new Error('attendu')),
  })
  expect(answer).toMatchObject({ ok: false, error: { kind: 'source-unreachable', params: { code: 'PROXY_407' } } })
})

test('the host takes the way of its environment, without the account that would stand there in the clear', async () => {
  const resolve = environmentProxy({
    HTTPS_PROXY: 'http://jean:secret@proxy.invalid:3128',
    no_proxy: 'hopital.invalid, 10.0.0.0/8',
  })
  expect(await resolve('https://plateforme.invalid/', null)).toBe('PROXY proxy.invalid:3128')
  expect(await resolve('https://a.hopital.invalid/', null)).toBe('DIRECT')
  expect(await resolve('https://10.1.2.3/', null)).toBe('DIRECT')
  expect(await resolve('http://plateforme.invalid/', null)).toBe('DIRECT')
  expect(await environmentProxy({ all_proxy: 'https://p.invalid' })('http://x.invalid/', null)).toBe(
    'HTTPS p.invalid:443',
  )
  expect(await environmentProxy({ all_proxy: 'socks5://p.invalid:1080' })('http://x.invalid/', null)).toMatch(
    /^UNKNOWN/,
  )
})

const settingsWith = (network: object) => ({
  profile: 'production',
  platform: { url: PLATFORM, tls: { ca: [path.join(dir, 'ca.pem')] } },
  signIn: { url: 'https://localhost:1/s', audience: 'x' },
  card: { kind: 'pkcs11' },
  network,
})

test('the diagnosis names which proxy serves which address, and which one asks for an account', async () => {
  writeFileSync(path.join(dir, 'ca.pem'), server.cert)
  const settings = Settings.parse(settingsWith({ proxy: proxy.url }))
  const { whole } = wayOut()
  const said = async () =>
    Object.fromEntries((await addressChecks(settings, systemClock, whole)).map(check => [check.id, check]))
  const right = await said()
  expect(right['platform']?.said).toMatch(new RegExp(`^https://plateforme\\.invalid : répond .*, par ${proxy.url}\\.$`))
  expect(right['sign-in']?.said).toMatch(/en direct\.$/)
  expect(right['proxy']).toMatchObject({ state: 'ok' })
  expect(right['proxy']?.said).toContain(`${proxy.url} : https://plateforme.invalid`)
  expect(right['proxy']?.said).toContain('en direct : https://localhost:1')
  proxy.want('jean:secret')
  const asked = await said()
  expect(asked['platform']?.said).toContain('demande un compte')
  expect(asked['proxy']).toMatchObject({ state: 'fault' })
  expect(asked['proxy']?.said).toContain(`${proxy.url} demande un compte`)
})

test('an account in the address of the settings is refused: it would stand in the clear', () => {
  writeFileSync(path.join(dir, 'ca.pem'), server.cert)
  const read = readSettings(JSON.stringify(settingsWith({ proxy: 'http://jean:secret@proxy.invalid:3128' })), dir)
  expect(read.problems.map(({ path: where }) => where)).toEqual(['network.proxy'])
  expect(read.settings?.network.proxy).toBe('system')
})
