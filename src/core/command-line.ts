/** What the console can be started with, the same words in Electron and in the host. */
import path from 'node:path'

export interface StartOptions {
  /** Settings file; null: practice mode. */
  settingsFile: string | null
  /** Profile folder; null: the account's own. */
  profileDir: string | null
  /** Serve to a browser even where Electron could be used. */
  host: boolean
  /** One machine-readable line when ready. */
  json: boolean
  /** Write a diagnosis and end. */
  diagnose: boolean
  /** Write what stands between this desk and a card, and end. */
  diagnoseCard: boolean
  /** With it: ask for the PIN on the terminal, and have the card sign a challenge. */
  sign: boolean
  /** Where either diagnosis is written; null: in the profile. */
  reportFile: string | null
  /** Ask the consoles of this machine to end, wait so many seconds, and end; null: not asked. */
  askToClose: number | null
  /** Words of a command on the directory (`directory/command`), no window; null: none. */
  directory: string[] | null
}

/** Time that an installer waits when it does not say, s. */
const CLOSE_WAIT_S = 60

export interface CommandLineProblem {
  kind: 'missing-value' | 'unknown-option'
  option: string
}

const WITH_VALUE = { '--settings': 'settingsFile', '--profile': 'profileDir', '--report': 'reportFile' } as const
const ALONE = {
  '--host': 'host',
  '--json': 'json',
  '--diagnose': 'diagnose',
  '--diagnose-card': 'diagnoseCard',
  '--sign': 'sign',
} as const

/** Reads the options. Relative paths start from `cwd`. Electron passes switches of its own: those are not for us to judge. */
export function readCommandLine(
  args: readonly string[],
  cwd: string,
  options: { foreign?: 'refuse' | 'ignore' } = {},
): { options: StartOptions; problems: CommandLineProblem[] } {
  const read: StartOptions = {
    settingsFile: null,
    profileDir: null,
    host: false,
    json: false,
    diagnose: false,
    diagnoseCard: false,
    sign: false,
    reportFile: null,
    askToClose: null,
    directory: null,
  }
  const problems: CommandLineProblem[] = []
  for (let i = 0; i < args.length; i++) {
    const [name = '', inline] = (args[i] ?? '').split(/=(.*)/s, 2)
    if (name === '--directory' && inline === undefined) {
      // All that follows is the command's own.
      read.directory = args.slice(i + 1)
      break
    }
    if (Object.hasOwn(WITH_VALUE, name)) {
      const value = inline ?? args[++i]
      if (!value || value.startsWith('--')) problems.push({ kind: 'missing-value', option: name })
      else read[WITH_VALUE[name as keyof typeof WITH_VALUE]] = path.resolve(cwd, value)
    } else if (Object.hasOwn(ALONE, name) && inline === undefined) {
      read[ALONE[name as keyof typeof ALONE]] = true
    } else if (name === '--ask-to-close' && (inline === undefined || /^\d{1,4}$/.test(inline))) {
      read.askToClose = inline === undefined ? CLOSE_WAIT_S : Number(inline)
    } else if (options.foreign !== 'ignore') {
      problems.push({ kind: 'unknown-option', option: name })
    }
  }
  return { options: read, problems }
}

/** « --settings : un chemin est attendu » */
export const explainCommandLine = ({ kind, option }: CommandLineProblem): string =>
  kind === 'missing-value'
    ? `${option} : un chemin est attendu après cette option.`
    : `${option} : option inconnue. Options : --settings FICHIER.json, --profile DOSSIER, --host, --json, --diagnose, --diagnose-card [--sign], --report FICHIER, --ask-to-close=SECONDES, --directory COMMANDE…`
