/** The territory of a bench on disk: the register with the bearers of the homophone pairs added, and the two files of FINESS+. */
import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { communeByInsee } from '../../../src/core/directory/geography.ts'
import { norm } from '../../../src/core/directory/text.ts'
import { territoryFileName, writeFiness, writeTerritory } from '../../../src/sandbox/platform/territory-file.ts'
import { createTerritory, type Territory, type TerritoryPerson } from '../../../src/sandbox/territory/index.ts'
import { HOMOPHONES } from '../../directory/homophones.ts'

export const SEED = 42
/** Rows whose people are held in memory; a larger territory begins with the smaller. */
export const HELD = 200_000

export interface BenchFiles {
  rpps: string
  structures: string
  activities: string
}

export interface Bearer {
  idnps: string
  name: string
  /** What is heard. */
  heard: string
  insee: string
  city: string
}

/** Communes where the bearers work, one after the other. */
const COMMUNES = ['37050', '37261', '49007', '86194', '72181', '36044', '41018', '33063', '38185', '21231']

/** One physician for each homophone pair, each in a commune; their numbers belong to nobody. */
export const bearers: readonly Bearer[] = HOMOPHONES.map(([name, heard], at) => {
  const insee = COMMUNES[at % COMMUNES.length] ?? ''
  return { idnps: `81098${String(2_000_000 + at)}`, name, heard, insee, city: communeByInsee(insee)?.name ?? '' }
})

export const territoryOf = (rows: number): Territory => createTerritory({ seed: SEED, rows })

/** Writes the files into `folder`, or takes those that a run before this one left there. */
export async function territoryFiles(rows: number, folder: string): Promise<BenchFiles> {
  const territory = territoryOf(rows)
  const day = territory.contentDate.replaceAll('-', '')
  const files = {
    rpps: path.join(folder, territoryFileName(territory)),
    structures: path.join(folder, `finess-structures-journalier-${day}.json.gz`),
    activities: path.join(folder, `finess-activites-journalier-${day}.json.gz`),
  }
  if (Object.values(files).every(file => existsSync(file))) return files
  mkdirSync(folder, { recursive: true })
  await writeFiness(territory, folder)
  const written = await writeTerritory(territory, path.join(folder, 'writing'))
  appendFileSync(written, bearers.map(bearer => `${rowOf(bearer, territory)}\n`).join(''))
  renameSync(written, files.rpps)
  return files
}

/** The row of a bearer, from the header of the file itself. */
function rowOf(bearer: Bearer, territory: Territory): string {
  const header: string = territory.lines()[Symbol.iterator]().next().value ?? ''
  const cells: Record<string, string> = {
    "Type d'identifiant PP": '8',
    'Identifiant PP': bearer.idnps.slice(1),
    'Identification nationale PP': bearer.idnps,
    "Nom d'exercice": bearer.name.toUpperCase(),
    "Prénom d'exercice": 'Camille',
    'Code profession': '10',
    'Libellé profession': 'Médecin',
    'Code catégorie professionnelle': 'C',
    'Code savoir-faire': 'SM54',
    'Code mode exercice': 'L',
    'Identifiant technique de la structure': `R${bearer.idnps}`,
    'Libellé Voie (coord. structure)': 'DES TILLEULS',
    'Code postal (coord. structure)': communeByInsee(bearer.insee)?.postcodes[0] ?? '',
    'Code commune (coord. structure)': bearer.insee,
    'Libellé commune (coord. structure)': bearer.city,
    'Code genre activité': 'GENR01',
  }
  return header
    .split('|')
    .map(name => cells[name] ?? '')
    .join('|')
}

/** People spread over those held, a prime step apart: every kind of place is met. */
export function sample(territory: Territory, most: number): TerritoryPerson[] {
  const { people } = territory
  const step = Math.max(1, Math.floor(people.length / most))
  return people.filter((_, at) => at % step === 0)
}

export const placeOf = (person: TerritoryPerson) => person.activities[0]
/** The commune, where the register publishes it; else ''. */
export const cityOf = (person: TerritoryPerson): string => {
  const place = placeOf(person)
  return place?.publicAddress ? place.city : ''
}

/** Surname of one word of at least `shortest` letters, folded; null for others and where no commune is published. */
export function plainName(person: TerritoryPerson, shortest: number): string | null {
  const name = norm(person.family)
  return /^[a-z]+$/.test(name) && name.length >= shortest && cityOf(person) !== '' ? name : null
}
