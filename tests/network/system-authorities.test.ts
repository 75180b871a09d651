/** An authority that the establishment put into the system's store is trusted where no file names another, by every way out. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalProxy, startLocalProxy } from './local-proxy.ts'

const core = path.resolve(import.meta.dirname, '../../src/core')
const openssl = spawnSync('openssl', ['version']).status === 0
if (!openssl) console.log('not run: autorité du magasin du système (openssl absent de ce poste)')

let dir: string
let url = ''
let proxy: LocalProxy | null = null
/** Authority of the platform behind the proxy: a file of the settings, which the system does not know. */
let other = ''
let close = () => {}
const file = (name: string) => path.join(dir, name)

beforeAll(async () => {
  if (!openssl) return
  dir = mkdtempSync(path.join(tmpdir(), 'relais-magasin-'))
  const subject = ['-subj', '/CN=Autorité de l’établissement', '-addext', 'subjectAltName=IP:127.0.0.1']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key.pem')]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, '-out', file('ca.pem')], { stdio: 'pipe' })
  const server = createServer(
    { key: readFileSync(file('key.pem')), cert: readFileSync(file('ca.pem')) },
    (_, answer) => void answer.end('ok'),
  )
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const [otherKey, otherCert] = [file('other.key'), file('other.pem')]
  const name = ['-subj', '/CN=plateforme', '-addext', 'subjectAltName=DNS:plateforme.invalid']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', otherKey]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...made, ...name, '-out', otherCert], { stdio: 'pipe' })
  other = readFileSync(otherCert, 'utf8')
  const platform = createServer({ key: readFileSync(otherKey), cert: other }, (_, answer) => void answer.end('ok'))
  await new Promise<void>(done => platform.listen(0, '127.0.0.1', done))
  const own = { key: readFileSync(file('key.pem'), 'utf8'), cert: readFileSync(file('ca.pem'), 'utf8') }
  proxy = await startLocalProxy({ 'plateforme.invalid:443': (platform.address() as AddressInfo).port }, own)
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/fichier`
  close = () => {
    for (const one of [server, platform]) {
      one.closeAllConnections()
      one.close()
    }
  }
})
afterAll(async () => {
  await proxy?.close()
  close()
  if (openssl) rmSync(dir, { recursive: true, force: true })
})

/** What a console whose system store holds `authority` (a file that stands for it) gets: platform, site's file, directory file. */
async function asked(authority: string): Promise<string[]> {
  const script = file('demande.mjs')
  writeFileSync(
    script,
    `import { openHttp, readTls } from ${JSON.stringify(`${core}/http.ts`)}
import { directNetwork } from ${JSON.stringify(`${core}/network/index.ts`)}
import { fetchText } from ${JSON.stringify(`${core}/settings/site/fetch.ts`)}
import { download } from ${JSON.stringify(`${core}/directory/updates/download.ts`)}
const url = ${JSON.stringify(url)}
const way = { waysTo: async () => [{ kind: 'proxy', url: ${JSON.stringify(proxy?.url ?? '')} }] }
const through = openHttp({ ca: [${JSON.stringify(other)}] }, { network: { ...directNetwork, ...way } })
const byProxy = await through.request({ method: 'GET', url: 'https://plateforme.invalid/', timeoutMs: 5000, maxBytes: 1000 })
await through.close()
const http = openHttp(readTls({ ca: [] }))
const platform = await http.request({ method: 'GET', url, timeoutMs: 5000, maxBytes: 1000 })
await http.close()
const site = await fetchText(url, { timeoutMs: 5000, maxBytes: 1000 })
const settings = { url, hosts: [], maxMegabytes: 1 }
const file = await download({ name: 'rpps', settings, folder: ${JSON.stringify(file('sources'))}, onProgress() {}, wait: async () => {} })
console.log(JSON.stringify([platform.kind, site.kind, file.ok ? 'file' : file.error.kind, byProxy.kind]))
`,
  )
  const { promise, resolve } = Promise.withResolvers<string>()
  const { execFile } = await import('node:child_process')
  const env = { ...process.env, SSL_CERT_FILE: authority, SSL_CERT_DIR: file('aucun') }
  execFile(process.execPath, [script], { env, timeout: 60_000 }, (_error, out) => resolve(out))
  return JSON.parse((await promise).trim() || '[]') as string[]
}

test.skipIf(!openssl)(
  'what the system trusts is trusted: platform, site’s settings, files of the directory, a proxy spoken to over TLS',
  async () => {
    expect(await asked(file('ca.pem'))).toEqual(['answer', 'text', 'file', 'answer'])
  },
  90_000,
)

test.skipIf(!openssl)(
  'what it does not trust is refused by all of them',
  async () => {
    writeFileSync(file('vide.pem'), '')
    expect(await asked(file('vide.pem'))).toEqual(['untrusted', 'unreachable', 'source-untrusted', 'untrusted'])
  },
  90_000,
)
