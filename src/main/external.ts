/** The console's `Shell` in Electron. */
import type { Shell as ElectronShell } from 'electron'
import type { Log, Shell } from '../core/ports.ts'
import { externalAllowed } from './navigation.ts'

/** Opens pages in the system's browser; an address of any other kind is refused and logged without its text. */
export function electronShell(shell: Pick<ElectronShell, 'openExternal'>, log: Log): Shell {
  return {
    async openExternal(url, scheme) {
      if (!externalAllowed(url, scheme)) {
        log.warn('shell.refused')
        return
      }
      await shell.openExternal(new URL(url).href, { activate: true })
    },
  }
}
