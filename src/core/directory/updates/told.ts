/** What the screen of freshness is told: each source with the age of its content, the generations, what was refused. */
import path from 'node:path'
import type { DirectorySources, ImportProgress, SourceName } from '../../../shared/contract/directory-sources.ts'
import type { Clock } from '../../ports.ts'
import { isForceable } from '../guard.ts'
import { previousName } from '../replace.ts'
import { openDirectory } from '../store/open.ts'
import { readSources, type SourceReport } from '../store/sources.ts'
import { FILE_KEYS, type UpdateSettings } from './sources.ts'
import type { UpdatesState } from './state.ts'

const DAY_MS = 86_400_000

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** The sources of the settings, with what is known of each. */
export function told(known: {
  database: string
  settings: UpdateSettings
  state: UpdatesState
  clock: Clock
  nextCheck: number | null
  importing: ImportProgress | null
}): DirectorySources {
  const { settings, state, clock } = known
  const now = clock.now()
  const opened = openDirectory(known.database)
  const reports = new Map<string, SourceReport>()
  let current: DirectorySources['current'] = null
  if (opened.kind === 'ready') {
    for (const report of readSources(opened.db)) reports.set(report.name, report)
    opened.db.close()
    const { contentDate, people, activities, structures } = opened.facts
    current = { contentDate, people, activities, structures }
  }
  const names: SourceName[] = ['rpps', 'skills', 'finess-structures', 'finess-activities', 'annuaire', 'snapshot']
  const sources = names.map(name => {
    const report = reports.get(name) ?? null
    const contentDate =
      name === 'annuaire'
        ? (state.annuaire?.contentDate ?? null)
        : name === 'snapshot' && settings.snapshot
          ? (current?.contentDate ?? null)
          : (report?.contentDate ?? null)
    const ageDays = contentDate === null ? null : Math.max(0, Math.floor((now - Date.parse(contentDate)) / DAY_MS))
    const { success = null, attempt = null } = state.sources[name] ?? {}
    return {
      name,
      ...originOf(name, settings),
      contentDate,
      ageDays,
      stale: ageDays !== null && ageDays > settings.staleDays,
      lastSuccess: iso(success),
      lastAttempt: attempt && { ...attempt, at: new Date(attempt.at).toISOString() },
      report: name === 'annuaire' ? heardOf(state) : report && reportOf(report),
    }
  })
  const before = openDirectory(previousName(known.database))
  let previous: DirectorySources['previous'] = null
  if (before.kind === 'ready') {
    before.db.close()
    const { contentDate, people, activities, structures } = before.facts
    previous = { contentDate, people, activities, structures }
  }
  const { refused } = state
  return {
    sources: sources.filter(source => source.from !== 'none' || source.report !== null),
    current,
    previous,
    refused: refused && {
      at: new Date(refused.at).toISOString(),
      kind: refused.kind,
      params: refused.params,
      canForce: isForceable(refused.kind),
    },
    importing: known.importing,
    nextCheck: iso(known.nextCheck),
    staleDays: settings.staleDays,
  }
}

function originOf(
  name: SourceName,
  settings: UpdateSettings,
): { from: 'address' | 'file' | 'none'; where: string | null } {
  const none = { from: 'none', where: null } as const
  const address = (url: string) => ({ from: 'address', where: new URL(url).host }) as const
  const local = (file: string) => ({ from: 'file', where: path.win32.basename(file) }) as const
  if (name === 'annuaire') return settings.annuaire ? address(settings.annuaire.url) : none
  if (name === 'snapshot') {
    if (settings.snapshot?.file !== undefined) return local(settings.snapshot.file)
    return settings.snapshot?.download ? address(settings.snapshot.download.url) : none
  }
  if (settings.snapshot) return none
  const key = FILE_KEYS.find(([, source]) => source === name)?.[0]
  if (!key) return none
  const file = settings[key]
  if (file !== undefined) return local(file)
  const from = settings.downloads[key]
  return from ? address(from.url) : none
}

const TOLD_REFUSALS = 200

const reportOf = ({
  file,
  read,
  kept,
  merged,
  refused,
  reasons,
  refusals,
  truncated,
  recovered,
  frozen,
}: SourceReport) => ({
  file,
  read,
  kept,
  merged,
  refused,
  reasons: Object.entries(reasons).map(([reason, count]) => ({ reason, count })),
  refusals: refusals.slice(0, TOLD_REFUSALS),
  truncated,
  recovered,
  ...(frozen ? { frozen } : {}),
})

/** What the Annuaire Santé told last, in the form of the other sources. */
function heardOf({ annuaire }: UpdatesState) {
  if (!annuaire) return null
  const { read, kept, merged, refused } = annuaire.report
  const reasons = refused > 0 ? [{ reason: 'identifier', count: refused }] : []
  return { file: '', read, kept, merged, refused, reasons, refusals: [], truncated: false, recovered: 0 }
}
