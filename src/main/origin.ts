/** The screen's own address in Electron, and how addresses are compared: parsed, never by a part of their text. */

export const SCREEN_SCHEME = 'relais'
const SCREEN_ORIGIN = 'relais://console'
export const SCREEN_URL = `${SCREEN_ORIGIN}/`
/** The map and the board, for a second screen. */
export const SECOND_SCREEN_URL = `${SCREEN_URL}?view=map`

/**
 * Scheme and authority of a URL; null when it has none. `URL.origin` answers `"null"` for schemes that Node does not
 * know, hence this. Names and passwords are never ours: such a URL has no origin here.
 */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, username, password } = new URL(url)
  if (host === '' || username !== '' || password !== '') return null
  return `${protocol}//${host}`
}

/** True for the screen's own pages only. */
export const isScreen = (url: string): boolean => originOf(url) === SCREEN_ORIGIN
