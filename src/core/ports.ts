/**
 * What the console needs from whatever carries it (Electron, the browser host, a test). The console itself
 * opens no window, reads no global clock and knows no path that it was not given.
 */
import type { EventName, EventPayload } from '../shared/contract/index.ts'

/** Time. Tests hold it still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** What only a desktop can do. The host records what it was asked, so that e2e can look. */
export interface Shell {
  /**
   * Opens a page in the system's browser, or has a number dialled (`tel:`). The caller has checked scheme and host.
   * `scheme`: the one other scheme that the settings of this desk name, of a program beside it (the LRM).
   */
  openExternal(url: string, scheme?: string): Promise<void>
}

/**
 * The way out to an address as the system says it, in the words of PAC files: `DIRECT`, `PROXY host:port; DIRECT`. `pac`: file
 * read in the place of the system's own settings; null: those.
 */
export type ResolveProxy = (url: string, pac: string | null) => Promise<string>

/** Sealing by the store of the system's account: DPAPI, keyring, Keychain. Null: it cannot be had, and then nothing is kept. */
export interface SecretBox {
  seal(secret: string): Buffer | null
  open(sealed: Buffer): string | null
}

/** Structured log: codes and numbers. Never a name, an address, a phone, a PIN or what somebody typed. */
export interface Log {
  info(code: string, facts?: Record<string, string | number | boolean | null>): void
  warn(code: string, facts?: Record<string, string | number | boolean | null>): void
  error(code: string, facts?: Record<string, string | number | boolean | null>): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** Where a domain tells the screens that something changed. */
export interface Events {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void
}

/** A thread or a process of the console's own, named as in `entries.ts`. */
export type EntryName = 'directory-writer' | 'directory-parser' | 'directory-reader' | 'fhir-reader' | 'card-process'

/** Finds the file of an entry: TypeScript source when run from the sources, bundled JavaScript when packaged. */
export type EntryUrl = (name: EntryName) => URL

/** A running process that talks JSON: `child_process.fork` in Node, `utilityProcess` in Electron. */
export interface Process {
  readonly pid: number | undefined
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

/** Starts a process of the console's own. */
export type StartProcess = (entry: EntryName) => Process
