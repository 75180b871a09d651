/** What each file of a generation gave: the table `sources`, read by the screen of freshness. */
import type { Db } from '../../sqlite.ts'

export const SOURCE_TABLES = `
CREATE TABLE sources (name TEXT PRIMARY KEY, content_date TEXT NOT NULL, report TEXT NOT NULL) WITHOUT ROWID;
`

/** Files that a generation is made of. */
export type SourceName = 'rpps' | 'skills' | 'finess-structures' | 'finess-activities'

/** Read = kept + merged + refused. */
export interface SourceReport {
  name: SourceName
  /** Name of the file, without its folder. */
  file: string
  /** Day of the content, not of the import. */
  contentDate: string
  read: number
  kept: number
  merged: number
  refused: number
  /** Refused by reason. */
  reasons: Record<string, number>
  /** First refused, by line or by number of the element. */
  refusals: { line: number; reason: string }[]
  /** The file ends too early. */
  truncated: boolean
  /** Addresses that this source gave to places of work of another. */
  recovered: number
  /** In a format that its publisher has stopped making: the content will never be newer. */
  frozen?: true
}

export function writeSource(db: Db, report: SourceReport): void {
  db.prepare('INSERT OR REPLACE INTO sources (name, content_date, report) VALUES (?, ?, ?)').run(
    report.name,
    report.contentDate,
    JSON.stringify(report),
  )
}

/** The files that this generation was made of. */
export function readSources(db: Db): SourceReport[] {
  const rows = db.prepare<[], { report: string }>('SELECT report FROM sources ORDER BY name').all()
  return rows.map(row => JSON.parse(row.report) as SourceReport)
}
