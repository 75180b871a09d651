/**
 * One import: the files of the national sources into a new directory file beside the old one. Streaming; run in a thread
 * of its own by the console, in the process itself by the command line.
 *
 * Every line read is kept, merged into another, or refused with its number and reason: kept + merged + refused = read.
 */
import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { type Db, openDatabase } from '../sqlite.ts'
import { type FinessProblem, importActivities, importStructures } from './finess/import.ts'
import { type Layout, readHeader } from './rpps/columns.ts'
import { type Line, readLines } from './rpps/lines.ts'
import { addRow } from './rpps/merge.ts'
import { type PersonRecord, type Refusal, readRow } from './rpps/row.ts'
import { importSkills } from './rpps/skills.ts'
import { carryStructures } from './store/carry.ts'
import { documentOf } from './store/document.ts'
import { createIndexWriter, type IndexWriter } from './store/index-writer.ts'
import { createPeopleIndex, createTables, SCHEMA_VERSION } from './store/schema.ts'
import { readSources, type SourceReport, writeSource } from './store/sources.ts'
import { writeStructureIndexes } from './store/structures.ts'
import { createWriter, type Writer } from './store/write.ts'

/** Files that a directory is built from. Those of FINESS may be absent: what the one in place has of them is carried over. */
export interface SourceFiles {
  /** «Personne_activite», of the register RPPS. */
  rpps: string
  /** «SavoirFaire», of the same register. */
  skills?: string | undefined
  /** FINESS+ `structures`, JSON, gzip or not. */
  structures?: string | undefined
  /** FINESS+ `activites`. */
  activities?: string | undefined
}

export interface ImportProgress {
  phase: 'structures' | 'activities' | 'reading' | 'indexing'
  rows: number
  bytes: number
  totalBytes: number
}

export interface ImportReport {
  /** Name of the file, without its folder. */
  file: string
  contentDate: string
  /** Lines after the header, blank ones aside. */
  read: number
  /** Lines that are an activity of the directory. */
  kept: number
  /** Lines that said again, or completed, an activity already kept. */
  merged: number
  refused: number
  reasons: Partial<Record<Refusal, number>>
  /** First refused lines, numbered as in the file (the header is line 1); `refused` counts them all. */
  refusals: { line: number; reason: Refusal }[]
  people: number
  activities: number
  /** Establishments. */
  structures: number
  /** Activities whose address comes from FINESS. */
  recovered: number
  /** The file ends in the middle of a line. */
  truncated: boolean
  /** The same, for each file that the directory is now made of. */
  sources: SourceReport[]
  seconds: number
}

/** Kinds of refusal of a whole file; the directory in place is left as it was. */
export type ImportProblem = 'file-unreadable' | 'not-utf8' | 'column-missing' | 'no-rows' | 'disk' | FinessProblem

/** Refused lines told one by one; beyond, they are counted by reason. */
const TOLD_REFUSALS = 1000
const ROWS_PER_TRANSACTION = 20_000
const PROGRESS_ROWS = 5_000

/** Day of the content: the one in the file's name (…202611200815.txt), else the day the file was last changed. */
export function contentDateOf(file: string): string {
  const match = /(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.exec(path.basename(file))
  if (match) return `${match[1]}-${match[2]}-${match[3]}`
  return statSync(file).mtime.toISOString().slice(0, 10)
}

export interface BuildOptions {
  files: SourceFiles
  /** The new file, which must not exist. On any problem it is removed. */
  target: string
  /** The directory in place: what no file was given for is taken from it. */
  from?: string | undefined
  onProgress: (progress: ImportProgress) => void
}

/** Reads the files into a new database at `target`. */
export async function buildDirectory({
  files,
  target,
  from,
  onProgress,
}: BuildOptions): Promise<Result<ImportReport, ImportProblem>> {
  const started = performance.now()
  const file = files.rpps
  let contentDate: string
  try {
    contentDate = contentDateOf(file)
    closeSync(openSync(file, 'r'))
  } catch (error) {
    return problem('file-unreadable', { file: path.basename(file), code: codeOf(error) })
  }
  let db: Db | null = null
  try {
    db = openDatabase(target)
    createTables(db)
    const finess = await readFiness(db, { files, from, onProgress })
    if (!finess.ok) return finess
    const indexes = createIndexWriter(db)
    const writer = createWriter(db, indexes)
    const read = readFile(db, { file, writer, onProgress })
    if (!read.ok) return read
    const counts = read.value
    if (counts.kept === 0) return problem('no-rows', { read: counts.read, refused: counts.refused })
    writeSource(db, { name: 'rpps', file: path.basename(file), contentDate, ...counts, recovered: 0 })
    const skills = files.skills === undefined ? ok(null) : readSkills(db, { file: files.skills, indexes, onProgress })
    if (!skills.ok) return skills
    const done = finish(db, { contentDate, rows: counts.read, activities: counts.kept, writer, indexes, onProgress })
    const sources = readSources(db)
    db.close()
    db = null
    flush(target)
    return ok({
      file: path.basename(file),
      contentDate,
      ...counts,
      ...done,
      sources,
      seconds: (performance.now() - started) / 1000,
    })
  } catch (error) {
    const code = codeOf(error)
    // A full disk, a folder that cannot be written to: said, not thrown. Anything else is a defect.
    if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(code) || /^(ENOSPC|EIO|EACCES|EROFS|EISDIR)$/.test(code)) {
      return code === 'EISDIR'
        ? problem('file-unreadable', { file: path.basename(file), code })
        : problem('disk', { code })
    }
    throw error
  } finally {
    const failed = db !== null
    db?.close()
    if (failed) rmSync(target, { force: true })
  }
}

/** Establishments and what they do: from their files, else from the directory in place. */
async function readFiness(
  db: Db,
  { files, from, onProgress }: Pick<BuildOptions, 'files' | 'from' | 'onProgress'>,
): Promise<Result<null, ImportProblem>> {
  if (files.structures === undefined) {
    if (from !== undefined) carryStructures(db, from)
    return ok(null)
  }
  const steps = [
    ['structures', files.structures, importStructures],
    ['activities', files.activities, importActivities],
  ] as const
  for (const [phase, file, read] of steps) {
    if (file === undefined) continue
    let totalBytes: number
    try {
      totalBytes = statSync(file).size
      closeSync(openSync(file, 'r'))
    } catch (error) {
      return problem('file-unreadable', { file: path.basename(file), code: codeOf(error) })
    }
    const report = await read(db, file, progress => onProgress({ phase, ...progress, totalBytes }))
    if (!report.ok) return report
    if (phase === 'structures' && report.value.kept === 0)
      return problem('no-rows', { read: report.value.read, refused: report.value.refused })
    writeSource(db, report.value)
  }
  return ok(null)
}

function readSkills(
  db: Db,
  { file, indexes, onProgress }: { file: string; indexes: IndexWriter; onProgress: (progress: ImportProgress) => void },
): Result<null, ImportProblem> {
  let totalBytes: number
  let contentDate: string
  try {
    totalBytes = statSync(file).size
    contentDate = contentDateOf(file)
    closeSync(openSync(file, 'r'))
  } catch (error) {
    return problem('file-unreadable', { file: path.basename(file), code: codeOf(error) })
  }
  db.exec('BEGIN')
  const onBytes = (bytes: number, rows: number) => onProgress({ phase: 'reading', rows, bytes, totalBytes })
  const report = importSkills(db, file, contentDate, onBytes, indexes.speciality)
  if (report.ok) writeSource(db, report.value)
  db.exec('COMMIT')
  return report.ok ? ok(null) : report
}

type Counts = Pick<ImportReport, 'read' | 'kept' | 'merged' | 'refused' | 'reasons' | 'refusals' | 'truncated'>

/** First half: lines → people and activities. */
function readFile(
  db: Db,
  { file, writer, onProgress }: { file: string; writer: Writer; onProgress: (progress: ImportProgress) => void },
): Result<Counts, ImportProblem> {
  const progress: ImportProgress = { phase: 'reading', rows: 0, bytes: 0, totalBytes: statSync(file).size }
  const lines = readLines(file, bytes => {
    progress.bytes = bytes
  })
  const header = nextHeader(lines)
  if (!header.ok) return header
  const layout = header.value
  const counts: Counts = { read: 0, kept: 0, merged: 0, refused: 0, reasons: {}, refusals: [], truncated: false }
  const gathered = gatherPeople(writer, counts)
  const refuse = (line: number, reason: Refusal) => {
    counts.refused++
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
    if (counts.refusals.length < TOLD_REFUSALS) counts.refusals.push({ line, reason })
  }

  db.exec('BEGIN')
  let number = 1
  for (const line of lines) {
    number++
    if (line.kind === 'text' && line.text.trim() === '') continue
    counts.read++
    if (counts.read % PROGRESS_ROWS === 0) onProgress({ ...progress, rows: counts.read })
    if (counts.read % ROWS_PER_TRANSACTION === 0) db.exec('COMMIT; BEGIN')
    const refusal = line.kind === 'text' ? take(line.text, layout, writer, gathered.add) : line.kind
    if (!refusal) continue
    refuse(number, refusal)
    // A last line without its end and without all its columns: the copy of the file stopped there.
    if (!line.ended && refusal === 'columns') counts.truncated = true
  }
  gathered.flush()
  createPeopleIndex(db)
  db.exec('COMMIT')
  onProgress({ ...progress, rows: counts.read })
  return ok(counts)
}

function nextHeader(lines: Generator<Line>): Result<Layout, ImportProblem> {
  const first = lines.next()
  if (first.done) return problem('no-rows', { read: 0, refused: 0 })
  // The header has accents: a file that is not UTF-8 shows here.
  if (first.value.kind !== 'text') return problem('not-utf8')
  const header = readHeader(first.value.text)
  return header.ok ? ok(header.layout) : problem('column-missing', { columns: header.missing.join(', ') })
}

function take(text: string, layout: Layout, writer: Writer, add: (row: PersonRecord) => void): Refusal | null {
  const row = readRow(text, layout, writer.label)
  if (!row.ok) return row.refusal
  add(row.person)
  return null
}

/**
 * Rows of one person follow each other in the register: they are gathered, then written. When a person comes back later
 * in the file, what was written is taken up again, so that order changes nothing.
 */
function gatherPeople(writer: Writer, counts: Counts): { add(row: PersonRecord): void; flush(): void } {
  let current: PersonRecord | null = null
  const flush = () => {
    if (current) writer.put({ person: current, said: documentOf(current) })
    current = null
  }
  return {
    flush,
    add(row) {
      if (current?.idnps !== row.idnps) {
        flush()
        current = writer.take(row.idnps)
        if (!current) {
          current = row
          counts.kept++
          return
        }
      }
      if (addRow(current, row)) counts.kept++
      else counts.merged++
    },
  }
}

/** Second half: indexes, and what the file says of itself. */
function finish(
  db: Db,
  {
    contentDate,
    rows,
    activities,
    writer,
    indexes,
    onProgress,
  }: {
    contentDate: string
    rows: number
    activities: number
    writer: Writer
    indexes: IndexWriter
    onProgress: (progress: ImportProgress) => void
  },
): Pick<ImportReport, 'people' | 'activities' | 'structures' | 'recovered'> {
  const structures = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM structures').get()?.n ?? 0
  const { people, recovered, sites, located } = writer.counts
  db.exec('BEGIN')
  const finess = readSources(db).find(source => source.name === 'finess-structures')
  if (finess) writeSource(db, { ...finess, recovered })
  writeStructureIndexes(db)
  indexes.finish((done, of) =>
    onProgress({ phase: 'indexing', rows, bytes: Math.floor((people * done) / of), totalBytes: people }),
  )
  const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
  for (const [key, value] of Object.entries({
    schema: SCHEMA_VERSION,
    contentDate,
    people,
    activities,
    structures,
    located: located / Math.max(1, sites),
  })) {
    meta.run(key, String(value))
  }
  db.exec('COMMIT')
  // Plans are written out in the questions; a sample is enough for the rest.
  db.pragma('analysis_limit = 400')
  db.exec('ANALYZE')
  return { people, activities, structures, recovered }
}

/** On disk for good before it takes the old one's place. */
function flush(target: string): void {
  const descriptor = openSync(target, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}
