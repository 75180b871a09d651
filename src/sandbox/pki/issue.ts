/** Makes the sandbox's own authority and the two certificates it signs. Fictitious, for loopback only. */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const DAY = 86_400_000
/** Long enough for a practice folder kept on a desk, short enough not to be forgotten. */
const LIFETIME = 365 * DAY

export interface IssuedPki {
  /** PEM texts. The authority's key is not kept: a folder that has aged is made anew as a whole. */
  ca: string
  serverCertificate: string
  serverKey: string
  clientCertificate: string
  clientKey: string
}

const pem = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = await webcrypto.subtle.exportKey('pkcs8', key)
  return x509.PemConverter.encode(der, 'PRIVATE KEY')
}

const generate = () => webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])

const serial = () => Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex')

/** An authority, a server certificate for loopback, a client certificate shaped like IGC-Santé's ORG AUTH_CLI. */
export async function issuePki(now: number): Promise<IssuedPki> {
  x509.cryptoProvider.set(webcrypto)
  const notBefore = new Date(now - DAY)
  const notAfter = new Date(now + LIFETIME)
  const authority = await generate()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'C=FR, O=RELAIS BAC A SABLE, OU=FICTIF, CN=AUTORITE DE TEST RELAIS BAC A SABLE',
    notBefore,
    notAfter,
    signingAlgorithm: EC,
    keys: authority,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const leaf = async (subject: string, usage: x509.ExtendedKeyUsage, extensions: x509.Extension[]) => {
    const keys = await generate()
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: ca.subject,
      notBefore,
      notAfter,
      signingAlgorithm: EC,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
        ...extensions,
      ],
    })
    return { certificate: certificate.toString('pem'), key: await pem(keys.privateKey) }
  }
  const server = await leaf('C=FR, O=RELAIS BAC A SABLE, CN=localhost', x509.ExtendedKeyUsage.serverAuth, [
    new x509.SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ]),
  ])
  const client = await leaf(
    'C=FR, O=SAMU FICTIF, OU=1370000000, CN=console.relais.test',
    x509.ExtendedKeyUsage.clientAuth,
    [],
  )
  return {
    ca: ca.toString('pem'),
    serverCertificate: server.certificate,
    serverKey: server.key,
    clientCertificate: client.certificate,
    clientKey: client.key,
  }
}
