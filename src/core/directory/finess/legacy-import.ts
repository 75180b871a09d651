/** The former file of FINESS into a directory being built: its establishments, then where each of them stands. */
import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import type { Db } from '../../sqlite.ts'
import { LONGEST_LINE } from '../rpps/lines.ts'
import type { SourceReport } from '../store/sources.ts'
import { createStructureWriter } from '../store/structures.ts'
import { createCounter } from './counter.ts'
import type { FinessProblem, FinessProgress } from './import.ts'
import { legacyHeader, legacyPosition, readLegacyLine } from './legacy.ts'
import { firstBytes, isGzip, readToTheEnd } from './source-file.ts'

const NEWLINE = 0x0a
const START = 4096

/** Whether a file begins as the former one does. Throws the system's error when it cannot be read. */
export function isLegacy(file: string): boolean {
  let start = firstBytes(file, START)
  if (isGzip(file)) {
    try {
      start = gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 })
    } catch {
      return false
    }
  }
  return (
    legacyHeader(
      start
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, '')
        .split('\n', 1)[0] ?? '',
    ) !== null
  )
}

/** Reads it; every line after the first is kept, merged (coordinates of a known establishment) or refused. */
export async function importLegacyStructures(
  db: Db,
  file: string,
  onProgress: (progress: FinessProgress) => void,
): Promise<Result<SourceReport, FinessProblem>> {
  const count = createCounter()
  const writer = createStructureWriter(db)
  let day: string | null = null
  let number = 0
  /** The last line has no end and cannot be used: the copy of the file stopped there. */
  let cut = false

  const take = (bytes: Buffer | null, ended: boolean) => {
    number++
    const line = bytes === null ? null : textOf(bytes)
    if (number === 1) {
      day = legacyHeader(line ?? '')?.day ?? null
      return
    }
    if (line === null) return count.refuse('too-long', number)
    if (line.trim() === '') return
    const read = readLegacyLine(line)
    if (read.kind === 'refused') {
      cut = !ended
      return count.refuse(read.reason, number)
    }
    if (read.kind === 'structure') {
      if (!read.result.ok) return count.refuse(read.result.refusal, number)
      return writer.put(read.result.structure) ? count.kept() : count.merged()
    }
    const place = writer.placeOf(read.finess)
    if (!place) return count.refuse('structure-unknown', number)
    const position = legacyPosition(read, place)
    if (!position) return count.refuse('position', number)
    writer.locate(read.finess, position)
    count.merged()
  }

  const lines = splitter(take)
  const truncated = await readToTheEnd(file, (chunk, bytes) => {
    lines.write(chunk)
    onProgress({ rows: count.counts.read, bytes })
  })
  lines.end()
  if (number === 0) return problem('not-finess', { file: path.basename(file) })
  return {
    ok: true,
    value: {
      name: 'finess-structures',
      file: path.basename(file),
      contentDate: day ?? dayInName(file),
      ...count.counts,
      truncated: truncated || cut,
      recovered: 0,
      frozen: true,
    },
  }
}

/** UTF-8, else what Windows made of Latin-1. */
const latin = new TextDecoder('windows-1252')
const textOf = (bytes: Buffer): string =>
  (isUtf8(bytes) ? bytes.toString('utf8') : latin.decode(bytes)).replace(/\r$/, '')

/** Without a day of its own it is of no day that could pass for a recent one. */
function dayInName(file: string): string {
  const named = /(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.exec(path.basename(file))
  return named ? `${named[1]}-${named[2]}-${named[3]}` : '1970-01-01'
}

/** Cuts bytes into lines; null for one that is too long to be one. */
function splitter(onLine: (bytes: Buffer | null, ended: boolean) => void): { write(chunk: Buffer): void; end(): void } {
  let rest: Buffer = Buffer.alloc(0)
  let skipping = false
  const line = (bytes: Buffer, ended: boolean) => {
    onLine(skipping || bytes.length > LONGEST_LINE ? null : bytes, ended)
    skipping = false
  }
  return {
    write(chunk) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        line(rest.length > 0 ? Buffer.concat([rest, chunk.subarray(start, end)]) : chunk.subarray(start, end), true)
        rest = Buffer.alloc(0)
        start = end + 1
      }
      rest = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(start)]) : Buffer.from(chunk.subarray(start))
      if (rest.length <= LONGEST_LINE) return
      rest = Buffer.alloc(0)
      skipping = true
    },
    end() {
      if (skipping || rest.length > 0) line(rest, false)
    },
  }
}
