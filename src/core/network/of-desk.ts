/** All that this desk knows of its ways out, kept while the console behind it is built again: account, refusals, what to show. */
import type { ProxyAccount as AccountToTake, NetworkState } from '../../shared/contract/settings.ts'
import type { Clock, Log, ResolveProxy, SecretBox } from '../ports.ts'
import { openProxyAccounts } from './account.ts'
import { createNetwork, type Network, type NetworkSettings } from './network.ts'
import { proxyOrigin, type Way } from './ways.ts'

export interface DeskNetwork {
  /** The ways by these settings; the same settings get the same ways, with what was learnt of them. */
  of(settings: NetworkSettings, siteService?: string): Network
  /** Ways to each of these addresses, and what their proxies ask. */
  state(network: Network, addresses: readonly string[]): Promise<NetworkState>
  /** Takes or forgets an account: `unknown-proxy` when no way of these addresses is that proxy, else the system's code. */
  setAccount(network: Network, addresses: readonly string[], account: AccountToTake | null): Promise<string | null>
}

export function openDeskNetwork(options: {
  profileDir: string
  resolve: ResolveProxy | null
  box: SecretBox | null
  clock: Clock
  log: Log
}): DeskNetwork {
  const { resolve, clock, log } = options
  const accounts = openProxyAccounts({ box: options.box, dir: options.profileDir, log })
  const networks = new Map<string, Network>()

  const waysOf = (network: Network, addresses: readonly string[]) =>
    Promise.all(addresses.map(async address => ({ address, ways: (await network.waysTo(address)).map(inWords) })))

  return {
    of(settings, siteService) {
      const key = JSON.stringify([settings.proxy, settings.pac, settings.bypass, siteService])
      const known = networks.get(key)
      if (known) return known
      const made = createNetwork({ settings, siteService, resolve, accounts, clock, log })
      networks.set(key, made)
      return made
    },
    async state(network, addresses) {
      const ways = await waysOf(network, addresses)
      const known = accounts.known()
      return {
        ways,
        asking: network.asking(),
        account: known && { ...known, kept: accounts.keeps() },
      }
    },
    async setAccount(network, addresses, account) {
      if (account !== null) {
        const proxy = proxyOrigin(account.proxy)
        const ours = (await waysOf(network, addresses)).flatMap(({ ways }) => ways)
        // A page or a hand that slips cannot have an account sent elsewhere than where this desk goes anyway.
        if (proxy === null || !ours.includes(proxy)) return 'unknown-proxy'
      }
      const failed = accounts.set(account)
      for (const one of networks.values()) one.forget()
      return failed
    },
  }
}

/** `direct`, the proxy's address, or what the system named and the console does not speak. */
export const inWords = (way: Way): string =>
  way.kind === 'direct' ? 'direct' : way.kind === 'proxy' ? way.url : `? ${way.said}`
