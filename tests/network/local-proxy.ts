/** A real proxy on loopback: tunnels (CONNECT) and plain requests, with or without an account, and remembers what it saw. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

export interface LocalProxy {
  url: string
  /** `CONNECT plateforme.invalid:443`, `GET http://listes.invalid/crl`, as they came. */
  seen: string[]
  /** Accounts that it was shown, `user:password`. */
  accounts: string[]
  /** Asks for this account from now on; null: for none. */
  want(account: string | null): void
  /** Answers every tunnel with this status from now on; null: as usual. */
  refuse(status: number | null): void
  close(): Promise<void>
}

/** `routes`: port on this machine that stands for each `host:port` of the outside. */
export async function startLocalProxy(
  routes: Record<string, number>,
  /** Its certificate: it is then spoken to over TLS itself. */
  tls?: { key: string; cert: string },
): Promise<LocalProxy> {
  let wanted: string | null = null
  let refusal: number | null = null
  const seen: string[] = []
  const accounts: string[] = []
  const admitted = (asked: IncomingMessage) => {
    const shown = /^Basic (.+)$/.exec(asked.headers['proxy-authorization'] ?? '')?.[1]
    if (shown !== undefined) accounts.push(Buffer.from(shown, 'base64').toString('utf8'))
    return wanted === null || accounts.at(-1) === wanted
  }
  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    seen.push(`${asked.method} ${asked.url}`)
    if (!admitted(asked)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="mandataire"' }).end()
      return
    }
    const target = new URL(asked.url ?? '')
    const port = routes[`${target.hostname}:${target.port || 80}`]
    if (port === undefined) {
      response.writeHead(502).end()
      return
    }
    const { 'proxy-authorization': _, ...headers } = asked.headers
    const onward = request({ host: '127.0.0.1', port, path: `${target.pathname}${target.search}`, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    asked.pipe(onward)
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    seen.push(`CONNECT ${asked.url}`)
    const status = refusal ?? (admitted(asked) ? null : 407)
    const port = routes[asked.url ?? '']
    if (status !== null || port === undefined) {
      socket.end(`HTTP/1.1 ${status ?? 502} Non\r\nProxy-Authenticate: Basic realm="mandataire"\r\n\r\n`)
      return
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket)
      socket.pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('close', () => onward.destroy())
    onward.on('close', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    accounts,
    want(account) {
      wanted = account
    },
    refuse(status) {
      refusal = status
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>(done => server.close(() => done()))
    },
  }
}
