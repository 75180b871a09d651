/**
 * Runs first in a process of the console's own. Under Electron it gives the process what `child_process.fork` gives it under
 * Node: `process.send` and the `message` event. Under Node it changes nothing.
 */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** Puts `send` and `message` on `target` when it has a parent port and no `send`. */
export function adoptParentPort(target: {
  parentPort?: ParentPort
  send?: unknown
  connected?: boolean
  emit(event: string, ...args: unknown[]): unknown
}): void {
  const { parentPort } = target
  if (!parentPort || target.send) return
  target.send = (message: unknown) => {
    parentPort.postMessage(message)
    return true
  }
  target.connected = true
  parentPort.on('message', ({ data }) => target.emit('message', data))
}

adoptParentPort(process as unknown as Parameters<typeof adoptParentPort>[0])
