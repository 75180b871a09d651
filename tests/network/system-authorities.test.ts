/** An authority that the establishment put into the system's store is trusted where no file names another, by every way out. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const core = path.resolve(import.meta.dirname, '../../src/core')
const openssl = spawnSync('openssl', ['version']).status === 0
if (!openssl) console.log('not run: autorité du magasin du système (openssl absent de ce poste)')

let dir: string
let url = ''
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
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/fichier`
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(() => {
  close()
  if (openssl) rmSync(dir, { recursive: true, force: true })
})

/** What a console whose system store holds `authority` (a file that stands for it) gets: platform, site's file, directory file. */
async function asked(authority: string): Promise<string[]> {
  const script = file('demande.mjs')
  writeFileSync(
    script,
    `import { openHttp, readTls } from ${JSON.stringify(`${core}/http.ts`)}
import { fetchText } from ${JSON.stringify(`${core}/settings/site/fetch.ts`)}
import { download } from ${JSON.stringify(`${core}/directory/updates/download.ts`)}
const url = ${JSON.stringify(url)}
const http = openHttp(readTls({ ca: [] }))
const platform = await http.request({ method: 'GET', url, timeoutMs: 5000, maxBytes: 1000 })
await http.close()
const site = await fetchText(url, { timeoutMs: 5000, maxBytes: 1000 })
const settings = { url, hosts: [], maxMegabytes: 1 }
const file = await download({ name: 'rpps', settings, folder: ${JSON.stringify(file('sources'))}, onProgress() {}, wait: async () => {} })
console.log(JSON.stringify([platform.kind, site.kind, file.ok ? 'file' : file.error.kind]))
`,
  )
  const { promise, resolve } = Promise.withResolvers<string>()
  const { execFile } = await import('node:child_process')
  const env = { ...process.env, SSL_CERT_FILE: authority, SSL_CERT_DIR: file('aucun') }
  execFile(process.execPath, [script], { env, timeout: 60_000 }, (_error, out) => resolve(out))
  return JSON.parse((await promise).trim() || '[]') as string[]
}

test.skipIf(!openssl)(
  'what the system trusts is trusted: platform, site’s settings, files of the directory',
  async () => {
    expect(await asked(file('ca.pem'))).toEqual(['answer', 'text', 'file'])
  },
  90_000,
)

test.skipIf(!openssl)(
  'what it does not trust is refused by all three',
  async () => {
    writeFileSync(file('vide.pem'), '')
    expect(await asked(file('vide.pem'))).toEqual(['untrusted', 'unreachable', 'source-untrusted'])
  },
  90_000,
)
