/** `import` and `return`: a directory from the national files, and the way back. */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Result } from '../../../shared/contract/kit.ts'
import type { EntryUrl } from '../../ports.ts'
import { isForceable } from '../guard.ts'
import type { ImportProgress, ImportReport, SourceFiles } from '../import.ts'
import { importFiles, type ReplaceProblem, switchBack } from '../replace.ts'
import { openDirectory } from '../store/open.ts'
import { count, day, explain, lasted, megabytes, REASONS, some } from './words.ts'

const TOLD_REFUSALS = 20

const PHASES: Record<ImportProgress['phase'], string> = {
  structures: 'Établissements',
  activities: 'Autorisations',
  reading: 'Lecture',
  indexing: 'Index',
}

export interface Voice {
  say(line: string): void
  complain(line: string): void
  /** One line that replaces itself; absent where there is nobody to watch. */
  progress?: ((line: string) => void) | undefined
}

/** Answers the exit code. */
export async function runImport(
  wanted: { files: SourceFiles; into: string; force: boolean },
  { entryUrl, voice }: { entryUrl: EntryUrl; voice: Voice },
): Promise<number> {
  const { files, into, force } = wanted
  const folder = path.dirname(path.resolve(into))
  if (!existsSync(folder)) {
    voice.complain(`Le dossier « ${folder} » n’existe pas.`)
    return 1
  }
  const result = await importFiles({
    files,
    database: into,
    entry: entryUrl('directory-writer'),
    parser: entryUrl('directory-parser'),
    force,
    onProgress: watch(voice),
  })
  voice.progress?.('')
  if (!result.ok) {
    tellRefusal(result, voice)
    return 1
  }
  tellReport(result.value, into, voice)
  return 0
}

function tellRefusal({ error }: Extract<Result<never, ReplaceProblem>, { ok: false }>, { complain }: Voice): void {
  complain(`Import refusé : ${explain(error)}`)
  complain('L’annuaire en place, s’il y en avait un, est resté tel quel.')
  if (isForceable(error.kind)) complain('Si c’est voulu : relancer avec --force.')
}

function watch({ progress }: Voice): (told: ImportProgress) => void {
  const started = performance.now()
  let shown = 0
  return ({ phase, rows, bytes, totalBytes }) => {
    if (!progress || performance.now() - shown < 200) return
    shown = performance.now()
    const share = totalBytes > 0 ? Math.floor((100 * bytes) / totalBytes) : 0
    const seconds = (shown - started) / 1000
    const rate = count(Math.round(rows / Math.max(seconds, 0.1)))
    const left = bytes > 0 ? Math.ceil((seconds * (totalBytes - bytes)) / bytes) : 0
    const pace = phase === 'reading' ? `, ${rate} lignes par seconde, lecture finie dans ${count(left)} s` : ''
    progress(`${PHASES[phase]} : ${count(rows)} lignes, ${share} %${pace}   `)
  }
}

function tellReport(report: ImportReport, into: string, voice: Voice): void {
  const { say } = voice
  say(`Fichier    ${report.file}, contenu du ${day(report.contentDate)}`)
  say(`Lus        ${count(report.read)} lignes`)
  say(`Gardés     ${count(report.kept)} activités de ${count(report.people)} personnes`)
  say(`Fusionnés  ${count(report.merged)} lignes qui redisent une activité`)
  tellRefused(report, voice)
  const others = report.sources.filter(source => source.name !== 'rpps')
  if (others.length > 0) {
    const found = `${some(report.recovered, 'activité')} y retrouve${report.recovered > 1 ? 'nt' : ''} leur adresse`
    say(`FINESS     ${some(report.structures, 'établissement')}, ${found}`)
  }
  for (const source of others) {
    say(`${source.file}, contenu du ${day(source.contentDate)}`)
    say(`  lus ${count(source.read)}, gardés ${count(source.kept)}, fusionnés ${count(source.merged)}`)
    tellRefused(source, voice)
    if (source.frozen)
      say(
        '  Format arrêté par son éditeur, dernière extraction en mai 2026 : passer au fichier FINESS+ « structures ».',
      )
  }
  if (report.truncated)
    say('Attention  le fichier s’arrête au milieu d’une ligne : la copie est sans doute incomplète.')
  const rate = Math.round(report.read / Math.max(report.seconds, 0.001))
  say(`Durée      ${lasted(report.seconds * 1000)} (${count(rate)} lignes par seconde)`)
  say(`Mémoire    ${count(Math.round(process.resourceUsage().maxRSS / 1024))} Mo au plus`)
  say(`Annuaire   ${into} (${megabytes(statSync(into).size)})`)
}

function tellRefused(
  {
    refused,
    reasons,
    refusals,
  }: Pick<ImportReport, 'refused'> & {
    reasons: Partial<Record<string, number>>
    refusals: readonly { line: number; reason: string }[]
  },
  { say }: Voice,
): void {
  say(`Refusés    ${count(refused)} lignes`)
  for (const { line, reason } of refusals.slice(0, TOLD_REFUSALS)) say(`  ligne ${line} : ${REASONS[reason] ?? reason}`)
  const untold = refused - Math.min(refusals.length, TOLD_REFUSALS)
  if (untold === 0) return
  const all = Object.entries(reasons).map(([reason, n]) => `${REASONS[reason] ?? reason} : ${count(n)}`)
  say(`  … et ${some(untold, 'autre')} (${all.join(' ; ')})`)
}

/** The directory before the last import takes its place back. Answers the exit code. */
export function runReturn(into: string, { say, complain }: Voice): number {
  const result = switchBack(into)
  if (!result.ok) {
    complain(`Retour impossible : ${explain(result.error)}`)
    complain('L’annuaire en place est resté tel quel.')
    return 1
  }
  const opened = openDirectory(into)
  if (opened.kind !== 'ready') {
    complain(`« ${into} » n’est pas un annuaire lisible.`)
    return 1
  }
  say(`Annuaire   contenu du ${day(opened.facts.contentDate)}, ${some(opened.facts.activities, 'activité')}`)
  opened.db.close()
  return 0
}
