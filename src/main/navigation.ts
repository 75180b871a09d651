/** Where a page may go: nowhere but the screen itself. Pages of vendors open in the system's browser, by the console's word. */
import type { WebContents } from 'electron'
import type { Log } from '../core/ports.ts'

import { addressFault } from '../core/settings/index.ts'
import { isScreen, originOf, SECOND_SCREEN_URL } from './origin.ts'

/** True when a navigation may go on: reloading the screen. */
export const navigationAllowed = (url: string): boolean => isScreen(url)

/**
 * True when the system's browser may be handed this address. The console has already checked scheme and host against
 * its sources; this is the last door before the operating system, which would also run `file:` or `ms-…:` addresses.
 */
export function externalAllowed(url: string, scheme?: string): boolean {
  // A number to dial, as the console writes it and no other way.
  if (/^tel:\+\d{4,15}$/.test(url)) return true
  if (originOf(url) === null) return false
  const { protocol } = new URL(url)
  if (protocol === 'https:' || protocol === 'http:') return true
  return scheme !== undefined && protocol === `${scheme}:` && addressFault(url) === null
}

/** Guards a page, whoever made it; `openSecond` opens the second screen when a page asks for it. */
export function guardContents(contents: WebContents, log: Log, openSecond: () => void = () => {}): void {
  const guard = (code: string) => (event: { preventDefault(): void; url: string }) => {
    if (navigationAllowed(event.url)) return
    event.preventDefault()
    log.warn(code)
  }
  contents.on('will-navigate', guard('navigation.refused'))
  contents.on('will-frame-navigate', guard('navigation.frame-refused'))
  contents.on('will-redirect', guard('navigation.redirect-refused'))
  contents.on('will-attach-webview', event => {
    event.preventDefault()
    log.warn('navigation.webview-refused')
  })
  contents.setWindowOpenHandler(({ url }) => {
    // The page may ask for the second screen; the window is ours, with our options, never one that a page makes.
    if (url === SECOND_SCREEN_URL) {
      openSecond()
      return { action: 'deny' }
    }
    log.warn('navigation.window-refused')
    return { action: 'deny' }
  })
}
