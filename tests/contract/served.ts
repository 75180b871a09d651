/** The console of the contract suite: the real dispatcher and event bus over handlers that answer examples. */
import { createDispatcher, createEventBus, type EventBus, type Gate } from '../../src/core/dispatcher.ts'
import { silentLog } from '../../src/core/ports.ts'
import type { Served } from '../../src/host/socket.ts'
import { type CallName, calls, type Handlers } from '../../src/shared/contract/index.ts'
import { ok } from '../../src/shared/contract/kit.ts'
import { exampleOf } from './examples.ts'

export interface ExampleConsole extends Served {
  settings: { profile: 'sandbox'; host: { allowProduction: boolean } }
  bus: EventBus
  /** Inputs that reached a handler, oldest first. */
  received: { name: string; input: unknown; clientId: string }[]
  /** Makes a call answer something else, or throw. */
  answers: Map<CallName, () => unknown>
}

export function createExampleConsole(gate: Gate = () => 'yes'): ExampleConsole {
  const bus = createEventBus(silentLog)
  const received: ExampleConsole['received'] = []
  const answers: ExampleConsole['answers'] = new Map()
  const handlers = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map(name => [
      name,
      (input: unknown, context: { clientId: string }) => {
        received.push({ name, input, clientId: context.clientId })
        const other = answers.get(name)
        return other ? other() : ok(exampleOf(calls[name].value))
      },
    ]),
  ) as unknown as Handlers
  const dispatcher = createDispatcher({ handlers, gate, log: silentLog })
  return {
    dispatch: dispatcher.dispatch,
    subscribe: bus.subscribe,
    settings: { profile: 'sandbox', host: { allowProduction: false } },
    bus,
    received,
    answers,
  }
}
