/** A window without an address bar for the host's page: Chromium in app mode, talking to nobody else. */
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Arguments of Chromium. Its own profile, inside ours, so that nothing of the user's browser sees the page. The one-time
 * address stands on the command line, which other accounts of the machine may read: it has then already been spent, and if
 * they were first the window says so instead of opening.
 */
export function chromiumArguments(options: { url: string; userDataDir: string; asRoot: boolean }): string[] {
  return [
    `--app=${options.url}`,
    `--user-data-dir=${options.userDataDir}`,
    '--window-size=1366,768',
    '--no-first-run',
    '--no-default-browser-check',
    '--password-store=basic',
    // The console talks to the addresses of its settings and to no other; neither does its window.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-breakpad',
    '--disable-sync',
    '--no-pings',
    '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,InterestFeedContentSuggestions',
    // Alarms ring and counts go on when the window is behind the LRM.
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    // Chromium refuses to run as root with its sandbox.
    ...(options.asRoot ? ['--no-sandbox', '--test-type'] : []),
  ]
}

/** Opens the window; it ends when the user closes it. */
export function openChromium(program: string, options: { url: string; userDataDir: string }): ChildProcess {
  const asRoot = process.getuid?.() === 0
  return spawn(program, chromiumArguments({ ...options, asRoot }), { stdio: 'ignore' })
}
