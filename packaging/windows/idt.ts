/** Tables of an MSI as text («idt»), read and written by msitools: what wixl cannot say is put in afterwards. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Table {
  name: string
  columns: string[]
  types: string[]
  keys: string[]
  rows: string[][]
}

/** Reads a table; null when the package has none of that name. */
export function readTable(msi: string, name: string): Table | null {
  const text = execFileSync('msiinfo', ['export', msi, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [columns = '', types = '', head = '', ...rows] = text.split('\r\n')
  const [known, ...keys] = head.split('\t')
  if (known !== name) return null
  return {
    name,
    columns: columns.split('\t'),
    types: types.split('\t'),
    keys,
    rows: rows.filter(row => row !== '').map(row => row.split('\t')),
  }
}

/** Rows of a table as objects. */
export function rowsOf(msi: string, name: string): Record<string, string>[] {
  const table = readTable(msi, name)
  return (table?.rows ?? []).map(row =>
    Object.fromEntries(table?.columns.map((column, i) => [column, row[i] ?? '']) ?? []),
  )
}

/** Puts tables into a package, in place of those of the same name. ASCII only: the package's code page is its own. */
export function writeTables(msi: string, tables: readonly Table[], codepage: number): void {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-idt-'))
  try {
    const files = tables.map(table => {
      const file = path.join(dir, `${table.name}.idt`)
      const lines = [table.columns, table.types, [table.name, ...table.keys], ...table.rows]
      writeFileSync(file, lines.map(line => `${line.join('\t')}\r\n`).join(''))
      return file
    })
    const page = path.join(dir, '_ForceCodepage.idt')
    writeFileSync(page, `\r\n\r\n${codepage}\t_ForceCodepage\r\n`)
    for (const file of [...files, page]) execFileSync('msibuild', [msi, '-i', file], { stdio: 'pipe' })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
