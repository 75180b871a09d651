/**
 * Starting a console, the same way in Electron and in the host: take the profile, have settings (the file that was named, or
 * those of the practice mode), build the console on them.
 */
import { mkdirSync } from 'node:fs'
import { ok, type Problem, problem, type Result } from '../shared/contract/kit.ts'
import type { KeyStore } from './activity/index.ts'
import { type Console, createConsole } from './console.ts'
import { diagnose, diagnosisText } from './diagnosis/index.ts'
import { lastingConsole } from './lasting.ts'
import { liveSettings } from './live-settings.ts'
import { openDeskNetwork } from './network/index.ts'
import type { EntryUrl, Log, ResolveProxy, SecretBox, Shell, StartProcess } from './ports.ts'
import { systemClock } from './ports.ts'
import { type PracticeProblem, type StartPractice, startPractice } from './practice/index.ts'
import { lockProfile } from './profile.ts'
import {
  explainSettingsProblem,
  openSettingsDesk,
  type Places,
  type ReadSettings,
  systemPlaces,
} from './settings/index.ts'

export interface StartConsoleOptions {
  /** Settings file of the command line; null: what this machine says, else practice mode. */
  settingsFile: string | null
  profileDir: string
  version: string
  entryUrl: EntryUrl
  startProcess: StartProcess
  startPractice: StartPractice
  shell: Shell
  /** The journal's key; whether the console practises is known by then. */
  keyStore: (practice: boolean) => KeyStore
  log: Log
  /** Where this machine keeps policies and settings; the system's own places unless a test says otherwise. */
  places?: Places
  /** List of components and their licences, written by the build. */
  licencesFile?: string
  /** Way out to an address as the system says it; without, what no setting says is reached directly. */
  resolveProxy?: ResolveProxy
  /** List of the installed files, for the report; absent: run from the sources. */
  contentsFile?: string | undefined
  /** Seals the account of a proxy; without, it is forgotten when the console ends. */
  secretBox?: SecretBox
  /** Told when a setting is refused or a new version seen, for the event log. */
  onNotice?: (code: 'settings-problem' | 'update-seen', facts: Record<string, string | number>) => void
  /** Last word on the settings before anything is built on them: the host refuses a production profile here. */
  accept?: (settings: NonNullable<ReadSettings['settings']>) => Problem | null
}

export interface Started {
  console: Console
  practice: boolean
  /** Settings problems that did not stop the start, in French. */
  warnings: string[]
  /** An installer waits for this console to end, or waits no more. */
  closing(asked: boolean): void
  /** The machine was asleep: what may have changed is read again. */
  woke(): Promise<void>
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

  const network = openDeskNetwork({
    profileDir,
    resolve: options.resolveProxy ?? null,
    box: options.secretBox ?? null,
    clock: systemClock,
    log,
  })
  let stopPractice = () => {}
  let ending = false
  const desk = await openSettingsDesk({
    places: options.places ?? systemPlaces(),
    profileDir,
    settingsFile: options.settingsFile,
    version: options.version,
    clock: systemClock,
    log,
    network,
  })
  const giveBack = () => {
    ending = true
    stopPractice()
    desk.close()
    lock.value.release()
  }

  const practising = !desk.configured()
  if (practising) {
    const practice = await startPractice(options.startPractice, profileDir, {
      onEnd: code => {
        if (!ending) log.error('practice.ended', { code })
      },
    })
    if (!practice.ok) {
      giveBack()
      return practice
    }
    stopPractice = practice.value.stop
    desk.practise(practice.value.settingsFile)
  }

  const { settings, problems } = desk.current()
  const warnings = problems.map(explainSettingsProblem)
  if (problems.length > 0) options.onNotice?.('settings-problem', { count: problems.length })
  if (settings === null) {
    giveBack()
    return problem('settings-refused', { file: options.settingsFile ?? 'ce poste', detail: warnings.join('\n') })
  }
  const refusal = options.accept?.(settings) ?? null
  if (refusal) {
    giveBack()
    return { ok: false, error: refusal }
  }
  const report = async () =>
    diagnosisText(
      await diagnose({
        layered: desk.current(),
        configured: !practising,
        profileDir,
        version: options.version,
        site: desk.site(),
        update: desk.update(),
        clock: systemClock,
        network,
        // Sizes only: a call may be in progress.
        ...(options.contentsFile ? { installation: { contentsFile: options.contentsFile, thorough: false } } : {}),
      }),
    )
  try {
    const keyStore = options.keyStore(practising)
    const live = liveSettings(desk, log)
    const make = () => {
      const { settings: now, problems: named } = live.take()
      return createConsole({
        settings: now,
        settingsProblems: named,
        profileDir,
        entryUrl: options.entryUrl,
        startProcess: options.startProcess,
        shell: options.shell,
        keyStore,
        clock: systemClock,
        log,
        version: options.version,
        living: live.living,
        network,
        report,
        ...(options.licencesFile ? { licencesFile: options.licencesFile } : {}),
      })
    }
    const console = lastingConsole(await make())
    live.follow(console, make, options.onNotice)
    log.info('console.started', { profile: settings.profile, version: options.version })
    return ok({
      console,
      practice: practising,
      warnings,
      closing: live.closing,
      woke: live.woke,
      async close() {
        live.stop()
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
