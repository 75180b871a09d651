/**
 * `npm start -- [--settings FILE.json] [--profile DIR] [--host] [--json]`: the console, carried by what this machine has.
 * Without settings: practice mode.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { buildMain, buildPreload, buildRenderer, isFresh, MAIN_ENTRIES, root } from './build.mjs'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { chooseCarrier, installedElectron, tryInstallElectron } = await import('../src/host/carrier.ts')
const { openChromium } = await import('../src/host/chromium.ts')
const { commandOptions, serveCommand } = await import('../src/host/cli.ts')
const { hasDisplay } = await import('../src/host/shell.ts')
const { defaultProfileDir } = await import('../src/core/profile-path.ts')

const args = process.argv.slice(2)
const options = commandOptions(args)
if (options === null) process.exit(2)
const profileDir = options.profileDir ?? defaultProfileDir()
// A diagnosis and a command on the directory open no window.
const display = hasDisplay(process.platform, process.env) && !options.diagnose && options.directory === null

const electron = display && !options.host ? await findElectron() : null
// Practice needs no card module: its card is in software.
const setup = await ensureSetup({ browser: display && electron === null, card: options.settingsFile !== null })
const carrier = chooseCarrier({
  forceHost: options.host,
  display,
  electron: electron !== null,
  chromium: setup.chromium !== null,
})
process.exitCode = carrier === 'electron' ? await startElectron(electron) : await startHost(carrier)

async function findElectron() {
  const found = installedElectron(root, process.env)
  if (found) return found
  const onTry = seconds =>
    console.error(`Electron n’est pas installé : essai de téléchargement (${seconds} s au plus)…`)
  if (await tryInstallElectron({ root, now: Date.now(), onTry })) return installedElectron(root, process.env)
  console.error('Electron n’est pas disponible ici : Relais s’ouvre dans une fenêtre de Chromium.')
  return null
}

/** The console in Electron; its exit code is ours. */
async function startElectron(executable) {
  const out = name => path.join(root, 'out', name)
  const sources = ['src', 'assets', 'package-lock.json'].map(name => path.join(root, name))
  await buildRenderer({ ifStale: true })
  if (!isFresh(out('preload/index.cjs'), ...sources)) await buildPreload()
  if (!Object.keys(MAIN_ENTRIES).every(name => isFresh(out(`main/${name}.js`), ...sources))) await buildMain()
  const asRoot = process.getuid?.() === 0
  const settings = options.settingsFile === null ? [] : ['--settings', options.settingsFile]
  const child = spawn(executable, [root, '--profile', profileDir, ...settings, ...(asRoot ? ['--no-sandbox'] : [])], {
    stdio: 'inherit',
  })
  // Ctrl-C reaches the child by the terminal; a signal to us alone is handed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise(resolve => {
    child.once('error', () => resolve(1))
    child.once('exit', code => resolve(code ?? 1))
  })
}

/** The console in this process, its page in Chromium or wherever the address is opened. */
function startHost(carrier) {
  const screenReady = buildRenderer({ ifStale: true })
  // Told when it is awaited; until then it must not count as unhandled.
  screenReady.catch(() => {})
  return serveCommand(
    { ...options, profileDir },
    {
      run: { screenReady },
      onReady: ({ host }, end) => {
        if (carrier !== 'window') return undefined
        const openedAt = performance.now()
        const window = openChromium(setup.chromium, { url: host.url, userDataDir: path.join(profileDir, 'chromium') })
        window.once('error', () => console.error('Chromium ne s’ouvre pas : ouvrir l’adresse ci-dessus à la main.'))
        window.once('exit', code => {
          // Closing the window is closing Relais. One that ends at once handed its page to a window left from before.
          if (code === 0 && performance.now() - openedAt > 3000) end()
          else if (code === 0) console.error('La page s’ouvre dans une fenêtre restée ouverte. Ctrl+C pour arrêter.')
          else console.error('La fenêtre s’est fermée d’elle-même. Ctrl+C pour arrêter.')
        })
        return () => window.kill()
      },
    },
  )
}
