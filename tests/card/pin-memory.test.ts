/**
 * What a core file would hold of the PIN: the whole memory of the console and of its card process, read from outside after a sign-in,
 * byte by byte. The module is SoftHSM2, which keeps no PIN; a vendor's may keep its own (docs/securite.md).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { createPracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { tempDir, until, whyNoModule } from './desk.ts'

/** The card process writes over its texts when nobody waits for it, and half a second after the PIN at the latest. */
const FORGOTTEN_MS = 1_000

const reason = whyNoModule() ?? (process.platform === 'linux' ? null : 'memory is read by /proc')
if (reason) console.log(`not run: tests/card/pin-memory — ${reason}`)

describe.skipIf(reason !== null)('the memory of the desk after a sign-in', { timeout: 240_000 }, () => {
  const dir = tempDir()
  const living: ChildProcess[] = []
  afterAll(() => {
    for (const one of living) one.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  })

  test('neither the console nor its card process holds the code, in any spelling; what they do hold is found', async () => {
    const cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    const card = await cards.issue('cpe')
    for (let turn = 0; ; turn++) {
      const [pin, wrong] = [draw(3, 6), draw(6, 10)]
      const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, `hsm-${turn}`), cards: [{ card, pin }] })
      const file = path.join(dir, `desk-${turn}.json`)
      writeFileSync(file, JSON.stringify({ cards, module, conf }))
      const desk = startProcess(file)
      await until('the desk', () => desk.said().includes('ready '))
      const pids = [desk.pid, Number(/ready (\d+)/.exec(desk.said())?.[1])]
      const before = pids.flatMap(pid => [...traces(pid, pin), ...traces(pid, wrong)])
      // Four digits may stand somewhere by chance: then others are taken.
      if (before.length > 0 && turn < 8) continue
      desk.type(wrong + pin)
      await until('the sign-in', () => desk.said().includes('done '))
      expect(desk.said()).toContain('done pin-wrong ok')
      await sleep(FORGOTTEN_MS)
      const [console, process] = pids.map(pid => [...traces(pid, pin), ...traces(pid, wrong)])
      expect({ console, process }).toEqual({ console: [], process: [] })
      for (const report of await reports(pids)) {
        expect(report).toContain('"javascriptHeap"')
        for (const [, spelling] of [pin, wrong].flatMap(digits => written(digits).slice(0, 5))) {
          expect(report.match(new RegExp(`(?<![\\w+/.,-])${spelling}(?![\\w+/.,-])`))).toBeNull()
        }
      }
      // The search can find: both know the reader, and the console its operator.
      expect([...bytesOf(desk.pid)].some(({ bytes }) => bytes.includes('Camille Exercice'))).toBe(true)
      expect([...bytesOf(pids[1] ?? 0)].some(({ bytes }) => bytes.includes('C_GetTokenInfo'))).toBe(true)
      return
    }
  })

  /** What Node writes of itself when it crashes. */
  const reports = async (pids: number[]) => {
    for (const pid of pids) process.kill(pid, 'SIGUSR2')
    const written = () => readdirSync(dir).filter(name => name.startsWith('report.'))
    await until('the reports', () => written().length >= pids.length)
    await until('their last lines', () =>
      written().every(name => /\}\s*$/.test(readFileSync(path.join(dir, name), 'utf8'))),
    )
    return written().map(name => readFileSync(path.join(dir, name), 'utf8'))
  }

  const startProcess = (file: string) => {
    const entry = fileURLToPath(new URL('./pin-desk.process.ts', import.meta.url))
    // The card process inherits it: both write their crash report when they are told to.
    const env = { ...process.env, NODE_OPTIONS: `--report-on-signal --report-directory=${dir}` }
    const child = spawn(process.execPath, [entry, file], { stdio: ['pipe', 'pipe', 'ignore'], env })
    living.push(child)
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    return { pid: child.pid ?? 0, said: () => text, type: (digits: string) => child.stdin.write(digits) }
  }
})

/** Four digits that are no year, no port and no small number. */
const draw = (from: number, to: number) => `${randomInt(from, to)}${randomInt(10)}${randomInt(10)}${randomInt(1, 10)}`

/** Every way in which these programs write four digits, from the first byte that is not nought: memory is full of noughts. */
const spellings = (pin: string) =>
  written(pin).map(([name, bytes]): [string, Buffer] => [name, bytes.subarray(bytes.findIndex(byte => byte !== 0))])

function written(pin: string): [string, Buffer][] {
  const digits = [...Buffer.from(pin)]
  const words = (size: number, shift: number, of: number[]) =>
    Buffer.concat(
      of.map(value => {
        const word = Buffer.alloc(size)
        word.writeUInt32LE(value * (shift === 1 ? 2 : 1), shift === 32 ? 4 : 0)
        return word
      }),
    )
  return [
    ['text', Buffer.from(pin)],
    ['text, two bytes a letter', Buffer.from(pin, 'utf16le')],
    ['codes in JSON', Buffer.from(digits.join(','))],
    ['base64', Buffer.from(Buffer.from(pin).toString('base64').replace('==', ''))],
    ['hexadecimal', Buffer.from(Buffer.from(pin).toString('hex'))],
    ['32-bit numbers', words(4, 0, digits)],
    ['numbers of V8', words(8, 32, digits)],
    ['compressed numbers of V8', words(4, 1, digits)],
    ['doubles', Buffer.from(Float64Array.from(digits).buffer)],
  ]
}

/** Where the PIN stands in a process's memory, by spelling; a longer number, word or run of letters is something else. */
function traces(pid: number, pin: string): string[] {
  const found: string[] = []
  for (const { name, bytes } of bytesOf(pid)) {
    for (const [spelling, wanted] of spellings(pin)) {
      for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
        const neighbours = [bytes[at - 1] ?? 0, bytes[at + wanted.length] ?? 0]
        const part = wanted.length < 16 && neighbours.some(byte => /[\w+/.,-]/.test(String.fromCharCode(byte)))
        const near = bytes.subarray(Math.max(0, at - 24), at + wanted.length + 24).toString('latin1')
        if (!part) found.push(`${spelling} in ${name}: ${JSON.stringify(near)}`)
      }
    }
  }
  return found
}

/** Memory of a process that it can write to, region by region: code and constants of files hold nobody's PIN. */
function* bytesOf(pid: number): Generator<{ name: string; bytes: Buffer }> {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = '', rights = '', name = ''] =
        /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? []
      if (!rights.startsWith('rw-')) continue
      const size = Number.parseInt(to, 16) - Number.parseInt(from, 16)
      const bytes = Buffer.alloc(size)
      try {
        const read = readSync(memory, bytes, 0, size, Number.parseInt(from, 16))
        yield { name: name || 'memory', bytes: bytes.subarray(0, read) }
      } catch {
        // Reserved and never used.
      }
    }
  } finally {
    closeSync(memory)
  }
}
