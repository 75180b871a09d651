/** What the host answers over HTTP: the one-time entrance, the listed files of the screen, and nothing else. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { securityHeaders } from '../shared/csp.ts'
import type { FindScreenFile } from '../shared/screen-files.ts'
import { type Access, hostIsOurs, siteIsOurs, TOKEN_PARAMETER } from './access.ts'

export interface HttpSide {
  access: Access
  port: number
  origin: string
  rendererDir: string
  find: FindScreenFile
}

/** Words of a refusal: plain text, French, without a trace of what was asked. */
const REFUSALS: Record<number, string> = {
  400: 'Demande illisible.',
  401: 'Adresse à usage unique : elle a déjà servi, ou ce n’est pas la bonne. Relancer Relais pour en avoir une autre.',
  403: 'Demande venue d’un autre site : refusée.',
  404: 'Ce fichier ne fait pas partie de Relais.',
  405: 'Seule la lecture est permise ici.',
  421: 'Relais ne répond pas sous ce nom.',
  500: 'Fichier de l’écran illisible : relancer « npm run build ».',
}

/** Answers one request. Never throws. */
export async function answer(side: HttpSide, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = securityHeaders({ kind: 'host', origin: side.origin })
  const refuse = (status: number) => {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(request.method === 'HEAD' ? undefined : `${REFUSALS[status]}\n`)
  }

  if (!hostIsOurs(request.headers, side.port)) return refuse(421)
  if (!siteIsOurs(request.headers)) return refuse(403)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)

  // The raw path is looked up as it came: parsing it first would fold `..` away.
  const [rawPath = '', query = ''] = (request.url ?? '').split('?', 2)
  if (!rawPath.startsWith('/')) return refuse(400)

  const known = side.access.knows(request.headers.cookie)
  const token = rawPath === '/' ? new URLSearchParams(query).get(TOKEN_PARAMETER) : null
  if (token !== null) {
    // HEAD is what link previews send: it must not spend the token.
    const cookie = request.method === 'GET' ? side.access.exchange(token) : null
    if (cookie === null && !known) return refuse(401)
    response.writeHead(303, {
      ...headers,
      Location: '/',
      ...(cookie === null ? {} : { 'Set-Cookie': side.access.setCookie(cookie) }),
    })
    response.end()
    return
  }
  if (!known) return refuse(401)

  const file = side.find(rawPath)
  if (file === null) return refuse(404)
  try {
    const content = await readFile(path.join(side.rendererDir, file.path))
    response.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': content.byteLength })
    response.end(request.method === 'HEAD' ? undefined : content)
  } catch {
    refuse(500)
  }
}
