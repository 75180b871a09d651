/**
 * Answers and events reach the screen one by one, each in a task of its own, in the order in which they came: a key that
 * comes between two of them does not wait for both, nor for the browser's own work of receiving them.
 */
import type { Transport } from '../../shared/transport.ts'

export function oneByOne(transport: Transport): Transport {
  const { port1, port2 } = new MessageChannel()
  const queue: (() => unknown)[] = []
  port1.onmessage = () => queue.shift()?.()
  const inTurn = (act: () => unknown) => {
    queue.push(act)
    port2.postMessage(null)
  }

  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        transport.call(name, input).then(
          result => inTurn(() => resolve(result)),
          error => inTurn(() => reject(error)),
        )
      }),
    subscribe(listener) {
      let isHeard = true
      const stop = transport.subscribe(envelope => inTurn(() => isHeard && listener(envelope)))
      return () => {
        isHeard = false
        stop()
      }
    },
    ...(transport.onLink
      ? { onLink: listener => transport.onLink?.(up => inTurn(() => listener(up))) ?? (() => {}) }
      : {}),
  }
}
