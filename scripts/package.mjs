/**
 * `npm run package -- [--dir] [--electron-dist DIR] [--out DIR]`: packs the console. With Electron's runtime (given, or
 * installed) the result runs; without, a stand-in executable takes its place, everything else is packed and checked the
 * same, and the last line says so.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildAll, root } from './build.mjs'
import { requireNode } from './guard.mjs'

/** Marks where the fuses are in the executable: 32 characters, version, count, then one character a fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = 9

/** A folder shaped like Electron's for Linux, whose executable says what it is and carries fuses to flip. */
export function makeStandIn() {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-electron-'))
  const script =
    '#!/bin/sh\necho "Exécutable de remplacement : Electron n’était pas disponible au paquetage." >&2\nexit 3\n'
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL, 'latin1'),
    Buffer.from([1, FUSES]),
    Buffer.from('1'.repeat(FUSES)),
  ])
  writeFileSync(path.join(dir, 'electron'), Buffer.concat([Buffer.from(script), wire]), { mode: 0o755 })
  mkdirSync(path.join(dir, 'resources'))
  mkdirSync(path.join(dir, 'locales'))
  for (const language of ['fr', 'en-US', 'de']) writeFileSync(path.join(dir, 'locales', `${language}.pak`), '')
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    writeFileSync(path.join(dir, name), 'remplacement\n')
  return dir
}

/** Electron's runtime where `npm start` would find it; null when it is not there. */
function installedRuntime() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(root, 'node_modules/electron/dist')
  return existsSync(path.join(dist, 'version')) ? dist : null
}

/**
 * Packs what is in `out/`. Answers the folder of the unpacked program, or of the installers.
 * `electronDist` null: a stand-in.
 */
export async function pack({ electronDist, output, unpackedOnly }) {
  const { build, Platform, Arch } = await import('electron-builder')
  const standIn = electronDist === null ? makeStandIn() : null
  // A stand-in is shaped for Linux; a real runtime is packed for the system it runs on.
  const platform = standIn === null && process.platform === 'win32' ? Platform.WINDOWS : Platform.LINUX
  const target = unpackedOnly || platform === Platform.LINUX ? 'dir' : 'msi'
  try {
    await build({
      projectDir: root,
      targets: platform.createTarget(target, Arch.x64),
      config: {
        extends: path.join(root, 'electron-builder.yml'),
        directories: { output },
        electronDist: standIn ?? electronDist,
      },
    })
  } finally {
    if (standIn !== null) rmSync(standIn, { recursive: true, force: true })
  }
  return path.join(output, platform === Platform.WINDOWS ? 'win-unpacked' : 'linux-unpacked')
}

if (import.meta.main) {
  requireNode()
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      'electron-dist': { type: 'string' },
      out: { type: 'string', default: path.join(root, 'out/package') },
    },
  })
  const electronDist = values['electron-dist'] ? path.resolve(values['electron-dist']) : installedRuntime()
  if (!existsSync(path.join(root, 'node_modules/pkcs11js/build/Release/pkcs11.node')))
    console.error(
      'pkcs11js n’est pas compilé ici : le paquet ne lira pas de vraie carte. « npm start » avec des réglages le compile.',
    )
  await buildAll({ quiet: true })
  const made = await pack({ electronDist, output: path.resolve(values.out), unpackedOnly: values.dir })
  const what = path.relative(process.cwd(), made) || made
  console.log(
    electronDist === null
      ? `Paquet monté dans ${what} avec un exécutable de remplacement : Electron n’est pas disponible ici, ce paquet ne démarre pas.`
      : `Paquet prêt dans ${what}.`,
  )
}
