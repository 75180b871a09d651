/** The desktop as the host knows it: opens pages in the system's browser when there is a screen, and remembers them. */
import { spawn } from 'node:child_process'
import type { Shell } from '../core/ports.ts'

export interface HostShell extends Shell {
  /** Every page that was asked for, oldest first; e2e looks here. */
  readonly opened: string[]
}

/** Command that opens a page on this system, without a shell in between; null when there is no screen to open it on. */
export function openCommand(
  url: string,
  platform: NodeJS.Platform,
  env: Record<string, string | undefined>,
  scheme?: string,
): [command: string, ...args: string[]] | null {
  if (!URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:' && !/^tel:\+\d{4,15}$/.test(url) && protocol !== `${scheme}:`)
    return null
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', href]
  if (platform === 'darwin') return ['open', href]
  return hasDisplay(platform, env) ? ['xdg-open', href] : null
}

/** True when a window can be shown. */
export const hasDisplay = (platform: NodeJS.Platform, env: Record<string, string | undefined>): boolean =>
  platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])

/** The host's shell. `really: false` only remembers: tests and demonstrations. */
export function createHostShell(options: { really?: boolean } = {}): HostShell {
  const opened: string[] = []
  return {
    opened,
    async openExternal(url, scheme) {
      opened.push(url)
      const command = options.really === false ? null : openCommand(url, process.platform, process.env, scheme)
      if (!command) return
      const [program, ...args] = command
      const child = spawn(program, args, { stdio: 'ignore', detached: true })
      // No browser on this machine: the page stays in the list, and the host's own tab shows its address.
      child.on('error', () => {})
      child.unref()
    },
  }
}
