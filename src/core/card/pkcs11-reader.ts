/**
 * Real readers, from the console's side: starts the card process, asks one thing at a time, counts the time, and kills
 * and restarts a process that hangs or dies. Nothing here ever waits on native code.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Log, Process, StartProcess } from '../ports.ts'
import type { CardSettings } from '../settings/schema.ts'
import { type Fault, LookValue, OpenValue, type Order, ReadValue, Reply, SignValue } from './messages.ts'
import { findModule } from './modules.ts'
import type { CardProblem, CardReader, Look, ModuleFault, StoredCertificate } from './port.ts'
import { meaningOf } from './returns.ts'

/** Waits between two starts of a process that keeps failing, ms. The first restart is immediate. */
const RESTART_MS = [0, 500, 1_000, 2_000, 5_000, 10_000]

/** How long closing the login may take when the console ends, ms. */
const CLOSE_MS = 500

/** Insertions of one process begin at its number times this, so that two processes never share one. */
export const INSERTIONS_PER_PROCESS = 1_000_000

type Asked = { ok: true; value: unknown } | { ok: false; why: 'hung' | 'died' | 'fault'; fault: Fault | null }

export function createPkcs11Reader(deps: {
  settings: Extract<CardSettings, { kind: 'pkcs11' }>
  startProcess: StartProcess
  log: Log
}): CardReader {
  const { settings, log } = deps
  let child: Process | null = null
  let epoch = 0
  let lastId = 0
  let failures = 0
  let nextStart = 0
  let lastFault: Extract<Look, { kind: 'fault' }> | null = null
  let waiting: { id: number; done: (answer: Asked) => void } | null = null
  let closed = false
  const read = new Map<number, StoredCertificate[]>()
  let queue: Promise<unknown> = Promise.resolve()

  /** One thing at a time: a time-out counts from the moment the process was really asked. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = queue.then(act)
    queue = turn.catch(() => {})
    return turn
  }

  const stop = () => {
    const old = child
    child = null
    read.clear()
    old?.kill()
  }

  const start = () => {
    const mine = deps.startProcess('card-process')
    child = mine
    epoch++
    mine.onMessage(message => {
      const reply = Reply.safeParse(message)
      if (!reply.success || child !== mine || waiting?.id !== reply.data.id) return
      const { done } = waiting
      if (reply.data.ok) done({ ok: true, value: reply.data.value })
      else done({ ok: false, why: 'fault', fault: reply.data.fault })
    })
    mine.onExit(code => {
      if (child !== mine) return
      child = null
      read.clear()
      log.warn('card.process-ended', { code })
      waiting?.done({ ok: false, why: 'died', fault: null })
    })
  }

  const ask = (order: Order): Promise<Asked> =>
    new Promise(resolve => {
      if (!child || waiting) return resolve({ ok: false, why: 'died', fault: null })
      const id = ++lastId
      const timer = setTimeout(() => {
        log.error('card.module-hung', { op: order.op, timeoutMs: settings.timeoutMs })
        stop()
        waiting?.done({ ok: false, why: 'hung', fault: null })
      }, settings.timeoutMs)
      waiting = {
        id,
        done: answer => {
          clearTimeout(timer)
          waiting = null
          resolve(answer)
        },
      }
      child.send({ id, ...order })
    })

  /** Asks and parses; an answer of another shape is a defect of the process, treated as its death. */
  const askFor = async <S extends z.ZodType>(order: Order, schema: S) => {
    const answer = await ask(order)
    if (!answer.ok) return answer
    const value = schema.safeParse(answer.value)
    if (value.success) return { ok: true as const, value: value.data }
    log.error('card.process-answer', { op: order.op })
    stop()
    return { ok: false as const, why: 'died' as const, fault: null }
  }

  const failed = (status: ModuleFault, detail: string): Look => {
    stop()
    const wait = RESTART_MS[Math.min(failures, RESTART_MS.length - 1)] ?? 0
    failures++
    nextStart = performance.now() + wait
    lastFault = { kind: 'fault', status, detail }
    return lastFault
  }

  /** A running process with the module open; else the fault to show. */
  const ensureOpen = async (): Promise<{ file: string } | { fault: Look }> => {
    if (closed) return { fault: { kind: 'fault', status: 'module-missing', detail: 'closed' } }
    const module = findModule(settings.module)
    if (!module.found) {
      stop()
      failures = 0
      return {
        fault: { kind: 'fault', status: 'module-missing', detail: module.looked.join(' ; ') || process.platform },
      }
    }
    const { file } = module
    if (child) return { file }
    if (lastFault && performance.now() < nextStart) return { fault: lastFault }
    start()
    const opened = await askFor({ op: 'open', module: file, firstInsertion: epoch * INSERTIONS_PER_PROCESS }, OpenValue)
    if (opened.ok) {
      log.info('card.module-open', { version: opened.value.version })
      return { file }
    }
    if (opened.why === 'hung') return { fault: failed('module-hung', `${file} ; C_Initialize`) }
    // A library that kills whoever loads it is no better than one that is not a module.
    if (opened.why === 'died') return { fault: failed('module-invalid', `${file} ; exit`) }
    const { fault } = opened
    if (fault?.kind === 'no-native-part') return { fault: failed('module-missing', 'pkcs11js') }
    return {
      fault: failed('module-invalid', fault?.kind === 'returned' ? `${file} ; ${meaningOf(fault.rv).name}` : file),
    }
  }

  const lookOnce = async (): Promise<Look | 'died'> => {
    const open = await ensureOpen()
    if ('fault' in open) return open.fault
    const seen = await askFor({ op: 'look' }, LookValue)
    if (!seen.ok) {
      if (seen.why === 'died') return 'died'
      if (seen.why === 'hung') return failed('module-hung', open.file)
      const rv = seen.fault?.kind === 'returned' ? meaningOf(seen.fault.rv).name : (seen.fault?.kind ?? '')
      return failed('module-invalid', `${open.file} ; ${rv}`)
    }
    const tokens = []
    for (const token of seen.value.tokens) {
      let certificates = read.get(token.insertion)
      let { fault } = token
      if (fault === null && !certificates) {
        const answer = await askFor({ op: 'read', slot: token.slot, insertion: token.insertion }, ReadValue)
        if (answer.ok) {
          certificates = answer.value.certificates.map(({ id, label, der }) => ({
            id,
            label,
            der: new Uint8Array(Buffer.from(der, 'base64')),
          }))
          read.set(token.insertion, certificates)
        } else if (answer.why === 'died') return 'died'
        else if (answer.why === 'hung') return failed('module-hung', open.file)
        else fault = answer.fault?.kind === 'returned' ? answer.fault.rv : 0x05
      }
      tokens.push({ ...token, fault, certificates: certificates ?? [] })
    }
    for (const insertion of read.keys()) {
      if (!seen.value.tokens.some(token => token.insertion === insertion)) read.delete(insertion)
    }
    failures = 0
    lastFault = null
    return { kind: 'tokens', module: open.file, tokens }
  }

  const refusal = (answer: Extract<Asked, { ok: false }>): Result<never, CardProblem> => {
    if (answer.why !== 'fault') return problem('module-hung', { why: answer.why })
    const { fault } = answer
    if (fault?.kind === 'returned') {
      const { problem: kind, name } = meaningOf(fault.rv)
      return problem(kind, { code: name, at: fault.at })
    }
    if (fault?.kind === 'locked') return problem('pin-locked')
    if (fault?.kind === 'final-try') return problem('pin-final-try')
    if (fault?.kind === 'stale') return problem('card-changed')
    return problem('card-failed', { code: fault?.kind ?? '' })
  }

  return {
    look: () =>
      inTurn(async () => {
        const first = await lookOnce()
        if (first !== 'died') return first
        // It died while nobody needed it: another one is asked at once, and only its failure is shown.
        const second = await lookOnce()
        return second === 'died' ? failed('module-hung', 'exit') : second
      }),

    login: (target, pin, lastTryAccepted) =>
      inTurn(async () => {
        const digits = [...pin]
        pin.fill(0)
        const asked = ask({ op: 'login', ...target, pin: digits, lastTryAccepted })
        // `send` has written the message out: neither copy is needed any more.
        digits.fill(0)
        const answer = await asked
        return answer.ok ? ok(null) : refusal(answer)
      }),

    sign: ({ slot, insertion }, data) =>
      inTurn(async () => {
        const order = { op: 'sign', slot, insertion, data: Buffer.from(data).toString('base64') } as const
        const answer = await askFor(order, SignValue)
        return answer.ok ? ok(new Uint8Array(Buffer.from(answer.value.signature, 'base64'))) : refusal(answer)
      }),

    logout: slot =>
      inTurn(async () => {
        if (child) await ask({ op: 'logout', ...(slot === undefined ? {} : { slot }) })
      }),

    async close() {
      closed = true
      // A killed process may leave the card with its PIN verified: the login is closed first, if the module is free.
      if (child && !waiting) await Promise.race([ask({ op: 'logout' }), delay(CLOSE_MS)])
      stop()
      waiting?.done({ ok: false, why: 'died', fault: null })
    },
  }
}
