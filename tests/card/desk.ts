/** A desk for tests: practice cards, the real sign-in server on loopback, the real card process, the real session. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastify from 'fastify'
import { type Card, createCard } from '../../src/core/card/index.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { forkProcesses } from '../../src/core/fork.ts'
import { openHttp } from '../../src/core/http.ts'
import type { Log, Process, StartProcess } from '../../src/core/ports.ts'
import { createSession, type DeskChange, type Session, type SessionDeps } from '../../src/core/session/index.ts'
import { type CardSettings, Settings } from '../../src/core/settings/schema.ts'
import type { PracticeCards } from '../../src/sandbox/card/index.ts'
import { findSoftHsm } from '../../src/sandbox/card/softhsm.ts'
import { createSignIn, type SignIn, type SignInOptions } from '../../src/sandbox/sign-in/index.ts'
import type { CardState } from '../../src/shared/contract/card.ts'
import type { EventName } from '../../src/shared/contract/index.ts'

export const AUDIENCE = 'https://relais.test/sign-in'
export const context = { clientId: 'test' }

const require = createRequire(import.meta.url)

/** Why tests on a PKCS#11 module cannot run here; null when they can. Printed once a file. */
export function whyNoModule(): string | null {
  if (findSoftHsm() === null) return 'SoftHSM2 is not installed'
  const built = path.join(path.dirname(require.resolve('pkcs11js/package.json')), 'build/Release/pkcs11.node')
  return existsSync(built) ? null : 'pkcs11js is not built'
}

/** Builds the shim (see module-shim.c); null where there is no C compiler. */
export function buildShim(dir: string): string | null {
  const source = fileURLToPath(new URL('./module-shim.c', import.meta.url))
  const headers = path.join(path.dirname(require.resolve('pkcs11js/package.json')), 'includes/pkcs11')
  const file = path.join(dir, 'module-shim.so')
  const made = spawnSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', '-I', headers, '-o', file, source, '-ldl'], {
    encoding: 'utf8',
  })
  if (made.error) return null
  if (made.status !== 0) throw new Error(made.stderr)
  return file
}

export function tempDir(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'relais-card-'))
}

export interface Desk {
  card: Card
  session: Session
  signIn: SignIn
  url: string
  /** Everything that was logged and emitted, as text: what a PIN must not be found in. */
  said: string[]
  events: { name: EventName; payload: unknown }[]
  changes: DeskChange[]
  logs: { code: string; facts: unknown }[]
  /** Bodies that the sign-in server received on `/sign-in/token`. */
  proofs: string[]
  processes: Process[]
  /** The card process that signed last: the one that holds the card's login. */
  atWork(): Process | null
  enter(pin: string, lastTryAccepted?: boolean): ReturnType<Session['handlers']['session.signIn']>
  state(): CardState
  close(): Promise<void>
}

export interface DeskOptions {
  cards: PracticeCards
  settings: CardSettings
  env?: Record<string, string>
  profile?: 'sandbox' | 'production'
  environment?: 'test' | 'production'
  signIn?: Partial<SignInOptions>
  clock?: { now(): number }
  /** Stands between console and server: sees the path and body, may answer in its place. */
  intercept?: (path: string, body: unknown) => { status: number; text: string } | undefined
  /** The site's settings of who may do what, in place of the defaults. */
  policy?: Partial<Omit<Settings['signIn'], 'url' | 'audience'>>
  lock?: Partial<Settings['lock']>
  here?: SessionDeps['here']
  acts?: SessionDeps['acts']
  shell?: SessionDeps['shell']
  /** Another base than the server's. */
  url?: string
  /** Authorities of that server, PEM. */
  ca?: string[]
}

export async function startDesk(options: DeskOptions): Promise<Desk> {
  const { cards } = options
  const clock = options.clock ?? { now: () => Date.now() }
  const said: string[] = []
  const logs: Desk['logs'] = []
  const note = (level: string) => (code: string, facts?: object) => {
    logs.push({ code, facts: facts ?? {} })
    said.push(`${level} ${code} ${JSON.stringify(facts ?? {})}`)
  }
  const log: Log = { info: note('info'), warn: note('warn'), error: note('error') }
  const events: Desk['events'] = []
  const emitter = {
    emit(name: EventName, payload: unknown) {
      events.push({ name, payload })
      said.push(`event ${name} ${JSON.stringify(payload)}`)
    },
  }

  const signIn = createSignIn({
    roots: cards.roots,
    intermediates: cards.intermediates,
    audience: AUDIENCE,
    operators: cards.operators,
    revoked: cards.revoked,
    environment: options.environment ?? 'test',
    clock,
    ...options.signIn,
  })
  const app = fastify()
  const proofs: string[] = []
  app.addHook('preHandler', async (request, reply) => {
    said.push(`http ${request.url} ${JSON.stringify(request.body)}`)
    const { proof } = (request.body ?? {}) as { proof?: string }
    if (proof) proofs.push(proof)
    const answer = options.intercept?.(request.url, request.body)
    if (answer) return reply.code(answer.status).type('application/json').send(answer.text)
  })
  signIn.register(app)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const url = options.url ?? `${address}/sign-in`

  const fork = forkProcesses(sourceEntry)
  const processes: Process[] = []
  let atWork: Process | null = null
  const startProcess: StartProcess = entry => {
    Object.assign(process.env, options.env)
    const started = fork(entry)
    started.onMessage(message => {
      said.push(`process ${JSON.stringify(message)}`)
      if ((message as { value?: { signature?: string } | null }).value?.signature) atWork = started
    })
    processes.push(started)
    return started
  }
  const http = openHttp(options.ca ? { ca: options.ca } : {})
  const card = createCard({
    settings: options.settings,
    profile: options.profile ?? 'sandbox',
    startProcess,
    events: emitter,
    clock,
    log,
  })
  const { url: _url, audience: _audience, ...policy } = Settings.shape.signIn.parse({ url, audience: AUDIENCE })
  const session = createSession({
    ...(options.here ? { here: options.here } : {}),
    ...(options.acts ? { acts: options.acts } : {}),
    settings: {
      profile: options.profile ?? 'sandbox',
      signIn: { url, audience: AUDIENCE, ...policy, ...options.policy },
      lock: { idleMinutes: 0, ...options.lock },
      desk: { name: 'poste 7', site: 'SAMU FICTIF' },
    },
    card,
    http,
    shell: options.shell ?? { openExternal: async () => {} },
    events: emitter,
    clock,
    log,
  })
  const changes: DeskChange[] = []
  session.onChange(change => changes.push(change))

  return {
    card,
    session,
    signIn,
    url,
    said,
    events,
    changes,
    logs,
    proofs,
    processes,
    atWork: () => atWork,
    enter: (pin, lastTryAccepted = false) =>
      session.handlers['session.signIn']({ pin: [...Buffer.from(pin, 'latin1')], lastTryAccepted }, context),
    state: () => card.state(),
    async close() {
      session.close()
      await card.close()
      await http.close()
      await app.close()
    },
  }
}

/** Waits for something to become true; gives up loudly. Bounded, because a test must end. */
export async function until(what: string, test: () => boolean, ms = 45_000): Promise<void> {
  const end = Date.now() + ms
  while (!test()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Whether something becomes true in time; asked again and again, because a state is what is asked. */
export async function became(test: () => boolean, ms: number, every = 20): Promise<boolean> {
  const end = performance.now() + ms
  while (performance.now() < end) {
    if (test()) return true
    await new Promise(resolve => setTimeout(resolve, every))
  }
  return false
}

export const kindOf = (result: { ok: boolean; error?: { kind: string } }) =>
  result.ok ? 'ok' : (result.error?.kind ?? '?')
