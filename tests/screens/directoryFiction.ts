/** Sources and rosters of a fictitious directory, for the screens. */
import type { DirectorySources, Roster } from '../../src/shared/contract/directory-sources.ts'
import type { CallValue } from '../../src/shared/contract/index.ts'

const AT = '2026-11-22T04:12:00+01:00'

const report = (file: string, read: number, refused: number) => ({
  file,
  read,
  kept: read - refused - 120,
  merged: 120,
  refused,
  reasons: refused > 0 ? [{ reason: 'columns', count: refused }] : [],
  refusals: refused > 0 ? [{ line: 10_775, reason: 'columns' }] : [],
  truncated: false,
  recovered: 0,
})

/** With a refused import, an import under way, or neither. */
export function directorySources(state: 'ready' | 'importing' | 'empty' | 'broken'): DirectorySources {
  const generation = { contentDate: '2026-11-20', people: 1_412_318, activities: 2_312_904, structures: 104_734 }
  return {
    sources: [
      {
        name: 'rpps',
        from: 'address',
        where: 'annuaire.exemple.invalid',
        contentDate: '2026-11-20',
        ageDays: 2,
        stale: false,
        lastSuccess: AT,
        lastAttempt: { at: AT, kind: null, params: {} },
        report: report('PS_LibreAcces_Personne_activite_202611200815.txt', 2_313_026, 2),
      },
      {
        name: 'finess-structures',
        from: 'file',
        where: 'finess-structures-journalier-20261101.json.gz',
        contentDate: '2026-11-01',
        ageDays: 21,
        stale: true,
        lastSuccess: AT,
        lastAttempt: { at: AT, kind: 'source-unreachable', params: { host: 'finess.exemple.invalid' } },
        report: report('finess-structures-journalier-20261101.json.gz', 174_681, 0),
      },
      {
        name: 'annuaire',
        from: 'none',
        where: null,
        contentDate: null,
        ageDays: null,
        stale: false,
        lastSuccess: null,
        lastAttempt: null,
        report: null,
      },
    ],
    current: generation,
    previous: { ...generation, contentDate: '2026-11-13' },
    refused:
      state === 'ready'
        ? { at: AT, kind: 'rows-fallen', params: { kept: 12_000, before: 2_312_904, percent: 10 }, canForce: true }
        : null,
    importing:
      state === 'importing'
        ? { phase: 'reading', rows: 812_000, bytes: 290e6, totalBytes: 820e6, rate: 41_000, remainingSeconds: 37 }
        : null,
    nextCheck: '2026-11-23T04:00:00+01:00',
    staleDays: 10,
  }
}

export const FIRST_ROSTER: Roster = {
  id: 1,
  kind: 'pharmacies',
  file: 'gardes-novembre.csv',
  importedAt: AT,
  read: 31,
  kept: 29,
  merged: 0,
  refused: 2,
  faults: 2,
  errors: [
    { line: 12, column: 'début', fault: 'date', value: '31/02/2026', kept: false },
    { line: 17, column: 'téléphone', fault: 'phone', value: '02 47', kept: true },
  ],
  validFrom: AT,
  validUntil: '2026-12-01T00:00:00+01:00',
  expired: false,
}

export const ROSTERS: CallValue<'directory.rosters'> = {
  rosters: [FIRST_ROSTER],
  refused: [],
  watched: true,
  templates: [{ kind: 'pharmacies', label: 'Pharmacies de garde', columns: [] }],
}
