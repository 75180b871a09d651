/**
 * The one door of the console. Every call from every transport comes through here: known name, right, input, then
 * the domain's handler, then its answer — input and output both validated by the contract.
 */
import { z } from 'zod'
import {
  type CallContext,
  type CallName,
  calls as contractCalls,
  events as contractEvents,
  type EventName,
  type EventPayload,
  type Handlers,
} from '../shared/contract/index.ts'
import {
  type EventEnvelope,
  type Problem,
  ProblemParams,
  problem,
  type Result,
  type Right,
} from '../shared/contract/kit.ts'
import type { Events, Log } from './ports.ts'

/** Says whether the person at the desk may make calls of this right, now. */
export type Gate = (right: Right) => 'yes' | 'not-signed-in' | 'locked' | Problem<'not-allowed'>

export interface Dispatcher {
  /** Answers a `Result` always; never rejects. */
  dispatch(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>
}

const Failure = z.object({
  ok: z.literal(false),
  error: z.object({ kind: z.string(), params: ProblemParams }),
})

/** Overwrites what the transport still holds of a secret; the handler wiped its own copy. */
function wipe(input: unknown, fields: readonly string[]): void {
  for (const field of fields) {
    const secret = (input as Record<string, unknown> | null)?.[field]
    if (Array.isArray(secret)) secret.fill(0)
  }
}

/** First fault of an input, as path and words for a log or a developer; never the value itself. */
function firstFault(error: z.ZodError): { path: string; why: string } {
  const issue = error.issues[0]
  return { path: issue?.path.map(String).join('.') ?? '', why: issue?.code ?? 'unknown' }
}

/** Builds the dispatcher over the handlers of all domains. */
export function createDispatcher(deps: { handlers: Handlers; gate: Gate; log: Log }): Dispatcher {
  return {
    async dispatch(name, input, context) {
      // `hasOwn`: a name from the wire may be 'constructor'.
      if (!Object.hasOwn(contractCalls, name)) return problem('unknown-call', { name: name.slice(0, 80) })
      const callName = name as CallName
      const spec = contractCalls[callName]
      const gate = deps.gate(spec.right)
      if (gate !== 'yes') return typeof gate === 'string' ? problem(gate) : { ok: false, error: gate }
      try {
        const parsed = spec.input.safeParse(input)
        wipe(input, spec.wipe)
        if (!parsed.success) {
          const fault = firstFault(parsed.error)
          deps.log.warn('call.invalid-input', { name, ...fault })
          return problem('invalid-input', { name, ...fault })
        }
        const handler = deps.handlers[callName] as (input: unknown, context: CallContext) => unknown
        return checkAnswer(name, await handler(parsed.data, context), deps.log)
      } catch (error) {
        // An exception is a defect: logged by its name only, its message may quote what somebody typed.
        deps.log.error('call.defect', { name, error: error instanceof Error ? error.name : typeof error })
        return problem('defect', { name })
      } finally {
        wipe(input, spec.wipe)
      }
    },
  }
}

function checkAnswer(name: string, answer: unknown, log: Log): Result<unknown> {
  const spec = contractCalls[name as CallName]
  const failure = Failure.safeParse(answer)
  if (failure.success) return failure.data
  const success = z.object({ ok: z.literal(true), value: spec.value as z.ZodType }).safeParse(answer)
  if (success.success) return success.data
  log.error('call.invalid-answer', { name, ...firstFault(success.error) })
  return problem('invalid-answer', { name, ...firstFault(success.error) })
}

export interface EventBus extends Events {
  subscribe(listener: (envelope: EventEnvelope) => void): () => void
}

/** Numbers events and hands them to every screen. An event that breaks the contract is a defect: logged, not sent. */
export function createEventBus(log: Log): EventBus {
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  let seq = 0
  return {
    emit<N extends EventName>(name: N, payload: EventPayload<N>) {
      const parsed = (contractEvents[name].payload as z.ZodType).safeParse(payload)
      if (!parsed.success) {
        log.error('event.invalid', { name, ...firstFault(parsed.error) })
        return
      }
      const envelope = { seq: seq++, name, payload: parsed.data }
      for (const listener of listeners) listener(envelope)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
