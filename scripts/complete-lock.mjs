/**
 * Completes `package-lock.json` with the platform packages that the registry at hand does not hold. npm leaves them out
 * when it writes the lock, then refuses the lock for lacking them. Each gets its exact version and, from its name, the
 * system it is for, so that `npm ci` passes it over elsewhere. Run after every `npm install` that changes the lock.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'netbsd', 'sunos', 'aix', 'win32', 'openharmony']
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32']

/** `@scope/name-linux-arm64-musl` → os, cpu, libc. Null when the name says neither system nor processor. */
function platformOf(name) {
  const parts = name.split('/').at(-1).split('-')
  const os = SYSTEMS.find(system => parts.includes(system))
  const cpu = PROCESSORS.find(processor => parts.includes(processor))
  if (!os && !cpu) return null
  const libc = parts.includes('musl')
    ? 'musl'
    : os === 'linux' && parts.some(part => part.startsWith('gnu'))
      ? 'glibc'
      : null
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) }
}

const added = []
const unknown = []
for (const [, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    if (Object.hasOwn(lock.packages, key)) continue
    const platform = platformOf(name)
    const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)
    if (!platform || !exact) {
      unknown.push(`${name}@${range}`)
      continue
    }
    lock.packages[key] = { version: range, ...platform, dev: entry.dev ?? false, optional: true }
    if (!lock.packages[key].dev) delete lock.packages[key].dev
    added.push(name)
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)
console.log(`${added.length} ajoutés`)
if (unknown.length > 0) {
  console.error(`Plateforme ou version inconnue : ${unknown.join(', ')}`)
  process.exitCode = 1
}
