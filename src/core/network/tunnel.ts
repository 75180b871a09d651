/** A socket to an address by way of a proxy, for what is not HTTP: a look at a certificate. */
import { request as plain } from 'node:http'
import { request as overTls } from 'node:https'
import type { Socket } from 'node:net'
import { systemAuthorities } from '../authorities.ts'

/** Asks the proxy for a tunnel; null when it does not give one in time. */
export function tunnel(
  proxy: string,
  target: string,
  header: string | null,
  timeoutMs: number,
): Promise<Socket | null> {
  return new Promise(resolve => {
    const { protocol, hostname, port } = new URL(proxy)
    const ask = (protocol === 'https:' ? overTls : plain)({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(header === null ? {} : { 'proxy-authorization': header }) },
      timeout: timeoutMs,
      agent: false,
      ca: systemAuthorities(),
    })
    ask.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket)
      socket.destroy()
      resolve(null)
    })
    ask.once('response', answer => {
      answer.destroy()
      resolve(null)
    })
    ask.once('timeout', () => ask.destroy())
    ask.once('error', () => resolve(null))
    ask.once('close', () => resolve(null))
    ask.end()
  })
}
