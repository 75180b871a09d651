/** What one cell of a roster means. A cell that means nothing is told by its reason, never guessed. */
import { finessNumber } from '../finess/structure.ts'
import { PLAIN_NEEDS } from '../needs.ts'
import { phoneOf } from '../rpps/phone.ts'
import { weekOf } from './hours.ts'
import { foldName } from './templates.ts'

/** Cells as they come from a sheet: text, or a moment where the sheet itself says it is one. */
export type Cell = string | Date | null

/**
 * Why a cell is not used. `spreadsheet-number`: digits lost when the file was saved again by a spreadsheet. `cells`: the line has
 * more of them than there are columns; a text with a separator inside was cut, and what follows it stands one too far.
 */
export type CellFault =
  | 'missing'
  | 'date'
  | 'date-order'
  | 'phone'
  | 'identifier'
  | 'spreadsheet-number'
  | 'postcode'
  | 'mode'
  | 'need'
  | 'hours'
  | 'number'
  | 'too-long'
  | 'cells'

export type CellValue<T> = { ok: true; value: T } | { ok: false; fault: CellFault }

const value = <T>(of: T): CellValue<T> => ({ ok: true, value: of })
const fault = (of: CellFault): CellValue<never> => ({ ok: false, fault: of })

const LONGEST_TEXT = 500

/** Text on one line. */
export function textCell(cell: Cell): CellValue<string> {
  const text = (cell instanceof Date ? cell.toISOString().slice(0, 10) : (cell ?? ''))
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return text.length > LONGEST_TEXT ? fault('too-long') : value(text)
}

/** Digits that a spreadsheet turned into «3,31254E+13» are lost. */
const isRounded = (text: string): boolean => /^\d([.,]\d+)?E\+?\d+$/i.test(text)

export function rppsCell(text: string): CellValue<string> {
  if (isRounded(text)) return fault('spreadsheet-number')
  const digits = text.replace(/\s/g, '')
  if (/^8?\d{11}$/.test(digits)) return value(digits.slice(-11))
  return fault('identifier')
}

export function finessCell(text: string): CellValue<string> {
  if (isRounded(text)) return fault('spreadsheet-number')
  const finess = finessNumber(text.replace(/\s/g, ''))
  return finess ? value(finess) : fault('identifier')
}

export function siretCell(text: string): CellValue<string> {
  if (isRounded(text)) return fault('spreadsheet-number')
  const digits = text.replace(/\s/g, '')
  return /^\d{14}$/.test(digits) ? value(digits) : fault('identifier')
}

export function phoneCell(text: string): CellValue<string> {
  if (isRounded(text)) return fault('spreadsheet-number')
  const phone = phoneOf(text)
  return phone ? value(phone) : fault('phone')
}

export function postcodeCell(text: string): CellValue<string> {
  const padded = /^\d{4}$/.test(text) ? `0${text}` : text.replace(/\s/g, '')
  return /^\d{5}$/.test(padded) ? value(padded) : fault('postcode')
}

const MODES: Record<string, string> = {
  individuelle: 'individual',
  individuel: 'individual',
  liberal: 'individual',
  cpts: 'cpts',
  msp: 'msp',
  cds: 'cds',
}

/** How somebody takes part in the SAS: `individual`, `cpts`, `msp`, `cds`. */
export function modeCell(text: string): CellValue<string> {
  const mode = MODES[foldName(text)]
  return mode ? value(mode) : fault('mode')
}

/** A need in words or by its code → `speciality:SM40`, `profession:50`. */
export function needCell(text: string): CellValue<string> {
  const [found] = PLAIN_NEEDS.search(text, 1)
  if (found && 'code' in found) return value(`${found.kind}:${found.code}`)
  return fault('need')
}

/** Opening hours, kept as they are written once every word of them is understood. */
export function weekCell(text: string): CellValue<string> {
  return weekOf(text) ? value(text) : fault('hours')
}

export function rankCell(text: string): CellValue<number> {
  return /^\d{1,4}$/.test(text) ? value(Number(text)) : fault('number')
}

/**
 * A moment, in ms; the clock is that of the desk. «22/11/2026», «22/11/2026 20:00», «22/11/2026 20h», «2026-11-22T20:00».
 * A day without an hour is its beginning, or for an end the beginning of the next.
 */
export function momentCell(cell: Cell, end: boolean): CellValue<number> {
  if (cell instanceof Date) {
    // A sheet has no zone: what it shows is what its author saw on the wall.
    if (Number.isNaN(cell.getTime())) return fault('date')
    const midnight = cell.getUTCHours() === 0 && cell.getUTCMinutes() === 0
    const [year, month, day] = [cell.getUTCFullYear(), cell.getUTCMonth() + 1, cell.getUTCDate()]
    if (midnight) return moment({ year, month, day: day + (end ? 1 : 0), hour: 0, minute: 0 }, { year, month, day })
    return moment({ year, month, day, hour: cell.getUTCHours(), minute: cell.getUTCMinutes() })
  }
  const text = (cell ?? '').trim()
  const french = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,à]+(\d{1,2})(?:[:hH](\d{2})?)?(?::\d{2})?)?$/.exec(text)
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::\d{2})?)?$/.exec(text)
  const parts = french ? [french[3], french[2], french[1], french[4], french[5]] : iso ? iso.slice(1) : null
  if (!parts) return fault('date')
  const [year, month, day, hour, minute] = parts.map(part => Number(part ?? '0'))
  const told = { year: year ?? 0, month: month ?? 0, day: day ?? 0 }
  if (parts[3] === undefined) return moment({ ...told, day: told.day + (end ? 1 : 0), hour: 0, minute: 0 }, told)
  return moment({ ...told, hour: hour ?? 0, minute: minute ?? 0 })
}

interface Day {
  year: number
  month: number
  day: number
}

function moment(at: Day & { hour: number; minute: number }, told: Day = at): CellValue<number> {
  if (told.month < 1 || told.month > 12 || at.hour > 24 || at.minute > 59) return fault('date')
  if (told.day < 1 || told.day > new Date(told.year, told.month, 0).getDate()) return fault('date')
  if (told.year < 2000 || told.year > 2100) return fault('date')
  return value(new Date(at.year, at.month - 1, at.day, at.hour, at.minute).getTime())
}
