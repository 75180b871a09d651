/**
 * The cells of a roster file, CSV or XLSX, from its bytes. CSV as spreadsheets save it in France: semicolons, a byte order
 * mark or Windows-1252; commas and tabs too. Nothing is unpacked beyond what a roster can be.
 */
import { isUtf8 } from 'node:buffer'
import { inflateRawSync } from 'node:zlib'
import { readSheet } from 'read-excel-file/node'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import type { Cell } from './cells.ts'

export type SheetProblem = 'roster-too-large' | 'roster-unreadable'

/** A roster is a page or two; a year of pharmacies is ten thousand lines. */
export const LARGEST_FILE = 8 * 1024 * 1024
const LARGEST_UNPACKED = 64 * 1024 * 1024
const MOST_PARTS = 500
const MOST_ROWS = 50_000

/** Rows of cells, in the order of the file. Problems say why in `code`. */
export async function readCells(bytes: Uint8Array): Promise<Result<Cell[][], SheetProblem>> {
  if (bytes.length > LARGEST_FILE) return problem('roster-too-large', { bytes: bytes.length, most: LARGEST_FILE })
  const buffer = Buffer.from(bytes)
  const rows = buffer.subarray(0, 4).equals(ZIP) ? await readXlsx(buffer) : readCsv(buffer)
  if (rows.ok && rows.value.length > MOST_ROWS)
    return problem('roster-too-large', { rows: rows.value.length, most: MOST_ROWS })
  return rows
}

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

function readCsv(buffer: Buffer): Result<Cell[][], SheetProblem> {
  if (buffer.subarray(0, 4).equals(OLD_EXCEL)) return problem('roster-unreadable', { code: 'XLS' })
  if (buffer.includes(0)) return problem('roster-unreadable', { code: 'BINARY' })
  const text = isUtf8(buffer) ? buffer.toString('utf8') : new TextDecoder('windows-1252').decode(buffer)
  const first = text.split('\n', 1)[0] ?? ''
  const delimiter = [';', '\t', ','].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ';'
  return { ok: true, value: cellsOf(text.replace(/^\ufeff/, ''), delimiter) }
}

/** Rows of a CSV text. A quote counts only at the start of a cell; one that is never closed ends with the text. */
function cellsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === delimiter || character === '\n') {
      row.push(cell)
      cell = ''
      if (character === delimiter) continue
      rows.push(row)
      row = []
    } else if (character !== '\r') cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}

async function readXlsx(buffer: Buffer): Promise<Result<Cell[][], SheetProblem>> {
  const bomb = tooLargeUnpacked(buffer)
  if (bomb) return bomb
  try {
    const rows = (await readSheet(buffer, { parseNumber: text => text })) as unknown[][]
    return { ok: true, value: rows.map(row => row.map(cellOf)) }
  } catch {
    return problem('roster-unreadable', { code: 'XLSX' })
  }
}

function cellOf(raw: unknown): Cell {
  if (raw === null || raw === undefined) return null
  if (raw instanceof Date) return raw
  const text = String(raw)
  // «20261122.0», «3.7E8»: a sheet stores numbers as it likes; whole ones are digits again.
  if (/^\d+\.0+$/.test(text)) return text.replace(/\..*$/, '')
  return text
}

/** Unpacks every part under a ceiling before the reader does it without one: sizes told by the file are not believed. */
function tooLargeUnpacked(buffer: Buffer): Result<never, SheetProblem> | null {
  const end = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > buffer.length) return problem('roster-unreadable', { code: 'ZIP' })
  const count = buffer.readUInt16LE(end + 10)
  if (count > MOST_PARTS) return problem('roster-too-large', { parts: count, most: MOST_PARTS })
  let at = buffer.readUInt32LE(end + 16)
  let left = LARGEST_UNPACKED
  try {
    for (let part = 0; part < count; part++) {
      if (buffer.readUInt32LE(at) !== 0x02014b50) return problem('roster-unreadable', { code: 'ZIP' })
      const method = buffer.readUInt16LE(at + 10)
      const packed = buffer.readUInt32LE(at + 20)
      const local = buffer.readUInt32LE(at + 42)
      const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28)
      const content = buffer.subarray(start, start + packed)
      left -= method === 0 ? content.length : inflateRawSync(content, { maxOutputLength: Math.max(1, left) }).length
      if (left <= 0) return problem('roster-too-large', { most: LARGEST_UNPACKED })
      at += 46 + buffer.readUInt16LE(at + 28) + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
    }
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'ERR_BUFFER_TOO_LARGE') return problem('roster-too-large', { most: LARGEST_UNPACKED })
    return problem('roster-unreadable', { code: typeof code === 'string' ? code : 'ZIP' })
  }
  return null
}
