/**
 * The site's local service: the desk that asks for the others. One path, one token, TLS outside this machine. It answers
 * questions about slots and nothing else, and knows nothing of callers.
 */
import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { readTls } from '../../http.ts'
import type { Log } from '../../ports.ts'
import type { ShareSettings } from '../../settings/index.ts'
import type { Gather } from './gather.ts'
import { SEARCH_PATH, SearchAsked } from './wire.ts'

/** A question of 25 identifiers is under 2 kB. */
const BODY_BYTES = 16_384

export interface Hub {
  port: number
  close(): Promise<void>
}

/** Starts listening. A port that is taken, a token or a certificate that cannot be read is logged: null, each desk asks for itself. */
export async function startHub(
  settings: ShareSettings,
  deps: { gather: Gather; knows: (sourceId: string) => boolean; log: Log },
): Promise<Hub | null> {
  const { listen, tls } = settings
  if (!listen) return null
  const { log } = deps
  try {
    const token = readToken(settings.tokenFile)
    const answer = (request: IncomingMessage, response: ServerResponse) => void reply(request, response, token, deps)
    const server = tls
      ? createTls(
          {
            ...readTls(tls),
            minVersion: 'TLSv1.2',
            requestCert: tls.ca.length > 0,
            rejectUnauthorized: tls.ca.length > 0,
          },
          answer,
        )
      : createPlain(answer)
    server.requestTimeout = 10_000
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(listen.port, listen.host, resolve)
    })
    server.on('error', () => log.warn('availability.share-error'))
    const { port } = server.address() as AddressInfo
    log.info('availability.share-listening', { port })
    return {
      port,
      close: () =>
        new Promise(resolve => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  } catch (error) {
    log.error('availability.share-not-listening', { code: String((error as NodeJS.ErrnoException).code ?? 'UNKNOWN') })
    return null
  }
}

/** Long enough that nobody guesses it; throws on a file that cannot be read or holds less. */
export function readToken(file: string): string {
  const token = readFileSync(file, 'utf8').trim()
  if (token.length < 32) throw Object.assign(new Error('token too short'), { code: 'TOKEN_SHORT' })
  return token
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  { gather, knows, log }: { gather: Gather; knows: (sourceId: string) => boolean; log: Log },
): Promise<void> {
  const say = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(body))
  }
  try {
    if (request.method !== 'POST' || request.url !== SEARCH_PATH) return say(404, {})
    if (!sameToken(request.headers.authorization ?? '', `Bearer ${token}`)) {
      log.warn('availability.share-refused')
      return say(401, {})
    }
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk
      if (body.length > BODY_BYTES) return say(413, {})
    }
    const asked = SearchAsked.safeParse(parse(body))
    if (!asked.success || !knows(asked.data.source)) return say(400, {})
    say(200, await gather.search(asked.data))
  } catch {
    // The desk went away while it was answered.
    response.destroy()
  }
}

/** In a time that does not depend on where they differ. */
function sameToken(given: string, due: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(due)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
