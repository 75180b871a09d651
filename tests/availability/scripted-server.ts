/** A server on loopback that answers what a test tells it to, over real HTTP, and remembers what it was asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Asked {
  method: string
  /** Path and query as they came. */
  url: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>

export interface ScriptedServer {
  base: string
  asked: Asked[]
  /** Requests that have come and are not answered yet. */
  open(): number
  answer(next: Answer): void
  close(): Promise<void>
}

/** Answers JSON with the type that the guide's pages write. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json+fhir', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

export const outcome = (code: string, text: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code, details: { text } }],
})

export async function startScriptedServer(first: Answer = json(404, '')): Promise<ScriptedServer> {
  let answer = first
  let open = 0
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    open++
    response.once('close', () => open--)
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const url = request.url ?? ''
    const one = {
      method: request.method ?? '',
      url,
      query: new URL(url, 'http://x').searchParams,
      headers: request.headers,
      body,
    }
    asked.push(one)
    await answer(one, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
    asked,
    open: () => open,
    answer(next) {
      answer = next
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
