/**
 * One card process and the line to it: one order at a time, an answer in time or the process is killed. A process that was
 * killed, died or answered nonsense is never used again.
 */
import type { z } from 'zod'
import type { Log, StartProcess } from '../ports.ts'
import { type Fault, type Order, Reply } from './messages.ts'

export type Asked = { ok: true; value: unknown } | { ok: false; why: 'hung' | 'died' | 'fault'; fault: Fault | null }
export type Refusal = Extract<Asked, { ok: false }>

export interface Link {
  /** False once the process has ended or was killed. */
  alive(): boolean
  /** True while an order has no answer. */
  busy(): boolean
  ask(order: Order, timeoutMs: number): Promise<Asked>
  /** Asks and parses; an answer of another shape is a defect of the process, treated as its death. */
  askFor<S extends z.ZodType>(
    order: Order,
    schema: S,
    timeoutMs: number,
  ): Promise<{ ok: true; value: z.output<S> } | Refusal>
  kill(): void
}

/** Starts a process. Never throws for what the process does. */
export function startLink(deps: { startProcess: StartProcess; log: Log }): Link {
  const { log } = deps
  const child = deps.startProcess('card-process')
  let alive = true
  let lastId = 0
  let waiting: { id: number; done: (answer: Asked) => void } | null = null

  child.onMessage(message => {
    const reply = Reply.safeParse(message)
    if (!reply.success || !alive || waiting?.id !== reply.data.id) return
    const { done } = waiting
    if (reply.data.ok) done({ ok: true, value: reply.data.value })
    else done({ ok: false, why: 'fault', fault: reply.data.fault })
  })
  const end = (why: 'hung' | 'died') => {
    alive = false
    waiting?.done({ ok: false, why, fault: null })
  }
  child.onExit(code => {
    if (!alive) return
    log.warn('card.process-ended', { code })
    end('died')
  })

  const link: Link = {
    alive: () => alive,
    busy: () => waiting !== null,
    ask: (order, timeoutMs) =>
      new Promise(resolve => {
        if (!alive || waiting) return resolve({ ok: false, why: 'died', fault: null })
        const id = ++lastId
        const timer = setTimeout(() => {
          log.error('card.module-hung', { op: order.op, timeoutMs })
          child.kill()
          end('hung')
        }, timeoutMs)
        waiting = {
          id,
          done: answer => {
            clearTimeout(timer)
            waiting = null
            resolve(answer)
          },
        }
        child.send({ id, ...order })
      }),
    async askFor(order, schema, timeoutMs) {
      const answer = await link.ask(order, timeoutMs)
      if (!answer.ok) return answer
      const value = schema.safeParse(answer.value)
      if (value.success) return { ok: true, value: value.data }
      log.error('card.process-answer', { op: order.op })
      link.kill()
      return { ok: false, why: 'died', fault: null }
    },
    kill() {
      child.kill()
      end('died')
    },
  }
  return link
}
