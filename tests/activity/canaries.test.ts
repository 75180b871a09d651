/**
 * No patient identity at rest: a hundred calls full of invented names, numbers and addresses are played on a real desk, in
 * every way that a call can end, by a process that is killed (`SIGKILL`) at moments of a seed and begins again on its files;
 * then they are looked for in every byte of the profile (the site's memory included), the logs, the temporary files and
 * what a crash leaves. The journal of the same calls can be read by who verifies it.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyJournal } from '../../src/core/activity/verify.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { canary, ENDINGS, NAMES } from './canary-calls.ts'
import type { CanaryOrder, FromCanary } from './canary-desk.ts'

const CALLS = 100
const KILLS = 6
const SEED = 11
const ROWS = 2_000
const PROGRAM = fileURLToPath(new URL('canary-desk.ts', import.meta.url))

const shift = Date.parse('2026-11-24T10:05:00+01:00') - Date.now()
let sandbox: Sandbox
const temp = mkdtempSync(path.join(tmpdir(), 'relais-calls-'))
const profileDir = path.join(temp, 'profile')
/** Where the LRM reads: the one place that may know the number of a medical file. */
const lrm = mkdtempSync(path.join(tmpdir(), 'relais-lrm-'))

beforeAll(async () => {
  sandbox = await createSandbox({ seed: SEED, rows: ROWS, clock: { now: () => Date.now() + shift } })
}, 180_000)
afterAll(async () => {
  await sandbox?.close()
  rmSync(temp, { recursive: true, force: true })
  rmSync(lrm, { recursive: true, force: true })
})

/** The same moments at each run: a number in [0, 1) by its name. */
function moment(n: number): number {
  const x = Math.sin(SEED * 1_000 + n) * 10_000
  return x - Math.floor(x)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function begin(order: CanaryOrder): ChildProcess {
  return fork(PROGRAM, [JSON.stringify(order)], {
    // Whatever the console, SQLite or a crash of the engine puts aside goes where it is searched.
    env: { ...process.env, TMPDIR: temp },
    // What the engine writes of a crash: on its own errors, and when asked, so that there is one of each call that is cut.
    execArgv: [
      '--report-on-fatalerror',
      '--report-uncaught-exception',
      '--report-on-signal',
      `--report-directory=${temp}`,
    ],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Has the engine write its crash report in the middle of the call, then kills the process. */
async function cut(child: ChildProcess): Promise<void> {
  const reports = () => readdirSync(temp).filter(name => name.startsWith('report.')).length
  const before = reports()
  child.kill('SIGUSR2')
  for (let tries = 0; tries < 500 && reports() === before; tries += 1) await wait(10)
  child.kill('SIGKILL')
}

/** Lets a desk play from one call on; killed `killAfter` ms into the call it then plays, when a number of calls is given. */
function life(order: CanaryOrder, kill: { afterCalls: number; ms: number } | null): Promise<number> {
  const child = begin(order)
  let next = order.from
  let done = false
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromCanary) => {
      if (message.type === 'done') done = true
      if (message.type !== 'played') return
      next = message.n + 1
      if (kill && next - order.from === kill.afterCalls) void wait(kill.ms).then(() => cut(child))
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (done || signal === 'SIGKILL') resolve(next)
      else reject(new Error(`the desk ended by itself (${code}) after call ${next - 1}`))
    })
  })
}

function* filesUnder(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name)
    if (entry.isDirectory()) yield* filesUnder(file)
    else if (entry.isFile()) yield file
  }
}

/** Canaries found, and how many files were looked into. */
function searched(): { found: string[]; files: string[] } {
  const found: string[] = []
  const files: string[] = []
  for (const file of filesUnder(temp)) {
    files.push(path.relative(temp, file))
    const bytes = readFileSync(file)
    const text = bytes.toString('latin1').toLowerCase()
    const wide = bytes.toString('utf16le').toLowerCase()
    for (const word of ['kanarix', 'wombat', '01234567', '331234567', ...NAMES.map(name => name.toLowerCase())]) {
      if (text.includes(word) || wide.includes(word)) found.push(`${path.relative(temp, file)}: ${word}`)
    }
  }
  return { found, files }
}

test(`${CALLS} calls in every way, killed ${KILLS} times, leave nothing of the callers anywhere`, async () => {
  for (const dir of [profileDir, lrm]) rmSync(dir, { recursive: true, force: true })
  mkdirSync(lrm)
  const tokenFile = path.join(temp, 'token')
  writeFileSync(tokenFile, 'x'.repeat(40))
  const { base, sources, pki, signIn, psc, cards } = sandbox
  const text = {
    base,
    sources,
    pki: { caFile: pki.caFile, clientCertificateFile: pki.clientCertificateFile, clientKeyFile: pki.clientKeyFile },
    signIn: { url: signIn.url, audience: signIn.audience },
    psc: { url: psc.url, pages: psc.pages },
    cards: {
      practiceCard: cards.practiceCard,
      rootsFile: cards.rootsFile,
      intermediatesFile: cards.intermediatesFile,
      crlFiles: cards.crlFiles,
    },
  }
  const common = { sandbox: text, seed: SEED, rows: ROWS, profileDir, lrm, to: CALLS, shift }
  let next = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const order: CanaryOrder = { ...common, site: { port: await freePort(), tokenFile }, from: next }
    // In the middle of a call: while it searches, takes, names, tells the site or is handed over.
    next = await life(order, { afterCalls: 8 + Math.floor(8 * moment(kill)), ms: Math.floor(500 * moment(50 + kill)) })
    expect(searched().found).toEqual([])
  }
  const last: CanaryOrder = { ...common, site: { port: await freePort(), tokenFile }, from: next }
  expect(await life(last, null)).toBe(CALLS)

  const { found, files } = searched()
  expect(found).toEqual([])
  for (const name of ['profile/orientation.sqlite', 'profile/site.sqlite', 'profile/hand-over.json'])
    expect(files).toContain(name)
  expect(files.some(name => name.startsWith('profile/journal/'))).toBe(true)
  expect(files.some(name => name.startsWith('profile/logs/'))).toBe(true)
  expect(files.filter(name => name.startsWith('report.'))).toHaveLength(KILLS)
  const dropped = readdirSync(lrm).map(name => readFileSync(path.join(lrm, name), 'utf8'))
  expect(dropped.length).toBeGreaterThan(CALLS / 2)
  for (const text of dropped) expect(text).not.toMatch(/ZORBECK|QUIRNALD|VAXTHOME|JYRPELLE|Wombat|01234567/i)
  expect(dropped.some(text => /"drm":"DRMkanarix\d+"/.test(text))).toBe(true)

  const acts: string[] = []
  const results: string[] = []
  const { findings } = verifyJournal(path.join(profileDir, 'journal'), line => {
    acts.push(line.what)
    if (line.result) results.push(line.result)
  })
  expect(findings).toEqual([])
  const count = (what: string) => acts.filter(act => act === what).length
  expect(count('signed-in')).toBe(KILLS + 1)
  expect(count('sign-in-refused')).toBe(KILLS + 1)
  const each = CALLS / ENDINGS.length
  expect(count('orientation.direct')).toBeGreaterThan(3 * each)
  expect(count('orientation.vendor-page')).toBeGreaterThan(2 * each)
  expect(count('orientation.marketplace')).toBeGreaterThan(each)
  expect(count('orientation.outcome')).toBeGreaterThanOrEqual(2 * each)
  expect(count('phone')).toBeGreaterThanOrEqual(each - KILLS)
  expect(count('hand-over')).toBeGreaterThan(5)
  expect(count('override')).toBeGreaterThan(3)
  expect(results).toEqual(
    expect.arrayContaining([
      'pin-wrong',
      'intended',
      'sent',
      'confirmed',
      'waiting',
      'pending',
      'declared',
      'cancelled',
    ]),
  )
}, 900_000)

test('the search finds a canary where there is one, however it is written', () => {
  const file = path.join(profileDir, 'logs', 'left.txt')
  for (const encoding of ['utf8', 'utf16le'] as const) {
    writeFileSync(file, `Mme ${canary(3)}`, encoding)
    expect(searched().found).toContain('profile/logs/left.txt: kanarix')
  }
})
