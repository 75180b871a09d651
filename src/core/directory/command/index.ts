/**
 * The directory from the command line: `npm run directory -- …`, and the same words after `--directory` of the packaged
 * program, which then opens no window.
 */
import { parseArgs } from 'node:util'
import type { EntryUrl } from '../../ports.ts'
import { runImport, runReturn, type Voice } from './import.ts'
import { runSearch } from './search.ts'
import { makeKey, runBuild, runTake, runVerify } from './snapshot.ts'
import { writeTemplates } from './templates.ts'

const usage = (command: string): string => `Usage :
  ${command} import --rpps FICHIER --into BASE    construit l’annuaire à partir d’un fichier RPPS « Personne_activite »
         [--structures FICHIER [--activities FICHIER]]    avec les établissements de FINESS+ (JSON, gzip ou non) ; l’ancien CSV, arrêté, est lu aussi
         [--skills FICHIER]    avec le fichier « SavoirFaire »
         [--force]    même si les contrôles le refusent (contenu plus ancien, lignes ou communes perdues)
  ${command} return --into BASE    revient à l’annuaire d’avant le dernier import ; refait, y retourne
  ${command} key --into DOSSIER    fait une paire de clés : la privée signe, la publique va sur les postes
  ${command} build --in BASE --into INSTANTANE --key CLE_PRIVEE    fait l’annuaire signé et comprimé d’un site
         [--rpps FICHIER …]    après l’import de ces fichiers dans BASE
         [--since BASE]    avec la différence depuis cet annuaire ; sans, depuis celui d’avant le dernier import
  ${command} verify --from INSTANTANE --key CLE_PUBLIQUE [--in BASE]    le lit jusqu’au bout et dit s’il est tel que signé ; une différence se lit avec sa base
  ${command} take --from INSTANTANE --key CLE_PUBLIQUE --into BASE [--force]    le vérifie et le met en place, par la différence si elle est à côté
  ${command} templates --into DOSSIER    écrit les modèles des listes du site (CSV et XLSX)
  ${command} search "TEXTE" --in BASE [--near INSEE] [--limit N]    interroge un annuaire`

const OPTIONS = {
  rpps: { type: 'string' },
  structures: { type: 'string' },
  activities: { type: 'string' },
  skills: { type: 'string' },
  into: { type: 'string' },
  in: { type: 'string' },
  near: { type: 'string' },
  limit: { type: 'string', default: '10' },
  from: { type: 'string' },
  key: { type: 'string' },
  since: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const

export interface CommandDeps {
  entryUrl: EntryUrl
  voice: Voice
  /** How this command is called, for its usage. */
  command: string
}

/** Runs one command and answers its exit code: 0 done, 1 refused, 2 not understood. */
export async function runDirectoryCommand(args: readonly string[], deps: CommandDeps): Promise<number> {
  const { voice } = deps
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    voice.complain(`${(error as Error).message}\n${usage(deps.command)}`)
    return 2
  }
  const done = await run(parsed.values, parsed.positionals, deps)
  if (done === null) voice.complain(usage(deps.command))
  return done ?? 2
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })

/** Null: these words make no command. */
async function run(
  values: ReturnType<typeof parse>['values'],
  [command, ...words]: string[],
  { entryUrl, voice }: CommandDeps,
): Promise<number | null> {
  const { rpps, structures, activities, skills, into, in: database, from, key, since, force, near } = values
  const files = rpps === undefined ? null : { rpps, structures, activities, skills }
  if (command === 'import' && files && into) return runImport({ files, into, force }, { entryUrl, voice })
  if (command === 'return' && into) return runReturn(into, voice)
  if (command === 'key' && into) return makeKey(into, voice)
  if (command === 'build' && database && into && key) {
    const imported = files ? await runImport({ files, into: database, force }, { entryUrl, voice }) : 0
    return imported === 0 ? runBuild({ database, into, key, since }, voice) : imported
  }
  if (command === 'verify' && from && key) return runVerify({ from, key, database }, voice)
  if (command === 'take' && from && key && into) return runTake({ from, key, into, force }, voice)
  if (command === 'templates' && into) return writeTemplates(into, voice)
  if (command !== 'search' || !database || words.length === 0) return null
  const limit = Math.min(200, Math.max(1, Number.parseInt(values.limit, 10) || 10))
  return runSearch({ text: words.join(' '), database, near, limit }, voice)
}
