/**
 * `node src/host/cli.ts [--settings FILE.json] [--profile DIR] [--json]`: serves the console and prints its one-time address.
 * Opens nothing itself.
 */
import path from 'node:path'
import { askPinOnTerminal, runCardDiagnosis } from '../core/card/index.ts'
import { explainCommandLine, readCommandLine, type StartOptions } from '../core/command-line.ts'
import { runDiagnosis } from '../core/diagnosis/index.ts'
import { runDirectoryCommand } from '../core/directory/index.ts'
import { sourceEntry } from '../core/entries.ts'
import { forkProcesses } from '../core/fork.ts'
import { openLogFile } from '../core/log-file.ts'
import { environmentProxy } from '../core/network/index.ts'
import { defaultProfileDir } from '../core/profile-path.ts'
import { explainStart } from '../core/start.ts'
import { productVersion, type RunningHost, type RunOptions, runHost } from './run.ts'

export interface CommandHooks {
  /** Called once the address is there; what it answers is called when the console ends. */
  onReady?: (running: RunningHost, end: () => void) => (() => void) | undefined
  run?: Partial<RunOptions>
  say?: (line: string) => void
  complain?: (line: string) => void
}

/** Reads a command line in French; null when it was wrong and that has been said. */
export function commandOptions(
  args: readonly string[],
  complain = (line: string) => console.error(line),
): StartOptions | null {
  const { options, problems } = readCommandLine(args, process.cwd())
  for (const problem of problems) complain(explainCommandLine(problem))
  return problems.length > 0 ? null : options
}

/** Runs a host until it is told to end (signal, or `end` of the hook). Answers the exit code. */
export async function serveCommand(options: StartOptions, hooks: CommandHooks = {}): Promise<number> {
  const say = hooks.say ?? (line => console.log(line))
  const complain = hooks.complain ?? (line => console.error(line))
  const begun = performance.now()
  if (options.directory)
    return runDirectoryCommand(options.directory, {
      command: 'npm start -- --directory',
      entryUrl: sourceEntry,
      voice: { say, complain },
    })
  if (options.diagnose) return diagnosis(options, say)
  if (options.diagnoseCard) return cardDiagnosis(options, say)

  let end = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  let asked = false
  const onSignal = () => {
    // Asked twice: whatever still holds is left to the system.
    if (asked) process.exit(130)
    asked = true
    end()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)

  try {
    const running = await runHost({
      ...hooks.run,
      settingsFile: options.settingsFile,
      profileDir: options.profileDir ?? defaultProfileDir(),
    })
    if (!running.ok) {
      complain(explainStart(running.error))
      if (options.json) say(JSON.stringify({ ok: false, problem: running.error.kind }))
      return 1
    }
    const { host, started } = running.value
    const ms = Math.round(performance.now() - begun)
    for (const warning of started.warnings) complain(warning)
    if (started.practice) complain('Mode exercice : plateforme, territoire et carte sont fictifs.')
    say(`Relais: ${host.url}`)
    complain('Cette adresse ne sert qu’une fois, dans un seul navigateur. Ctrl+C pour arrêter.')
    if (options.json)
      say(
        JSON.stringify({
          ok: true,
          url: host.url,
          origin: host.origin,
          pid: process.pid,
          practice: started.practice,
          ms,
        }),
      )

    const closeWindow = asked ? undefined : hooks.onReady?.(running.value, end)
    await ended
    closeWindow?.()
    await running.value.close()
    return 0
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/** The report of this desk, beside a console that may be running. */
async function diagnosis(options: StartOptions, say: (line: string) => void): Promise<number> {
  const profileDir = options.profileDir ?? defaultProfileDir()
  const { log, close } = openLogFile(path.join(profileDir, 'logs'))
  const code = await runDiagnosis({
    ...options,
    profileDir,
    version: productVersion(),
    resolveProxy: environmentProxy(),
    log,
    say,
  })
  close()
  return code
}

/** What stands between this desk and a card. */
async function cardDiagnosis(options: StartOptions, say: (line: string) => void): Promise<number> {
  const profileDir = options.profileDir ?? defaultProfileDir()
  const { log, close } = openLogFile(path.join(profileDir, 'logs'))
  const startProcess = forkProcesses(sourceEntry)
  const resolveProxy = environmentProxy()
  const version = productVersion()
  const askPin = options.sign ? { askPin: askPinOnTerminal } : {}
  const code = await runCardDiagnosis({
    ...options,
    ...askPin,
    profileDir,
    version,
    startProcess,
    resolveProxy,
    log,
    say,
  })
  close()
  return code
}

if (import.meta.main) {
  const options = commandOptions(process.argv.slice(2))
  process.exitCode = options === null ? 2 : await serveCommand(options)
}
