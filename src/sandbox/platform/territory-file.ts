/** Writes the territory as the national sources publish theirs, for the console to import. */
import { createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { establishmentsOf } from '../territory/establishments.ts'
import { activitiesText, structuresText } from '../territory/finess.ts'
import { rostersOf } from '../territory/rosters.ts'
import type { Territory } from '../territory/types.ts'

/** Name that the register gives to the file of a day: `PS_LibreAcces_Personne_activite_AAAAMMJJHHMM.txt`. */
export const territoryFileName = (territory: Territory): string =>
  `PS_LibreAcces_Personne_activite_${territory.contentDate.replaceAll('-', '')}0815.txt`

/** Streams the lines (UTF-8, LF) into a folder; answers the path. Whole or not at all. */
export async function writeTerritory(territory: Territory, dir: string): Promise<string> {
  const file = path.join(dir, territoryFileName(territory))
  await writeWhole(file, joined(lineEnds(territory.lines())), false)
  return file
}

export interface FinessFiles {
  structures: string
  activities: string
}

/** Streams the two files of FINESS+ (JSON, gzip) into a folder; answers their paths. */
export async function writeFiness(territory: Territory, dir: string): Promise<FinessFiles> {
  const day = territory.contentDate.replaceAll('-', '')
  const structures = path.join(dir, `finess-structures-journalier-${day}.json.gz`)
  const activities = path.join(dir, `finess-activites-journalier-${day}.json.gz`)
  await writeWhole(structures, joined(structuresText(establishmentsOf(territory), territory.contentDate)), true)
  await writeWhole(activities, joined(activitiesText(establishmentsOf(territory), territory.contentDate)), true)
  return { structures, activities }
}

/** Writes the rosters of the practice site into a folder of their own; answers it. Duty begins yesterday. */
export function writeRosters(territory: Territory, dir: string): string {
  const folder = path.join(dir, 'listes')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of rostersOf(territory, Date.now() - 86_400_000)) writeFileSync(path.join(folder, name), text)
  return folder
}

function* lineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`
}

/** Small pieces put together, so that writing costs few steps. */
function* joined(pieces: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const piece of pieces) {
    chunk += piece
    if (chunk.length < 65_536) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

async function writeWhole(file: string, text: Iterable<string>, packed: boolean): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const aside = `${file}.${process.pid}.tmp`
  const content = Readable.from(text)
  if (packed) await pipeline(content, createGzip({ level: 1 }), createWriteStream(aside))
  else await pipeline(content, createWriteStream(aside))
  renameSync(aside, file)
}
