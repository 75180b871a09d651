/**
 * What the Annuaire Santé adds between two files of the register: people who stopped practising leave the answers of the
 * desk within the hour, and one professional may be verified at once.
 */
import { readFileSync } from 'node:fs'
import type { Person } from '../../../shared/contract/directory.ts'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import { type Http, openHttp, readTls } from '../../http.ts'
import type { Network } from '../../network/index.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Settings } from '../../settings/schema.ts'
import { openSite } from '../rosters/store.ts'
import { type AnnuaireClient, type AnnuaireProblem, createAnnuaireClient } from './client.ts'
import { type Delta, readDelta } from './delta.ts'
import { type Verified, verifyPerson } from './verify.ts'

export type AnnuaireSettings = NonNullable<Settings['directory']['annuaire']>

export interface Annuaire {
  /** National identifiers of people who no longer practise, by the last word heard. */
  withdrawn(): ReadonlySet<string>
  verify(idnps: string, person: Person | null): Promise<Result<Verified, AnnuaireProblem | 'not-configured'>>
  /** Asks what changed since `contentDate` (ISO day of the register's file), or since the last time. */
  update(contentDate: string): Promise<Result<Delta, AnnuaireProblem | 'not-configured' | 'not-covered'>>
  close(): Promise<void>
}

export function createAnnuaire(deps: {
  database: string
  settings: AnnuaireSettings | undefined
  network?: Network | undefined
  clock: Clock
  log: Log
  wait?: (ms: number) => Promise<void>
}): Annuaire {
  const { database, settings, clock, log } = deps
  const db = openSite(database)
  let http: Http | null = null
  let known: Set<string> | null = null

  /** Null when there is no address, or no key to present to it. */
  function client(): AnnuaireClient | null {
    if (!settings) return null
    try {
      const key = readFileSync(settings.keyFile, 'utf8').trim()
      http ??= openHttp(readTls(settings.tls ?? { ca: [] }), {
        connections: 2,
        ...(deps.network ? { network: deps.network } : {}),
      })
      return createAnnuaireClient({ http, base: settings.url, key, ...(deps.wait ? { wait: deps.wait } : {}) })
    } catch (error) {
      log.error('directory.annuaire-key', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
      return null
    }
  }

  const withdrawn = (): Set<string> => {
    known ??= new Set(
      db
        .prepare<[], { rpps: string }>('SELECT rpps FROM annuaire WHERE active = 0')
        .all()
        .map(row => `8${row.rpps}`),
    )
    return known
  }

  return {
    withdrawn,
    async verify(idnps, person) {
      const asked = client()
      if (!asked || !idnps.startsWith('8')) return problem('not-configured')
      return verifyPerson(asked, idnps.slice(1), person)
    },
    async update(contentDate) {
      const asked = client()
      if (!asked) return problem('not-configured')
      const now = clock.now()
      // A file later than a word of the service says the same, and better.
      db.prepare('DELETE FROM annuaire WHERE seen_at < ?').run(Date.parse(contentDate))
      known = null
      const last = db.prepare<[], { at: number | null }>('SELECT max(seen_at) AS at FROM annuaire').get()?.at ?? 0
      // One day of margin: a file of a day is written in its night.
      const since = Math.max(last - HOUR_MS, Date.parse(contentDate) - DAY_MS)
      const delta = await readDelta(asked, new Date(since).toISOString(), now)
      if (!delta.ok) {
        log.warn('directory.annuaire-failed', { kind: delta.error.kind })
        return delta
      }
      const put = db.prepare(
        'INSERT INTO annuaire (rpps, active, seen_at) VALUES (?, ?, ?) ON CONFLICT (rpps) DO UPDATE SET active = excluded.active, seen_at = excluded.seen_at',
      )
      db.transaction(() => {
        for (const rpps of delta.value.withdrawn) put.run(rpps, 0, now)
        for (const rpps of delta.value.changed) put.run(rpps, 1, now)
      })()
      known = null
      const { read, kept, merged, refused } = delta.value
      log.info('directory.annuaire', { read, kept, merged, refused, withdrawn: withdrawn().size })
      return delta
    },
    async close() {
      db.close()
      await http?.close()
    },
  }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
