/** The list of what is installed, beside the program: with it, a desk's diagnosis proves that each file is the one that shipped. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { filesUnder } from './portable.mjs'

/** Name that `core/diagnosis/installation.ts` reads. */
const NAME = 'resources/contents.json'

/** Writes the list; after signing, which changes the programs. */
export function writeContents(unpacked, version) {
  const files = filesUnder(unpacked)
    .filter(name => name !== NAME)
    .map(name => {
      const file = path.join(unpacked, name)
      return {
        path: name,
        size: statSync(file).size,
        sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      }
    })
  writeFileSync(path.join(unpacked, NAME), `${JSON.stringify({ version, files })}\n`)
}
