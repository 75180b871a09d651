/**
 * HTTP to the addresses of the settings and to no other: TLS >= 1.2, own authorities, client certificate. What
 * happened is a value; `sent` tells whether the server may have acted, which decides between «échec» and «issue inconnue».
 */
import { readFileSync } from 'node:fs'
import { type Dispatcher, request } from 'undici'
import { systemAuthorities } from './authorities.ts'
import { type Dispatchers, directNetwork, type Network, openDispatchers, ProxyFault } from './network/index.ts'
import type { TlsSettings } from './settings/schema.ts'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Whole exchange, ms. */
  timeoutMs: number
  /** Answer larger than this is dropped, bytes. */
  maxBytes: number
  /** The body of a success is given as bytes, its text left empty: read elsewhere, it costs this thread nothing. */
  raw?: boolean
  signal?: AbortSignal
}

export type HttpAnswer =
  | { kind: 'answer'; status: number; headers: Record<string, string>; text: string; bytes?: Uint8Array; ms: number }
  | {
      /**
       * `refused`: nobody listens; `untrusted`: TLS says no (unknown authority, wrong name, our certificate refused);
       * `closed`: the link broke; `timeout`; `too-large`; `aborted`: we stopped asking. A proxy that hands nothing over is
       * `refused`, with a code of its own (`PROXY_407`: it wants an account), or `untrusted` (`PROXY_TLS`).
       */
      kind: 'refused' | 'untrusted' | 'closed' | 'timeout' | 'too-large' | 'aborted'
      /** False only when it is certain that no byte of the request reached the server. */
      sent: boolean
      /** Code of the system or of TLS: `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`. */
      code: string
      ms: number
    }

export interface Http {
  request(request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

/** Material read from the files of the settings. */
export interface TlsMaterial {
  ca?: string[]
  cert?: string
  key?: string
}

/** Reads the files that the settings name. Throws the system's error, with its path, when one cannot be read. */
export function readTls(tls: TlsSettings): TlsMaterial {
  const material: TlsMaterial = {}
  material.ca = tls.ca.length > 0 ? tls.ca.map(file => readFileSync(file, 'utf8')) : systemAuthorities()
  if (tls.certificate) material.cert = readFileSync(tls.certificate, 'utf8')
  if (tls.key) material.key = readFileSync(tls.key, 'utf8')
  return material
}

const REFUSED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Opens a pool of connections with one TLS identity. Certificates are always verified. `network`: by which ways; else directly. */
export function openHttp(tls: TlsMaterial, options: { connections?: number; network?: Network } = {}): Http {
  const dispatchers = openDispatchers(
    { ...tls },
    { network: options.network ?? directNetwork, connections: options.connections ?? 24, connectMs: 5_000 },
  )
  return {
    request: wanted => send(dispatchers, wanted),
    // Not `close`: what is still under way would keep a console that ends waiting for a silent source.
    close: dispatchers.destroy,
  }
}

async function send(dispatchers: Dispatchers, wanted: HttpRequest): Promise<HttpAnswer> {
  const started = performance.now()
  const ms = () => Math.round(performance.now() - started)
  const timeout = AbortSignal.timeout(wanted.timeoutMs)
  const signal = wanted.signal ? AbortSignal.any([wanted.signal, timeout]) : timeout
  try {
    const exchange = (dispatcher: Dispatcher) =>
      request(wanted.url, {
        dispatcher,
        method: wanted.method,
        headers: wanted.headers ?? {},
        body: wanted.body ?? null,
        signal,
      })
    const answer = await dispatchers.ask(wanted.url, exchange)
    const body = await readAll(answer.body, wanted.maxBytes)
    if (body === null) return { kind: 'too-large', sent: true, code: 'TOO_LARGE', ms: ms() }
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
    }
    const status = answer.statusCode
    if (wanted.raw && status < 300) return { kind: 'answer', status, headers, text: '', bytes: body, ms: ms() }
    return { kind: 'answer', status, headers, text: body.toString('utf8'), ms: ms() }
  } catch (error) {
    if (timeout.aborted) return { kind: 'timeout', sent: true, code: 'TIMEOUT', ms: ms() }
    if (wanted.signal?.aborted) return { kind: 'aborted', sent: true, code: 'ABORTED', ms: ms() }
    const code = codeOf(error)
    if (error instanceof ProxyFault)
      return { kind: code === 'PROXY_TLS' ? 'untrusted' : 'refused', sent: false, code, ms: ms() }
    if (REFUSED.has(code)) return { kind: 'refused', sent: false, code, ms: ms() }
    if (isTrust(code)) return { kind: 'untrusted', sent: false, code, ms: ms() }
    return { kind: 'closed', sent: true, code, ms: ms() }
  }
}

/** Reads the body; null when it is larger than allowed. */
async function readAll(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  // Memory of its own, not of a shared pool: it may be handed over to another thread.
  const whole = Buffer.from(new ArrayBuffer(size))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** Code of what went wrong in an exchange: the system's, TLS's, or the name of the error. */
export function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  if (typeof code === 'string') return code
  if (cause) return codeOf(cause)
  return error instanceof Error ? error.name : 'UNKNOWN'
}

/** Codes of OpenSSL's verification that name neither a certificate nor an issuer. */
const VERIFICATION = /^(UNABLE_TO_|CRL_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|OUT_OF_MEM)/

/** TLS says no before any byte of HTTP is sent: our check of the server, or an alert about our certificate. */
export function isTrust(code: string): boolean {
  return (
    /CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED/.test(code) ||
    VERIFICATION.test(code) ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_')
  )
}
