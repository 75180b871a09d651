/** The templates of the site's rosters, to fill in: CSV and XLSX. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TEMPLATES, templateText } from '../rosters/templates.ts'
import { templateWorkbook } from '../rosters/workbook.ts'
import type { Voice } from './import.ts'

/** Writes one of each kind into `folder`. */
export function writeTemplates(folder: string, voice: Voice): number {
  try {
    mkdirSync(folder, { recursive: true })
    for (const template of TEMPLATES) {
      writeFileSync(path.join(folder, `${template.kind}.csv`), templateText(template))
      writeFileSync(path.join(folder, `${template.kind}.xlsx`), templateWorkbook(template))
      voice.say(`${template.kind}.csv, ${template.kind}.xlsx : ${template.label}`)
    }
    return 0
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') throw error
    voice.complain(`Les modèles ne peuvent pas être écrits (${code}) : place libre et droits du dossier à vérifier.`)
    return 1
  }
}
