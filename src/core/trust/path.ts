/** Authorities and the paths between them: from a card's certificate to a root that the site trusts (RFC 5280 §6, as far as cards need it). */
import 'reflect-metadata'

import { X509Certificate as Verifier } from 'node:crypto'
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509Certificate } from '@peculiar/x509'
import { EXT } from '../../shared/card/oids.ts'
import { childrenOf, hexOf, valueAt, wholeOf } from './der.ts'

/** A certificate that may sign others. */
export interface Authority {
  der: Uint8Array
  verifier: Verifier
  /** DER of its name, hexadecimal: what a list of revocations names its issuer by. */
  name: string
  notBefore: number
  notAfter: number
  serial: string
  /** How many authorities may stand under it. */
  depth: number
}

/** One more level than IGC-Santé has. */
const MAX_LEVELS = 4
const STRONG = new Set(['SHA-256', 'SHA-384', 'SHA-512'])
/** What we understand: any other critical extension makes a certificate unusable (RFC 5280 §4.2). */
const UNDERSTOOD = new Set<string>([
  EXT.basicConstraints,
  EXT.keyUsage,
  EXT.extendedKeyUsage,
  EXT.subjectAltName,
  EXT.certificatePolicies,
  EXT.crlDistributionPoints,
])

/** Null when the bytes are not a certificate, are weakly signed, or say something critical that we do not understand. */
export function soundCertificate(der: Uint8Array): { parsed: X509Certificate; verifier: Verifier } | null {
  try {
    const parsed = new X509Certificate(new Uint8Array(der))
    const { hash } = parsed.signatureAlgorithm as { hash?: { name?: string } }
    if (!STRONG.has(hash?.name ?? '')) return null
    if (parsed.extensions.some(({ critical, type }) => critical && !UNDERSTOOD.has(type))) return null
    const verifier = new Verifier(Buffer.from(der))
    const { asymmetricKeyType, asymmetricKeyDetails } = verifier.publicKey
    if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return null
    return { parsed, verifier }
  } catch {
    return null
  }
}

/** Reads an authority; null when the certificate may not sign others. */
export function readAuthority(der: Uint8Array): Authority | null {
  const sound = soundCertificate(der)
  const name = subjectNameOf(der)
  if (!sound || name === null) return null
  const { parsed, verifier } = sound
  const basic = parsed.getExtension(BasicConstraintsExtension)
  const usage = parsed.getExtension(KeyUsagesExtension)
  if (basic?.ca !== true || !usage || (usage.usages & KeyUsageFlags.keyCertSign) === 0) return null
  return {
    der,
    verifier,
    name,
    notBefore: parsed.notBefore.getTime(),
    notAfter: parsed.notAfter.getTime(),
    serial: serialText(parsed.serialNumber),
    depth: basic.pathLength ?? Number.POSITIVE_INFINITY,
  }
}

/** The authority among these that issued the certificate; null when none did. */
export function issuerOf(certificate: Uint8Array, authorities: readonly Authority[]): Authority | null {
  const sound = soundCertificate(certificate)
  return (sound && authorities.find(authority => signed(authority, sound.verifier))) ?? null
}

/** Serial numbers as {@link serialOf} writes them. */
export const serialText = (hex: string): string => hex.toUpperCase().replace(/^(?:00)+(?=..)/, '')

function subjectNameOf(der: Uint8Array): string | null {
  const whole = valueAt(der, 0, der.length)
  const tbs = whole && valueAt(der, whole.content, whole.end)
  const parts = tbs ? childrenOf(der, tbs) : null
  const subject = parts?.[parts[0]?.tag === 0xa0 ? 5 : 4]
  return subject ? hexOf(wholeOf(der, subject)) : null
}

const signed = (authority: Authority, subject: Verifier): boolean => {
  try {
    return subject.checkIssued(authority.verifier) && subject.verify(authority.verifier.publicKey)
  } catch {
    return false
  }
}

const inForce = ({ notBefore, notAfter }: Authority, at: number | null) =>
  at === null || (notBefore <= at && at <= notAfter)

/**
 * Authorities from the certificate's issuer up to a root, the root last; null when no path in force at `at` (ms) leads there; `at` null:
 * whatever the dates, to say what is wrong and never to trust. Every way is tried: two authorities may bear one name.
 */
export function pathTo(
  subject: Verifier,
  between: readonly Authority[],
  roots: readonly Authority[],
  at: number | null,
  level = 0,
): Authority[] | null {
  for (const root of roots) if (root.depth >= level && inForce(root, at) && signed(root, subject)) return [root]
  if (level >= MAX_LEVELS) return null
  for (const next of between) {
    if (next.depth < level || !inForce(next, at) || next.verifier.raw.equals(subject.raw) || !signed(next, subject))
      continue
    const rest = pathTo(next.verifier, between, roots, at, level + 1)
    if (rest) return [next, ...rest]
  }
  return null
}
