/**
 * Revocation lists (RFC 5280 §5): reads one, believes nothing of it before its issuer's signature is checked. Written for
 * lists of any size: one pass, a set of serial numbers, no tree.
 */
import { verify, type X509Certificate } from 'node:crypto'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { childrenOf, contentOf, hexOf, serialOf, timeOf, type Value, valueAt, wholeOf } from './der.ts'

/** A list larger than this is refused, bytes. The largest public lists are a tenth of it. */
export const MAX_CRL_BYTES = 64_000_000

/**
 * `not-a-crl`: other bytes (HTML, a certificate…); `truncated`: it ends before its end; `too-large`; `unsupported`: a critical
 * extension or an algorithm that we do not know.
 */
export type CrlProblem = 'not-a-crl' | 'truncated' | 'too-large' | 'unsupported'

export interface Crl {
  /** DER of the issuer's name, hexadecimal. */
  issuer: string
  /** When it was made and when the next one is due, ms. */
  thisUpdate: number
  nextUpdate: number | null
  /** Serial numbers, hexadecimal capitals without leading zeros. Of a delta, those that it adds. */
  serials: ReadonlySet<string>
  /** Only what changed since another list (RFC 5280 §5.2.4): it adds revocations, and shows nobody to be free of them. */
  delta: boolean
  /** Distribution points that it speaks for (§5.2.5), as {@link pointsOf} names them; null: for all that its issuer made. */
  points: ReadonlySet<string> | null
  /** What is signed, how, and the signature. */
  signed: { bytes: Uint8Array; hash: string; signature: Uint8Array }
}

const HASHES: Readonly<Record<string, string>> = {
  '06092a864886f70d01010b': 'RSA-SHA256',
  '06092a864886f70d01010c': 'RSA-SHA384',
  '06092a864886f70d01010d': 'RSA-SHA512',
  '06082a8648ce3d040302': 'SHA256',
  '06082a8648ce3d040303': 'SHA384',
  '06082a8648ce3d040304': 'SHA512',
}
const DELTA = '0603551d1b'
const ISSUING_POINT = '0603551d1c'
/** Reason «removeFromCRL» of an entry of a delta: given back, not revoked. */
const GIVEN_BACK = '0603551d1504030a0108'
const PEM = /-----BEGIN X509 CRL-----([\sA-Za-z0-9+/=]+)-----END X509 CRL-----/

/** Reads a list, DER or PEM. Nothing of it is to be believed before {@link isSignedBy}. Never throws. */
export function readCrl(input: Uint8Array): Result<Crl, CrlProblem> {
  if (input.length > MAX_CRL_BYTES) return problem('too-large', { bytes: input.length })
  const bytes = unwrap(input)
  const list = valueAt(bytes, 0, Number.MAX_SAFE_INTEGER)
  if (list?.tag !== 0x30) return problem('not-a-crl')
  if (list.end > bytes.length) return problem('truncated', { bytes: bytes.length, announced: list.end })
  const [toBeSigned, algorithm, signature] = childrenOf(bytes, list) ?? []
  if (!toBeSigned || !algorithm || signature?.tag !== 0x03 || toBeSigned.tag !== 0x30) return problem('not-a-crl')
  const hash = HASHES[hexOf(wholeOf(bytes, firstOf(bytes, algorithm) ?? algorithm))]
  const parts = childrenOf(bytes, toBeSigned)
  if (!parts) return problem('not-a-crl')
  if (parts[0]?.tag === 0x02) parts.shift()
  const [, issuer, made, ...rest] = parts
  const thisUpdate = made ? timeOf(bytes, made) : null
  if (issuer?.tag !== 0x30 || thisUpdate === null) return problem('not-a-crl')
  if (hash === undefined) return problem('unsupported', { what: 'algorithm' })
  const due = rest[0] && (rest[0].tag === 0x17 || rest[0].tag === 0x18) ? rest.shift() : undefined
  const extensions = rest.find(part => part.tag === 0xa0)
  const scope = extensions ? scopeOf(bytes, extensions) : WHOLE
  if (typeof scope === 'string') return problem(scope, {})
  const serials = rest[0]?.tag === 0x30 ? serialsIn(bytes, rest[0], scope.delta) : new Set<string>()
  if (!serials) return problem('not-a-crl')
  return ok({
    issuer: hexOf(wholeOf(bytes, issuer)),
    thisUpdate,
    nextUpdate: due ? timeOf(bytes, due) : null,
    serials,
    ...scope,
    // The first byte of a BIT STRING counts its unused bits.
    signed: { bytes: wholeOf(bytes, toBeSigned), hash, signature: contentOf(bytes, signature).subarray(1) },
  })
}

/** Whether this authority made the list: its name and its key. */
export function isSignedBy(crl: Crl, authority: X509Certificate, name: string): boolean {
  if (name !== crl.issuer) return false
  try {
    return verify(crl.signed.hash, crl.signed.bytes, authority.publicKey, crl.signed.signature)
  } catch {
    return false
  }
}

function unwrap(input: Uint8Array): Uint8Array {
  if (input[0] !== 0x2d) return input
  const body = PEM.exec(Buffer.from(input).toString('latin1'))?.[1]
  return body === undefined ? input : Buffer.from(body, 'base64')
}

function firstOf(bytes: Uint8Array, parent: Value): Value | null {
  return valueAt(bytes, parent.content, parent.end)
}

function serialsIn(bytes: Uint8Array, list: Value, delta: boolean): Set<string> | null {
  const serials = new Set<string>()
  for (let at = list.content; at < list.end; ) {
    const entry = valueAt(bytes, at, list.end)
    const serial = entry?.tag === 0x30 ? firstOf(bytes, entry) : null
    if (!entry || serial?.tag !== 0x02) return null
    if (!delta || !hexOf(wholeOf(bytes, entry)).includes(GIVEN_BACK)) serials.add(serialOf(bytes, serial))
    at = entry.end
  }
  return serials
}

type Scope = Pick<Crl, 'delta' | 'points'>
const WHOLE: Scope = { delta: false, points: null }

/** For what the list speaks, by its extensions; or why it cannot be used. */
function scopeOf(bytes: Uint8Array, holder: Value): Scope | CrlProblem {
  const list = firstOf(bytes, holder)
  const all = list ? childrenOf(bytes, list) : null
  if (!all) return 'not-a-crl'
  let { delta, points } = WHOLE
  for (const extension of all) {
    const fields = childrenOf(bytes, extension)
    const [id, second] = fields ?? []
    const value = fields?.at(-1)
    if (!id || !value) return 'not-a-crl'
    const name = hexOf(wholeOf(bytes, id))
    if (name === DELTA) delta = true
    else if (name === ISSUING_POINT) {
      const point = firstOf(bytes, value)
      const marks = point ? childrenOf(bytes, point) : null
      // [2] authorities only, [3] some reasons only, [4] of other issuers, [5] attribute certificates: not what a card asks about.
      if (!marks || marks.some(({ tag }) => (tag & 0x1f) >= 2)) return 'unsupported'
      const where = marks.find(({ tag }) => tag === 0xa0)
      if (where) points = new Set(namesIn(bytes, where))
    } else if (second?.tag === 0x01 && bytes[second.content] !== 0) return 'unsupported'
  }
  return { delta, points }
}

/** DER of each name in a DistributionPointName, hexadecimal; none when it is relative to the issuer's. */
function namesIn(bytes: Uint8Array, holder: Value): string[] {
  const full = firstOf(bytes, holder)
  if (full?.tag !== 0xa0) return []
  return (childrenOf(bytes, full) ?? []).map(name => hexOf(wholeOf(bytes, name)))
}

/** Names of the distribution points in a certificate's extension (2.5.29.31), as {@link Crl.points} has them. */
export function pointsOf(extension: Uint8Array): string[] {
  const list = valueAt(extension, 0, extension.length)
  const points = list ? (childrenOf(extension, list) ?? []) : []
  return points.flatMap(point => {
    const where = childrenOf(extension, point)?.find(({ tag }) => tag === 0xa0)
    return where ? namesIn(extension, where) : []
  })
}
