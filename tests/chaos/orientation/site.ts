/** The site's service of a run: part of the desks tell it what they do, and at the end it must know what they know. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, silentLog } from '../../../src/core/ports.ts'
import { SiteSettings } from '../../../src/core/settings/schema.ts'
import { createSite, type Site } from '../../../src/core/site/index.ts'
import type { SiteOrientation, SiteState } from '../../../src/shared/contract/site.ts'
import type { Told } from './judge.ts'

/** How long the last words may take to be heard, ms. */
const HEARD_MS = 60_000

export interface SiteService {
  /** For the desks that have one. */
  place: { url: string; tokenFile: string }
  /** Stops it, and starts it again on its memory. */
  restart(): Promise<void>
  /** Slots that desks were on at once, at most, as told to the screens of the service. */
  holdsAtMost(): number
  /** What its list holds otherwise than those desks say, once they have said everything; `known`: of how many. */
  compare(told: readonly Told[]): Promise<{ missing: string[]; wrong: string[]; twice: string[]; known: number }>
  close(): Promise<void>
}

export async function createSiteService(dir: string, clock: Clock): Promise<SiteService> {
  const tokenFile = path.join(dir, 'site-token')
  writeFileSync(tokenFile, 'chaos'.repeat(8))
  let most = 0
  const open = async (port: number): Promise<Site> => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const site = await createSite({
        settings: SiteSettings.parse({ listen: { port }, tokenFile }),
        deskName: 'service',
        dir,
        client: null,
        routes: [],
        own: { orientations: () => [], answers: () => [] },
        slotKnown: () => false,
        events: {
          emit(name, payload) {
            if (name === 'site.changed') most = Math.max(most, (payload as SiteState).holds.length)
          },
        },
        clock,
        log: silentLog,
      })
      if (site.port !== null) return site
      await site.close()
      await wait(100)
    }
    throw new Error('the site’s service does not listen')
  }
  let site = await open(0)
  const { port } = site

  function list(): SiteOrientation[] {
    const answer = site.handlers['site.day']({ limit: 1_000_000 }, { clientId: '' }) as {
      value: { list: SiteOrientation[] }
    }
    return answer.value.list
  }

  function differences(told: readonly Told[]) {
    const all = list()
    const byId = new Map(all.map(one => [one.id, one]))
    const of = told.filter(({ status }) => status !== null)
    return {
      missing: of.filter(({ intentId }) => !byId.has(intentId)).map(({ intentId }) => intentId),
      wrong: of
        .filter(({ intentId, status }) => byId.has(intentId) && byId.get(intentId)?.status !== status)
        .map(({ intentId, status }) => `${intentId} ${byId.get(intentId)?.status} for ${status}`),
      twice: all.length === byId.size ? [] : ['an orientation stands twice'],
      known: of.length,
    }
  }

  return {
    place: { url: `http://127.0.0.1:${port}`, tokenFile },
    async restart() {
      await site.close()
      site = await open(port ?? 0)
    },
    holdsAtMost: () => most,
    async compare(told) {
      const until = performance.now() + HEARD_MS
      let found = differences(told)
      while (found.missing.length + found.wrong.length > 0 && performance.now() < until) {
        await wait(200)
        found = differences(told)
      }
      return found
    },
    close: () => site.close(),
  }
}
