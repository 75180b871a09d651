import 'reflect-metadata'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import * as x509 from '@peculiar/x509'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Http, openHttp } from './http.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const open: (() => void)[] = []
const pools: Http[] = []

interface Identity {
  ca: string
  cert: string
  key: string
}

async function identity(name: string): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`
  return { ca: cert.toString('pem'), cert: cert.toString('pem'), key }
}

let ours: Identity
let others: Identity
let url = ''

const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const listen = (server: { listen(port: number, host: string, done: () => void): unknown }) =>
  new Promise<void>(done => server.listen(0, '127.0.0.1', done))

beforeAll(async () => {
  ours = await identity('plateforme')
  others = await identity('autre')
  const server = createTlsServer({ key: ours.key, cert: ours.cert }, (request, response) => {
    if (request.url === '/silent') return
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"a":')
      setTimeout(() => request.socket.destroy(), 20)
      return
    }
    response.setHeader('content-type', 'application/fhir+json')
    response.end(request.url === '/big' ? 'x'.repeat(200_000) : `${request.method} é`)
  })
  await listen(server)
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  url = `https://127.0.0.1:${port(server)}`
})

afterAll(async () => {
  await Promise.all(pools.map(pool => pool.close()))
  for (const close of open) close()
})

const http = (ca: string) => {
  const pool = openHttp({ ca: [ca] })
  pools.push(pool)
  return pool
}
const ask = (path: string, more: object = {}) => ({
  method: 'GET' as const,
  url: `${url}${path}`,
  timeoutMs: 5_000,
  maxBytes: 100_000,
  ...more,
})

test('an answer comes with its status, its headers and its text in UTF-8', async () => {
  expect(await http(ours.ca).request(ask('/'))).toMatchObject({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/fhir+json' },
    text: 'GET é',
  })
})

test('a platform of another authority is not trusted, and nothing was sent to it', async () => {
  expect(await http(others.ca).request(ask('/'))).toMatchObject({ kind: 'untrusted', sent: false })
})

test('nobody listening means that nothing was sent', async () => {
  const server = createServer()
  await listen(server)
  const closed = port(server)
  await new Promise(done => server.close(done))
  const answer = await http(ours.ca).request({ ...ask('/'), url: `https://127.0.0.1:${closed}/` })
  expect(answer).toMatchObject({ kind: 'refused', sent: false, code: 'ECONNREFUSED' })
})

test('no answer in time may still have been acted on', async () => {
  expect(await http(ours.ca).request(ask('/silent', { timeoutMs: 150 }))).toMatchObject({ kind: 'timeout', sent: true })
})

test('an answer cut in the middle may still have been acted on', async () => {
  expect(await http(ours.ca).request(ask('/cut'))).toMatchObject({ kind: 'closed', sent: true })
})

test('an answer larger than allowed is dropped', async () => {
  expect(await http(ours.ca).request(ask('/big'))).toMatchObject({ kind: 'too-large', sent: true })
})

test('a question that is no longer asked is aborted', async () => {
  const stop = new AbortController()
  const answer = http(ours.ca).request(ask('/silent', { signal: stop.signal }))
  setTimeout(() => stop.abort(), 30)
  expect(await answer).toMatchObject({ kind: 'aborted' })
})
