/**
 * The two files of FINESS+ (or the former file of establishments) into a directory being built: establishments, then what they are authorised to do. Every
 * establishment and every exercised activity read is kept, merged or refused with its number and reason.
 */
import path from 'node:path'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import type { Db } from '../../sqlite.ts'
import type { SourceName, SourceReport } from '../store/sources.ts'
import { createStructureWriter, type StructureWriter } from '../store/structures.ts'
import { type Counter, createCounter } from './counter.ts'
import { type Element, elementsOf } from './json-elements.ts'
import { importLegacyStructures, isLegacy } from './legacy-import.ts'
import { readExercised, readServices } from './services.ts'
import { readToTheEnd } from './source-file.ts'
import { readStructures } from './structure.ts'

/** Kinds of refusal of a whole file. */
export type FinessProblem = 'file-unreadable' | 'not-finess' | 'file-damaged'

export interface FinessProgress {
  rows: number
  bytes: number
}

/**
 * Reads the file of establishments, FINESS+ or the former one. Numbers of refusals count establishments from the start of
 * the file; in the former one they are line numbers.
 */
export async function importStructures(
  db: Db,
  file: string,
  onProgress: (progress: FinessProgress) => void,
): Promise<Result<SourceReport, FinessProblem>> {
  const legacy = await readSafely(db, file, async () => ({ ok: true, value: isLegacy(file) }))
  if (!legacy.ok) return legacy
  if (legacy.value) return readSafely(db, file, () => importLegacyStructures(db, file, onProgress))
  const writer = createStructureWriter(db)
  return importElements('finess-structures', db, file, onProgress, (element, count) => {
    const structures = element.kind === 'value' ? readStructures(element.value) : null
    if (!structures) {
      count.refuse(element.kind === 'too-long' ? 'too-long' : 'unreadable')
      return
    }
    for (const result of structures) {
      if (!result.ok) count.refuse(result.refusal)
      else if (writer.put(result.structure)) count.kept()
      else count.merged()
    }
  })
}

/** Reads the file of activities; the establishments must have been read before. */
export function importActivities(
  db: Db,
  file: string,
  onProgress: (progress: FinessProgress) => void,
): Promise<Result<SourceReport, FinessProblem>> {
  const today = new Date().toISOString().slice(0, 10)
  const writer = createStructureWriter(db)
  return importElements('finess-activities', db, file, onProgress, (element, count) => {
    const exercised = element.kind === 'value' ? readExercised(element.value) : null
    if (!exercised) {
      count.refuse(element.kind === 'too-long' ? 'too-long' : 'unreadable')
      return
    }
    for (const { finess, activities } of exercised)
      for (const activity of activities) takeActivity(writer, count, { finess, activity, today })
  })
}

function takeActivity(
  writer: StructureWriter,
  count: Counter,
  { finess, activity, today }: { finess: string; activity: unknown; today: string },
): void {
  const services = readServices(activity, today)
  if (typeof services === 'string') {
    count.refuse(services)
    return
  }
  const written = services.map(service => writer.service(finess, service))
  if (written.includes('kept')) count.kept()
  else if (written.includes('known')) count.merged()
  else count.refuse('structure-unknown')
}

const ROWS_PER_TRANSACTION = 20_000

async function importElements(
  name: SourceName,
  db: Db,
  file: string,
  onProgress: (progress: FinessProgress) => void,
  onElement: (element: Element, count: Counter) => void,
): Promise<Result<SourceReport, FinessProblem>> {
  const count = createCounter()
  let elements = 0
  const reader = elementsOf('pmej', element => {
    elements++
    if (elements % ROWS_PER_TRANSACTION === 0) db.exec('COMMIT; BEGIN')
    onElement(element, count)
  })
  const read = await readSafely(db, file, async () => {
    const truncated = await readToTheEnd(file, (chunk, bytes) => {
      reader.write(chunk)
      onProgress({ rows: count.counts.read, bytes })
    })
    return { ok: true, value: truncated }
  })
  if (!read.ok) return read
  if (!reader.found) return problem('not-finess', { file: path.basename(file) })
  return {
    ok: true,
    value: {
      name,
      file: path.basename(file),
      contentDate: contentDateOf(reader.head, file),
      ...count.counts,
      truncated: read.value || !reader.whole,
      recovered: 0,
    },
  }
}

/** In a transaction; what is wrong with the file itself is a value. */
async function readSafely<T>(
  db: Db,
  file: string,
  read: () => Promise<Result<T, FinessProblem>>,
): Promise<Result<T, FinessProblem>> {
  db.exec('BEGIN')
  try {
    return await read()
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') throw error
    if (/^Z_|^TOO_LARGE$/.test(code)) return problem('file-damaged', { file: path.basename(file), code })
    if (/^E[A-Z]+$/.test(code)) return problem('file-unreadable', { file: path.basename(file), code })
    throw error
  } finally {
    if (db.inTransaction) db.exec('COMMIT')
  }
}

/** The day that the file says it was made, else the one in its name, else none of the past: 1970. */
function contentDateOf(head: string, file: string): string {
  const said = /"generatedAt"\s*:\s*"(\d{4}-\d{2}-\d{2})/.exec(head)?.[1]
  if (said) return said
  const named = /(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.exec(path.basename(file))
  return named ? `${named[1]}-${named[2]}-${named[3]}` : '1970-01-01'
}
