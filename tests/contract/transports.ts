/**
 * The three transports, each the real one as far as it can be had without Electron's runtime: memory; the host's WebSocket over
 * a real socket; the real preload and the real `ipc.ts` around a stand-in of Electron that clones what crosses.
 */
import { EventEmitter } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { IpcMain, WebContents } from 'electron'
import { WebSocket } from 'ws'
import { silentLog } from '../../src/core/ports.ts'
import { createHost, type Host } from '../../src/host/index.ts'
import { hearCalls, sendEvents } from '../../src/main/ipc.ts'
import { SCREEN_URL } from '../../src/main/origin.ts'
import { SOCKET_PATH } from '../../src/shared/channels.ts'
import type { EventEnvelope } from '../../src/shared/contract/kit.ts'
import type { Transport } from '../../src/shared/transport.ts'
import { writeScreen } from './screen.ts'
import type { ExampleConsole } from './served.ts'

export interface Carried {
  transport: Transport
  close(): Promise<void>
}

export type Carry = (served: ExampleConsole) => Promise<Carried>

/** No wire at all: what every other transport must equal. */
export const inMemory: Carry = async served => ({
  transport: {
    call: (name, input) => served.dispatch(name, input, { clientId: 'memory' }),
    subscribe: listener => served.subscribe(listener),
  },
  async close() {},
})

/** Spends the one-time address; answers the cookie. */
export async function enter(host: Host): Promise<string> {
  const answer = await fetch(host.url, { redirect: 'manual' })
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

export const overSocket: Carry = async served => {
  const rendererDir = writeScreen()
  const host = await createHost({ console: served, rendererDir, allowProduction: false })
  const cookie = await enter(host)
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}${SOCKET_PATH}`, {
    headers: { Cookie: cookie, Origin: host.origin },
  })
  await new Promise((ready, failed) => socket.once('open', ready).once('error', failed))
  const waiting = new Map<number, (result: unknown) => void>()
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  socket.on('message', data => {
    const message = JSON.parse(data.toString()) as { id: number; result: unknown } | EventEnvelope
    if ('seq' in message) for (const listener of listeners) listener(message)
    else waiting.get(message.id)?.(message.result)
  })
  let id = 0
  return {
    transport: {
      call: (name, input) =>
        new Promise(resolve => {
          waiting.set(++id, resolve)
          socket.send(JSON.stringify({ id, name, input }))
        }),
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    async close() {
      await host.close()
      rmSync(path.dirname(rendererDir), { recursive: true })
    },
  }
}

/** What the preload sees of Electron; `vi.mock('electron')` of the suite hands these out. */
export const electronSide = {
  bridge: new Map<string, unknown>(),
  invoke: async (_channel: string, _message: unknown): Promise<unknown> => {
    throw new Error('not connected')
  },
  page: new EventEmitter(),
}

export const overElectron: Carry = async served => {
  const contents = Object.assign(new EventEmitter(), {
    id: 7,
    isDestroyed: () => false,
    send: (channel: string, message: unknown) => electronSide.page.emit(channel, {}, structuredClone(message)),
  })
  const ipcMain = {
    handle: (channel: string, listener: (event: unknown, message: unknown) => Promise<unknown>) => {
      electronSide.invoke = async (asked, message) => {
        if (asked !== channel) throw new Error(`no handler for ${asked}`)
        const event = { sender: contents, senderFrame: { url: SCREEN_URL, parent: null } }
        return structuredClone(await listener(event, structuredClone(message)))
      }
    },
  } as unknown as IpcMain
  hearCalls({ ipcMain, served, windowContentsId: () => 7, log: silentLog })
  sendEvents(contents as unknown as WebContents, served)
  contents.emit('did-navigate')
  electronSide.bridge.clear()
  await import('../../src/preload/index.ts')
  return {
    transport: electronSide.bridge.get('relais') as Transport,
    async close() {
      contents.emit('destroyed')
      electronSide.page.removeAllListeners()
    },
  }
}
