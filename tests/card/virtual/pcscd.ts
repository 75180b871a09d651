/**
 * A `pcscd` of a test's own: in its own mount namespace with its own socket and its own two virtual readers (Debian's
 * `vsmartcard-vpcd`), so that neither the machine's readers nor a neighbouring test are touched.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const PCSCD = '/usr/sbin/pcscd'
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'
const MODULES = [
  '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
  '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so',
  '/usr/lib64/opensc-pkcs11.so',
]

const findOpenSc = () => MODULES.find(file => existsSync(file)) ?? null

/** As root a mount namespace is enough; others get one of their own users, where the system allows it. */
const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m']

let known: string | null | undefined
/** Why virtual readers cannot be had here; null when they can. */
export function whyNoReaders(): string | null {
  known ??= ask()
  return known
}

function ask(): string | null {
  if (process.platform !== 'linux') return 'virtual readers need Linux'
  if (!existsSync(PCSCD)) return 'pcscd is not installed'
  if (!existsSync(DRIVER)) return 'vsmartcard-vpcd is not installed'
  if (!findOpenSc()) return 'opensc-pkcs11 is not installed'
  const tried = spawnSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' })
  return tried.status === 0 ? null : 'this user may have no mount namespace (unshare)'
}

export interface Pcscd {
  pid: number
  module: string
  /** What a process needs to find these readers and no others. */
  env: Record<string, string>
  /** One for each reader; a card that connects is a card that is in. */
  ports: [number, number]
  close(): Promise<void>
}

/** OpenSC keeps neither PIN nor files: what a card says is asked of the card. */
const OPENSC_CONF = 'app default { framework pkcs15 { use_file_caching = no; use_pin_caching = false; } }\n'

/** Starts the daemon and waits until it answers. Throws when it does not. */
export async function startPcscd(): Promise<Pcscd> {
  const missing = whyNoReaders()
  const module = findOpenSc()
  if (missing !== null || !module) throw new Error(missing ?? '')
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-pcscd-'))
  const run = path.join(dir, 'run')
  const conf = path.join(dir, 'readers')
  mkdirSync(run)
  mkdirSync(conf)
  const openSc = path.join(dir, 'opensc.conf')
  writeFileSync(openSc, OPENSC_CONF)
  for (let turn = 0; ; turn++) {
    const port = await freePair()
    const reader = `FRIENDLYNAME "Lecteur virtuel"\nDEVICENAME /dev/null:${port}\nLIBPATH ${DRIVER}\nCHANNELID ${port}\n`
    writeFileSync(path.join(conf, 'virtual'), reader)
    const child = spawn('unshare', [...UNSHARE, 'sh', '-c', SCRIPT, 'sh', run, PCSCD, conf], { stdio: 'ignore' })
    const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
    const socket = path.join(run, 'pcscd.comm')
    if (await answers(child, socket, [port, port + 1])) {
      return {
        pid: child.pid ?? 0,
        module,
        env: { PCSCLITE_CSOCK_NAME: socket, OPENSC_CONF: openSc },
        ports: [port, port + 1],
        async close() {
          child.kill()
          await Promise.race([ended, delay(3_000)])
          child.kill('SIGKILL')
          rmSync(dir, { recursive: true, force: true })
        },
      }
    }
    child.kill('SIGKILL')
    if (turn === 4) throw new Error('pcscd does not start')
  }
}

const SCRIPT = [
  'mount --make-rprivate /',
  // The folder is compiled into pcscd; where it cannot be made, /run is covered first.
  'mkdir -p /run/pcscd 2>/dev/null || { mount -t tmpfs tmpfs /run && mkdir -p /run/pcscd; }',
  'mount --bind "$1" /run/pcscd && exec "$2" -f -c "$3"',
].join('; ')

async function answers(child: ChildProcess, socket: string, ports: number[]): Promise<boolean> {
  for (let i = 0; i < 600 && child.exitCode === null; i++) {
    if (existsSync(socket) && (await Promise.all(ports.map(taken))).every(Boolean)) return true
    await delay(50)
  }
  return false
}

/** Whether somebody listens on a port, without being taken for a card: it is only tried to listen there too. */
async function taken(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(true))
    server.listen({ host: '0.0.0.0', port, exclusive: true }, () => server.close(() => resolve(false)))
  })
}

/** Two ports that follow each other and are free now: the driver serves two readers. */
async function freePair(): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const port = 36_000 + 2 * Math.floor(Math.random() * 10_000)
    if (!(await taken(port)) && !(await taken(port + 1))) return port
  }
  throw new Error('no two free ports')
}
