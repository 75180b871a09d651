/** `--diagnose`: the report in a file, its words on the output, its verdict as the exit code. Works beside a running console. */
import path from 'node:path'
import { openDeskNetwork } from '../network/index.ts'
import type { Log, ResolveProxy, SecretBox } from '../ports.ts'
import { systemClock } from '../ports.ts'
import { openSettingsDesk, type Places, systemPlaces } from '../settings/index.ts'
import { writeWhole } from '../write-whole.ts'
import { diagnose, diagnosisText, exitCode } from './report.ts'

export interface DiagnosisCommand {
  settingsFile: string | null
  profileDir: string
  version: string
  /** Null: `diagnostic.txt` in the profile. A `.json` beside it holds the same for a machine. */
  reportFile: string | null
  log: Log
  say: (text: string) => void
  places?: Places
  resolveProxy?: ResolveProxy
  secretBox?: SecretBox
  /** List of the installed files; absent: run from the sources. */
  contentsFile?: string | undefined
}

/** Answers the exit code: 0 right, 10 to look at, 20 at fault, 30 settings refused, 40 the report could not be written. */
export async function runDiagnosis(command: DiagnosisCommand): Promise<number> {
  const { settingsFile, profileDir, version, log } = command
  const network = openDeskNetwork({
    profileDir,
    resolve: command.resolveProxy ?? null,
    box: command.secretBox ?? null,
    clock: systemClock,
    log,
  })
  const desk = await openSettingsDesk({
    places: command.places ?? systemPlaces(),
    profileDir,
    settingsFile,
    version,
    clock: systemClock,
    log,
    network,
  })
  const diagnosis = await diagnose({
    // Without settings of a site there is nothing to hold together: the practice mode brings its own.
    layered: desk.configured() ? desk.current() : { ...desk.current(), problems: [] },
    configured: desk.configured(),
    profileDir,
    version,
    site: desk.site(),
    update: desk.update(),
    clock: systemClock,
    network,
    ...(command.contentsFile ? { installation: { contentsFile: command.contentsFile, thorough: true } } : {}),
  })
  desk.close()
  const text = diagnosisText(diagnosis)
  const file = command.reportFile ?? path.join(profileDir, 'diagnostic.txt')
  command.say(text)
  const failed = writeWhole(file, text) ?? writeWhole(`${file}.json`, JSON.stringify(diagnosis, null, 2))
  if (failed !== null) {
    command.say(`Le rapport n’a pas pu être écrit (${failed}) : ${file}`)
    return 40
  }
  return exitCode(diagnosis)
}
