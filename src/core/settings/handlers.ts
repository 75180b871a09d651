/** The calls of the settings screen. */
import type { Handlers } from '../../shared/contract/index.ts'
import type { Problem } from '../../shared/contract/kit.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { SettingsAbout, SettingsProblem, SiteSettingsState, UpdateNotice } from '../../shared/contract/settings.ts'
import type { DeskNetwork, Network } from '../network/index.ts'
import type { LayeredSettings } from './layers.ts'
import type { Settings } from './schema.ts'
import { shownSettings } from './shown.ts'
import { destinationsOf, settingsView } from './view.ts'

type Names =
  | 'settings.view'
  | 'settings.all'
  | 'settings.choose'
  | 'settings.apply'
  | 'settings.network'
  | 'settings.proxyAccount'
  | 'settings.about'
  | 'settings.report'

/** What a console that can change under its screen offers; a console built on fixed settings has none of it. */
export interface LivingSettings {
  layered(): LayeredSettings
  pending(): boolean
  site(): SiteSettingsState
  update(): UpdateNotice | null
  /** An installer waits for this console to end. */
  closing(): boolean
  /** Null when it was taken. */
  choose(path: string, value: string | null): Promise<Problem | null>
  apply(): void
}

export function createSettingsHandlers(deps: {
  settings: Settings
  problems: SettingsProblem[]
  version: string
  living: LivingSettings | null
  about: () => Omit<SettingsAbout, 'version' | 'site' | 'update' | 'addresses'>
  report: () => Promise<string>
  network: { desk: DeskNetwork; ways: Network }
}): Pick<Handlers, Names> {
  const { settings, version, living } = deps
  const layered = (): LayeredSettings => living?.layered() ?? { settings, problems: deps.problems, origins: new Map() }
  const view = () =>
    settingsView(settings, layered().problems, version, living?.update() ?? null, living?.closing() ?? false)
  const state = () => ({
    keys: shownSettings(layered(), settings.language),
    problems: layered().problems,
    pending: living?.pending() ?? false,
  })
  return {
    'settings.view': () => ok(view()),
    'settings.all': () => ok(state()),
    'settings.choose': async ({ path, value }) => {
      if (!living) return problem('setting-refused')
      const refused = (await living.choose(path, value)) as Problem<'setting-refused'> | null
      return refused ? { ok: false, error: refused } : ok(state())
    },
    'settings.apply': () => {
      living?.apply()
      return ok(null)
    },
    'settings.network': async () => ok(await deps.network.desk.state(deps.network.ways, destinationsOf(settings))),
    'settings.proxyAccount': async account => {
      const { desk, ways } = deps.network
      const addresses = destinationsOf(settings)
      const failed = await desk.setAccount(ways, addresses, account)
      if (failed === 'unknown-proxy') return problem('setting-refused')
      if (failed !== null) return problem('disk-write-failed', { code: failed })
      return ok(await desk.state(ways, addresses))
    },
    'settings.about': () =>
      ok({
        version,
        ...deps.about(),
        addresses: view().addresses,
        update: living?.update() ?? null,
        site: living?.site() ?? { status: 'none', serial: null, issuedAt: null, checkedAt: null, detail: null },
      }),
    'settings.report': async () => ok({ text: await deps.report() }),
  }
}
