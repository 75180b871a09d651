/**
 * What the screen may load and run, and the headers that go with every file of it. One function for the two carriers:
 * they differ only in where the screen may talk to.
 */

/** Electron: the screen talks by IPC and to no address. Host: it talks to the socket of its own origin. */
export type Carrier = { kind: 'electron' } | { kind: 'host'; origin: string }

/**
 * The one style that react-aria writes into the page by itself (`usePress`: touch-action of what can be pressed).
 * SHA-256 of its text; `csp.test.ts` compares it with the installed version.
 */
export const PRESSABLE_STYLE_HASH = 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='

/** The Content-Security-Policy of the screen: nothing, then what it needs, from its own origin only. */
export function contentSecurityPolicy(carrier: Carrier): string {
  const connect = carrier.kind === 'host' ? `'self' ${carrier.origin.replace(/^http:/, 'ws:')}` : `'none'`
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' '${PRESSABLE_STYLE_HASH}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `media-src 'self'`,
    `connect-src ${connect}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    // A string that reaches a script sink is refused by the browser itself; the screen declares no policy of its own.
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')
}

/** Headers of every answer that carries a file of the screen, whoever carries it. */
export function securityHeaders(carrier: Carrier): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(carrier),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
    // Nothing of the screen stays in a browser's cache on a shared desk.
    'Cache-Control': 'no-store',
  }
}
