/**
 * Trust in cards: whose certificate is believed, at the desk itself. Offline sign-in and the diagnostics ask the same question:
 *
 * ```ts
 * const trust = createTrust({ settings: settings.trust, profile: settings.profile, dir, http, clock, log })
 * const verified = await trust.verify(opened.certificate, opened.chain)   // never throws, never waits for a CRL
 * if (verified.ok) verified.value.holder.idnps, verified.value.revocation // 'good' | 'stale' | 'unchecked'
 * else verified.error.kind                                                // TRUST_PROBLEMS: refused-…, revocation-unknown
 * ```
 *
 * The pure part is `verifyCertificate({ certificate, sent, roots, intermediates, crls, ocsp, at, profile, … })`. A proof that the
 * card holds the key of that certificate is the caller's: a signed nonce, checked with `verified.value.key`.
 */
import { readFileSync } from 'node:fs'
import type { Result } from '../../shared/contract/kit.ts'
import type { Http } from '../http.ts'
import type { Clock, Log } from '../ports.ts'
import type { TrustSettings } from '../settings/schema.ts'
import { type CrlState, openCrlCache } from './crl-cache.ts'
import { askOcsp } from './ocsp.ts'
import { type Authority, issuerOf, readAuthority } from './path.ts'
import { isSigned, type TrustProblem, type Verified, verifyCertificate } from './verify.ts'

export { type CardCertificate, type Holder, readCertificate } from './certificate.ts'
export type { TrustProblem, Verified } from './verify.ts'

/** What the desk trusts and how fresh its lists are: for diagnostics. No name of a person, no serial number. */
export interface TrustReport {
  roots: number
  intermediates: number
  /** Files of the settings that hold no usable authority, with the reason. */
  refusedFiles: { file: string; why: 'unreadable' | 'no-authority' }[]
  crls: CrlState[]
  ocsp: string | null
  revocationRequired: boolean
}

export interface Trust {
  /**
   * Verifies the authentication certificate of a card, now. `sent`: other certificates of the card. OCSP is asked where it is
   * configured (3 s at most); when it does not answer, the lists do. `offline`: nobody is asked.
   */
  verify(
    certificate: Uint8Array,
    sent?: readonly Uint8Array[],
    options?: { offline?: boolean },
  ): Promise<Result<Verified, TrustProblem>>
  report(): TrustReport
  /** Fetches the lists again, now. */
  refresh(): Promise<void>
  /** Fulfilled when the lists have been looked for once. */
  ready: Promise<void>
  close(): void
}

const PEM = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g

/** Authorities in a file, PEM (one or many) or DER. */
function readFile(file: string): Authority[] {
  const bytes = readFileSync(file)
  const inside = [...bytes.toString('latin1').matchAll(PEM)].map(([, body = '']) => Buffer.from(body, 'base64'))
  return (inside.length > 0 ? inside : [bytes]).flatMap(der => readAuthority(new Uint8Array(der)) ?? [])
}

/** `dir`: folder of the profile where lists are kept. `http`: the pool that fetches lists and asks OCSP. */
export function createTrust(deps: {
  settings: TrustSettings
  profile: 'sandbox' | 'production'
  dir: string
  http: Http
  clock: Clock
  log: Log
}): Trust {
  const { settings, clock, log } = deps
  const refusedFiles: TrustReport['refusedFiles'] = []
  const authorities = (files: readonly string[]) =>
    files.flatMap(file => {
      try {
        const found = readFile(file)
        if (found.length === 0) refusedFiles.push({ file, why: 'no-authority' })
        return found
      } catch {
        refusedFiles.push({ file, why: 'unreadable' })
        return []
      }
    })
  const roots = authorities(settings.roots)
  const intermediates = authorities(settings.intermediates)
  if (refusedFiles.length > 0) log.warn('trust.files', { refused: refusedFiles.length })
  const cache = openCrlCache({
    sources: settings.crls,
    dir: deps.dir,
    refreshMs: settings.crlRefreshHours * 3_600_000,
    known: crl => [...intermediates, ...roots].some(authority => isSigned(crl, authority)),
    http: deps.http,
    clock,
    log,
  })

  const ocspOf = async (certificate: Uint8Array, sent: readonly Uint8Array[]) => {
    const issuer = issuerOf(certificate, [...sent.flatMap(der => readAuthority(der) ?? []), ...intermediates, ...roots])
    if (settings.ocsp === undefined || !issuer) return undefined
    const answer = await askOcsp({ http: deps.http, url: settings.ocsp, certificate, issuer, at: clock.now() })
    log.info('trust.ocsp', { result: answer.ok ? answer.value : answer.error.kind })
    return answer.ok ? answer.value : undefined
  }

  return {
    async verify(certificate, sent = [], { offline = false } = {}) {
      const ocsp = offline ? undefined : await ocspOf(certificate, sent)
      return verifyCertificate({
        certificate,
        sent,
        roots,
        intermediates,
        crls: cache.crls(),
        ocsp,
        at: clock.now(),
        profile: deps.profile,
        graceMs: settings.crlGraceHours * 3_600_000,
        revocationRequired: settings.revocationRequired,
      })
    },
    report: () => ({
      roots: roots.length,
      intermediates: intermediates.length,
      refusedFiles,
      crls: cache.states(),
      ocsp: settings.ocsp ?? null,
      revocationRequired: settings.revocationRequired,
    }),
    refresh: cache.refresh,
    ready: cache.first,
    close: cache.close,
  }
}
