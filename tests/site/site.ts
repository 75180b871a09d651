/** A site for tests: a service and desks over real HTTP, each with orientations and phone answers of its own. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Http, openHttp } from '../../src/core/http.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { SiteSettings } from '../../src/core/settings/schema.ts'
import { createSite, createSiteClient, type Site } from '../../src/core/site/index.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import type { SiteState } from '../../src/shared/contract/site.ts'
import { OPERATOR, slotOf } from '../orientation/desk.ts'

export interface TestDesk {
  name: string
  site: Site
  /** States told to its screens. */
  states: SiteState[]
  orientations: Orientation[]
  answers: Parameters<Site['phoned']>[0][]
  state(): SiteState
  day(): { id: string; desk: string; status: string }[]
  close(): Promise<void>
}

export interface TestSite {
  /** A desk that finds the service by its address; `service`: the desk that is the service, on this port. */
  desk(name: string, more?: { service?: number; dir?: string; url?: string }): Promise<TestDesk>
  dir(): string
  close(): Promise<void>
}

export function openTestSite(): TestSite {
  const root = mkdtempSync(path.join(tmpdir(), 'relais-site-'))
  const tokenFile = path.join(root, 'token')
  writeFileSync(tokenFile, 'x'.repeat(40))
  const http: Http = openHttp({})
  const desks: TestDesk[] = []
  const dir = () => mkdtempSync(path.join(root, 'profile-'))
  return {
    dir,
    async desk(name, more = {}) {
      const desk: Omit<TestDesk, 'site'> & { site: Site | null } = {
        name,
        site: null,
        states: [],
        orientations: [],
        answers: [],
        state: () => given(site.handlers['site.state'](null, { clientId: '' })),
        day: () =>
          given<{ list: ReturnType<TestDesk['day']> }>(site.handlers['site.day']({ limit: 500 }, { clientId: '' }))
            .list,
        close: () => site.close(),
      }
      const settings = SiteSettings.parse({
        tokenFile,
        ...(more.service === undefined ? { url: more.url } : { listen: { port: more.service } }),
      })
      const site = await createSite({
        settings,
        deskName: name,
        dir: more.dir ?? dir(),
        client: settings.url ? createSiteClient({ url: settings.url, tokenFile, http, maxBytes: 5e6 }) : null,
        routes: [],
        own: { orientations: () => desk.orientations, answers: () => desk.answers },
        slotKnown: ({ slotId }) => slotId.startsWith('slot-'),
        events: {
          emit(event, payload) {
            if (event === 'site.changed') desk.states.push(payload as SiteState)
          },
        },
        clock: systemClock,
        log: silentLog,
      })
      desk.site = site
      desks.push(desk as TestDesk)
      return desk as TestDesk
    },
    async close() {
      await Promise.all(desks.map(desk => desk.close()))
      await http.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

export function orientationOf(more: Partial<Orientation> = {}): Orientation {
  const at = new Date().toISOString()
  return {
    id: randomUUID(),
    status: 'confirmed',
    taking: 'direct',
    createdAt: at,
    updatedAt: at,
    sourceId: 'keldoc',
    sourceLabel: 'Keldoc',
    simulated: true,
    slot: slotOf(),
    practitioner: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: [] },
    operator: OPERATOR.idnps,
    appointmentId: null,
    problem: null,
    readBacks: 0,
    ...more,
  }
}

function given<V>(result: unknown): V {
  const { ok, value } = result as { ok: boolean; value: V }
  if (!ok) throw new Error('refused')
  return value
}
