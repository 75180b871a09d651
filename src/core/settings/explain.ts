/** A problem of settings in French, for a command line. */
import type { SettingsProblem } from '../../shared/contract/settings.ts'

const WORDS: Record<SettingsProblem['kind'], string> = {
  'unknown-key': 'clé inconnue',
  'wrong-value': 'valeur refusée',
  missing: 'clé obligatoire absente',
  'unreadable-file': 'fichier illisible',
}

/** «platform.tls.ca : valeur refusée — …» */
export function explainSettingsProblem(problem: SettingsProblem): string {
  const where = problem.path === '' ? 'réglages' : problem.path
  return `${where} : ${WORDS[problem.kind]} — ${problem.detail}`
}
