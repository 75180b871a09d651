/** The register's file, person by person: rows of one person follow each other, and are put together as they are read. */
import { statSync } from 'node:fs'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import type { LabelKind } from '../nomenclature.ts'
import { documentOf } from '../store/document.ts'
import { type Layout, readHeader } from './columns.ts'
import { type Line, readLines } from './lines.ts'
import { addRow } from './merge.ts'
import { type PersonRecord, type Refusal, readRow } from './row.ts'

/** Somebody, from rows that follow each other. */
export interface ToldPerson {
  person: PersonRecord
  /** Words of `documentOf`. */
  said: string
  /** Rows read. */
  rows: number
  /** Those that are an activity of their own; the others said one again. */
  kept: number
}

/** What the file had beside people. `read` counts refused lines too. */
export interface FileCounts {
  read: number
  refused: number
  reasons: Partial<Record<Refusal, number>>
  /** First refused lines, numbered as in the file (the header is line 1); `refused` counts them all. */
  refusals: { line: number; reason: Refusal }[]
  /** The file ends in the middle of a line. */
  truncated: boolean
}

export interface PeopleListener {
  onPerson(told: ToldPerson): void
  onLabel(kind: LabelKind, code: string, label: string): void
  /** Rows read and bytes of the file so far, now and then. */
  onProgress(rows: number, bytes: number): void
}

export type PeopleProblem = 'not-utf8' | 'column-missing' | 'no-rows'

/** Refused lines told one by one; beyond, they are counted by reason. */
const TOLD_REFUSALS = 1000
const PROGRESS_ROWS = 5_000

/** Reads the whole file. Throws the system's error when it cannot be read. */
export function readPeople(file: string, listener: PeopleListener): Result<FileCounts, PeopleProblem> {
  let bytes = 0
  const lines = readLines(file, read => {
    bytes = read
  })
  const header = nextHeader(lines)
  if (!header.ok) return header
  const layout = header.value
  const counts: FileCounts = { read: 0, refused: 0, reasons: {}, refusals: [], truncated: false }
  let current: { person: PersonRecord; rows: number; kept: number } | null = null
  const flush = () => {
    if (current) listener.onPerson({ ...current, said: documentOf(current.person) })
    current = null
  }
  const take = (text: string): Refusal | null => {
    const row = readRow(text, layout, listener.onLabel)
    if (!row.ok) return row.refusal
    if (current?.person.idnps === row.person.idnps) {
      current.rows++
      if (addRow(current.person, row.person)) current.kept++
    } else {
      flush()
      current = { person: row.person, rows: 1, kept: 1 }
    }
    return null
  }
  let number = 1
  for (const line of lines) {
    number++
    if (line.kind === 'text' && line.text.trim() === '') continue
    counts.read++
    if (counts.read % PROGRESS_ROWS === 0) listener.onProgress(counts.read, bytes)
    const refusal = line.kind === 'text' ? take(line.text) : line.kind
    if (refusal === null) continue
    counts.refused++
    counts.reasons[refusal] = (counts.reasons[refusal] ?? 0) + 1
    if (counts.refusals.length < TOLD_REFUSALS) counts.refusals.push({ line: number, reason: refusal })
    // A last line without its end and without all its columns: the copy of the file stopped there.
    if (!line.ended && refusal === 'columns') counts.truncated = true
  }
  flush()
  listener.onProgress(counts.read, statSync(file).size)
  return ok(counts)
}

function nextHeader(lines: Generator<Line>): Result<Layout, PeopleProblem> {
  const first = lines.next()
  if (first.done) return problem('no-rows', { read: 0, refused: 0 })
  // The header has accents: a file that is not UTF-8 shows here.
  if (first.value.kind !== 'text') return problem('not-utf8')
  const header = readHeader(first.value.text)
  return header.ok ? ok(header.layout) : problem('column-missing', { columns: header.missing.join(', ') })
}
