/**
 * `npm run card -- diagnose` and the packaged program's `--diagnose-card`: looks at the card beside a console that may be running,
 * says it in French or as JSON, and writes both where a report is wanted. Exit code: 0 all is well, 1 something is wrong, 2 the
 * settings are refused, 3 the report could not be written.
 */
import path from 'node:path'
import { diagnosisLines, diagnosisText } from '../../shared/card/diagnosis-words.ts'
import { openHttp, readTls } from '../http.ts'
import { type Network, openDeskNetwork } from '../network/index.ts'
import { type Log, type ResolveProxy, type SecretBox, type StartProcess, systemClock } from '../ports.ts'
import { openSettingsDesk, type Places, type Settings, siteOf, systemPlaces } from '../settings/index.ts'
import { type CardSettings, TrustSettings } from '../settings/schema.ts'
import { createTrust } from '../trust/index.ts'
import { writeWhole } from '../write-whole.ts'
import { diagnoseCard } from './diagnose.ts'

export interface CardDiagnosisCommand {
  /** Null: the settings of the desk; none at all: a module at its known place, and nobody trusted. */
  settingsFile: string | null
  profileDir: string
  version: string
  startProcess: StartProcess
  json: boolean
  /**
   * Where the report is written, a `.json` beside it; null: `diagnostic-carte.txt` in the profile (a Windows program has no terminal to
   * say it on); absent: nowhere.
   */
  reportFile?: string | null
  /** Holders' names too: for who stands before the card, not for a report. */
  names?: boolean
  /** Another module than the settings say. */
  module?: string | null
  /** Asks for the PIN on the terminal; absent: the card is not asked to sign. */
  askPin?: () => Promise<Uint8Array | null>
  say: (text: string) => void
  log: Log
  places?: Places
  resolveProxy?: ResolveProxy
  secretBox?: SecretBox
}

export async function runCardDiagnosis(command: CardDiagnosisCommand): Promise<number> {
  const { profileDir, log, startProcess } = command
  const deskNetwork = openDeskNetwork({
    profileDir,
    resolve: command.resolveProxy ?? null,
    box: command.secretBox ?? null,
    clock: systemClock,
    log,
  })
  const desk = await openSettingsDesk({
    places: command.places ?? systemPlaces(),
    profileDir,
    settingsFile: command.settingsFile,
    version: command.version,
    clock: systemClock,
    log,
    network: deskNetwork,
  })
  const { settings, problems } = desk.current()
  const wanted = desk.configured() || command.settingsFile !== null
  desk.close()
  if (wanted && settings === null) {
    const named = problems.map(problem => `  ${problem.path} : ${problem.detail}`).join('\n')
    const text = `Les réglages sont refusés :\n${named}\n`
    command.say(text)
    return report(command, text, { refused: problems.map(({ path, kind, detail }) => ({ path, kind, detail })) }) ?? 2
  }
  const network = settings && deskNetwork.of(settings.network, siteOf(settings)?.url)
  const http = openHttp(readTls({ ca: [] }), network ? { network } : {})
  const trust = createTrust({
    settings: settings?.trust ?? TrustSettings.parse({}),
    profile: settings?.profile ?? 'sandbox',
    dir: path.join(profileDir, 'crl'),
    http,
    clock: systemClock,
    log,
  })
  try {
    const diagnosis = await diagnoseCard({
      settings: cardOf(settings, command.module ?? null),
      trust,
      startProcess,
      clock: systemClock,
      log,
      clockAheadMs: settings && network ? await clockAhead(settings, network) : null,
      names: command.names === true,
      ...(command.askPin ? { askPin: command.askPin } : {}),
    })
    const text = diagnosisText(diagnosis, 'fr')
    command.say(command.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : text)
    const failed = report(command, text, diagnosis)
    if (failed !== null) return failed
    return diagnosisLines(diagnosis, 'fr').some(({ state }) => state === 'bad') ? 1 : 0
  } finally {
    trust.close()
    await http.close()
  }
}

/** Writes the report, when one is wanted; the exit code when it cannot be written, else null. */
function report({ reportFile, profileDir, say }: CardDiagnosisCommand, text: string, told: object): number | null {
  if (reportFile === undefined) return null
  const file = reportFile ?? path.join(profileDir, 'diagnostic-carte.txt')
  const failed = writeWhole(file, text) ?? writeWhole(`${file}.json`, `${JSON.stringify(told, null, 2)}\n`)
  if (failed === null) return null
  say(`Le rapport n’a pas pu être écrit (${failed}) : ${file}\n`)
  return 3
}

/** Patience of somebody who looks for a fault: longer than that of a desk. */
const PATIENT_MS = 10_000

function cardOf(settings: Settings | null, module: string | null): CardSettings {
  const base = { kind: 'pkcs11', pollMs: 700, timeoutMs: PATIENT_MS } as const
  if (module !== null) return { ...base, module }
  if (settings === null) return base
  return settings.card.kind === 'pkcs11' ? { ...settings.card, timeoutMs: PATIENT_MS } : settings.card
}

/** How far our clock is ahead of the sign-in service's, by the date of any answer of its; ms, to the second. */
async function clockAhead(settings: Settings, network: Network): Promise<number | null> {
  const http = openHttp(readTls(settings.signIn.tls ?? settings.platform.tls), { network })
  try {
    const sent = Date.now()
    const answer = await http.request({ method: 'GET', url: settings.signIn.url, timeoutMs: 5_000, maxBytes: 200_000 })
    const date = answer.kind === 'answer' ? Date.parse(answer.headers['date'] ?? '') : Number.NaN
    // The header tells whole seconds: half of one is added for what it leaves out.
    return Number.isNaN(date) ? null : Math.round((sent + Date.now()) / 2 - (date + 500))
  } finally {
    await http.close()
  }
}
