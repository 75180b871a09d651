/**
 * What a support desk asks first, in one report: versions, settings and who gave them, disk, clock, directory, addresses,
 * certificates, card, new version. No personal data: no name, no account, no path of somebody's folder.
 */
import { release, totalmem } from 'node:os'
import type { SiteSettingsState, UpdateNotice } from '../../shared/contract/settings.ts'
import type { DeskNetwork } from '../network/index.ts'
import type { Clock } from '../ports.ts'
import { explainSettingsProblem, type LayeredSettings, shownSettings } from '../settings/index.ts'
import { addressChecks } from './addresses.ts'
import { cardCheck, certificateChecks, directoryCheck, diskCheck, logCheck } from './desk.ts'
import { installationCheck } from './installation.ts'
import { whoRuns, withoutNames } from './names.ts'

/** `attention`: works, somebody should look; `fault`: a call cannot be taken to its end. */
export type CheckState = 'ok' | 'attention' | 'fault'

export interface Check {
  id: string
  state: CheckState
  /** In French. */
  said: string
}

export interface Diagnosis {
  at: string
  version: string
  runtime: Record<string, string>
  configured: boolean
  /** Settings that somebody set, who, and their value; secrets are hidden. */
  settings: { path: string; origin: string; value: string }[]
  checks: Check[]
}

export interface DiagnosisOptions {
  layered: LayeredSettings
  /** False: practice mode. */
  configured: boolean
  profileDir: string
  version: string
  site: SiteSettingsState
  update: UpdateNotice | null
  clock: Clock
  /** Ways out of this desk. */
  network: DeskNetwork
  /** List of the installed files, and whether they are read whole; absent: nothing is installed (sources). */
  installation?: { contentsFile: string; thorough: boolean } | undefined
}

/** Looks at everything; each look is bounded in time and says by itself when it fails. */
export async function diagnose(options: DiagnosisOptions): Promise<Diagnosis> {
  const { layered, profileDir, clock } = options
  const { settings } = layered
  const checks: Check[] = [
    ...settingsChecks(options),
    ...(options.installation
      ? [installationCheck(options.installation.contentsFile, options.installation.thorough)]
      : []),
    diskCheck(profileDir),
    logCheck(profileDir, clock),
    ...(settings === null
      ? []
      : [
          directoryCheck(settings, profileDir, clock),
          cardCheck(settings),
          ...certificateChecks(settings, clock),
          ...(await addressChecks(settings, clock, options.network)),
        ]),
  ]
  const who = whoRuns()
  const clean = (text: string) => withoutNames(text, who)
  return {
    at: new Date(clock.now()).toISOString(),
    version: options.version,
    runtime: {
      system: `${process.platform} ${release()} ${process.arch}`,
      electron: process.versions['electron'] ?? '—',
      node: process.versions.node,
      napi: process.versions['napi'] ?? '—',
      memory: `${Math.round(totalmem() / 2 ** 30)} Go`,
    },
    configured: options.configured,
    settings: shownSettings(layered, 'fr')
      .filter(({ origin }) => origin !== 'default')
      .map(({ path, origin, value }) => ({ path, origin, value: clean(value) })),
    checks: checks.map(check => ({ ...check, said: clean(check.said) })),
  }
}

function settingsChecks({ layered, configured, site, update }: DiagnosisOptions): Check[] {
  const refused = configured && layered.settings === null
  const problems = layered.problems.map(explainSettingsProblem)
  const checks: Check[] = [
    {
      id: 'settings',
      state: refused ? 'fault' : problems.length > 0 ? 'attention' : 'ok',
      said: refused
        ? ['La console refuse de démarrer sur ces réglages.', ...problems].join('\n')
        : problems.length > 0
          ? problems.join('\n')
          : configured
            ? 'Réglages lus sans défaut.'
            : 'Aucun réglage de site : mode exercice.',
    },
  ]
  if (site.status !== 'none')
    checks.push({
      id: 'site-settings',
      state: site.status === 'current' ? 'ok' : site.serial === null ? 'fault' : 'attention',
      said: `${SITE_WORDS[site.status]}${site.serial === null ? '' : ` En service : n° ${site.serial} du ${site.issuedAt}.`}${site.detail ? ` (${site.detail})` : ''}`,
    })
  if (update)
    checks.push({
      id: 'update',
      state: 'ok',
      said: `Nouvelle version annoncée : ${update.version}, à installer par le service informatique.`,
    })
  return checks
}

const SITE_WORDS: Record<SiteSettingsState['status'], string> = {
  none: '',
  current: 'Réglages du site à jour.',
  unreachable: 'La source des réglages du site ne répond pas : les derniers bons servent.',
  'bad-signature': 'Les réglages du site trouvés ne sont pas signés par la clé attendue : refusés.',
  unreadable: 'Les réglages du site trouvés sont illisibles : refusés.',
  older: 'Les réglages du site trouvés sont plus anciens que les derniers bons : refusés.',
}

/** Exit codes of `--diagnose`: a detection rule of SCCM or Intune can rely on them. */
export const EXIT = { ok: 0, attention: 10, fault: 20, refused: 30 } as const

export function exitCode(diagnosis: Diagnosis): number {
  const settings = diagnosis.checks.find(check => check.id === 'settings')
  if (settings?.state === 'fault') return EXIT.refused
  if (diagnosis.checks.some(check => check.state === 'fault')) return EXIT.fault
  return diagnosis.checks.some(check => check.state === 'attention') ? EXIT.attention : EXIT.ok
}

const MARK: Record<CheckState, string> = { ok: 'OK  ', attention: 'VOIR', fault: 'KO  ' }

/** The report as a text to read or to paste in a ticket. */
export function diagnosisText(diagnosis: Diagnosis): string {
  return [
    `Relais ${diagnosis.version} — diagnostic du ${diagnosis.at}`,
    Object.entries(diagnosis.runtime)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
    diagnosis.configured ? 'Poste réglé par l’établissement' : 'Mode exercice',
    '',
    ...diagnosis.checks.map(({ state, id, said }) => `[${MARK[state]}] ${id} : ${said.replaceAll('\n', '\n       ')}`),
    '',
    'Réglages donnés (clé = valeur, origine) :',
    ...diagnosis.settings.map(({ path, value, origin }) => `  ${path} = ${value.replaceAll('\n', ' | ')}  [${origin}]`),
    '',
    'Ce rapport ne contient ni nom, ni appel, ni patient.',
    '',
  ].join('\n')
}
