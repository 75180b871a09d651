/** The screen's way to its console: the preload's bridge in Electron, else a WebSocket of the page's own origin. */
import type { CallInput, CallName, CallProblem, CallValue } from '../../shared/contract/index.ts'
import type { Problem, Result } from '../../shared/contract/kit.ts'
import { type Client, createClient, type Transport } from '../../shared/transport.ts'
import { oneByOne } from './oneByOne.ts'
import { webSocketTransport } from './webSocket.ts'

declare global {
  interface Window {
    relais?: Transport
  }
}

/** What the screen adds to a call's own problems: no answer came, so what was asked may have happened or not. */
export type ScreenProblem = 'console-unreachable'

/** The console as screens use it: a call always answers, an unreachable console is a problem like another. */
export interface Console extends Omit<Client, 'call'> {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallValue<N>, CallProblem<N> | ScreenProblem>>
}

/** The transport of this page. */
export function pageTransport(): Transport {
  if (window.relais) return window.relais
  const url = new URL('/console', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return webSocketTransport({ url: url.href })
}

/** Puts the contract's types on a transport. */
export function connectConsole(transport: Transport): Console {
  const client = createClient(oneByOne(transport))
  return {
    ...client,
    async call(name, input) {
      try {
        return await client.call(name, input)
      } catch {
        const error: Problem<ScreenProblem> = { kind: 'console-unreachable', params: {} }
        return { ok: false, error }
      }
    },
  }
}
