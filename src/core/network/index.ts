/** The way out of this desk, for all of the console's HTTP: directly, or through the proxy that settings or system name. */

export { type Dispatchers, openDispatchers, ProxyFault } from './dispatchers.ts'
export { environmentProxy } from './environment.ts'
export { directNetwork, type Network } from './network.ts'
export { type DeskNetwork, openDeskNetwork } from './of-desk.ts'
export { tunnel } from './tunnel.ts'
