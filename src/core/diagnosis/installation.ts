/**
 * Is what stands in the installation folder what shipped? A disk that was full, an antivirus that took a file away, a hand:
 * each missing or other file is named. The list was written when the program was packed, and the installer's signature covers it.
 */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Check } from './report.ts'

const Contents = z.object({
  version: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.int().nonnegative(), sha256: z.string() })).min(1),
})

/** Files named in the report; the others are counted. */
const NAMED = 6

/**
 * `contentsFile`: `resources/contents.json` of the installation. `thorough`: each file is read whole (a second for 300 MB); else
 * sizes only, so that a console at work is not held.
 */
export function installationCheck(contentsFile: string, thorough: boolean): Check {
  const folder = path.dirname(path.dirname(contentsFile))
  // Electron shows an archive as a folder to whoever does not say otherwise.
  const electron = process as { noAsar?: boolean }
  const before = electron.noAsar
  electron.noAsar = true
  try {
    const { version, files } = Contents.parse(JSON.parse(readFileSync(contentsFile, 'utf8')))
    const wrong = files.flatMap(({ path: name, size, sha256 }) => {
      const fault = faultOf(path.join(folder, ...name.split('/')), size, thorough ? sha256 : null)
      return fault === null ? [] : [`${name} (${fault})`]
    })
    if (wrong.length === 0)
      return {
        id: 'installation',
        state: 'ok',
        said: `Installation de la version ${version} conforme : ${files.length} fichiers${thorough ? ', empreintes vérifiées' : ''}.`,
      }
    const more = wrong.length > NAMED ? ` et ${wrong.length - NAMED} autres` : ''
    return {
      id: 'installation',
      state: 'fault',
      said: `Installation abîmée, à réparer : ${wrong.slice(0, NAMED).join(', ')}${more}.`,
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'illisible'
    return { id: 'installation', state: 'fault', said: `Liste des fichiers installés illisible (${code}) : à réparer.` }
  } finally {
    if (before === undefined) delete electron.noAsar
    else electron.noAsar = before
  }
}

function faultOf(file: string, size: number, sha256: string | null): string | null {
  try {
    const found = statSync(file).size
    if (found !== size) return `${found} octets au lieu de ${size}`
    return sha256 === null || hashOf(file) === sha256 ? null : 'contenu modifié'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'ENOENT' ? 'absent' : String(code)
  }
}

/** By pieces: a program of 200 MB does not stand whole in memory. */
function hashOf(file: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(1 << 20)
  const fd = openSync(file, 'r')
  try {
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) hash.update(piece.subarray(0, read))
  } finally {
    closeSync(fd)
  }
  return hash.digest('hex')
}
