/**
 * The way out as the environment says it, where there is no Electron to ask the system: `https_proxy`, `http_proxy`,
 * `all_proxy`, `no_proxy`, capital or not. An account in these addresses is not taken: it would stand in the clear. A PAC file is
 * not run here: its addresses are reached directly, and the diagnosis says so.
 */
import type { ResolveProxy } from '../ports.ts'
import { isException, proxyOrigin } from './ways.ts'

export function environmentProxy(env: Record<string, string | undefined> = process.env): ResolveProxy {
  const said = (name: string) => env[name] || env[name.toUpperCase()] || ''
  return async url => {
    const { protocol } = new URL(url)
    // There «exemple.fr» means what is under it as well.
    const exceptions = said('no_proxy')
      .split(/[\s,]+/)
      .filter(one => one !== '')
      .flatMap(one => (/^[a-z0-9]/i.test(one) ? [one, `.${one}`] : [one]))
    if (isException(new URL(url), exceptions)) return 'DIRECT'
    const proxy = said(protocol === 'https:' ? 'https_proxy' : 'http_proxy') || said('all_proxy')
    const origin = proxy === '' ? null : proxyOrigin(proxy.includes('://') ? proxy : `http://${proxy}`)
    if (origin === null) return proxy === '' ? 'DIRECT' : `UNKNOWN ${proxy.split('://')[0]}`
    const { protocol: scheme, host, port } = new URL(origin)
    return `${scheme === 'https:' ? 'HTTPS' : 'PROXY'} ${port ? host : `${host}:${scheme === 'https:' ? 443 : 80}`}`
  }
}
