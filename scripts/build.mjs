/**
 * `npm run build`: the screen, the bridge and the main process, into `out/`. The host is never built: it runs from the
 * sources and never ships.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { licencesJson, licencesText, shippedComponents } from '../packaging/components.mjs'
import { requireNode } from './guard.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))
const inRoot = (...parts) => path.join(root, ...parts)

/** Packages that stay packages: Electron itself, and what carries native code. */
const EXTERNAL = ['electron', 'better-sqlite3', 'pkcs11js']
const isExternal = id =>
  EXTERNAL.some(name => id === name || id.startsWith(`${name}/`)) ||
  id.startsWith('node:') ||
  builtinModules.includes(id)

/** Entries of the main process: the file's name is the one that `bundledEntry` of core/entries.ts asks for. */
export const MAIN_ENTRIES = {
  index: 'src/main/index.ts',
  'directory-writer': 'src/core/directory/writer.worker.ts',
  'directory-parser': 'src/core/directory/parser.worker.ts',
  'directory-reader': 'src/core/directory/reader.worker.ts',
  'fhir-reader': 'src/core/fhir/reading.worker.ts',
  'card-process': 'src/core/card/card.process.ts',
  sandbox: 'src/sandbox/practice.ts',
}

/** Newest time of change under these files and folders, ms. Tests do not count. */
function newest(...places) {
  let latest = 0
  for (const place of places) {
    if (!existsSync(place)) continue
    const facts = statSync(place)
    if (!facts.isDirectory()) {
      latest = Math.max(latest, facts.mtimeMs)
      continue
    }
    for (const entry of readdirSync(place)) {
      if (!/\.test\.tsx?$/.test(entry)) latest = Math.max(latest, newest(path.join(place, entry)))
    }
  }
  return latest
}

/** True when `made` is there and nothing that it comes from is younger. */
export function isFresh(made, ...sources) {
  return existsSync(made) && statSync(made).mtimeMs >= newest(...sources)
}

/** Files under a folder, `/` between parts, sorted. */
function filesUnder(dir, prefix = '') {
  return readdirSync(path.join(dir, prefix), { withFileTypes: true })
    .flatMap(entry => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      return entry.isDirectory() ? filesUnder(dir, name) : [name]
    })
    .sort()
}

/** Writes the list of what the carriers may serve. It is written last: a broken build leaves no list, so no screen. */
export function writeManifest(dir) {
  const file = path.join(dir, 'manifest.json')
  rmSync(file, { force: true })
  const files = filesUnder(dir).map(name => {
    const content = readFileSync(path.join(dir, name))
    return { path: name, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') }
  })
  writeFileSync(file, `${JSON.stringify({ version: 1, files }, null, 1)}\n`)
}

/** Vite takes time to load: only when something is to be built. */
const vite = () => import('vite')

/** Builds the screen into `out/renderer`; with `ifStale`, only when a source is younger. True when it was built. */
export async function buildRenderer({ ifStale = false, quiet = true } = {}) {
  const out = inRoot('out/renderer')
  const sources = ['src/renderer', 'src/shared', 'assets', 'vite.config.ts', 'package-lock.json'].map(name =>
    inRoot(name),
  )
  if (ifStale && isFresh(path.join(out, 'manifest.json'), ...sources)) return false
  // Built aside, then put in place at once: whoever starts meanwhile finds the old screen or the new one, never half.
  const aside = inRoot(`out/renderer-${process.pid}`)
  const { build } = await vite()
  try {
    await build({
      configFile: inRoot('vite.config.ts'),
      logLevel: quiet ? 'warn' : 'info',
      build: { outDir: aside },
    })
    writeManifest(aside)
    rmSync(out, { recursive: true, force: true })
    renameSync(aside, out)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
  return true
}

/** What preload and main have in common. */
const nodeBuild = quiet => ({
  configFile: false,
  root,
  publicDir: false,
  logLevel: quiet ? 'warn' : 'info',
  ssr: { noExternal: true, target: 'node' },
})

/** Builds the bridge: one CommonJS file, as a sandboxed page asks, that requires `electron` and nothing else. */
export async function buildPreload({ outDir = inRoot('out/preload'), quiet = true } = {}) {
  const { build } = await vite()
  await build({
    ...nodeBuild(quiet),
    build: {
      outDir,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      ssr: inRoot('src/preload/index.ts'),
      rollupOptions: {
        external: isExternal,
        output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
      },
    },
  })
}

/** Builds the main process and the console's threads and processes into `out/main`, their data inside. */
export async function buildMain({ outDir = inRoot('out/main'), quiet = true } = {}) {
  const { build } = await vite()
  await build({
    ...nodeBuild(quiet),
    build: {
      outDir,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      ssr: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(MAIN_ENTRIES).map(([name, file]) => [name, inRoot(file)])),
        external: isExternal,
        // Chunks beside the entries: `import.meta.url` means the same folder wherever a module lands.
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunk-[name]-[hash].js',
          // Chunks keep the order of the sources: `reflect-metadata` must run before the certificates' library.
          strictExecutionOrder: true,
        },
      },
    },
  })
  copyAssets(path.join(path.dirname(outDir), 'assets'))
}

/** What is read as files at run time: the window's icon, and where the data inside the bundles comes from. */
function copyAssets(to) {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  cpSync(inRoot('assets/icons'), path.join(to, 'icons'), { recursive: true })
  cpSync(inRoot('assets/NOTICE.md'), path.join(to, 'NOTICE.txt'))
  const components = shippedComponents(root)
  writeFileSync(path.join(to, 'licences.json'), licencesJson(components))
  writeFileSync(path.join(to, 'LICENCES.txt'), licencesText(components, 'Relais'))
}

/** Builds all. */
export async function buildAll({ quiet = false } = {}) {
  rmSync(inRoot('out/main'), { recursive: true, force: true })
  await buildRenderer({ quiet })
  await buildPreload({ quiet })
  await buildMain({ quiet })
}

if (import.meta.main) {
  requireNode()
  const started = performance.now()
  await buildAll()
  console.log(`Construit dans out/ en ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}
