/**
 * Starting a console, the same way in Electron and in the host: take the profile, have settings (the file that was named, or
 * those of the practice mode), build the console on them.
 */
import { mkdirSync } from 'node:fs'
import { ok, type Problem, problem, type Result } from '../shared/contract/kit.ts'
import type { KeyStore } from './activity/index.ts'
import { type Console, createConsole } from './console.ts'
import type { EntryUrl, Log, Shell, StartProcess } from './ports.ts'
import { systemClock } from './ports.ts'
import { type PracticeProblem, type StartPractice, startPractice } from './practice/index.ts'
import { lockProfile } from './profile.ts'
import { explainSettingsProblem, type ReadSettings, readSettingsFile } from './settings/index.ts'

export interface StartConsoleOptions {
  /** Null: practice mode. */
  settingsFile: string | null
  profileDir: string
  version: string
  entryUrl: EntryUrl
  startProcess: StartProcess
  startPractice: StartPractice
  shell: Shell
  keyStore: KeyStore
  log: Log
  /** Last word on the settings before anything is built on them: the host refuses a production profile here. */
  accept?: (settings: NonNullable<ReadSettings['settings']>) => Problem | null
}

export interface Started {
  console: Console
  practice: boolean
  /** Settings problems that did not stop the start, in French. */
  warnings: string[]
  close(): Promise<void>
}

export type StartProblem = 'profile-busy' | 'profile-unwritable' | 'settings-refused' | PracticeProblem | string

/** Starts a console. What was taken is given back when it does not start. */
export async function startConsole(options: StartConsoleOptions): Promise<Result<Started, StartProblem>> {
  const { log, profileDir } = options
  try {
    mkdirSync(profileDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    return problem('profile-unwritable', { code: (error as NodeJS.ErrnoException).code ?? '' })
  }
  const lock = lockProfile(profileDir)
  if (!lock.ok) return lock

  let stopPractice = () => {}
  let ending = false
  const giveBack = () => {
    ending = true
    stopPractice()
    lock.value.release()
  }

  let settingsFile = options.settingsFile
  if (settingsFile === null) {
    const practice = await startPractice(options.startPractice, profileDir, {
      onEnd: code => {
        if (!ending) log.error('practice.ended', { code })
      },
    })
    if (!practice.ok) {
      giveBack()
      return practice
    }
    settingsFile = practice.value.settingsFile
    stopPractice = practice.value.stop
  }

  const { settings, problems } = readSettingsFile(settingsFile)
  const warnings = problems.map(explainSettingsProblem)
  if (settings === null) {
    giveBack()
    return problem('settings-refused', { file: settingsFile, detail: warnings.join('\n') })
  }
  const refusal = options.accept?.(settings) ?? null
  if (refusal) {
    giveBack()
    return { ok: false, error: refusal }
  }
  try {
    const console = await createConsole({
      settings,
      settingsProblems: problems,
      profileDir,
      entryUrl: options.entryUrl,
      startProcess: options.startProcess,
      shell: options.shell,
      keyStore: options.keyStore,
      clock: systemClock,
      log,
      version: options.version,
    })
    log.info('console.started', { profile: settings.profile, version: options.version })
    return ok({
      console,
      practice: options.settingsFile === null,
      warnings,
      async close() {
        await console.close()
        giveBack()
        log.info('console.ended')
      },
    })
  } catch (error) {
    giveBack()
    log.error('console.start-failed', { error: error instanceof Error ? error.name : typeof error })
    return problem('start-failed', { detail: error instanceof Error ? error.message : String(error) })
  }
}

/** Why the console did not start, in French: what happened, what to do. */
export function explainStart({ kind, params }: Problem): string {
  switch (kind) {
    case 'profile-busy':
      return 'Relais est déjà ouvert sur ce profil. Revenir à la fenêtre ouverte, ou choisir un autre dossier avec --profile.'
    case 'profile-unwritable':
      return `Le dossier du profil n’est pas accessible en écriture (${params['code']}). En choisir un autre avec --profile.`
    case 'settings-refused':
      return `Relais ne démarre pas sur ces réglages : ${params['file']}\n${params['detail']}`
    case 'practice-failed':
      return `La plateforme d’exercice s’est arrêtée avant d’être prête (code ${params['code']}). Détail : « npm run sandbox ».`
    case 'practice-silent':
      return `La plateforme d’exercice n’a pas répondu en ${params['seconds']} s. Relancer ; si cela revient : « npm run sandbox ».`
    case 'practice-unreadable':
      return `La plateforme d’exercice s’est annoncée d’une façon inconnue (${params['path']}).`
    case 'host-production':
      return 'Ces réglages sont ceux d’un poste en production : Relais ne les sert pas dans un navigateur. Pour le permettre : host.allowProduction dans les réglages.'
    case 'screen-missing':
      return 'L’écran n’est pas construit. Lancer « npm run build ».'
    case 'start-failed':
      return `Relais n’a pas pu ouvrir ses fichiers : ${params['detail']}`
    default:
      return `Relais n’a pas démarré (${kind}).`
  }
}
