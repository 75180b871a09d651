/**
 * A whole desk for tests, demonstration and benches: the sandbox platform, a real token (SoftHSM2) or the practice card,
 * the console with its threads and processes, and, when wanted, the host that serves it to a browser. Everything real,
 * all on loopback, all in temporary folders.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileKeyStore } from '../../src/core/activity/index.ts'
import { type Console, createConsole } from '../../src/core/console.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { forkProcesses } from '../../src/core/fork.ts'
import { type Clock, type Log, silentLog, systemClock } from '../../src/core/ports.ts'
import { practiceSettings } from '../../src/core/practice/index.ts'
import { readSettings, type Settings } from '../../src/core/settings/index.ts'
import { createHost, createHostShell, type Host } from '../../src/host/index.ts'
import { findSoftHsm, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/platform/index.ts'
import { writeFiness, writeRosters, writeTerritory } from '../../src/sandbox/platform/territory-file.ts'
import type { CallInput, CallName, CallResult, EventName, EventPayload } from '../../src/shared/contract/index.ts'
import type { VirtualReaders } from '../card/virtual/index.ts'

const RENDERER = path.resolve(import.meta.dirname, '../../out/renderer')
const context = { clientId: 'stand' }

export interface DeskOptions {
  /** `softhsm`: a CPE laid out in a real PKCS#11 token; `practice`: the software card. */
  card?: 'softhsm' | 'practice'
  /** Virtual readers (tests/card/virtual): real pcscd, real module; cards are put in and pulled by the test. */
  reader?: Pick<VirtualReaders, 'settings' | 'env'>
  /** Serves the console to a browser. Needs the built screen. */
  host?: boolean
  sandbox?: SandboxOptions
  /** A sandbox that is already there; it is not closed with the desk. */
  useSandbox?: Sandbox
  /** Last word on the settings before they are read: JSON as in a settings file. */
  settings?: (raw: Record<string, unknown>) => Record<string, unknown>
  clock?: Clock
  log?: Log
  /** Profile of a former desk, to start again on it; it is not removed with the desk. */
  profileDir?: string
}

export interface Desk {
  sandbox: Sandbox
  console: Console
  host: Host | null
  settings: Settings
  profileDir: string
  /** Pages that the console asked to open. */
  opened: readonly string[]
  pin: string
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallResult<N>>
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Fulfilled by the first payload that satisfies `wanted`, now or later. Bounded: rejects after `ms`. */
  until<N extends EventName>(
    name: N,
    wanted: (payload: EventPayload<N>) => boolean,
    ms?: number,
  ): Promise<EventPayload<N>>
  /** Waits until the directory answers and the card is ready. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** True when a desk can have a real token here. */
export const hasToken = (): boolean => findSoftHsm() !== null

/** Builds a desk and starts it. */
export async function startDesk(options: DeskOptions = {}): Promise<Desk> {
  const work = mkdtempSync(path.join(tmpdir(), 'relais-desk-'))
  const sandbox = options.useSandbox ?? (await createSandbox({ seed: 7, rows: 5_000, ...options.sandbox }))
  const profileDir = options.profileDir ?? path.join(work, 'profile')
  const territory = await writeTerritory(sandbox.territory, path.join(work, 'territory'))
  const finess = await writeFiness(sandbox.territory, path.join(work, 'territory'))
  const env: Record<string, string> = {}

  const raw = practiceSettings({
    base: sandbox.base,
    ca: sandbox.pki.caFile,
    certificate: sandbox.pki.clientCertificateFile,
    key: sandbox.pki.clientKeyFile,
    signIn: { url: sandbox.signIn.url, audience: sandbox.signIn.audience },
    psc: { url: sandbox.psc.url, pages: sandbox.psc.pages },
    sources: sandbox.sources as unknown as Record<string, unknown>[],
    practiceCard: sandbox.cards.practiceCard,
    trust: {
      roots: [sandbox.cards.rootsFile],
      intermediates: [sandbox.cards.intermediatesFile],
      crls: sandbox.cards.crlFiles,
    },
    territory,
    finess,
    rosters: writeRosters(sandbox.territory, path.join(work, 'territory')),
    contentDate: sandbox.territory.contentDate,
  })
  if (options.card === 'softhsm') {
    const card = await sandbox.cards.issue('cpe')
    const token = await provisionSoftHsm({ dir: path.join(work, 'token'), cards: [{ card }] })
    raw['card'] = { kind: 'pkcs11', module: token.module, pollMs: 300, timeoutMs: 20_000 }
    env['SOFTHSM2_CONF'] = token.conf
  }
  if (options.reader) {
    raw['card'] = options.reader.settings
    Object.assign(env, options.reader.env)
  }
  const wanted = options.settings?.(raw) ?? raw
  const { settings, problems } = readSettings(JSON.stringify(wanted), work)
  if (settings === null) throw new Error(`settings refused: ${JSON.stringify(problems)}`)
  writeFileSync(path.join(work, 'settings.json'), JSON.stringify(wanted))

  const shell = createHostShell({ really: false })
  const console = await createConsole({
    settings,
    settingsProblems: problems,
    profileDir,
    entryUrl: sourceEntry,
    startProcess: forkProcesses(sourceEntry, env),
    shell,
    keyStore: fileKeyStore(),
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    version: '0.0.0-test',
  })
  const host = options.host
    ? await createHost({ console, rendererDir: RENDERER, allowProduction: false, opened: shell.opened })
    : null

  const desk: Desk = {
    sandbox,
    console,
    host,
    settings,
    profileDir,
    opened: shell.opened,
    pin: sandbox.cards.practiceCard.pin,
    call: (name, input) => console.dispatch(name, input, context) as never,
    on(name, listener) {
      return console.subscribe(envelope => {
        if (envelope.name === name) listener(envelope.payload as never)
      })
    },
    until(name, wanted, ms = 30_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stop()
          reject(new Error(`no ${name} as wanted in ${ms} ms`))
        }, ms)
        const stop = desk.on(name, payload => {
          if (!wanted(payload)) return
          clearTimeout(timer)
          stop()
          resolve(payload)
        })
      })
    },
    async ready() {
      const directory = desk.until('directory.changed', status => status.status === 'ready', 120_000)
      const known = await desk.call('directory.status', null)
      if (!(known.ok && known.value.status === 'ready')) await directory
      else directory.catch(() => {})
      const card = desk.until('card.changed', state => state.status === 'ready')
      const seen = await desk.call('card.state', null)
      if (!(seen.ok && seen.value.status === 'ready')) await card
      else card.catch(() => {})
    },
    async close() {
      await host?.close()
      await console.close()
      if (!options.useSandbox) await sandbox.close()
      rmSync(work, { recursive: true, force: true })
    },
  }
  return desk
}

/** Character codes of a PIN, as the contract wants them. */
export const pinBytes = (pin: string): number[] => [...pin].map(digit => digit.charCodeAt(0))
