import 'reflect-metadata'

import { rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { X509CertificateGenerator } from '@peculiar/x509'
import { afterAll, expect, test } from 'vitest'
import { createPracticeCards } from '../../src/sandbox/card/index.ts'
import { createKeys, exportKey } from '../../src/sandbox/card/pki.ts'
import { kindOf, startDesk, tempDir, until } from './desk.ts'

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
