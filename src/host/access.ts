/**
 * Who may reach the host. Loopback is not private: any other account of the machine and any web page can knock. So: a
 * token of one run, usable once, exchanged for a cookie; the Host header checked (DNS rebinding); Origin checked on the
 * socket; requests that another site's page caused refused.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Name of the token in the one-time address. */
export const TOKEN_PARAMETER = 'jeton'

export interface Access {
  /** The one-run token, 256 bits, base64url. */
  readonly token: string
  /** Gives the cookie's value for the token, once; null for a wrong or used token. */
  exchange(token: string): string | null
  /** True when the Cookie header carries the value that was given. */
  knows(cookieHeader: string | undefined): boolean
  /** `Set-Cookie` for a value. Cookies ignore ports, so the port is in the name. */
  setCookie(value: string): string
}

/** Access to the host on this port. */
export function createAccess(port: number): Access {
  const token = secret()
  const session = secret()
  const cookieName = `relais-${port}`
  let used = false
  return {
    token,
    exchange(given) {
      if (!equal(given, token) || used) return null
      used = true
      return session
    },
    knows(header) {
      const value = cookieOf(header, cookieName)
      return used && value !== null && equal(value, session)
    },
    setCookie: value => `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`,
  }
}

const secret = () => randomBytes(32).toString('base64url')

/** Compares in a time that does not depend on where two texts differ. */
function equal(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/** The exact authority that the host answers to. A rebound name (`evil.example:PORT`) is another one. */
export const hostIsOurs = (headers: IncomingHttpHeaders, port: number): boolean => headers.host === `127.0.0.1:${port}`

/** A browser that says where a request comes from must say: from our page, or typed by the user. */
export function siteIsOurs(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  // `same-site` is refused too: another port of 127.0.0.1 is the same site.
  return site === undefined || site === 'same-origin' || site === 'none'
}

/** The socket is opened by our page only; browsers always send Origin there. */
export const originIsOurs = (headers: IncomingHttpHeaders, origin: string): boolean => headers.origin === origin
