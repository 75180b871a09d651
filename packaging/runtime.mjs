/** Electron's runtime to pack with: the one that is given, or a stand-in shaped like it for Windows or Linux. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** System that an unpacked runtime is for; null when it is none. */
export function systemOf(dist) {
  if (existsSync(path.join(dist, 'electron.exe'))) return 'win32'
  return existsSync(path.join(dist, 'electron')) ? 'linux' : null
}

/** A folder shaped like Electron's, whose executable says what it is and carries fuses to flip. */
export async function makeStandIn(system) {
  const { fuseWire, standInExecutable } = await import('./windows/stand-in.ts')
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-electron-'))
  if (system === 'win32') writeFileSync(path.join(dir, 'electron.exe'), standInExecutable())
  else {
    const script =
      '#!/bin/sh\necho "Exécutable de remplacement : Electron n’était pas disponible au paquetage." >&2\nexit 3\n'
    writeFileSync(path.join(dir, 'electron'), Buffer.concat([Buffer.from(script), fuseWire()]), { mode: 0o755 })
  }
  mkdirSync(path.join(dir, 'resources'))
  mkdirSync(path.join(dir, 'locales'))
  for (const language of ['fr', 'en-US', 'de']) writeFileSync(path.join(dir, 'locales', `${language}.pak`), '')
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    writeFileSync(path.join(dir, name), 'remplacement\n')
  return dir
}
