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
import { readPeopleWith } from './parser.ts'
import { addRow } from './rpps/merge.ts'
import type { ToldPerson } from './rpps/people.ts'
import type { Refusal } from './rpps/row.ts'
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

const PEOPLE_PER_TRANSACTION = 20_000

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
  /** Entry of a thread that reads a large register while this one writes. */
  parser?: URL | null
  onProgress: (progress: ImportProgress) => void
}

/** Reads the files into a new database at `target`. */
export async function buildDirectory({
  files,
  target,
  from,
  parser = null,
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
    const read = await readFile(db, { file, writer, parser, onProgress })
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

/** Smaller files are read before a thread has begun. */
const WORTH_A_THREAD = 30_000_000

/** First half: lines → people and their activities. */
async function readFile(
  db: Db,
  { file, writer, parser, onProgress }: Pick<BuildOptions, 'onProgress' | 'parser'> & { file: string; writer: Writer },
): Promise<Result<Counts, ImportProblem>> {
  const totalBytes = statSync(file).size
  const counts = { kept: 0, merged: 0 }
  let written = 0
  db.exec('BEGIN')
  const read = await readPeopleWith(totalBytes < WORTH_A_THREAD ? null : (parser ?? null), file, {
    onPerson(told) {
      if (++written % PEOPLE_PER_TRANSACTION === 0) db.exec('COMMIT; BEGIN')
      const kept = write(writer, told)
      counts.kept += kept
      counts.merged += told.rows - kept
    },
    onLabel: writer.label,
    onProgress: (rows, bytes) => onProgress({ phase: 'reading', rows, bytes, totalBytes }),
  })
  if (!read.ok) return read
  writer.end()
  createPeopleIndex(db)
  db.exec('COMMIT')
  return ok({ ...read.value, ...counts })
}

/**
 * Writes somebody; answers how many of their rows are an activity of their own. When they come back later in the file, what
 * was written is taken up again, so that order changes nothing.
 */
function write(writer: Writer, told: ToldPerson): number {
  const before = writer.take(told.person.idnps)
  if (!before) {
    writer.put(told)
    return told.kept
  }
  const { person } = told
  const kept = person.activities.filter(activity => addRow(before, { ...person, activities: [activity] })).length
  writer.put({ person: before, said: documentOf(before) })
  return kept
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
