/**
 * Practice mode: the first run, with no settings. The sandbox platform is started in a process of its own and the console
 * is pointed at it exactly as it would be at a real one, by a settings file.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { practiceSettings, SandboxLine } from './settings.ts'

export { practiceSettings, SandboxLine } from './settings.ts'

/** The sandbox's process, whoever started it. */
export interface PracticeProcess {
  /** Each line that it prints. */
  onLine(listener: (line: string) => void): void
  onExit(listener: (code: number | null) => void): void
  stop(): void
}

/** Starts `src/sandbox/cli.ts` (or its bundle) with these arguments. */
export type StartPractice = (args: string[]) => PracticeProcess

export interface Practice {
  settingsFile: string
  stop(): void
}

export type PracticeProblem = 'practice-failed' | 'practice-silent' | 'practice-unreadable'

/** Starts the sandbox under `<profileDir>/sandbox` and writes the settings for it. Waits 60 s at most. */
export async function startPractice(
  start: StartPractice,
  profileDir: string,
  options: { timeoutMs?: number; onEnd?: (code: number | null) => void } = {},
): Promise<Result<Practice, PracticeProblem>> {
  const dir = path.join(profileDir, 'sandbox')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const sandbox = start(['--json', '--dir', dir])
  const answered = await firstJsonLine(sandbox, options.timeoutMs ?? 60_000, options.onEnd)
  if (!answered.ok) {
    sandbox.stop()
    return answered
  }
  const line = SandboxLine.safeParse(answered.value)
  if (!line.success) {
    sandbox.stop()
    return problem('practice-unreadable', { path: line.error.issues[0]?.path.map(String).join('.') ?? '' })
  }
  const settingsFile = path.join(dir, 'settings.json')
  writeFileSync(`${settingsFile}.new`, JSON.stringify(practiceSettings(line.data), null, 2), { mode: 0o600 })
  renameSync(`${settingsFile}.new`, settingsFile)
  return ok({ settingsFile, stop: () => sandbox.stop() })
}

/** The first line that is a JSON object; what comes before is progress, meant for people. */
function firstJsonLine(
  sandbox: PracticeProcess,
  timeoutMs: number,
  onEnd: ((code: number | null) => void) | undefined,
): Promise<Result<unknown, 'practice-failed' | 'practice-silent'>> {
  return new Promise(resolve => {
    const timer = setTimeout(
      () => resolve(problem('practice-silent', { seconds: Math.round(timeoutMs / 1000) })),
      timeoutMs,
    )
    let settled = false
    sandbox.onLine(line => {
      const value = settled ? undefined : parseObject(line)
      if (value === undefined) return
      settled = true
      clearTimeout(timer)
      resolve(ok(value))
    })
    sandbox.onExit(code => {
      clearTimeout(timer)
      if (settled) onEnd?.(code)
      else resolve(problem('practice-failed', { code }))
    })
  })
}

function parseObject(line: string): unknown {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
