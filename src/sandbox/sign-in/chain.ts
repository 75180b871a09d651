/** Checks that a certificate is a person's card, issued by an authority that is trusted, and in force. */
import { X509Certificate } from 'node:crypto'
import { CARD_EXT, EKU, EXT } from '../../shared/card/oids.ts'
import { bits, oids, onlyByte, readFields, smallInteger } from './der.ts'

export type Refusal =
  | 'refused-certificate'
  | 'refused-expired'
  | 'refused-revoked'
  | 'refused-chain'
  | 'refused-authority-expired'
  | 'refused-environment'
  | 'refused-unknown-person'
  | 'refused-nonce'
  | 'refused-clock'
  | 'refused'

const DIGITAL_SIGNATURE = 0
const KEY_CERT_SIGN = 5
/** Authorities between root and leaf: one, and more for hierarchies that will come. */
const MAX_BETWEEN = 3

/** A certificate from bytes; null when they are none. */
export function certificateFrom(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der)
  } catch {
    return null
  }
}

const inForce = (certificate: X509Certificate, now: number) =>
  certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime()

const mayIssue = (certificate: X509Certificate) =>
  certificate.ca && bits(readFields(certificate.raw)?.extensions.get(EXT.keyUsage)).has(KEY_CERT_SIGN)

const issued = (issuer: X509Certificate, subject: X509Certificate) =>
  subject.issuer === issuer.subject && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)

/** Whether authorities lead from a certificate to a root, in force at `now` (ms; null: whatever their dates). Every way is tried. */
function leadsToRoot(
  subject: X509Certificate,
  between: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: number | null,
  level = 0,
): boolean {
  const may = (authority: X509Certificate) =>
    issued(authority, subject) && mayIssue(authority) && (now === null || inForce(authority, now))
  if (roots.some(may)) return true
  if (level >= MAX_BETWEEN) return false
  // One that was renewed has two certificates: the old one leads nowhere any more.
  return between.some(next => next !== subject && may(next) && leadsToRoot(next, between, roots, now, level + 1))
}

export interface CardFacts {
  idnps: string
  /** TRE_G02. */
  type: number
  test: boolean
}

/** What the leaf says of the card; null when it is not the authentication certificate of one. */
export function cardFacts(leaf: X509Certificate): CardFacts | null {
  const fields = readFields(leaf.raw)
  if (!fields || leaf.ca) return null
  const { extensions, commonNames } = fields
  const [idnps, ...more] = commonNames
  const usage = bits(extensions.get(EXT.keyUsage))
  const extended = oids(extensions.get(EXT.extendedKeyUsage))
  const type = smallInteger(extensions.get(CARD_EXT.type))
  const environment = onlyByte(extensions.get(CARD_EXT.environment))
  if (!usage.has(DIGITAL_SIGNATURE)) return null
  if (!extended.includes(EKU.clientAuth) || !extended.includes(EKU.smartcardLogon)) return null
  if (type === null || type > 3 || environment === null || idnps === undefined || more.length > 0) return null
  // 03 and 83 are keys in software: not a card, so no proof of the person.
  if ((environment & 0x7f) !== 0) return null
  return { idnps, type, test: (environment & 0x80) !== 0 }
}

export interface Policy {
  roots: readonly X509Certificate[]
  intermediates: readonly X509Certificate[]
  environment: 'test' | 'production'
  /** Serial numbers, hexadecimal capitals. */
  revoked: ReadonlySet<string>
}

/** Checks a leaf under a policy at a time (ms). `sent`: other certificates that came with it, not trusted by themselves. */
export function checkCard(
  leaf: X509Certificate,
  sent: readonly X509Certificate[],
  policy: Policy,
  now: number,
): { facts: CardFacts } | { refusal: Refusal } {
  const facts = cardFacts(leaf)
  if (!facts) return { refusal: 'refused-certificate' }
  const between = [...sent, ...policy.intermediates]
  if (!leadsToRoot(leaf, between, policy.roots, now))
    return { refusal: leadsToRoot(leaf, between, policy.roots, null) ? 'refused-authority-expired' : 'refused-chain' }
  if (!inForce(leaf, now)) return { refusal: 'refused-expired' }
  if (policy.revoked.has(leaf.serialNumber.toUpperCase())) return { refusal: 'refused-revoked' }
  if (facts.test !== (policy.environment === 'test')) return { refusal: 'refused-environment' }
  return { facts }
}
