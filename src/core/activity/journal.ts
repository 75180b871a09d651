/**
 * Writing the journal: one line an act, in files that follow each other. A line is with the system when `write` returns
 * and safe on the disk a moment later; the head then says how far it has come, so that lines cut off at the end are
 * missed. What a full disk refuses is held in memory and written, in order, as soon as it can be.
 */
import type { KeyObject } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import type { Clock, Log } from '../ports.ts'
import { fileName, fileNumbers, linesOf, readHead, writeHead } from './files.ts'
import { type Act, hashOf, publicText, readLine, writeLine } from './line.ts'

const FLUSH_MS = 200
const RETRY_MS = 2_000
/** Acts held while the disk refuses them; beyond, the oldest stay and the newest are counted as lost. */
const MOST_HELD = 5_000

export interface Journal {
  write(act: Act): void
  /** False: nothing that must leave a trace may be done now. */
  ready(): boolean
  close(): void
}

export interface JournalOptions {
  dir: string
  /** Null: there is no key, the journal stays shut. */
  key: KeyObject | null
  desk: string
  retentionMonths: number
  clock: Clock
  log: Log
  maxBytes?: number
}

interface Tail {
  file: number
  n: number
  hash: string | null
}

/** Opens the journal of a desk and goes on where the last run ended. Never throws: what is wrong is said by `ready`. */
export function openJournal(options: JournalOptions): Journal {
  const { dir, key, desk, clock, log } = options
  const maxBytes = options.maxBytes ?? 1_000_000
  const held: { act: Act; at: string }[] = []
  let lost = 0
  let fd: number | null = null
  let size = 0
  let month = ''
  let tail: Tail = { file: 0, n: 0, hash: null }
  let opened = false
  let flushing: NodeJS.Timeout | null = null
  let retrying: NodeJS.Timeout | null = null
  let closed = false

  const text = (act: Act, at: string) =>
    writeLine({ v: 1, n: tail.n + 1, prev: tail.hash, at, desk, ...act }, key as KeyObject)

  /** Whole or not at all: what a full disk took of a line is cut off again. */
  function append(act: Act, at: string) {
    if (fd === null) throw new Error('no file')
    const line = text(act, at)
    const bytes = Buffer.from(`${line}\n`)
    let written = 0
    try {
      while (written < bytes.length) {
        const more = writeSync(fd, bytes, written, bytes.length - written)
        if (more === 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
        written += more
      }
    } catch (error) {
      ftruncateSync(fd, size)
      throw error
    }
    size += bytes.length
    tail = { file: tail.file, n: tail.n + 1, hash: hashOf(line) }
  }

  function begin(facts: Record<string, string | number | null>) {
    const number = tail.file + 1
    const file = path.join(dir, fileName(number))
    const next = openSync(file, 'ax', 0o600)
    const before = { fd, size, tail, month }
    fd = next
    size = 0
    tail = { ...tail, file: number }
    try {
      const at = new Date(clock.now()).toISOString()
      month = at.slice(0, 7)
      append(
        {
          what: 'journal.begin',
          who: null,
          role: null,
          facts: { file: number, key: publicText(key as KeyObject), ...facts },
        },
        at,
      )
    } catch (error) {
      closeSync(next)
      rmSync(file, { force: true })
      ;({ fd, size, tail, month } = before)
      throw error
    }
    if (before.fd !== null) {
      fsyncSync(before.fd)
      closeSync(before.fd)
    }
    purge(monthsBefore(options.retentionMonths, clock.now()))
  }

  /** Whole files whose last act is too old go; a signed line says so, or they would look stolen. */
  function purge(before: number) {
    const old = fileNumbers(dir).filter(n => n < tail.file && statSync(path.join(dir, fileName(n))).mtimeMs < before)
    const last = old.at(-1)
    if (last === undefined) return
    append(
      { what: 'journal.purged', who: null, role: null, facts: { through: last } },
      new Date(clock.now()).toISOString(),
    )
    if (fd !== null) fsyncSync(fd)
    for (const number of old) rmSync(path.join(dir, fileName(number)), { force: true })
  }

  function open() {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const found = findTail(dir, key as KeyObject)
    tail = found.tail
    opened = true
    if (found.broken !== null) log.error('journal.broken', { why: found.broken, file: tail.file })
    if (found.broken === null && found.resume) {
      const file = path.join(dir, fileName(tail.file))
      if (found.torn > 0) truncateSync(file, found.resume.bytes)
      fd = openSync(file, 'a', 0o600)
      size = fstatSync(fd).size
      month = found.resume.month
      if (found.torn > 0) {
        const facts = { bytes: found.torn }
        append({ what: 'journal.recovered', who: null, role: null, facts }, new Date(clock.now()).toISOString())
      }
      return
    }
    begin(found.broken === null ? {} : { broken: found.broken })
  }

  function drain() {
    if (!opened) open()
    if (fd === null) begin({})
    while (held[0]) {
      const { act, at } = held[0]
      if (size > maxBytes || at.slice(0, 7) > month) begin({})
      append(act, at)
      held.shift()
    }
    if (lost > 0) {
      const facts = { count: lost }
      append({ what: 'journal.lost', who: null, role: null, facts }, new Date(clock.now()).toISOString())
      lost = 0
    }
  }

  function flush() {
    flushing = null
    if (fd === null || key === null || tail.hash === null) return
    try {
      fsyncSync(fd)
      writeHead(dir, { file: tail.file, n: tail.n, hash: tail.hash }, key)
    } catch (error) {
      log.error('journal.disk-failed', { what: 'head', code: codeOf(error) })
      retryLater()
    }
  }

  function retryLater() {
    if (closed) return
    retrying ??= setTimeout(() => {
      retrying = null
      work()
    }, RETRY_MS)
    retrying.unref()
  }

  function work() {
    if (key === null) return
    const first = !opened
    try {
      drain()
      // A desk that falls in its first moments leaves a head all the same.
      if (first) flush()
    } catch (error) {
      log.error('journal.disk-failed', { what: 'append', code: codeOf(error), held: held.length })
      retryLater()
    }
    if (!closed && flushing === null) {
      flushing = setTimeout(flush, FLUSH_MS)
      flushing.unref()
    }
  }

  if (key === null) log.error('journal.no-key')
  work()

  return {
    write(act) {
      if (closed) return
      if (held.length < MOST_HELD) held.push({ act, at: new Date(clock.now()).toISOString() })
      else lost += 1
      work()
    },
    ready: () => key !== null && opened && held.length === 0,
    close() {
      if (closed) return
      if (held.length > 0) work()
      closed = true
      if (flushing) clearTimeout(flushing)
      if (retrying) clearTimeout(retrying)
      flush()
      if (fd !== null) closeSync(fd)
      fd = null
    },
  }
}

interface Found {
  tail: Tail
  /** Why what is there cannot be gone on with; the next file says it. */
  broken: string | null
  /** The last file can be gone on with. */
  resume: { bytes: number; month: string } | null
  /** Bytes of a line that was being written when the desk fell. */
  torn: number
}

function findTail(dir: string, key: KeyObject): Found {
  const head = readHead(dir, key)
  const numbers = fileNumbers(dir)
  const headN = typeof head === 'string' ? 0 : head.n
  for (;;) {
    const number = numbers.pop()
    if (number === undefined) {
      if (head === 'none') return { tail: { file: 0, n: 0, hash: null }, broken: null, resume: null, torn: 0 }
      const known = head === 'bad' ? { file: 0, n: 0 } : head
      return { tail: { file: known.file, n: known.n, hash: null }, broken: 'files-missing', resume: null, torn: 0 }
    }
    const file = path.join(dir, fileName(number))
    const { lines, bytes, torn } = linesOf(file)
    const last = lines.at(-1)
    // The desk fell before the first line of this file was whole: there is nothing in it.
    if (last === undefined && numbers.length > 0) {
      rmSync(file, { force: true })
      continue
    }
    const line = last === undefined ? null : readLine(last, key)
    const n = Math.max(line?.n ?? 0, headN)
    if (last === undefined || line === null) {
      if (last === undefined && head === 'none') {
        rmSync(file, { force: true })
        return { tail: { file: number - 1, n: 0, hash: null }, broken: null, resume: null, torn: 0 }
      }
      return { tail: { file: number, n, hash: null }, broken: 'altered', resume: null, torn: 0 }
    }
    const tail = { file: number, n, hash: hashOf(last) }
    if (head === 'bad') return { tail, broken: 'head-altered', resume: null, torn: 0 }
    if (line.n < headN) return { tail, broken: 'truncated', resume: null, torn: 0 }
    return { tail, broken: null, resume: { bytes, month: line.at.slice(0, 7) }, torn }
  }
}

/** So many months before a moment, ms. */
function monthsBefore(months: number, now: number): number {
  const date = new Date(now)
  date.setUTCMonth(date.getUTCMonth() - months)
  return date.getTime()
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown'
