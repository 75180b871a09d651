/** A tiny built screen for tests of what serves it: two listed files, and traps that are not listed. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MANIFEST_NAME } from '../../src/shared/screen-files.ts'

/** Writes the folder and answers its path. `secret.txt` lies beside the folder, `unlisted.js` inside it. */
export function writeScreen(): string {
  const base = mkdtempSync(path.join(tmpdir(), 'relais-screen-'))
  const dir = path.join(base, 'renderer')
  mkdirSync(path.join(dir, 'assets'), { recursive: true })
  const contents: Record<string, string> = {
    'index.html':
      '<!doctype html><html lang="fr"><title>Relais</title><script type="module" src="./assets/app.js"></script>',
    'assets/app.js': 'document.title = "Relais prêt"\n',
  }
  const files = Object.entries(contents).map(([file, text]) => {
    writeFileSync(path.join(dir, file), text)
    return { path: file, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') }
  })
  writeFileSync(path.join(dir, MANIFEST_NAME), JSON.stringify({ version: 1, files }))
  writeFileSync(path.join(dir, 'unlisted.js'), 'nothing serves this')
  writeFileSync(path.join(base, 'secret.txt'), 'nothing serves this either')
  return dir
}
