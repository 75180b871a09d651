import { expect, test } from 'vitest'
import { permissionGranted, requestAllowed } from './permissions.ts'

test.each([
  ['clipboard-sanitized-write', 'relais://console/', true],
  ['clipboard-sanitized-write', 'relais://console', true],
  ['clipboard-sanitized-write', 'https://example.invalid/?relais://console', false],
  ['clipboard-sanitized-write', '', false],
  ['clipboard-read', 'relais://console/', false],
  ['media', 'relais://console/', false],
  ['geolocation', 'relais://console/', false],
  ['notifications', 'relais://console/', false],
  ['openExternal', 'relais://console/', false],
  ['smart-card', 'relais://console/', false],
  ['unknown', 'relais://console/', false],
  ['constructor', 'relais://console/', false],
])('%s for %s: %s', (permission, url, granted) => expect(permissionGranted(permission, url)).toBe(granted))

test.each([
  ['relais://console/assets/app.js', true, true],
  ['data:image/png;base64,AA', true, true],
  ['devtools://devtools/bundled/x.js', false, true],
  ['devtools://devtools/bundled/x.js', true, false],
  ['https://example.invalid/', true, false],
  ['http://127.0.0.1/', true, false],
  ['ws://127.0.0.1/', true, false],
  ['file:///etc/passwd', true, false],
  ['not a url', true, false],
])('a request for %s (packaged: %s) leaves the screen: %s', (url, packaged, allowed) =>
  expect(requestAllowed(url, packaged)).toBe(allowed),
)
