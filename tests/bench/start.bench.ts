/**
 * `npm run bench -- start`: from the command to a screen that takes what is typed, on a profile that is already there,
 * and the memory of each process after a call. Peer in the same run: the same browser opening an empty page.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium } from '@playwright/test'
import { buildRenderer } from '../../scripts/build.mjs'
import { findChromium } from '../../scripts/setup.mjs'
import { CHROMIUM_ARGS } from '../chromium.ts'
import { type Figure, figureOf, round } from './figures.ts'

const RUNS = 12
const HOST = path.resolve(import.meta.dirname, '../../src/host/cli.ts')

export async function run(): Promise<{ ok: boolean; rows: (Figure | Record<string, unknown>)[] }> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is not installed')
  await buildRenderer({ ifStale: true, quiet: true })
  const profile = mkdtempSync(path.join(tmpdir(), 'relais-bench-start-'))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    // The first start writes the territory and builds the directory: not what a desk does every morning.
    await oneStart(browser, profile)
    const toAddress: number[] = []
    const toType: number[] = []
    const empty: number[] = []
    let memory: Record<string, unknown>[] = []
    for (let index = 0; index < RUNS; index++) {
      empty.push(await emptyPage(browser))
      const start = await oneStart(browser, profile, index === RUNS - 1)
      toAddress.push(start.address)
      toType.push(start.type)
      if (start.memory.length > 0) memory = start.memory
    }
    const peer = figureOf('peer: the same browser opens an empty page', empty)
    const page = figureOf('page asked for → field takes letters', toType)
    return {
      ok: memory.length > 0,
      rows: [
        figureOf('command → console answers (practice platform started too)', toAddress),
        { ...page, note: `${round(page.p50 / peer.p50)} × an empty page` },
        peer,
        ...memory,
      ],
    }
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

async function emptyPage(browser: Browser): Promise<number> {
  const page = await browser.newPage()
  const started = performance.now()
  await page.goto('data:text/html,<input>')
  await page.locator('input').waitFor()
  const ms = performance.now() - started
  await page.close()
  return ms
}

async function oneStart(browser: Browser, profile: string, weigh = false) {
  const started = performance.now()
  const child = spawn(process.execPath, [HOST, '--json', '--profile', profile], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const line = await firstJson(child.stdout)
    const address = performance.now() - started
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
    const asked = performance.now()
    await page.goto(line.url)
    const pin = page.getByLabel(/code porteur/i)
    await pin.waitFor()
    await pin.pressSequentially('1')
    const type = performance.now() - asked
    let memory: Record<string, unknown>[] = []
    if (weigh) {
      await pin.pressSequentially('234')
      await page.keyboard.press('Enter')
      await page.getByRole('combobox', { name: /besoin/i }).waitFor()
      await page.keyboard.type('médecin gén')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.type('chambray')
      await page.getByRole('option', { name: /Chambray-lès-Tours/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('grid', { name: /offres/i }).waitFor()
      await page.waitForTimeout(2_000)
      const session = await page.context().newCDPSession(page)
      const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
      memory = [
        ...processes(child.pid ?? 0),
        { figure: 'memory of the screen’s heap, MB', n: 1, p50: megabytes(usedSize) },
      ]
    }
    await page.close()
    return { address, type, memory }
  } finally {
    child.kill('SIGINT')
    if (child.exitCode === null) await once(child, 'exit')
  }
}

async function firstJson(stream: NodeJS.ReadableStream): Promise<{ url: string }> {
  for await (const line of createInterface({ input: stream })) {
    if (line.startsWith('{')) return JSON.parse(line) as { url: string }
  }
  throw new Error('the console ended before it gave its address')
}

const megabytes = (bytes: number) => round(bytes / 1_048_576)

/** Resident memory of a process and of those it started, by the file they run. Linux only. */
function processes(pid: number): Record<string, unknown>[] {
  if (process.platform !== 'linux') return []
  const status = (id: number) => readFileSync(`/proc/${id}/status`, 'utf8')
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
  const parent = new Map<number, number>()
  for (const id of all) {
    try {
      parent.set(id, Number(/^PPid:\s+(\d+)/m.exec(status(id))?.[1] ?? 0))
    } catch {
      // It ended in the meantime.
    }
  }
  const family = [pid, ...all.filter(id => parent.get(id) === pid)]
  return family.map(id => {
    const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')
    const file = command.find(part => part.endsWith('.ts')) ?? command[0] ?? ''
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status(id))?.[1] ?? 0)
    const name = path.relative(path.resolve(import.meta.dirname, '../../src'), file)
    return { figure: `resident memory of ${name}, MB`, n: 1, p50: megabytes(kilobytes * 1024) }
  })
}
