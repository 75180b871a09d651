/** The way out of this desk, for all of the console's HTTP: directly, or through the proxy that settings or system name. */

export { openProxyAccounts, type ProxyAccount, type ProxyAccounts } from './account.ts'
export { type Dispatchers, openDispatchers, ProxyFault } from './dispatchers.ts'
export { environmentProxy } from './environment.ts'
export { createNetwork, directNetwork, type Network, type NetworkSettings } from './network.ts'
export { type DeskNetwork, openDeskNetwork } from './of-desk.ts'
export { tunnel } from './tunnel.ts'
export type { Way } from './ways.ts'
