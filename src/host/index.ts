/**
 * The console served to a browser on loopback: development, demonstration, tests, and desks without Electron. Never
 * packaged. Bound to 127.0.0.1, on a port that the system chooses.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import type { Settings } from '../core/settings/index.ts'
import { SOCKET_PATH } from '../shared/channels.ts'
import { type Problem, problem } from '../shared/contract/kit.ts'
import { MANIFEST_NAME, ScreenManifest, screenFiles } from '../shared/screen-files.ts'
import { createAccess, hostIsOurs, originIsOurs, TOKEN_PARAMETER } from './access.ts'
import { answer } from './http.ts'
import { createSocketSide, DEFAULT_LIMITS, type Served, type SocketLimits } from './socket.ts'

export { createHostShell } from './shell.ts'

export interface Host {
  /** One-time address, token included: give it to one browser. */
  url: string
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** Pages that the console asked to open, oldest first. */
  opened: string[]
  close(): Promise<void>
}

export interface HostOptions {
  console: Served & { settings: Pick<Settings, 'profile' | 'host'> }
  /** Folder of the built screen, with its `manifest.json`. */
  rendererDir: string
  /** Serves a production profile all the same (`host.allowProduction` of the settings). */
  allowProduction: boolean
  /** List that the shell of this console fills. */
  opened?: string[]
  limits?: Partial<SocketLimits>
}

export type HostProblem = 'host-production' | 'screen-missing'

/** The host cannot be had; `problem.kind` says why. */
export class HostRefused extends Error {
  readonly problem: Problem<HostProblem>
  constructor(problem: Problem<HostProblem>) {
    super(problem.kind)
    this.name = 'HostRefused'
    this.problem = problem
  }
}

/** Says why these settings may not be served to a browser; null when they may. */
export function hostRefusal(profile: Settings['profile'], allowProduction: boolean): Problem<HostProblem> | null {
  return profile === 'sandbox' || allowProduction ? null : problem('host-production').error
}

/** Serves a console. Rejects with {@link HostRefused} on a production profile or without a built screen. */
export async function createHost(options: HostOptions): Promise<Host> {
  const refusal = hostRefusal(options.console.settings.profile, options.allowProduction)
  if (refusal) throw new HostRefused(refusal)
  const find = screenFiles(await readManifest(options.rendererDir))

  const server = createServer()
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', ready)
  })
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const access = createAccess(port)
  const sockets = createSocketSide(options.console, { ...DEFAULT_LIMITS, ...options.limits })

  const side = { access, port, origin, rendererDir: options.rendererDir, find }
  server.on('request', (request, response) => void answer(side, request, response))
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    if (!hostIsOurs(request.headers, port)) return refuseUpgrade(socket, '421 Misdirected Request')
    if (request.url !== SOCKET_PATH) return refuseUpgrade(socket, '404 Not Found')
    if (!originIsOurs(request.headers, origin)) return refuseUpgrade(socket, '403 Forbidden')
    if (!access.knows(request.headers.cookie)) return refuseUpgrade(socket, '401 Unauthorized')
    sockets.accept(request, socket, head)
  })

  return {
    url: `${origin}/?${TOKEN_PARAMETER}=${access.token}`,
    origin,
    opened: options.opened ?? [],
    async close() {
      const closed = new Promise<void>(done => server.close(() => done()))
      await sockets.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function readManifest(rendererDir: string): Promise<ScreenManifest> {
  try {
    return ScreenManifest.parse(JSON.parse(await readFile(path.join(rendererDir, MANIFEST_NAME), 'utf8')))
  } catch {
    throw new HostRefused(problem('screen-missing').error)
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
