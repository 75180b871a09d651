/** One console of the run, seen from its operator: a process that is killed (`SIGKILL`) and started again on its file. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FoundSlot } from '../../../src/core/orientation/index.ts'
import type { CallResult } from '../../../src/shared/contract/index.ts'
import type { Asked, DeskOrder, FromDesk } from './desk-process.ts'
import type { Fates } from './fates.ts'
import type { World } from './world.ts'

const PROGRAM = fileURLToPath(new URL('desk-process.ts', import.meta.url))
/** Bytes that a file may reach while the disk is «full»: what SQLite has in its files already is more. */
const FULL_AT = 4_096

export interface Console {
  name: string
  /** Null: the console died before it could say. */
  take(wanted: { intentId: string; found: FoundSlot; need: string }): Promise<CallResult<'orientation.take'> | null>
  declare(intentId: string, booked: boolean): Promise<void>
  /** The operator asks the platform now. */
  check(intentId: string): Promise<void>
  state(intentId: string): Promise<CallResult<'orientation.get'> | null>
  /** Grows with each death: what was asked of a former life may have no answer. */
  life(): number
  /** `kill -9`; another process begins on what is on disk. */
  die(): Promise<void>
  /** The disk takes nothing more for a while (`RLIMIT_FSIZE`, as root or not); false where the system cannot do it. */
  fillDisk(ms: number): Promise<boolean>
  pending(): Promise<number>
  close(): Promise<void>
}

interface ConsoleOptions extends Omit<DeskOrder, 'file'> {
  world: World
  fates: Fates
}

interface Life {
  child: ChildProcess
  waiting: Map<number, (value: unknown) => void>
  over: boolean
}

export async function createConsole({ world, fates, ...order }: ConsoleOptions): Promise<Console> {
  const file = join(world.dir, `${order.name}.db`)
  let lives = 0
  let count = 0
  let current: Promise<Life> = begin()

  function begin(): Promise<Life> {
    const wanted: DeskOrder = { ...order, file }
    const child = fork(PROGRAM, [JSON.stringify(wanted)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const life: Life = { child, waiting: new Map(), over: false }
    const over = () => {
      life.over = true
      for (const answered of life.waiting.values()) answered(null)
      life.waiting.clear()
    }
    child.on('exit', over)
    return new Promise((ready, failed) => {
      child.on('error', failed)
      child.on('exit', () => failed(new Error(`${order.name} ended before it was ready`)))
      child.on('message', (message: FromDesk) => {
        if (message.type === 'ready') ready(life)
        if (message.type === 'open') open(message.url, message.intentId)
        if (message.type === 'answer') {
          life.waiting.get(message.n)?.(message.value)
          life.waiting.delete(message.n)
        }
      })
    })
  }

  /** The operator reads the page first, then books there, without the console knowing. */
  function open(url: string, intentId: string) {
    const fate = fates.page(intentId)
    if (fate === 'books' || fate === 'word-lost') {
      setTimeout(() => void world.browse(url, order.operator, fate), 200)
    }
  }

  async function ask<T>(asked: Asked): Promise<T | null> {
    const life = await current
    if (life.over) return null
    const n = ++count
    return new Promise(answered => {
      life.waiting.set(n, answered as (value: unknown) => void)
      life.child.send({ n, asked }, error => {
        if (error && life.waiting.delete(n)) answered(null)
      })
    })
  }

  await current
  return {
    name: order.name,
    take: wanted => ask({ what: 'take', ...wanted }),
    async declare(id, booked) {
      await ask({ what: 'declare', id, booked })
    },
    async check(id) {
      await ask({ what: 'check', id })
    },
    state: id => ask({ what: 'state', id }),
    life: () => lives,
    async die() {
      const dying = current
      // Whoever asks from now on waits for the next life.
      current = dying.then(async ({ child }) => {
        const gone = new Promise(resolve => child.once('exit', resolve))
        lives += 1
        child.kill('SIGKILL')
        await gone
        return begin()
      })
      await current
    },
    async fillDisk(ms) {
      const { child, over } = await current
      const pid = String(child.pid)
      const limit = (bytes: number | string) => {
        try {
          execFileSync('prlimit', [`--fsize=${bytes}:unlimited`, '--pid', pid], { stdio: 'ignore' })
          return true
        } catch {
          return false
        }
      }
      if (over || !limit(FULL_AT)) return false
      await wait(ms)
      // Gone meanwhile, when it fails: its next life begins without a limit.
      limit('unlimited')
      return true
    },
    pending: async () => (await ask<number>({ what: 'pending' })) ?? 0,
    async close() {
      const { child } = await current
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.disconnect()
      await gone
    },
  }
}
