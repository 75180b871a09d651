/** The sandbox's TLS files in a folder: written once, used again while they are good, made anew when they are not. */
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import { type IssuedPki, issuePki } from './issue.ts'

export interface Pki extends IssuedPki {
  /** Files to give to whoever connects. */
  caFile: string
  clientCertificateFile: string
  clientKeyFile: string
}

const FILES = {
  ca: 'ca.pem',
  serverCertificate: 'serveur.pem',
  serverKey: 'serveur.key',
  clientCertificate: 'client.pem',
  clientKey: 'client.key',
} as const satisfies Record<keyof IssuedPki, string>

/** Certificates that end sooner than this are not used again: a practice day must not end on an expiry. */
const MARGIN = 7 * 86_400_000

/** Opens the folder's TLS material, writing it when it is missing, broken, expired or does not belong together. */
export async function openPki(dir: string): Promise<Pki> {
  const folder = path.join(dir, 'pki')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: keyof IssuedPki) => path.join(folder, FILES[name])
  let issued = readGood(file)
  if (!issued) {
    issued = await issuePki(Date.now())
    for (const name of Object.keys(FILES) as (keyof IssuedPki)[]) {
      // Written aside then renamed: a reader never meets half a key.
      const aside = `${file(name)}.${process.pid}.tmp`
      writeFileSync(aside, issued[name], { mode: name.endsWith('Key') ? 0o600 : 0o644 })
      renameSync(aside, file(name))
    }
  }
  return {
    ...issued,
    caFile: file('ca'),
    clientCertificateFile: file('clientCertificate'),
    clientKeyFile: file('clientKey'),
  }
}

function readGood(file: (name: keyof IssuedPki) => string): IssuedPki | null {
  try {
    const read = (name: keyof IssuedPki) => readFileSync(file(name), 'utf8')
    const found: IssuedPki = {
      ca: read('ca'),
      serverCertificate: read('serverCertificate'),
      serverKey: read('serverKey'),
      clientCertificate: read('clientCertificate'),
      clientKey: read('clientKey'),
    }
    const authority = new X509Certificate(found.ca)
    for (const text of [found.ca, found.serverCertificate, found.clientCertificate]) {
      const certificate = new X509Certificate(text)
      const good = certificate.verify(authority.publicKey) && certificate.validToDate.getTime() > Date.now() + MARGIN
      if (!good) return null
    }
    // Throws when a key is not that of its certificate.
    createSecureContext({ cert: found.serverCertificate, key: found.serverKey })
    createSecureContext({ cert: found.clientCertificate, key: found.clientKey })
    return found
  } catch {
    return null
  }
}
