import 'reflect-metadata'

import { rmSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { afterAll, expect, test } from 'vitest'
import { createPracticeCards } from '../../src/sandbox/card/index.ts'
import { createKeys, exportKey } from '../../src/sandbox/card/pki.ts'
import { startServiceOfEndedAuthority } from '../session/ended-authority.ts'
import { AUDIENCE, kindOf, startDesk, tempDir, until } from './desk.ts'

const dir = tempDir()
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('a sign-in server with a certificate of its own making gets no proof', async () => {
  const cards = await createPracticeCards({ dir })
  const keys = await createKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({ name: 'CN=localhost', keys })
  const key = Buffer.from(await exportKey(keys)).toString('base64')
  let requests = 0
  const server = createServer(
    {
      cert: certificate.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    },
    (_request, response) => {
      requests++
      response.end('{}')
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const desk = await startDesk({
    cards,
    settings: { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 },
    url: `https://localhost:${port}/sign-in`,
  })
  try {
    await until('a card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('server-untrusted')
    expect(requests).toBe(0)
  } finally {
    await desk.close()
    await new Promise(resolve => server.close(resolve))
  }
})

/** A sign-in service that answers with what `answer` makes of a request, when it likes. */
async function service(answer: (path: string) => Promise<string>): Promise<{ url: string; close(): Promise<void> }> {
  const server = createPlainServer((request, response) => {
    request.resume()
    void answer(request.url ?? '').then(text => response.end(text))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>(resolve => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${port}/sign-in`, close }
}

test('a service that answers too late has not answered: nobody is in, and nobody gets in by its late answer', async () => {
  const cards = await createPracticeCards({ dir: path.join(dir, 'late') })
  const challenge = { nonce: 'n'.repeat(32), audience: AUDIENCE, expiresIn: 60 }
  const opened = { accessToken: 'x'.repeat(32), expiresIn: 600 }
  const operator = { idnps: '8ANS20260001', displayName: 'X', role: 'regulator' }
  let told: () => void = () => {}
  const last = new Promise<void>(resolve => {
    told = resolve
  })
  const slow = await service(async url => {
    if (url.endsWith('/challenge')) return JSON.stringify(challenge)
    // A second later than the console waits.
    await delay(9_000)
    setTimeout(told, 500)
    return JSON.stringify({ ...opened, operator })
  })
  const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
  const desk = await startDesk({ cards, settings, url: slow.url })
  try {
    await until('a card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('server-unreachable')
    await last
    expect([desk.session.gate('signed-in'), desk.session.accessToken()]).toEqual(['not-signed-in', null])
  } finally {
    await desk.close()
    await slow.close()
  }
}, 60_000)

test('a service whose certificate is over gets no proof, even where its very certificate is trusted', async () => {
  const cards = await createPracticeCards({ dir: path.join(dir, 'over') })
  const keys = await createKeys()
  const past = (days: number) => new Date(Date.now() - days * 86_400_000)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=localhost', keys, notBefore: past(30), notAfter: past(1) },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  })
  const key = Buffer.from(await exportKey(keys)).toString('base64')
  const cert = certificate.toString('pem')
  let requests = 0
  const server = createServer(
    { cert, key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` },
    (_request, response) => {
      requests++
      response.end('{}')
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
  const desk = await startDesk({ cards, settings, url: `https://localhost:${port}/sign-in`, ca: [cert] })
  try {
    await until('a card', () => desk.state().status === 'ready')
    expect(await desk.enter('1234')).toMatchObject({
      ok: false,
      error: { kind: 'server-expired', params: { code: 'CERT_HAS_EXPIRED' } },
    })
    expect(requests).toBe(0)
  } finally {
    await desk.close()
    await new Promise(resolve => server.close(resolve))
  }
}, 60_000)

test('a service in force under an intermediate authority that is over gets no proof, and says which of the two it is', async () => {
  const cards = await createPracticeCards({ dir: path.join(dir, 'service-chain') })
  const service = await startServiceOfEndedAuthority()
  const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
  const desk = await startDesk({ cards, settings, url: service.url, ca: [service.ca] })
  try {
    await until('a card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('server-expired')
    expect([service.asked(), desk.session.gate('signed-in')]).toEqual([0, 'not-signed-in'])
  } finally {
    await desk.close()
    await service.close()
  }
}, 60_000)

test('a card in force, of an authority that is over: refused by the service in words of its own, nobody is in', async () => {
  const cards = await createPracticeCards({ dir: path.join(dir, 'card-chain') })
  await cards.insert(await cards.issue('cpe', 'expired-authority'))
  const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
  const desk = await startDesk({ cards, settings })
  try {
    await until('a card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('refused-authority-expired')
    expect(desk.proofs).toHaveLength(1)
    expect([desk.session.gate('signed-in'), desk.session.accessToken()]).toEqual(['not-signed-in', null])
  } finally {
    await desk.close()
  }
}, 60_000)

test('a desk and a service twenty years on: every certificate of the card is over, and it signs nothing', async () => {
  const cards = await createPracticeCards({ dir: path.join(dir, 'later') })
  const settings = { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 } as const
  const ahead = { now: () => Date.now() + 20 * 365 * 86_400_000 }
  const desk = await startDesk({ cards, settings, clock: ahead, signIn: { clock: ahead } })
  try {
    await until('a card', () => desk.state().status !== 'starting')
    expect(desk.state().status).toBe('expired')
    expect(kindOf(await desk.enter('1234'))).toBe('card-expired')
    expect(desk.proofs).toEqual([])
  } finally {
    await desk.close()
  }
}, 60_000)
