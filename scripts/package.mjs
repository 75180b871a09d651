/**
 * `npm run package -- [--system windows|linux|both] [--electron-dist DIR] [--pkcs11 FILE.node] [--dir] [--out DIR]`: makes
 * what ships. With Electron's runtime the result runs; without, a stand-in executable takes its place, everything else is
 * packed, signed and checked the same, and the last line says so.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { writeContents } from '../packaging/contents.mjs'
import { archiveHeader, checkFuses } from '../packaging/fuses.mjs'
import { makeStandIn, systemOf } from '../packaging/runtime.mjs'
import { canCompileForWindows, compileCardModule } from '../packaging/windows/card-module.mjs'
import { buildAll, root } from './build.mjs'
import { requireNode } from './guard.mjs'

const PKCS11 = 'node_modules/pkcs11js/build/Release/pkcs11.node'
/** The card module compiled here for Windows. */
export const WINDOWS_PKCS11 = path.join(root, 'out/native/win32-x64/pkcs11.node')

/** Electron's runtime where `npm start` would find it; null when it is not there. */
function installedRuntime() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(root, 'node_modules/electron/dist')
  return existsSync(path.join(dist, 'version')) ? dist : null
}

/**
 * Native parts of a system, as sets of files of their own: SQLite's, and the card module compiled here for this system or
 * given for another, else none. (electron-builder's `${platform}` is the system that packs; and a bare exclusion would make
 * it take the whole project.)
 */
function nativeParts(system, pkcs11) {
  const set = (file, to) => ({ from: path.dirname(file), to: path.dirname(to), filter: [path.basename(file)] })
  const sqlite = `node_modules/better-sqlite3/prebuilds/${system}-x64.node`
  const own = path.join(root, PKCS11)
  const card = pkcs11 ?? (system === process.platform && existsSync(own) ? own : null)
  if (card !== null && system === 'win32' && readFileSync(card).subarray(0, 2).toString('latin1') !== 'MZ')
    throw new Error(`${card} : ce n’est pas une bibliothèque de Windows.`)
  return [set(path.join(root, sqlite), sqlite), ...(card === null ? [] : [set(card, PKCS11)])]
}

/**
 * Packs what is in `out/` for a system. Answers the folder of the unpacked program. `electronDist` null: a stand-in.
 * `target` other than `dir`: electron-builder's own package of that name is asked for too.
 */
export async function pack({ system = 'linux', electronDist, output, pkcs11 = null, target = 'dir' }) {
  const { build, Platform, Arch } = await import('electron-builder')
  const standIn = electronDist === null ? await makeStandIn(system) : null
  const platform = system === 'win32' ? Platform.WINDOWS : Platform.LINUX
  const files = nativeParts(system, pkcs11)
  try {
    await build({
      projectDir: root,
      targets: platform.createTarget(target, Arch.x64),
      config: {
        extends: path.join(root, 'electron-builder.yml'),
        directories: { output },
        electronDist: standIn ?? electronDist,
        // Signed by our own step, on whatever system this runs.
        ...(system === 'win32' ? { win: { files, signExecutable: false } } : { linux: { files } }),
      },
    })
  } finally {
    if (standIn !== null) rmSync(standIn, { recursive: true, force: true })
  }
  return path.join(output, system === 'win32' ? 'win-unpacked' : 'linux-unpacked')
}

/** The card module of a Windows package: the one given, else compiled here, else none. */
function windowsCardModule(given) {
  if (given) return path.resolve(given)
  if (!canCompileForWindows()) return null
  compileCardModule(WINDOWS_PKCS11)
  return WINDOWS_PKCS11
}

/** Systems to pack for, each with its runtime. */
function plan(values) {
  const given = values['electron-dist'] ? path.resolve(values['electron-dist']) : installedRuntime()
  const of = given === null ? null : systemOf(given)
  if (given !== null && of === null) throw new Error(`${given} : ce n’est pas un dossier d’Electron.`)
  const wanted = values.system ?? (of === null ? 'both' : of === 'win32' ? 'windows' : 'linux')
  const systems = { windows: ['win32'], linux: ['linux'], both: ['win32', 'linux'] }[wanted]
  if (!systems) throw new Error(`--system ${wanted} : windows, linux ou both.`)
  return systems.map(system => ({ system, electronDist: of === system ? given : null }))
}

const version = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version

/** Name of the program in its unpacked folder. */
const programOf = { win32: 'Relais.exe', linux: 'relais' }

/**
 * Makes what ships from what is built in `out/`. Answers what was made and what there is to know of it; `say` hears the read-out
 * of each program.
 */
export async function makePackages(values, { env = process.env, say = console.log } = {}) {
  const output = path.resolve(values.out ?? path.join(root, 'out/package'))
  const { release, releaseCommon } = await import('../packaging/release.mjs')
  mkdirSync(output, { recursive: true })
  const notes = []
  const made = []
  for (const { system, electronDist } of plan(values)) {
    const pkcs11 = system === 'win32' ? windowsCardModule(values.pkcs11) : null
    const unpacked = await pack({ system, electronDist, output, pkcs11 })
    made.push(unpacked)
    const archive = createHash('sha256')
      .update(archiveHeader(path.join(unpacked, 'resources/app.asar')))
      .digest('hex')
    say(`${system} : fusibles lus dans le programme : ${await checkFuses(path.join(unpacked, programOf[system]))}`)
    say(`${system} : empreinte de l’archive : ${archive}`)
    if (electronDist === null)
      notes.push(
        `${system} : exécutable de remplacement, Electron n’étant pas disponible ici ; ce paquet ne démarre pas`,
      )
    if (system === 'win32' && pkcs11 === null)
      notes.push(
        'win32 : sans module de carte (ni --pkcs11, ni g++-mingw-w64 pour le compiler), ce paquet ne lit pas de vraie carte',
      )
    writeContents(unpacked, version())
    if (!values.dir) made.push(...(await release({ system, unpacked, output, env, say: note => notes.push(note) })))
  }
  if (!values.dir) made.push(...(await releaseCommon({ output, made })))
  return {
    made,
    notes,
    last: notes.length === 0 ? 'Paquets prêts.' : `Paquets montés. À savoir — ${notes.join(' ; ')}.`,
  }
}

if (import.meta.main) {
  requireNode()
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      system: { type: 'string' },
      'electron-dist': { type: 'string' },
      pkcs11: { type: 'string' },
      out: { type: 'string' },
    },
  })
  await buildAll({ quiet: true })
  const { made, last } = await makePackages(values)
  for (const file of made) console.log(path.relative(process.cwd(), file) || file)
  console.log(last)
}
