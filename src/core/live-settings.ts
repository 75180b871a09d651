/**
 * Settings that change under a console that runs. The language follows at once; anything else waits until nobody is signed
 * in, then the console is built again behind the same screens. Nothing changes in the middle of a call.
 */

import type { SettingsProblem } from '../shared/contract/settings.ts'
import type { Console } from './console.ts'
import type { LastingConsole } from './lasting.ts'
import type { Log } from './ports.ts'
import type { LivingSettings, Settings, SettingsDesk } from './settings/index.ts'

type Notice = (code: 'settings-problem' | 'update-seen', facts: Record<string, string | number>) => void

export interface LiveSettings {
  living: LivingSettings
  /** Settings to build a console on: those read last that hold. */
  take(): { settings: Settings; problems: SettingsProblem[] }
  /** From now on changes reach this console. */
  follow(console: LastingConsole, make: () => Promise<Console>, onNotice?: Notice): void
  /** An installer waits, or waits no more: the screens say so. */
  closing(asked: boolean): void
  /** Reads everything again now. */
  woke(): Promise<void>
  stop(): void
}

/** `desk.current()` must hold when this is called. */
export function liveSettings(desk: SettingsDesk, log: Log): LiveSettings {
  let built: Settings
  let pending = false
  let stopped = false
  let replacing = false
  let applyNow = async () => {}
  let stopHearing = () => {}
  let heard = () => {}
  let closing = false
  let tell = () => {}

  /** What a console is built on, without what follows at once. */
  const fixed = (settings: Settings) => JSON.stringify({ ...settings, language: '' })

  const weigh = (): void => {
    const { settings } = desk.current()
    if (settings === null) return
    built.language = settings.language
    pending = fixed(settings) !== fixed(built)
  }

  return {
    living: {
      layered: desk.current,
      pending: () => pending,
      site: desk.site,
      update: desk.update,
      closing: () => closing,
      async choose(path, value) {
        const refused = desk.choose(path, value)
        if (refused) return refused
        await desk.look()
        weigh()
        return null
      },
      apply: () => void applyNow(),
    },
    take() {
      const { settings, problems } = desk.current()
      // A console takes its own copy: the language is changed in place.
      if (settings !== null) built = structuredClone(settings)
      pending = false
      return { settings: built, problems }
    },
    follow(console, make, onNotice) {
      let signedIn = false
      const replace = async () => {
        if (!pending || replacing || stopped) return
        replacing = true
        try {
          await console.replace(make)
          log.info('settings.taken')
        } catch (error) {
          log.error('settings.not-taken', { error: error instanceof Error ? error.name : typeof error })
        } finally {
          replacing = false
        }
      }
      applyNow = replace
      stopHearing = console.subscribe(({ name, payload }) => {
        if (name !== 'session.changed') return
        signedIn = (payload as { status: string }).status !== 'signed-out'
        // After the domains have heard that the person left.
        if (!signedIn && pending) setTimeout(() => void replace(), 0)
      })
      let announced: string | null = null
      let named = desk.current().problems.length
      tell = () => console.emit('settings.changed', { pending })
      heard = () => {
        weigh()
        const { problems } = desk.current()
        if (problems.length > named) onNotice?.('settings-problem', { count: problems.length })
        named = problems.length
        const version = desk.update()?.version ?? null
        if (version !== null && version !== announced) onNotice?.('update-seen', { version })
        announced = version
        tell()
        if (!signedIn) void replace()
      }
      desk.watch(heard)
    },
    closing(asked) {
      if (asked === closing) return
      closing = asked
      tell()
    },
    async woke() {
      if (await desk.look()) heard()
    },
    stop() {
      stopped = true
      stopHearing()
    },
  }
}
