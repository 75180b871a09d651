/**
 * The way out of this desk: directly, or through the proxy that the settings, the system or a PAC file name. This machine and the
 * site's own service are always reached directly.
 */
import type { Clock, Log, ResolveProxy } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import type { ProxyAccounts } from './account.ts'
import { DIRECT, isException, isLoopback, proxyOrigin, readPacAnswer, type Way } from './ways.ts'

export interface Network {
  /** Ways to an address, to be tried in this order; never empty. */
  waysTo(url: string): Promise<Way[]>
  /** Header that a proxy is shown; null: none is known for it. */
  headerFor(proxy: string): string | null
  /** A proxy did not serve: others come first for a while. `asked`: it wants an account; `shown`: the one it was shown. */
  failed(proxy: string, asked: boolean, shown: string | null): void
  /** True while an account is known for this proxy that it has not taken yet. */
  unproven(proxy: string): boolean
  /** Proxies that asked for an account and did not get the right one. */
  asking(): string[]
  /** A proxy served with what it was shown. */
  served(proxy: string): void
  /** The account was changed. */
  forget(): void
}

/** Everything is reached directly: tests, and what was never set. */
export const directNetwork: Network = {
  waysTo: async () => [DIRECT],
  headerFor: () => null,
  failed() {},
  asking: () => [],
  unproven: () => false,
  served() {},
  forget() {},
}

/** Time given to the system to say its way, ms: a PAC file on a share that went away must not hold a call. */
const RESOLVE_MS = 3_000
/** What the system said of an address stands this long, ms. */
const KEEP_MS = 15_000
/** A proxy that did not serve comes last for so long, ms. */
const BAD_MS = 60_000

export type NetworkSettings = Settings['network']

export function createNetwork(options: {
  settings: NetworkSettings
  /** Address of the site's own service. */
  siteService?: string | undefined
  /** The system's word; null: nobody to ask. */
  resolve: ResolveProxy | null
  accounts: Pick<ProxyAccounts, 'headerFor'>
  clock: Clock
  log: Log
}): Network {
  const { siteService, resolve, accounts, clock, log } = options
  const { proxy, pac, bypass } = options.settings
  const ownHost = siteService === undefined ? null : new URL(siteService).host
  const bad = new Map<string, number>()
  const asking = new Set<string>()
  const proven = new Set<string>()
  /** Refused once, an account is not shown again until it is changed: some directories lock it. */
  let refused: string | null = null
  const headerFor = (url: string) => {
    const header = accounts.headerFor(url)
    return header === refused ? null : header
  }
  const kept = new Map<string, { until: number; ways: Promise<Way[]> }>()

  async function system(origin: string): Promise<Way[]> {
    if (resolve === null) return [DIRECT]
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('late')), RESOLVE_MS)
      })
      return readPacAnswer(await Promise.race([resolve(`${origin}/`, pac ?? null), late]))
    } catch {
      // As browsers do when nothing can be read: an address that only a proxy reaches will say so itself.
      log.warn('proxy.unknown')
      return [DIRECT]
    } finally {
      clearTimeout(timer)
    }
  }

  function ways(url: URL): Promise<Way[]> | Way[] {
    if (isLoopback(url.hostname) || url.host === ownHost || isException(url, bypass)) return [DIRECT]
    if (proxy === 'none') return [DIRECT]
    if (proxy !== 'system') return [{ kind: 'proxy', url: proxyOrigin(proxy) ?? proxy }]
    const known = kept.get(url.origin)
    if (known && known.until > clock.now()) return known.ways
    const asked = system(url.origin)
    kept.set(url.origin, { until: clock.now() + KEEP_MS, ways: asked })
    return asked
  }

  return {
    async waysTo(text) {
      const found = await ways(new URL(text))
      if (bad.size === 0) return found
      const isBad = (way: Way) => way.kind === 'proxy' && (bad.get(way.url) ?? 0) > clock.now()
      return [...found.filter(way => !isBad(way)), ...found.filter(isBad)]
    },
    headerFor,
    failed(url, asked, shown) {
      if (!asked) {
        bad.set(url, clock.now() + BAD_MS)
        return
      }
      if (!asking.has(url)) log.warn('proxy.asks', { shown: shown !== null })
      asking.add(url)
      proven.delete(url)
      if (shown !== null) refused = shown
    },
    unproven: url => headerFor(url) !== null && !proven.has(url),
    served(url) {
      asking.delete(url)
      bad.delete(url)
      proven.add(url)
    },
    asking: () => [...asking],
    forget() {
      asking.clear()
      proven.clear()
      refused = null
    },
  }
}
