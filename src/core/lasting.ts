/**
 * A console that outlives a change of its settings: the screens keep the same door while the console behind it is ended
 * and built again. Events are numbered here, and a number is left out at each change: the screens read everything again.
 */
import type { EventName, EventPayload } from '../shared/contract/index.ts'
import { type EventEnvelope, problem } from '../shared/contract/kit.ts'
import type { Console } from './console.ts'

export interface LastingConsole extends Console {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void
  /** Ends the console behind and builds another; calls wait meanwhile. Rejects when none could be built. */
  replace(make: () => Promise<Console>): Promise<void>
}

export function lastingConsole(first: Console): LastingConsole {
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  let seq = 0
  let here = first
  let coming: Promise<Console> = Promise.resolve(first)
  const send = (name: string, payload: unknown) => {
    const envelope = { seq: seq++, name, payload }
    for (const listener of listeners) listener(envelope)
  }
  const relay = ({ name, payload }: EventEnvelope) => send(name, payload)
  let stop = first.subscribe(relay)

  return {
    get settings() {
      return here.settings
    },
    async dispatch(name, input, context) {
      const console = await coming.catch(() => null)
      return console === null ? problem('defect', { name }) : console.dispatch(name, input, context)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async launch(query) {
      return (await coming).launch(query)
    },
    lockBySystem: () => here.lockBySystem(),
    emit: send,
    async replace(make) {
      const before = here
      stop()
      coming = before.close().then(make)
      here = await coming
      stop = here.subscribe(relay)
      seq++
      send('settings.changed', { pending: false })
    },
    async close() {
      stop()
      await (await coming).close()
    },
  }
}
