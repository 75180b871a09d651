/**
 * The site's local service, on the desk that the settings name: one port, one token, TLS outside this machine, a few paths.
 * What each path answers belongs to the room that gives it; none of them knows anything of callers.
 */
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { readTls } from '../http.ts'
import type { Log } from '../ports.ts'
import type { SiteSettings } from '../settings/index.ts'
import { readToken, sameToken } from './token.ts'

/** What the service answers on one path. */
export interface Route {
  path: string
  /** A body longer than this is not read to its end, bytes. */
  maxBytes: number
  /** `body`: JSON, not looked into yet. Null: what was asked is not of the contract. `gone`: the desk went away. */
  answer(body: unknown, gone: AbortSignal): Promise<object | null>
}

export interface Hub {
  port: number
  close(): Promise<void>
}

/** Starts listening. A port that is taken, a token or a certificate that cannot be read is logged: null, desks go on alone. */
export async function startHub(
  settings: SiteSettings,
  deps: { routes: readonly Route[]; log: Log },
): Promise<Hub | null> {
  const { listen, tls } = settings
  if (!listen) return null
  const { log } = deps
  try {
    const token = readToken(settings.tokenFile)
    const routes = new Map(deps.routes.map(route => [route.path, route]))
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void reply(request, response, token, { routes, log })
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
    server.on('error', () => log.warn('site.error'))
    const { port } = server.address() as AddressInfo
    log.info('site.listening', { port })
    return {
      port,
      close: () =>
        new Promise(resolve => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  } catch (error) {
    log.error('site.not-listening', { code: String((error as NodeJS.ErrnoException).code ?? 'UNKNOWN') })
    return null
  }
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  { routes, log }: { routes: ReadonlyMap<string, Route>; log: Log },
): Promise<void> {
  const say = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(body))
  }
  try {
    const route = routes.get(request.url ?? '')
    if (request.method !== 'POST' || !route) return say(404, {})
    if (!sameToken(request.headers.authorization ?? '', `Bearer ${token}`)) {
      log.warn('site.refused')
      return say(401, {})
    }
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk
      if (body.length > route.maxBytes) return say(413, {})
    }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const answer = await route.answer(parse(body), gone.signal)
    if (!gone.signal.aborted) say(answer === null ? 400 : 200, answer ?? {})
  } catch {
    // The desk went away while it was answered.
    response.destroy()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
