/**
 * What a crash would leave of the PIN: the whole memory of the console and of its card process, read from outside after a sign-in, byte
 * by byte; the report that Node writes of itself; and, where the system lets them be written, true core files of both, aborted. The
 * module is SoftHSM2, which keeps no PIN; a vendor's may keep its own (docs/securite.md).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { createPracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { tempDir, until, whyNoModule } from './desk.ts'

/** The card process writes over its texts when nobody waits for it, and half a second after the PIN at the latest. */
const FORGOTTEN_MS = 1_000

/** Why no core file can be had here; null when it can: a plain name beside the process, and a limit that may be raised. */
function whyNoCore(): string | null {
  const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim()
  if (!/^core(\.%p)?$/.test(pattern)) return `this system hands its core files over (core_pattern ${pattern})`
  const raised = spawnSync('prlimit', ['--core=unlimited:unlimited', 'true'], { stdio: 'ignore' })
  return raised.status === 0 ? null : 'the limit of core files cannot be raised'
}

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
    const noCore = whyNoCore()
    if (noCore) console.log(`not run: core files of tests/card/pin-memory — ${noCore}`)
    const cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    const card = await cards.issue('cpe')
    for (let turn = 0; ; turn++) {
      const [pin, wrong] = [draw(3, 6), draw(6, 10)]
      const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, `hsm-${turn}`), cards: [{ card, pin }] })
      const file = path.join(dir, `desk-${turn}.json`)
      writeFileSync(file, JSON.stringify({ cards, module, conf }))
      const desk = startProcess(file, noCore === null)
      await until('the desk', () => desk.said().includes('ready '))
      const pids = [desk.pid, Number(/ready (\d+)/.exec(desk.said())?.[1])]
      const codes = [pin, wrong]
      const before = pids.flatMap(pid => traces('memory', memoryOf(pid), codes))
      // Four digits may stand somewhere by chance: then others are taken.
      if (before.length > 0 && turn < 8) continue
      desk.type(wrong + pin)
      await until('the sign-in', () => desk.said().includes('done '))
      expect(desk.said()).toContain('done pin-wrong ok')
      await sleep(FORGOTTEN_MS)
      const [console, process] = pids.map(pid => traces('memory', memoryOf(pid), codes))
      expect({ console, process }).toEqual({ console: [], process: [] })
      for (const report of await reports(pids)) {
        expect(report).toContain('"javascriptHeap"')
        for (const [, spelling] of codes.flatMap(digits => written(digits).slice(0, 5))) {
          expect(report.match(new RegExp(`(?<![\\w+/.,-])${spelling}(?![\\w+/.,-])`))).toBeNull()
        }
      }
      // The search can find: both know the reader, and the console its operator.
      expect(holds(memoryOf(desk.pid), 'Camille Exercice')).toBe(true)
      expect(holds(memoryOf(pids[1] ?? 0), 'C_GetTokenInfo')).toBe(true)
      // Nothing of it was printed either, by one or the other.
      expect(desk.said() + desk.complained()).not.toMatch(new RegExp(`(?<!\\d)(${pin}|${wrong})(?!\\d)`))
      if (noCore !== null) return
      // Its card process first: the console goes on, and starts another.
      for (const [pid, known] of [
        [pids[1] ?? 0, 'C_GetTokenInfo'],
        [desk.pid, 'Camille Exercice'],
      ] as const) {
        const core = await coreOf(pid)
        expect(holds(partsOf(core), known)).toBe(true)
        expect(traces('core file', partsOf(core), codes)).toEqual([])
        rmSync(core)
      }
      return
    }
  })

  test('the search finds a code wherever it stands: between two blocks, in each spelling, in memory that is otherwise empty', () => {
    for (const at of [0, BLOCK - 2, BLOCK, 3 * BLOCK + 17]) {
      for (const [spelling, bytes] of spellings('7391')) {
        const memory = Buffer.alloc(4 * BLOCK)
        bytes.copy(memory, at)
        const found = traces('here', [{ name: 'memory', bytes: memory }], ['7391'])
        expect(found.some(one => one.startsWith(`here: ${spelling} in memory`))).toBe(true)
      }
    }
    const longer = Buffer.from('x73911 7391x 173910 a.7391')
    expect(traces('here', [{ name: 'memory', bytes: longer }], ['7391'])).toEqual([])
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

  /** Aborts a process and answers its core file, whole. */
  const coreOf = async (pid: number): Promise<string> => {
    process.kill(pid, 'SIGABRT')
    await until('the end of the process', () => !existsSync(`/proc/${pid}/stat`) || isDead(pid), 120_000)
    const found = readdirSync(cores).find(name => name === 'core' || name === `core.${pid}`)
    if (found === undefined) throw new Error('no core file was written')
    const kept = path.join(cores, `of-${pid}`)
    renameSync(path.join(cores, found), kept)
    return kept
  }
  const cores = path.join(dir, 'cores')

  const startProcess = (file: string, dumps: boolean) => {
    const entry = fileURLToPath(new URL('./pin-desk.process.ts', import.meta.url))
    // The card process inherits it: both write their crash report when they are told to.
    const env = { ...process.env, NODE_OPTIONS: `--report-on-signal --report-directory=${dir}` }
    mkdirSync(cores, { recursive: true })
    const [program, ...before] = dumps
      ? ['prlimit', '--core=unlimited:unlimited', process.execPath]
      : [process.execPath]
    // `prlimit` becomes the program: the same process.
    const child = spawn(program, [...before, entry, file], { stdio: ['pipe', 'pipe', 'pipe'], env, cwd: cores })
    living.push(child)
    let text = ''
    let aside = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    child.stderr.on('data', chunk => {
      aside += chunk
    })
    return {
      pid: child.pid ?? 0,
      said: () => text,
      complained: () => aside,
      type: (digits: string) => child.stdin.write(digits),
    }
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

interface Region {
  name: string
  bytes: Buffer
}

/** Where one of the PINs stands in a memory, by spelling; a longer number, word or run of letters is something else. */
function traces(where: string, memory: Iterable<Region>, pins: string[]): string[] {
  const wanted = pins.flatMap(spellings)
  const found: string[] = []
  for (const { name, bytes } of memory) {
    for (const block of usedBlocks(bytes)) {
      for (const [spelling, written] of wanted) {
        for (let at = block.indexOf(written); at >= 0; at = block.indexOf(written, at + 1)) {
          const neighbours = [block[at - 1] ?? 0, block[at + written.length] ?? 0]
          const part = written.length < 16 && neighbours.some(byte => /[\w+/.,-]/.test(String.fromCharCode(byte)))
          const near = block.subarray(Math.max(0, at - 24), at + written.length + 24).toString('latin1')
          if (!part) found.push(`${where}: ${spelling} in ${name}: ${JSON.stringify(near)}`)
        }
      }
    }
  }
  return found
}

/** Whether a word stands somewhere. */
function holds(memory: Iterable<Region>, word: string): boolean {
  for (const { bytes } of memory) if (bytes.includes(word)) return true
  return false
}

/** The longest spelling, and its neighbours: blocks and parts overlap by as much. */
const SEAM = 64
const BLOCK = 2 ** 18
const NOTHING = Buffer.alloc(BLOCK + SEAM)

/** A memory in blocks, without those that nobody ever wrote to: most of what is reserved. */
function* usedBlocks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK + SEAM)
    if (NOTHING.compare(block, 0, block.length, 0, block.length) !== 0) yield block
  }
}

/** Memory of a process, region by region, as a core file has it: code and constants of files hold nobody's PIN. */
function* memoryOf(pid: number): Generator<Region> {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = '', rights = '', name = ''] =
        /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? []
      if (!rights.startsWith('r') || (rights[1] !== 'w' && name.startsWith('/'))) continue
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

/** What is left of a process that its parent has not buried yet. */
const isDead = (pid: number) => /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

const PART = 64 * 2 ** 20

/** A core file in parts: it may be larger than what one buffer holds. */
function* partsOf(file: string): Generator<Region> {
  const descriptor = openSync(file, 'r')
  try {
    for (let at = 0; ; at += PART) {
      const bytes = Buffer.alloc(PART + SEAM)
      const read = readSync(descriptor, bytes, 0, bytes.length, at)
      if (read > 0) yield { name: `at ${at}`, bytes: bytes.subarray(0, read) }
      if (read < bytes.length) return
    }
  } finally {
    closeSync(descriptor)
  }
}
