/** Which way an address is reached: words of PAC files, exceptions, and what never goes through a proxy. */
import { BlockList, isIP } from 'node:net'

export type Way =
  | { kind: 'direct' }
  /** `http://host:port` or `https://host:port`, without an account. */
  | { kind: 'proxy'; url: string }
  /** A proxy of a kind that the console does not speak (SOCKS). */
  | { kind: 'unsupported'; said: string }

export const DIRECT: Way = { kind: 'direct' }

const SCHEMES: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' }

/** Reads what a PAC file answers, in its order. Nothing readable in it: direct, as browsers do. */
export function readPacAnswer(text: string): Way[] {
  const ways = text
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map((part): Way => {
      const [word = '', place = ''] = part.split(/\s+/)
      if (word.toUpperCase() === 'DIRECT') return DIRECT
      const scheme = SCHEMES[word.toUpperCase()]
      const url = scheme === undefined ? null : proxyOrigin(`${scheme}://${place}`)
      return url === null ? { kind: 'unsupported', said: part.slice(0, 200) } : { kind: 'proxy', url }
    })
  return ways.length === 0 ? [DIRECT] : ways
}

/** Scheme, host and port of a proxy, and nothing else of its address; null when it is none. */
export function proxyOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, port } = new URL(text)
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') return null
  return `${protocol}//${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
}

/** True for this machine itself. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname)
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

const bare = (hostname: string) =>
  hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')

/**
 * What may stand in a list of exceptions: `hote.example`, `.domaine.example` or `*.domaine.example` (what is under it),
 * `10.0.0.0/8` (addresses written as such), `<local>` (names without a dot); each with `:port` where wanted. `*`: everything.
 */
export const EXCEPTION =
  /^(<local>|\*|(\*?\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\/\d{1,2})?|\[[0-9A-Fa-f:]+\](\/\d{1,3})?)(:\d{1,5})?$/

/** True when the address stands in the list of exceptions: it is reached without a proxy. */
export function isException(url: URL, exceptions: readonly string[]): boolean {
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return exceptions.some(said => {
    const [, name = said, wantedPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(said.trim().toLowerCase()) ?? []
    if (wantedPort !== undefined && wantedPort !== port) return false
    if (name === '*') return true
    if (name === '<local>') return !host.includes('.') && isIP(host) === 0
    if (name.includes('/')) return inBlock(host, name)
    const under = name.replace(/^\*/, '')
    return under.startsWith('.') ? host.endsWith(under) : host === bare(name)
  })
}

function inBlock(host: string, block: string): boolean {
  const [address = '', bits = ''] = block.split('/')
  const family = isIP(bare(address))
  if (family === 0 || isIP(host) !== family) return false
  try {
    const list = new BlockList()
    list.addSubnet(bare(address), Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return list.check(host, family === 4 ? 'ipv4' : 'ipv6')
  } catch {
    return false
  }
}
