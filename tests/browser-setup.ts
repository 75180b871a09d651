/**
 * What the browser tests need before the first of them: the page of the scripted console, served on a port that the system
 * chooses and told to the workers as `RELAIS_SCREENS_URL`; the real screen, built when a source is younger than it.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { FullConfig } from '@playwright/test'
import { buildRenderer } from '../scripts/build.mjs'

const SERVE_MS = 120_000

/** Prepares the projects that run; answers what ends it all. */
export default async function setUp(config: FullConfig): Promise<() => Promise<void>> {
  const wanted = wantedProjects(process.argv, config)
  if (wanted.has('e2e') || wanted.has('electron')) await buildRenderer({ ifStale: true })
  if (!wanted.has('screens')) return async () => {}
  const { url, stop } = await serveScreens()
  process.env['RELAIS_SCREENS_URL'] = url
  return stop
}

/** The projects named on the command line; all when none is. Playwright tells it to nobody before the run. */
function wantedProjects(args: readonly string[], config: FullConfig): Set<string> {
  const all = config.projects.map(project => project.name)
  const named = args.flatMap((argument, i) =>
    argument.startsWith('--project=')
      ? [argument.slice('--project='.length)]
      : argument === '--project'
        ? [args[i + 1] ?? '']
        : [],
  )
  return new Set(named.length === 0 ? all : named)
}

async function serveScreens(): Promise<{ url: string; stop(): Promise<void> }> {
  const file = fileURLToPath(new URL('screens/serve.ts', import.meta.url))
  const child = spawn(process.execPath, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const lines = createInterface({ input: child.stdout })
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the scripted page was not served in time')), SERVE_MS)
    lines.on('line', line => {
      if (!line.startsWith('http://127.0.0.1:')) return
      clearTimeout(late)
      resolve(line.trim())
    })
    ended.then(() => reject(new Error('the scripted page could not be built')))
  }).catch(async error => {
    await stop()
    throw error
  })
  return { url, stop }
}
