/**
 * Revocation lists at hand: read from the disk at the start, fetched again in the background, kept when the server is away. A
 * sign-in never waits for a list. What came and is no list leaves the former one in place.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Http } from '../http.ts'
import type { Clock, Log } from '../ports.ts'
import { type Crl, MAX_CRL_BYTES, readCrl } from './crl.ts'

/** What is known of one list: for the diagnostics page. Never a serial number. */
export interface CrlState {
  /** Address or file, as in the settings. */
  source: string
  /** `waiting`: never had; `held`: in hand, whatever its age. */
  status: 'waiting' | 'held'
  thisUpdate: string | null
  nextUpdate: string | null
  entries: number | null
  /** Why the last attempt brought nothing: `unreachable`, `status`, `not-a-crl`, `truncated`, `too-large`, `older`, `unsigned`…; null: it did. */
  problem: string | null
}

export interface CrlCache {
  /** Lists in hand, whatever their age and not yet believed: {@link verifyCertificate} checks who signed them. */
  crls(): Crl[]
  states(): CrlState[]
  /** Reads what the disk has, then fetches once. Fulfilled when both are over. */
  first: Promise<void>
  /** Fetches now. */
  refresh(): Promise<void>
  close(): void
}

const FETCH_MS = 60_000
const isUrl = (source: string) => /^https?:\/\//i.test(source)

/** `sources`: addresses, and files of the site. `dir`: where lists are kept between two starts. */
export function openCrlCache(deps: {
  sources: readonly string[]
  dir: string
  refreshMs: number
  /** True for a list that an authority of the site has signed. */
  known: (crl: Crl) => boolean
  http: Http
  clock: Clock
  log: Log
}): CrlCache {
  const { dir, known, log } = deps
  const held = new Map<string, Crl>()
  const problems = new Map<string, string>()
  const stop = new AbortController()

  const kept = (source: string) =>
    path.join(dir, `${createHash('sha256').update(source).digest('hex').slice(0, 32)}.crl`)

  /** Takes a list in hand when it is one and not older than what is there. */
  const take = (source: string, bytes: Uint8Array): boolean => {
    const read = readCrl(bytes)
    if (!read.ok) {
      problems.set(source, read.error.kind)
      log.warn('trust.crl', { why: read.error.kind, bytes: bytes.length })
      return false
    }
    const former = held.get(source)
    // Lists travel in clear: one that nobody known has signed must not push out one that somebody has.
    if (former && known(former) && !known(read.value)) {
      problems.set(source, 'unsigned')
      log.warn('trust.crl', { why: 'unsigned', bytes: bytes.length })
      return false
    }
    const sameMaker = former?.issuer === read.value.issuer && known(former) === known(read.value)
    if (former && sameMaker && former.thisUpdate > read.value.thisUpdate) {
      problems.set(source, 'older')
      return false
    }
    held.set(source, read.value)
    problems.delete(source)
    log.info('trust.crl', { entries: read.value.serials.size })
    return true
  }

  const readFrom = async (file: string): Promise<Uint8Array | null> => {
    const facts = await stat(file).catch(() => null)
    if (!facts?.isFile() || facts.size > MAX_CRL_BYTES) return null
    return readFile(file).catch(() => null)
  }

  const fetchOne = async (source: string) => {
    const answer = await deps.http.request({
      method: 'GET',
      url: source,
      timeoutMs: FETCH_MS,
      maxBytes: MAX_CRL_BYTES,
      raw: true,
      signal: stop.signal,
    })
    if (answer.kind !== 'answer')
      return void problems.set(source, answer.kind === 'too-large' ? 'too-large' : 'unreachable')
    if (answer.status !== 200 || !answer.bytes) return void problems.set(source, `status ${answer.status}`)
    if (!take(source, answer.bytes)) return
    // Written whole or not at all.
    const aside = path.join(dir, `${randomBytes(6).toString('hex')}.part`)
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await writeFile(aside, answer.bytes, { mode: 0o600 })
    await rename(aside, kept(source))
  }

  const refreshOne = async (source: string) => {
    if (isUrl(source)) return fetchOne(source)
    const bytes = await readFrom(source)
    if (bytes) take(source, bytes)
    else problems.set(source, 'file-unreadable')
  }

  const refresh = async () => {
    await Promise.all(
      deps.sources.map(source =>
        refreshOne(source).catch(error => {
          problems.set(source, (error as NodeJS.ErrnoException).code ?? 'failed')
        }),
      ),
    )
  }

  const begin = async () => {
    for (const source of deps.sources.filter(isUrl)) {
      const bytes = await readFrom(kept(source))
      if (bytes) take(source, bytes)
    }
    await refresh()
  }

  const timer = setInterval(() => void refresh(), deps.refreshMs)
  timer.unref()
  return {
    first: begin(),
    crls: () => [...held.values()],
    states: () =>
      deps.sources.map(source => {
        const crl = held.get(source)
        return {
          source,
          status: crl ? 'held' : 'waiting',
          thisUpdate: crl ? new Date(crl.thisUpdate).toISOString() : null,
          nextUpdate: crl?.nextUpdate ? new Date(crl.nextUpdate).toISOString() : null,
          entries: crl?.serials.size ?? null,
          problem: problems.get(source) ?? null,
        }
      }),
    refresh,
    close() {
      clearInterval(timer)
      stop.abort()
    },
  }
}
