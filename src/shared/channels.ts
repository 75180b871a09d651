/** Names of the two Electron IPC channels, and of the bridge that the preload puts on the page. */

/** Screen → console: `{ name, input }`, answered by a `Result`. */
export const CALL_CHANNEL = 'relais:call'

/** Console → screen: an `EventEnvelope`. */
export const EVENT_CHANNEL = 'relais:event'

/** `window.relais`: a `Transport`, present in Electron only. */
export const BRIDGE = 'relais'

/** Path of the host's WebSocket. */
export const SOCKET_PATH = '/console'
