/** What the rosters of the site say of somebody now: participation, patients taken beyond the agenda, direct lines, shifts. */
import type { z } from 'zod'
import type { SiteLine } from '../../../shared/contract/directory.ts'
import type { Db } from '../../sqlite.ts'
import { prepared } from './prepared.ts'

interface Row {
  kind: z.infer<typeof SiteLine>['kind']
  name: string
  phones: string
  mode: string | null
  hours: string
  note: string
  valid_until: number | null
  file: string
}

export const SQL = {
  siteLines: `SELECT e.kind, e.name, e.phones, e.mode, e.hours, e.note, e.valid_until, r.file
    FROM roster_entries AS e CROSS JOIN rosters AS r ON r.id = e.roster_id
    WHERE e.rpps = ? AND coalesce(e.valid_from, 0) <= ? AND (e.valid_until IS NULL OR e.valid_until > ?)
      AND e.kind IN ('participation', 'extra', 'lines', 'shifts')
    ORDER BY e.kind, e.rank, e.id LIMIT 20`,
} as const

/** Lines in force at `now` (ms) about the person of this RPPS number. */
export function siteLines(db: Db, { rpps, now }: { rpps: string; now: number }): z.infer<typeof SiteLine>[] {
  return prepared<[string, number, number], Row>(db, SQL.siteLines)
    .all(rpps, now, now)
    .map(({ kind, name, phones, mode, hours, note, valid_until, file }) => ({
      kind,
      mode,
      name,
      phones: phones.split(' ').filter(Boolean),
      said: [hours, note].filter(Boolean).join(' · '),
      until: valid_until === null ? null : new Date(valid_until).toISOString(),
      file,
    }))
}
