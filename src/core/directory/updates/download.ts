/**
 * A file of a national source, or of the site, from its address: taken up where the last try stopped, checked by size and
 * fingerprint, not fetched again when it has not changed. Authorities, size and redirections are those of the settings.
 */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import { codeOf, isTrust, readTls } from '../../http.ts'
import { type Dispatchers, directNetwork, type Network, openDispatchers, ProxyFault } from '../../network/index.ts'
import type { DownloadSettings } from '../../settings/schema.ts'
import { firstBytes } from '../finess/source-file.ts'

export type DownloadProblem =
  | 'source-unreachable'
  | 'source-refused'
  | 'source-untrusted'
  | 'source-too-large'
  | 'source-altered'
  | 'disk'

export interface Downloaded {
  file: string
  /** False when the file here is already the one at the address. */
  fresh: boolean
}

/** What is known of the file here, beside it. */
const Known = z.object({
  url: z.string(),
  etag: z.string().nullable(),
  modified: z.string().nullable(),
  /** Name of the whole file in the folder; null while it is only a part. */
  file: z.string().nullable(),
})
type Known = z.infer<typeof Known>

const REDIRECTS = 5
const TRIES = 4
/** Longest wait that an address may ask for (`Retry-After`), and the one taken when it says none, ms. */
const LONGEST_WAIT_MS = 120_000
const USUAL_WAIT_MS = 2_000
const HEADERS_MS = 30_000
const SILENCE_MS = 60_000

export interface DownloadOptions {
  /** Short name of the source; files of the folder begin with it. */
  name: string
  settings: DownloadSettings
  folder: string
  onProgress: (bytes: number, totalBytes: number) => void
  signal?: AbortSignal | undefined
  /** Ways out of the desk; else directly. */
  network?: Network | undefined
  /** Waits; replaced by tests that do not want to. */
  wait?: (ms: number) => Promise<void>
}

/** Brings the file of an address into the folder. Problems carry `host`, `status` or `code`. */
export async function download(options: DownloadOptions): Promise<Result<Downloaded, DownloadProblem>> {
  const { name, settings, folder } = options
  const wait = options.wait ?? (ms => new Promise(resolve => setTimeout(resolve, ms)))
  const host = new URL(settings.url).host
  let agent: Dispatchers
  try {
    mkdirSync(folder, { recursive: true })
    const tls = readTls(settings.tls ?? { ca: [] })
    agent = openDispatchers({ ...tls }, { network: options.network ?? directNetwork, connectMs: 10_000 })
  } catch (error) {
    return problem('disk', { code: codeOf(error) })
  }
  const known = readKnown(folder, name, settings.url)
  try {
    for (let attempt = 1; ; attempt++) {
      const tried = await fetchOnce(options, agent, known)
      if (tried.kind === 'done') return await checked(options, agent, tried.value)
      if (tried.kind === 'problem') return tried.problem
      if (attempt >= TRIES || options.signal?.aborted) return problem('source-unreachable', { host, code: tried.code })
      await wait(tried.waitMs)
    }
  } catch (error) {
    const code = codeOf(error)
    if (/^(ENOSPC|EIO|EACCES|EROFS|EPERM|EMFILE)$/.test(code)) return problem('disk', { code })
    throw error
  } finally {
    await agent.destroy()
  }
}

type Tried =
  | { kind: 'done'; value: Downloaded }
  | { kind: 'again'; code: string; waitMs: number }
  | { kind: 'problem'; problem: Result<never, DownloadProblem> }

const stop = (kind: DownloadProblem, params: Record<string, string | number>): Tried => ({
  kind: 'problem',
  problem: problem(kind, params),
})

async function fetchOnce(options: DownloadOptions, agent: Dispatchers, known: Known): Promise<Tried> {
  const { name, settings, folder } = options
  const part = path.join(folder, `${name}.part`)
  const have = known.file === null && known.etag !== null ? sizeOf(part) : 0
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (known.file !== null && sizeOf(path.join(folder, known.file)) > 0) {
    if (known.etag) headers['if-none-match'] = known.etag
    else if (known.modified) headers['if-modified-since'] = known.modified
  } else if (have > 0) {
    headers['range'] = `bytes=${have}-`
    headers['if-range'] = known.etag ?? ''
  }
  const asked = await follow(settings, agent, headers, options.signal)
  if (asked.kind !== 'answer') return asked
  const { answer, url } = asked
  const { statusCode: status } = answer
  const host = new URL(url).host
  if (status === 304 && known.file !== null) {
    await answer.body.dump()
    return { kind: 'done', value: { file: path.join(folder, known.file), fresh: false } }
  }
  if (status === 429 || status === 503 || status === 416 || status >= 500) {
    await answer.body.dump()
    if (status === 416) rmSync(part, { force: true })
    return { kind: 'again', code: String(status), waitMs: waitOf(header(answer, 'retry-after')) }
  }
  if (status !== 200 && status !== 206) {
    await answer.body.dump()
    return stop('source-refused', { host, status })
  }
  const appended = status === 206
  const length = Number(header(answer, 'content-length') ?? Number.NaN)
  const total = (appended ? have : 0) + (Number.isFinite(length) ? length : 0)
  const most = settings.maxMegabytes * 1e6
  if (total > most) {
    answer.body.destroy()
    return stop('source-too-large', { host, bytes: total, most })
  }
  const before = known.file
  known.etag = header(answer, 'etag')
  known.modified = header(answer, 'last-modified')
  known.file = null
  writeKnown(folder, name, known)
  let bytes = appended ? have : 0
  try {
    answer.body.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      options.onProgress(bytes, Math.max(total, bytes))
      if (bytes > most) answer.body.destroy(Object.assign(new Error('too large'), { code: 'TOO_LARGE' }))
    })
    await pipeline(answer.body, createWriteStream(part, { flags: appended ? 'a' : 'w', flush: true }))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'TOO_LARGE') {
      rmSync(part, { force: true })
      return stop('source-too-large', { host, bytes, most })
    }
    if (/^(ENOSPC|EIO|EACCES|EROFS)$/.test(code)) return stop('disk', { code })
    // What came so far is kept: the next try asks for the rest.
    return { kind: 'again', code, waitMs: USUAL_WAIT_MS }
  }
  if (Number.isFinite(length) && bytes < total) return { kind: 'again', code: 'SHORT', waitMs: USUAL_WAIT_MS }
  const file = nameOf(name, header(answer, 'content-disposition'), url, known.modified)
  renameSync(part, path.join(folder, file))
  if (before !== null && before !== file) rmSync(path.join(folder, before), { force: true })
  known.file = file
  writeKnown(folder, name, known)
  return { kind: 'done', value: { file: path.join(folder, file), fresh: true } }
}

/** Asks, and follows redirections to the hosts that the settings allow; never from https to http. */
async function follow(
  settings: DownloadSettings,
  agent: Dispatchers,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Tried | { kind: 'answer'; answer: Dispatcher.ResponseData; url: string }> {
  const first = new URL(settings.url)
  const allowed = (url: URL) =>
    url.host === first.host || settings.hosts.includes(url.host) || settings.hosts.includes(url.hostname)
  let url = first
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    let answer: Dispatcher.ResponseData
    try {
      const asked = { method: 'GET' as const, headers, headersTimeout: HEADERS_MS, bodyTimeout: SILENCE_MS }
      answer = await agent.ask(url.href, dispatcher =>
        request(url, { dispatcher, ...asked, ...(signal ? { signal } : {}) }),
      )
    } catch (error) {
      const code = codeOf(error)
      // A proxy that wants an account wants it at the next try too, and each wrong one counts.
      if (error instanceof ProxyFault && code === 'PROXY_407')
        return stop('source-unreachable', { host: url.host, code })
      if (isTrust(code)) return stop('source-untrusted', { host: url.host, code })
      return { kind: 'again', code, waitMs: USUAL_WAIT_MS }
    }
    if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return { kind: 'answer', answer, url: url.href }
    await answer.body.dump()
    const location = header(answer, 'location')
    const next = location === null || !URL.canParse(location, url.href) ? null : new URL(location, url)
    const safe = next !== null && (next.protocol === 'https:' || next.protocol === first.protocol)
    if (!next || !safe || !allowed(next))
      return stop('source-refused', { host: url.host, status: answer.statusCode, to: next?.host ?? '' })
    url = next
  }
  return stop('source-refused', { host: first.host, code: 'REDIRECTS' })
}

/** The fingerprint, and that it is no page of a web site served in the place of the file. */
async function checked(
  options: DownloadOptions,
  agent: Dispatchers,
  done: Downloaded,
): Promise<Result<Downloaded, DownloadProblem>> {
  const { settings, name, folder } = options
  if (!done.fresh) return { ok: true, value: done }
  const host = new URL(settings.url).host
  const refuse = (code: string): Result<never, DownloadProblem> => {
    rmSync(done.file, { force: true })
    rmSync(knownName(folder, name), { force: true })
    return problem('source-altered', { host, code })
  }
  const start = firstBytes(done.file, 64).toString('utf8')
  if (/^\ufeff?\s*<(!doctype|html)/i.test(start)) return refuse('HTML')
  let expected = settings.sha256 ?? null
  if (expected === null && settings.checksumUrl !== undefined) {
    const asked = await follow(
      { ...settings, url: settings.checksumUrl, hosts: [...settings.hosts, host] },
      agent,
      {},
      options.signal,
    )
    if (asked.kind !== 'answer')
      return asked.kind === 'problem' ? asked.problem : problem('source-unreachable', { host })
    const text = (await asked.answer.body.text()).slice(0, 10_000)
    expected = /\b([0-9a-f]{64}|[0-9a-f]{40})\b/i.exec(text)?.[1]?.toLowerCase() ?? null
    if (expected === null) return refuse('NO-CHECKSUM')
  }
  if (expected === null) return { ok: true, value: done }
  const hash = createHash(expected.length === 40 ? 'sha1' : 'sha256')
  await pipeline(createReadStream(done.file), hash)
  return hash.digest('hex') === expected ? { ok: true, value: done } : refuse('CHECKSUM')
}

/** «rpps-20261120.txt»: the day of the content is in the name, as the sources write it, else the day it was changed. */
function nameOf(name: string, disposition: string | null, url: string, modified: string | null): string {
  const given =
    /filename\*?="?(?:UTF-8'')?([^";]+)/i.exec(disposition ?? '')?.[1] ?? path.posix.basename(new URL(url).pathname)
  const day = /20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.exec(given)?.[0] ?? dayOf(modified)
  const extension = /(\.[a-z0-9]{1,5}){1,2}$/i.exec(given)?.[0]?.toLowerCase() ?? ''
  return `${name}-${day}${extension}`
}

function dayOf(modified: string | null): string {
  const at = new Date(modified ?? Number.NaN)
  return (Number.isNaN(at.getTime()) ? new Date() : at).toISOString().slice(0, 10).replaceAll('-', '')
}

const waitOf = (text: string | null): number => {
  const seconds = Number(text)
  if (text !== null && Number.isFinite(seconds) && seconds >= 0) return Math.min(seconds * 1000, LONGEST_WAIT_MS)
  const until = Date.parse(text ?? '') - Date.now()
  return until > 0 ? Math.min(until, LONGEST_WAIT_MS) : USUAL_WAIT_MS
}

const knownName = (folder: string, name: string): string => path.join(folder, `${name}.json`)

function readKnown(folder: string, name: string, url: string): Known {
  const none = { url, etag: null, modified: null, file: null }
  try {
    const known = Known.parse(JSON.parse(readFileSync(knownName(folder, name), 'utf8')))
    return known.url === url && (known.file === null || path.basename(known.file) === known.file) ? known : none
  } catch {
    return none
  }
}

function writeKnown(folder: string, name: string, known: Known): void {
  writeFileSync(`${knownName(folder, name)}.new`, JSON.stringify(known))
  renameSync(`${knownName(folder, name)}.new`, knownName(folder, name))
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

function header(answer: Dispatcher.ResponseData, name: string): string | null {
  const value = answer.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
