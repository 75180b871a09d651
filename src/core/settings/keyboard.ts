/** The site's keys (`desk.keys`) that cannot be: each line is told by its place, and changes nothing. */
import type { SettingsProblem } from '../../shared/contract/settings.ts'
import { type SiteKeys, siteKeys } from '../../shared/keyboard.ts'

/** What is wrong in the lines «action=Touche», in French. */
export function keyProblems(lines: readonly string[]): SettingsProblem[] {
  return siteKeys(lines).faults.map(({ at, fault }) => ({
    path: `desk.keys.${at}`,
    kind: 'wrong-value',
    detail: `« ${lines[at]} » : ${wordsOf(fault)} ; ligne ignorée`,
  }))
}

function wordsOf(fault: SiteKeys['faults'][number]['fault']): string {
  switch (fault.kind) {
    case 'unknown':
      return 'aucune action ne porte ce nom'
    case 'twice':
      return 'une ligne plus bas donne une touche à la même action'
    case 'shape':
      return 'il faut une touche de fonction, ou une lettre avec Ctrl ou Alt'
    case 'reserved':
      return 'touche gardée par Windows ou par la saisie'
    case 'taken':
      return `touche de « ${fault.by} »`
  }
}
