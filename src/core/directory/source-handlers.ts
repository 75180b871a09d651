/** The calls about where the directory comes from: sources, imports, the way back, the site's rosters. */
import type { DirectorySources, Roster } from '../../shared/contract/directory-sources.ts'
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Rosters } from './rosters/index.ts'
import type { RosterRow } from './rosters/store.ts'
import { TEMPLATES, templateCells } from './rosters/templates.ts'
import type { Updates } from './updates/index.ts'

type SourceCalls = Extract<
  CallsOf<'directory'>,
  | 'directory.sources'
  | 'directory.importNow'
  | 'directory.acceptRefused'
  | 'directory.returnToPrevious'
  | `directory.${string}oster${string}`
>

export function sourceHandlers(deps: {
  updates: Updates
  rosters: Rosters
  returnToPrevious: () => Promise<Result<null, 'no-previous' | 'switch-failed' | 'directory-busy'>>
  now: () => number
}): Pick<Handlers, SourceCalls> {
  const { updates, rosters, now } = deps
  const sources = (): Result<DirectorySources, never> => ok(updates.sources())
  return {
    'directory.sources': sources,
    'directory.importNow': async input => (await updates.importNow(input)) as never,
    'directory.acceptRefused': async () => (await updates.acceptRefused()) as never,
    'directory.returnToPrevious': async () => {
      const returned = await deps.returnToPrevious()
      return returned.ok ? sources() : returned
    },
    'directory.rosters': () =>
      ok({
        rosters: rosters.list().map(row => rosterOf(row, now())),
        refused: rosters.refusedFiles().map(each => ({ ...each, at: new Date(each.at).toISOString() })),
        watched: rosters.watched,
        templates: TEMPLATES.map(({ kind, label, columns }) => ({
          kind,
          label,
          columns: columns.map(({ name, required, about, example }) => ({ name, required, about, example })),
        })),
      }),
    'directory.importRoster': async ({ file, base64 }) => {
      const taken = await rosters.take(file, Buffer.from(base64, 'base64'))
      return taken.ok ? ok(rosterOf(taken.value, now())) : taken
    },
    'directory.removeRoster': ({ id }) => (rosters.remove(id) ? ok(null) : problem('roster-gone')),
    'directory.rosterTemplate': ({ kind }) => {
      const template = TEMPLATES.find(each => each.kind === kind)
      return ok({ file: `${kind}.csv`, text: template ? templateCells(template) : '' })
    },
  }
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const rosterOf = (row: RosterRow, now: number): Roster => ({
  ...row,
  importedAt: new Date(row.importedAt).toISOString(),
  validFrom: iso(row.validFrom),
  validUntil: iso(row.validUntil),
  expired: row.validUntil !== null && row.validUntil <= now,
})
