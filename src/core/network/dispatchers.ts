/**
 * Connections by whichever way an address is reached: one pool directly, one by each proxy, all with the same TLS identity. TLS
 * goes from the desk to the server inside the proxy's tunnel (CONNECT): the client certificate is shown to the server only, and a
 * proxy that decrypts is refused like any false server.
 */
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { systemAuthorities } from '../authorities.ts'
import type { Network } from './network.ts'
import type { Way } from './ways.ts'

export interface Dispatchers {
  /**
   * Asks by each way in turn. A way is left for the next only when its proxy certainly handed nothing over. Rejects with the
   * error of the exchange, or with {@link ProxyFault}.
   */
  ask<T>(url: string, exchange: (dispatcher: Dispatcher) => Promise<T>): Promise<T>
  /** Ends everything, what is under way included. */
  destroy(): Promise<void>
}

/** The proxy did not hand anything over: `PROXY_407` (wants an account), `PROXY_403`, `PROXY_ECONNREFUSED`, `PROXY_TLS`… */
export class ProxyFault extends Error {
  readonly code: string
  readonly proxy: string
  constructor(code: string, proxy: string) {
    super(code)
    this.name = 'ProxyFault'
    this.code = code
    this.proxy = proxy
  }
}

export function openDispatchers(
  tls: { ca?: string[]; cert?: string; key?: string },
  options: { network: Network; connections?: number; connectMs: number },
): Dispatchers {
  const { network, connectMs } = options
  const connect = { ...tls, minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, timeout: connectMs }
  const common = { pipelining: 1, ...(options.connections ? { connections: options.connections } : {}) }
  const direct = new Agent({ ...common, connect })
  const proxies = new Map<string, Dispatcher>()
  let turn: Promise<unknown> = Promise.resolve()

  function through(proxy: string, header: string | null): Dispatcher {
    const key = `${proxy} ${header ?? ''}`
    const known = proxies.get(key)
    if (known) return known
    const made = new ProxyAgent({
      ...common,
      uri: proxy,
      ...(header === null ? {} : { token: header }),
      requestTls: connect,
      // A proxy is the establishment's: its authorities are the system's, and it is shown no certificate of ours.
      proxyTls: { ca: systemAuthorities(), minVersion: 'TLSv1.2', rejectUnauthorized: true, timeout: connectMs },
    })
    proxies.set(key, made)
    return made
  }

  async function by<T>(way: Way, exchange: (dispatcher: Dispatcher) => Promise<T>): Promise<T> {
    if (way.kind === 'direct') return exchange(direct)
    if (way.kind === 'unsupported') throw new ProxyFault('PROXY_UNSUPPORTED', way.said)
    const header = network.headerFor(way.url)
    try {
      const answer = await exchange(through(way.url, header))
      network.served(way.url)
      return answer
    } catch (error) {
      const code = faultOf(error)
      if (code === null) throw error
      network.failed(way.url, code === 'PROXY_407', header)
      throw new ProxyFault(code, way.url)
    }
  }

  return {
    async ask(url, exchange) {
      const ways = await network.waysTo(url)
      let last: unknown
      for (const way of ways) {
        try {
          if (way.kind !== 'proxy' || !network.unproven(way.url)) return await by(way, exchange)
          // An account that no proxy has taken yet is shown once, not by every connection at once: it would be locked.
          const mine = turn.then(() => by(way, exchange))
          turn = mine.catch(() => {})
          return await mine
        } catch (error) {
          if (!(error instanceof ProxyFault)) throw error
          last = error
        }
      }
      throw last
    },
    async destroy() {
      await Promise.all([direct, ...proxies.values()].map(one => one.destroy()))
    },
  }
}

/** Codes of the system that mean that nobody was there: through a proxy, they are the proxy's. */
const NOBODY = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** What an exchange through a proxy failed on when the proxy handed nothing over; null when the server may have been reached. */
function faultOf(error: unknown): string | null {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const status = /^Proxy response \((\d{3})\)/.exec(String(message))?.[1]
  if (status !== undefined) return `PROXY_${status}`
  if (/^Proxy Authentication Required/.test(String(message))) return 'PROXY_407'
  if (code === 'UND_ERR_PRX_TLS') return 'PROXY_TLS'
  if (code === 'UND_ERR_PRX_CONN') return 'PROXY_CLOSED'
  return NOBODY.test(String(code)) ? `PROXY_${code}` : null
}
