/** A sign-in service over TLS whose own certificate is in force, under an intermediate authority that ended yesterday. */
import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { createKeys, exportKey } from '../../src/sandbox/card/pki.ts'

const DAY = 86_400_000
const AUTHORITY = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
]

interface Issued {
  name: string
  keys: webcrypto.CryptoKeyPair
  certificate: X509Certificate
}

async function issue(name: string, by: Issued | null, ends: number, extensions: Extension[]): Promise<Issued> {
  const keys = await createKeys()
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${by?.name ?? name}`,
    notBefore: new Date(Date.now() - 30 * DAY),
    notAfter: new Date(ends),
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    extensions,
  })
  return { name, keys, certificate }
}

/** `ca`: its root, in force, PEM. `asked`: requests of HTTP that came through. */
export async function startServiceOfEndedAuthority(): Promise<{
  url: string
  ca: string
  asked(): number
  close(): Promise<void>
}> {
  const root = await issue('Racine fictive', null, Date.now() + DAY, AUTHORITY)
  const between = await issue('Autorité fictive', root, Date.now() - DAY, AUTHORITY)
  const names = new SubjectAlternativeNameExtension([
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ])
  const leaf = await issue('localhost', between, Date.now() + DAY, [names])
  const key = Buffer.from(await exportKey(leaf.keys)).toString('base64')
  let asked = 0
  const server = createServer(
    {
      cert: [leaf, between].map(({ certificate }) => certificate.toString('pem')).join('\n'),
      key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    },
    (_request, response) => {
      asked++
      response.end('{}')
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/sign-in`,
    ca: root.certificate.toString('pem'),
    asked: () => asked,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
