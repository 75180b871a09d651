/** What the screen may ask of the machine: to write text to the clipboard (the text for the LRM). Electron grants all by default. */
import type { Session } from 'electron'
import { isScreen, SCREEN_SCHEME } from './origin.ts'

const GRANTED = new Set(['clipboard-sanitized-write'])

/** Says yes to a listed permission for our own screen only. */
export const permissionGranted = (permission: string, requestingUrl: string): boolean =>
  GRANTED.has(permission) && isScreen(requestingUrl)

/** Requests that may leave the screen: its own files. `devtools` is for a console run from its sources. */
export function requestAllowed(url: string, packaged: boolean): boolean {
  if (!URL.canParse(url)) return false
  const { protocol } = new URL(url)
  return protocol === `${SCREEN_SCHEME}:` || (protocol === 'devtools:' && !packaged) || protocol === 'data:'
}

/** Installs the answers on the session of the screen. */
export function installPermissions(session: Session, packaged: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permissionGranted(permission, details.requestingUrl)),
  )
  // The check handler is asked with an origin, which has no path: it parses just the same.
  session.setPermissionCheckHandler((_contents, permission, origin) => permissionGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  // Spelling dictionaries would be downloaded from an address that is in no setting.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !requestAllowed(details.url, packaged) }))
  session.on('will-download', event => event.preventDefault())
}
