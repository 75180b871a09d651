/** Writes the territory as the register's own file, for the console to import. */
import { once } from 'node:events'
import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import type { Territory } from '../territory/types.ts'

/** Name that the register gives to the file of a day: `PS_LibreAcces_Personne_activite_AAAAMMJJHHMM.txt`. */
export const territoryFileName = (territory: Territory): string =>
  `PS_LibreAcces_Personne_activite_${territory.contentDate.replaceAll('-', '')}0815.txt`

/** Streams the lines (UTF-8, LF) into a folder; answers the path. Whole or not at all. */
export async function writeTerritory(territory: Territory, dir: string): Promise<string> {
  mkdirSync(dir, { recursive: true })
  const file = path.join(dir, territoryFileName(territory))
  const aside = `${file}.${process.pid}.tmp`
  const out = createWriteStream(aside)
  let chunk = ''
  for (const line of territory.lines()) {
    chunk += `${line}\n`
    if (chunk.length < 65_536) continue
    if (!out.write(chunk)) await once(out, 'drain')
    chunk = ''
  }
  out.end(chunk)
  await finished(out)
  renameSync(aside, file)
  return file
}
