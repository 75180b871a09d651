/** Electron's transport: one channel for calls, one for events. A call is heard from our window's own page only. */
import type { IpcMain, WebContents } from 'electron'
import { z } from 'zod'
import type { Log } from '../core/ports.ts'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../shared/channels.ts'
import type { CallContext } from '../shared/contract/index.ts'
import { type EventEnvelope, problem, type Result } from '../shared/contract/kit.ts'
import { isScreen } from './origin.ts'

/** What a carrier needs of a console. */
export interface Served {
  dispatch(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>
  subscribe(listener: (event: EventEnvelope) => void): () => void
}

/** Who sent a message, as far as Electron tells. */
interface SenderFacts {
  contentsId: number
  /** Null when the frame is gone by the time the message arrives. */
  frame: { url: string; isTop: boolean } | null
}

type SenderFault = 'other-window' | 'no-frame' | 'sub-frame' | 'other-origin'

/** Why a sender may not be heard; null when it is our window's top frame on our origin. */
export function senderFault(sender: SenderFacts, windowContentsId: number | null): SenderFault | null {
  if (sender.contentsId !== windowContentsId) return 'other-window'
  if (sender.frame === null) return 'no-frame'
  if (!sender.frame.isTop) return 'sub-frame'
  return isScreen(sender.frame.url) ? null : 'other-origin'
}

const CallMessage = z.object({ name: z.string().max(200), input: z.unknown() })

export interface IpcDeps {
  ipcMain: Pick<IpcMain, 'handle'>
  served: Served
  /** Identifier of our window's contents; null while there is none. */
  windowContentsId: () => number | null
  /** Identifier of the second screen's; null while there is none. */
  secondContentsId?: () => number | null
  log: Log
}

/** Hears calls. A foreign sender's promise is rejected: it gets no answer of the console. */
export function hearCalls({ ipcMain, served, windowContentsId, secondContentsId, log }: IpcDeps): void {
  ipcMain.handle(CALL_CHANNEL, async (event, message: unknown) => {
    const { sender, senderFrame } = event
    const frame = senderFrame && { url: senderFrame.url, isTop: senderFrame.parent === null }
    const second = secondContentsId?.() ?? null
    const ours = sender.id === second ? second : windowContentsId()
    const fault = senderFault({ contentsId: sender.id, frame }, ours)
    if (fault) {
      log.warn('ipc.sender-refused', { fault })
      throw new Error('refusé')
    }
    const call = CallMessage.safeParse(message)
    if (!call.success) return problem('invalid-input', { name: '' })
    return served.dispatch(call.data.name, call.data.input, { clientId: `window-${sender.id}` })
  })
}

/** Sends events to a page from the moment its document is there until it is gone; again after a reload. */
export function sendEvents(contents: WebContents, served: Served): void {
  let live = false
  const unsubscribe = served.subscribe(envelope => {
    if (live && !contents.isDestroyed()) contents.send(EVENT_CHANNEL, envelope)
  })
  contents.on('did-navigate', () => {
    live = true
  })
  contents.on('render-process-gone', () => {
    live = false
  })
  contents.on('destroyed', unsubscribe)
}
