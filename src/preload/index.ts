/** The bridge: a `Transport` on the page as `window.relais`, and nothing else of Electron. */
import { contextBridge, ipcRenderer } from 'electron'
import { BRIDGE, CALL_CHANNEL, EVENT_CHANNEL } from '../shared/channels.ts'
import type { EventEnvelope } from '../shared/contract/kit.ts'
import type { Transport } from '../shared/transport.ts'

contextBridge.exposeInMainWorld(BRIDGE, {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, { name, input }),
  subscribe(listener) {
    const heard = (_event: unknown, envelope: EventEnvelope) => listener(envelope)
    ipcRenderer.on(EVENT_CHANNEL, heard)
    return () => void ipcRenderer.off(EVENT_CHANNEL, heard)
  },
} satisfies Transport)
