/** Certificates of an exchange and their ends: ours, from its file, and the server's, as it presents it. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import type { CertificateFacts } from '../shared/contract/availability.ts'
import { readTls } from './http.ts'
import { directNetwork, type Network, tunnel } from './network/index.ts'
import type { TlsSettings } from './settings/index.ts'

const TIMEOUT_MS = 5_000

/** Never rejects: what cannot be read, or is not presented, is absent. Nothing but the handshake is sent. */
export async function certificatesOf(
  url: string,
  tls: TlsSettings,
  network: Network = directNetwork,
): Promise<CertificateFacts[]> {
  const facts: CertificateFacts[] = []
  if (tls.certificate) {
    try {
      facts.push(factsOf('client', new X509Certificate(readFileSync(tls.certificate))))
    } catch {
      // The settings' own check has said so already.
    }
  }
  const server = await presented(new URL(url), tls, network)
  return server ? [...facts, factsOf('server', server)] : facts
}

function factsOf(role: CertificateFacts['role'], certificate: X509Certificate): CertificateFacts {
  const name = /(?:^|\n)CN=([^\n]+)/.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll('\n', ', ')
  return { role, name: name.slice(0, 200), endsAt: new Date(certificate.validTo).toISOString() }
}

async function presented(url: URL, tls: TlsSettings, network: Network): Promise<X509Certificate | null> {
  if (url.protocol !== 'https:') return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const [way] = await network.waysTo(url.href)
  const through =
    way?.kind === 'proxy'
      ? await tunnel(way.url, `${url.hostname}:${url.port || 443}`, network.headerFor(way.url), TIMEOUT_MS)
      : null
  if (way?.kind !== 'direct' && through === null) return null
  return new Promise(resolve => {
    // Not verified here: the end of a certificate that is refused is just what one wants to know.
    const socket = connect(
      {
        ...readTls(tls),
        ...(through === null ? { host, port: Number(url.port || 443) } : { socket: through }),
        minVersion: 'TLSv1.2',
        rejectUnauthorized: false,
        timeout: TIMEOUT_MS,
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      },
      () => {
        const certificate = socket.getPeerX509Certificate() ?? null
        socket.destroy()
        resolve(certificate)
      },
    )
    socket.once('error', () => resolve(null))
    socket.once('timeout', () => {
      socket.destroy()
      resolve(null)
    })
    socket.once('close', () => resolve(null))
  })
}
