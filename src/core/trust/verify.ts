/**
 * Is this the card of a person, issued by an authority that the site trusts, in force, not revoked, and of this world (real
 * in production)? The one answer for the desk's own checks, offline sign-in and diagnostics. Pure: what it needs is given.
 */
import type { KeyObject } from 'node:crypto'
import type { X509Certificate } from '@peculiar/x509'
import { EXT } from '../../shared/card/oids.ts'
import type { CardKind } from '../../shared/contract/card.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { type Holder, readCertificate } from './certificate.ts'
import { type Crl, isSignedBy, pointsOf } from './crl.ts'
import { type Authority, pathTo, readAuthority, serialText, soundCertificate } from './path.ts'

/**
 * Names of the sign-in's problems where they mean the same; `revocation-unknown`: no list, or none fresh enough, says
 * whether the card is revoked, and the site wants to know.
 */
const TRUST_PROBLEMS = [
  'refused-certificate',
  'refused-chain',
  'refused-authority-expired',
  'refused-expired',
  'refused-revoked',
  'refused-environment',
  'revocation-unknown',
] as const
export type TrustProblem = (typeof TRUST_PROBLEMS)[number]

/**
 * What is known of a revocation: `good` by a list in force or by OCSP; `stale`: by a list whose next one is overdue, within
 * the site's grace; `unchecked`: the site names no list and does not ask for one.
 */
export type Revocation = 'good' | 'stale' | 'unchecked'

export interface Verified {
  holder: Holder
  kind: CardKind
  /** Of the card: what a signed nonce is checked with. */
  key: KeyObject
  notAfter: Date
  revocation: Revocation
  /** Age of the list that answered, ms; null when none did. */
  crlAgeMs: number | null
  /** Issuers from the card's to the root. */
  path: Authority[]
}

export interface Question {
  /** DER of the authentication certificate. */
  certificate: Uint8Array
  /** Other certificates that came with it: believed only as far as they lead to a root. DER. */
  sent?: readonly Uint8Array[]
  roots: readonly Authority[]
  intermediates: readonly Authority[]
  crls: readonly Crl[]
  /** An OCSP answer already verified for this certificate: it is fresher than any list. */
  ocsp?: 'good' | 'revoked' | undefined
  /** When, ms. */
  at: number
  profile: 'sandbox' | 'production'
  /** How long a list may be used after the next one was due, ms. */
  graceMs: number
  /** Refuse when nothing says whether it is revoked. */
  revocationRequired: boolean
}

/**
 * Verifies a card's certificate. Order of the checks: what it is, whence, when, revoked, which world. Clocks: a certificate is
 * in force from its first to its last second; a list dated up to ten minutes ahead of our clock is taken for fresh.
 */
export function verifyCertificate(question: Question): Result<Verified, TrustProblem> {
  const { certificate, at } = question
  const read = readCertificate(certificate)
  const sound = soundCertificate(certificate)
  if (read?.use !== 'authentication' || !sound) return problem('refused-certificate')
  const sent = (question.sent ?? []).slice(0, 8).flatMap(der => readAuthority(der) ?? [])
  const between = [...sent, ...question.intermediates]
  const path = pathTo(sound.verifier, between, question.roots, at)
  const issuer = path?.[0]
  if (!path || !issuer) {
    // Known authorities, out of their dates: an update of the site's files mends it, another card does not.
    const once = pathTo(sound.verifier, between, question.roots, null)
    return problem(once ? 'refused-authority-expired' : 'refused-chain')
  }
  if (at < read.notBefore.getTime() || at > read.notAfter.getTime()) {
    return problem('refused-expired', { notAfter: read.notAfter.toISOString().slice(0, 10) })
  }
  for (const [index, authority] of path.slice(0, -1).entries()) {
    const above = path[index + 1]
    // An authority is trusted until a list of the one above names it; no list is no objection.
    const listed = above && listsOf(above, question.crls).some(({ serials }) => serials.has(authority.serial))
    if (listed) return problem('refused-revoked', { what: 'authority' })
  }
  const lists = listsOf(issuer, question.crls)
  const serial = serialText(sound.parsed.serialNumber)
  // Whatever its age, its part, or its being a delta: what was revoked once stays so.
  if (question.ocsp === 'revoked' || lists.some(({ serials }) => serials.has(serial))) return problem('refused-revoked')
  const list = freshest(lists.filter(one => !one.delta && speaksFor(one, sound.parsed)))
  const revocation = question.ocsp === 'good' ? 'good' : standing(list, question)
  if (revocation === null) return problem('revocation-unknown', list ? { age: hours(at - list.thisUpdate) } : {})
  const { holder } = read
  const key = sound.verifier.publicKey
  if (question.profile === 'production' && holder.environment === 'test') return problem('refused-environment')
  const crlAgeMs = list ? Math.max(0, at - list.thisUpdate) : null
  return ok({ holder, kind: holder.kind, key, notAfter: read.notAfter, revocation, crlAgeMs, path })
}

const hours = (ms: number) => Math.floor(ms / 3_600_000)
const AHEAD_MS = 600_000
/** A list that does not say when the next is due is fresh for a day. */
const DAY_MS = 24 * 3_600_000

const freshest = (lists: readonly Crl[]): Crl | null =>
  [...lists].sort((a, b) => b.thisUpdate - a.thisUpdate)[0] ?? null

/** What a list speaks for, as one text. */
const partOf = ({ points }: Crl) => (points === null ? '' : [...points].sort().join(' '))

/**
 * The lists in force that this authority really signed: for each part of what it made, the freshest whole list, and the deltas that
 * are newer. An older list of the same part is over: a card that was given back is on it still.
 */
function listsOf(authority: Authority, crls: readonly Crl[]): Crl[] {
  const made = crls.filter(crl => crl.issuer === authority.name && isSigned(crl, authority))
  return [...Map.groupBy(made, partOf).values()].flatMap(part => {
    const whole = freshest(part.filter(({ delta }) => !delta))
    const deltas = part.filter(({ delta, thisUpdate }) => delta && thisUpdate >= (whole?.thisUpdate ?? 0))
    return whole ? [whole, ...deltas] : deltas
  })
}

/** A list of one part says nothing of a card that belongs to another. */
function speaksFor({ points }: Crl, certificate: X509Certificate): boolean {
  if (points === null) return true
  const extension = certificate.getExtension(EXT.crlDistributionPoints)
  return extension !== null && pointsOf(new Uint8Array(extension.value)).some(point => points.has(point))
}

// One list is asked about at each sign-in: its signature is checked once for each authority.
const checked = new WeakMap<Crl, Map<string, boolean>>()

/** True when this authority signed the list. */
export function isSigned(crl: Crl, authority: Authority): boolean {
  const known = checked.get(crl) ?? new Map<string, boolean>()
  checked.set(crl, known)
  const key = authority.verifier.fingerprint256
  const verdict = known.get(key) ?? isSignedBy(crl, authority.verifier, authority.name)
  known.set(key, verdict)
  return verdict
}

function standing(list: Crl | null, { at, graceMs, revocationRequired }: Question): Revocation | null {
  if (list && list.thisUpdate <= at + AHEAD_MS) {
    const due = list.nextUpdate ?? list.thisUpdate + DAY_MS
    if (at <= due) return 'good'
    if (at <= due + graceMs) return 'stale'
  }
  return revocationRequired ? null : 'unchecked'
}
