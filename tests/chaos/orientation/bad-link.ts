/**
 * A bad link between consoles and platform: an HTTP server on loopback that hands requests over, late, twice, or not at
 * all, as their fate says. It also counts what each console really sent.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Http, HttpAnswer } from '../../../src/core/http.ts'
import type { Fates, PostFate, ReadFate } from './fates.ts'

export interface BadLink {
  /** `http://127.0.0.1:port` */
  origin: string
  /** How many POSTs came from a console, by intent. */
  posts: Map<string, number>
  /** The fates that were met, for the table. */
  met: Map<string, number>
  /** From now on nothing befalls a reading. */
  heal(): void
  close(): Promise<void>
}

interface BadLinkOptions {
  /** Origin of the platform, and a connection to it. */
  target: () => string
  http: Http
  fates: Fates
  /** Time that consoles give to a booking, ms. */
  timeoutMs: number
  /** A replica that lags shows nothing of an act for this long, ms. */
  lagMs: number
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/

export async function openBadLink({ target, http, fates, timeoutMs, lagMs }: BadLinkOptions): Promise<BadLink> {
  const posts = new Map<string, number>()
  const reads = new Map<string, number>()
  const met = new Map<string, number>()
  const actedAt = new Map<string, number>()
  let healed = false
  const count = (map: Map<string, number>, name: string) => {
    const now = (map.get(name) ?? 0) + 1
    map.set(name, now)
    return now
  }

  const forward = async (request: IncomingMessage, body: string | null): Promise<HttpAnswer> => {
    const id = body === null ? undefined : UUID.exec(body)?.[0]
    const answer = await http.request({
      method: body === null ? 'GET' : 'POST',
      url: `${target()}${request.url}`,
      headers: { accept: 'application/fhir+json', 'content-type': 'application/fhir+json' },
      ...(body === null ? {} : { body }),
      timeoutMs: 20_000,
      maxBytes: 5_000_000,
    })
    if (id && answer.kind === 'answer' && answer.status === 201) actedAt.set(id, performance.now())
    return answer
  }

  const post = async (fate: PostFate, request: IncomingMessage, response: ServerResponse, body: string) => {
    switch (fate) {
      case 'slow':
        await wait(timeoutMs * 0.6)
        return pass(response, await forward(request, body))
      case 'lost-before':
        return void request.socket.destroy()
      case 'lost-after':
        await forward(request, body)
        return void request.socket.destroy()
      case 'silent-before':
        return
      case 'silent-after':
        return void (await forward(request, body))
      case 'late':
        await wait(timeoutMs * 2)
        return void (await forward(request, body))
      case '500-after':
      case '503-after':
        await forward(request, body)
        return say(response, Number(fate.slice(0, 3)))
      case '500-before':
      case '503-before':
      case '429':
        return say(response, Number(fate.slice(0, 3)))
      case 'html-after':
        await forward(request, body)
        return page(response, 200)
      case 'html-before':
        return page(response, 502)
      case 'repeat':
        await forward(request, body)
        return pass(response, await forward(request, body))
      case 'ok':
      case 'nobody-there':
        return pass(response, await forward(request, body))
    }
  }

  const read = async (fate: ReadFate, id: string | undefined, request: IncomingMessage, response: ServerResponse) => {
    switch (fate) {
      case 'lost':
        return void request.socket.destroy()
      case 'silent':
        return
      case '500':
        return say(response, 500)
      case 'html-200':
        return page(response, 200)
      case 'html-404':
        return page(response, 404)
      case 'slow':
        await wait(timeoutMs * 0.5)
        break
      case 'ok':
    }
    const since = id === undefined ? undefined : actedAt.get(id)
    if (since !== undefined && performance.now() - since < lagMs) return empty(response)
    pass(response, await forward(request, null))
  }

  const server = createServer((request, response) => {
    const work = async () => {
      if (request.method === 'POST') {
        const body = await bodyOf(request)
        const id = UUID.exec(body)?.[0] ?? ''
        count(posts, id)
        const fate = fates.post(id)
        count(met, fate)
        return post(fate, request, response, body)
      }
      const id = UUID.exec(request.url ?? '')?.[0]
      const nth = count(reads, id ?? request.url ?? '')
      const fate = healed ? 'ok' : fates.read(id ?? request.url ?? '', nth)
      return read(fate, id, request, response)
    }
    work().catch(() => request.socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    met,
    heal() {
      healed = true
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function pass(response: ServerResponse, answer: HttpAnswer): void {
  if (answer.kind !== 'answer') {
    page(response, 502)
    return
  }
  const { location } = answer.headers
  response.writeHead(answer.status, { 'content-type': 'application/fhir+json', ...(location ? { location } : {}) })
  response.end(answer.text)
}

function say(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json' })
  response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'transient' }] }))
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end('<!doctype html><title>…</title>')
}

function empty(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/fhir+json' })
  response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 0 }))
}
