/** `relais://console/…`: the files of the screen that the build listed, with their headers. Everything else is refused. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Protocol } from 'electron'
import { securityHeaders } from '../shared/csp.ts'
import type { FindScreenFile, ScreenFile } from '../shared/screen-files.ts'
import { isScreen, SCREEN_SCHEME } from './origin.ts'

/** Declares the scheme; must run before Electron is ready. Standard and secure: it has an origin, and modules load. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCREEN_SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: false,
        corsEnabled: false,
        bypassCSP: false,
        allowServiceWorkers: false,
        stream: false,
        codeCache: true,
      },
    },
  ])
}

export type ScreenDecision = { status: 200; file: ScreenFile } | { status: 403 | 404 | 405 }

/** What to answer to a request of the screen. */
export function decideScreen(method: string, url: string, find: FindScreenFile): ScreenDecision {
  if (!isScreen(url)) return { status: 403 }
  if (method !== 'GET') return { status: 405 }
  const file = find(new URL(url).pathname)
  return file ? { status: 200, file } : { status: 404 }
}

/** Joins and proves that the result is still inside `root`; null when it is not. */
export function insideRoot(root: string, relative: string): string | null {
  const base = path.resolve(root)
  const joined = path.resolve(base, relative)
  return joined.startsWith(base + path.sep) ? joined : null
}

/** Serves the screen's files. */
export function serveScreen(protocol: Pick<Protocol, 'handle'>, rendererDir: string, find: FindScreenFile): void {
  const headers = securityHeaders({ kind: 'electron' })
  const refuse = (status: number) => new Response(null, { status, headers })
  protocol.handle(SCREEN_SCHEME, async request => {
    const decision = decideScreen(request.method, request.url, find)
    if (decision.status !== 200) return refuse(decision.status)
    const file = insideRoot(rendererDir, decision.file.path)
    if (file === null) return refuse(403)
    try {
      const content = await readFile(file)
      return new Response(new Uint8Array(content), {
        headers: { ...headers, 'Content-Type': decision.file.type, 'Content-Length': String(content.byteLength) },
      })
    } catch {
      return refuse(404)
    }
  })
}
