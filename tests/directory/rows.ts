/** Rows of the register written by hand for tests: fictitious people, the shape and quirks of the real file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { createTerritory } from '../../src/sandbox/territory/index.ts'

export const HEADER = [...createTerritory({ seed: 1, rows: 1 }).lines()][0] ?? ''
export const COLUMNS = HEADER.split('|')

/** A row by the names of its columns; those not given are empty. */
export function row(cells: Record<string, string>): string {
  for (const name of Object.keys(cells)) if (!COLUMNS.includes(name)) throw new Error(`no column ${name}`)
  return COLUMNS.map(name => cells[name] ?? '').join('|')
}

let next = 0

/** A physician in practice in Chambray-lès-Tours, changed at will. */
export function physician(cells: Record<string, string> = {}): string {
  const id = cells['Identifiant PP'] ?? `1099${String(1_000_000 + next++)}`
  return row({
    "Type d'identifiant PP": '8',
    'Identifiant PP': id,
    'Identification nationale PP': `8${id}`,
    "Code civilité d'exercice": 'DR',
    "Nom d'exercice": 'TESTARD-FICTIF',
    "Prénom d'exercice": 'Élodie',
    'Code profession': '10',
    'Libellé profession': 'Médecin',
    'Code catégorie professionnelle': 'C',
    'Code type savoir-faire': 'S',
    'Code savoir-faire': 'SM54',
    'Libellé savoir-faire': 'Médecine générale',
    'Code mode exercice': 'L',
    'Libellé mode exercice': 'Libéral, artisan, commerçant',
    'Identifiant technique de la structure': `R10${id}1`,
    'Raison sociale site': 'CABINET DU DR FICTIF',
    'Numéro Voie (coord. structure)': '12',
    'Indice répétition voie (coord. structure)': 'B',
    'Code type de voie (coord. structure)': 'R',
    'Libellé type de voie (coord. structure)': 'Rue',
    'Libellé Voie (coord. structure)': 'DES "TILLEULS"',
    'Code postal (coord. structure)': '37170',
    'Code commune (coord. structure)': '37050',
    'Libellé commune (coord. structure)': 'Chambray-lès-Tours',
    'Téléphone (coord. structure)': '02 61 91 00 01',
    'Code Département (structure)': '37',
    "Code secteur d'activité": 'SA07',
    "Libellé secteur d'activité": 'Cabinet individuel',
    'Code genre activité': 'GENR01',
    'Libellé genre activité': 'Activité de soin et de pharmacie',
    ...cells,
  })
}

/** A folder of this test file's own, removed at its end. */
export function testFolder(): {
  file(name: string): string
  write(name: string, content: string | Uint8Array): string
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-directory-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string) => path.join(folder, name)
  return {
    file,
    write(name, content) {
      writeFileSync(file(name), content)
      return file(name)
    },
  }
}

/** The text of a register file. */
export const registerFile = (rows: readonly string[], header = HEADER): string => `${[header, ...rows].join('\n')}\n`
