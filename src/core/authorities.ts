/** Whom to trust where no file of the settings says it. */
import { getCACertificates, rootCertificates } from 'node:tls'

/**
 * Authorities where no file names them: those that come with Node and those of the system's store, where an establishment
 * puts its own. Read once: on Windows it is a walk through the store.
 */
export function systemAuthorities(): string[] {
  // Electron's TLS may not have it: its own list stands then.
  authorities ??= [...rootCertificates, ...(getCACertificates?.('system') ?? [])]
  return authorities
}
let authorities: string[] | undefined
