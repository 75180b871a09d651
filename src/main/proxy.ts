/** The system's way out to an address, as Chromium knows it: Windows' own settings, its PAC file, or the one of the settings. */
import type { ResolveProxy } from '../core/ports.ts'

/** What is used of an Electron session. No page of the console asks the network anything: only these questions use it. */
export interface ProxySession {
  setProxy(config: { mode: 'system' } | { mode: 'pac_script'; pacScript: string }): Promise<void>
  resolveProxy(url: string): Promise<string>
}

/** The session is asked for at the first question: it exists once the application is ready. */
export function chromiumProxy(session: () => ProxySession): ResolveProxy {
  let set: { pac: string | null; done: Promise<void> } | null = null
  return async (url, pac) => {
    if (set === null || set.pac !== pac) {
      const config = pac === null ? ({ mode: 'system' } as const) : ({ mode: 'pac_script', pacScript: pac } as const)
      set = { pac, done: session().setProxy(config) }
    }
    await set.done
    return session().resolveProxy(url)
  }
}
