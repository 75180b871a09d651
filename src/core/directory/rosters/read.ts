/** One roster file → its entries, and every cell that could not be used: by line and column, as its author sees them. */
import { problem, type Result } from '../../../shared/contract/kit.ts'
import { resolveCommune } from '../geography.ts'
import {
  type Cell,
  type CellFault,
  type CellValue,
  finessCell,
  modeCell,
  momentCell,
  needCell,
  phoneCell,
  postcodeCell,
  rankCell,
  rppsCell,
  siretCell,
  textCell,
  weekCell,
} from './cells.ts'
import { readCells, type SheetProblem } from './sheet.ts'
import { type Column, type Field, type RosterKind, type Template, templateOf } from './templates.ts'

export interface RosterEntry {
  name: string
  rpps: string | null
  finess: string | null
  siret: string | null
  address: string
  postcode: string | null
  insee: string | null
  city: string | null
  departement: string | null
  lat: number | null
  lon: number | null
  precision: string | null
  phones: string[]
  /** `speciality:SM40`, `profession:50`. */
  need: string | null
  track: string | null
  /** `individual`, `cpts`, `msp`, `cds`. */
  mode: string | null
  rank: number
  hours: string
  note: string
  /** Validity, ms; null: always. `until` is the first moment after it. */
  from: number | null
  until: number | null
}

export interface CellError {
  /** Line of the file, the first being 1. */
  line: number
  column: string
  fault: CellFault
  /** What stands there, cut short. */
  value: string
  /** True when the line was used without this cell. */
  kept: boolean
}

export interface ReadRoster {
  kind: RosterKind
  label: string
  entries: RosterEntry[]
  /** Lines after the header that hold something: kept + merged + refused. */
  read: number
  merged: number
  refused: number
  /** First faults; `faults` counts them all. */
  errors: CellError[]
  faults: number
}

export type RosterProblem = SheetProblem | 'roster-unknown' | 'roster-empty'

const TOLD_ERRORS = 500
/** Titles may stand above the header. */
const HEADER_WITHIN = 10

/** Reads a file of any kind of roster; the kind is that of its columns. */
export async function readRoster(bytes: Uint8Array): Promise<Result<ReadRoster, RosterProblem>> {
  const cells = await readCells(bytes)
  if (!cells.ok) return cells
  const rows = cells.value
  for (let line = 0; line < Math.min(HEADER_WITHIN, rows.length); line++) {
    const header = (rows[line] ?? []).map(cell => (cell instanceof Date ? '' : (cell ?? '')))
    const found = templateOf(header)
    if (!found) continue
    const read = readRows(found, rows, line)
    return read.entries.length > 0
      ? { ok: true, value: read }
      : problem('roster-empty', { read: read.read, refused: read.refused, ...firstError(read.errors) })
  }
  return problem('roster-unknown')
}

const firstError = ([first]: readonly CellError[]) =>
  first ? { line: first.line, column: first.column, fault: first.fault } : {}

function readRows(
  { template, at }: { template: Template; at: Map<Column, number> },
  rows: readonly Cell[][],
  header: number,
): ReadRoster {
  const width = rows[header]?.length ?? 0
  const read: ReadRoster = {
    kind: template.kind,
    label: template.label,
    entries: [],
    read: 0,
    merged: 0,
    refused: 0,
    errors: [],
    faults: 0,
  }
  const seen = new Set<string>()
  for (let index = header + 1; index < rows.length; index++) {
    const row = rows[index] ?? []
    if (row.every(isEmpty)) continue
    read.read++
    const errors: Omit<CellError, 'line'>[] = []
    const extra = row.slice(width).find(cell => !isEmpty(cell)) ?? null
    const last = template.columns.findLast(column => at.has(column))
    if (extra !== null)
      errors.push({ column: last?.name ?? '', fault: 'cells', value: String(extra).slice(0, 60), kept: false })
    const entry = extra === null ? readEntry(template, at, row, errors) : null
    read.faults += errors.length
    for (const error of errors) if (read.errors.length < TOLD_ERRORS) read.errors.push({ line: index + 1, ...error })
    if (!entry) {
      read.refused++
      continue
    }
    const key = JSON.stringify(entry)
    if (seen.has(key)) read.merged++
    else {
      seen.add(key)
      read.entries.push(entry)
    }
  }
  return read
}

const isEmpty = (cell: Cell): boolean => cell === null || (typeof cell === 'string' && cell.trim() === '')

const READERS: Partial<Record<Field, (text: string) => CellValue<string | number>>> = {
  rpps: rppsCell,
  finess: finessCell,
  siret: siretCell,
  phone: phoneCell,
  phone2: phoneCell,
  postcode: postcodeCell,
  mode: modeCell,
  need: needCell,
  rank: rankCell,
  week: weekCell,
}

/** The entry of one line, or null when what is required is not there; `errors` gains what is wrong. */
function readEntry(
  template: Template,
  at: Map<Column, number>,
  row: readonly Cell[],
  errors: Omit<CellError, 'line'>[],
): RosterEntry | null {
  const found = new Map<Field, string | number>()
  const bad: { column: Column; fault: CellFault; value: string }[] = []
  for (const [column, place] of at) {
    const cell = row[place] ?? null
    const text = textCell(cell)
    if (!text.ok) {
      bad.push({ column, fault: text.fault, value: '' })
      continue
    }
    if (text.value === '') continue
    const moment = column.field === 'from' || column.field === 'until'
    const read = moment
      ? momentCell(cell, column.field === 'until')
      : (READERS[column.field]?.(text.value) ?? { ok: true as const, value: text.value })
    if (read.ok) found.set(column.field, read.value)
    else bad.push({ column, fault: read.fault, value: text.value.slice(0, 60) })
  }
  for (const column of template.columns) {
    const known = bad.some(each => each.column === column)
    if (column.required && !found.has(column.field) && !known) bad.push({ column, fault: 'missing', value: '' })
  }
  const [from, until] = [number(found.get('from')), number(found.get('until'))]
  const untilColumn = template.columns.find(each => each.field === 'until')
  if (from !== null && until !== null && until <= from && untilColumn)
    bad.push({ column: untilColumn, fault: 'date-order', value: '' })
  const named = template.oneOf.some(field => found.has(field))
  const nameColumn = template.columns.find(each => template.oneOf.includes(each.field))
  if (!named && nameColumn && !bad.some(each => template.oneOf.includes(each.column.field)))
    bad.push({ column: nameColumn, fault: 'missing', value: '' })
  // A date that cannot be read would make somebody on duty for ever: the line goes, whether the date is required or not.
  const lost = !named || bad.some(each => each.column.required || ['from', 'until'].includes(each.column.field))
  for (const { column, fault, value } of bad) errors.push({ column: column.name, fault, value, kept: !lost })
  return lost ? null : entryOf(found)
}

function entryOf(found: ReadonlyMap<Field, string | number>): RosterEntry {
  const text = (field: Field): string => String(found.get(field) ?? '')
  const orNull = (field: Field): string | null => text(field) || null
  const commune = resolveCommune({ insee: '', postcode: text('postcode'), name: text('city') })
  return {
    name: text('name'),
    rpps: orNull('rpps'),
    finess: orNull('finess'),
    siret: orNull('siret'),
    address: text('address'),
    postcode: orNull('postcode'),
    insee: commune?.insee ?? null,
    city: commune?.name ?? orNull('city'),
    departement: commune?.departement ?? null,
    lat: commune?.position?.lat ?? null,
    lon: commune?.position?.lon ?? null,
    precision: commune?.position ? commune.precision : null,
    phones: [orNull('phone'), orNull('phone2')].filter(phone => phone !== null),
    need: orNull('need'),
    track: orNull('track'),
    mode: orNull('mode'),
    rank: number(found.get('rank')) ?? 1000,
    hours: text('week') || text('hours'),
    note: text('note'),
    from: number(found.get('from')),
    until: number(found.get('until')),
  }
}

const number = (value: string | number | undefined): number | null => (typeof value === 'number' ? value : null)
