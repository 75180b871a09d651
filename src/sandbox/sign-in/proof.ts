/** Takes a proof apart: a compact JWS, RS256, with the certificate that signed it in `x5c`. */
import { verify, type X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { certificateFrom } from './chain.ts'

const MAX_PROOF_CHARS = 40_000

const Header = z.object({
  // Named, never negotiated: `none`, HS256 with the public key and PS256 are refused by not being this.
  alg: z.literal('RS256'),
  x5c: z.array(z.base64().max(12_000)).min(1).max(4),
  crit: z.undefined().optional(),
})

const Payload = z.object({
  nonce: z.string().max(200),
  aud: z.string().max(500),
  iat: z.number(),
  workstation: z.string().max(200),
})

export interface Proof {
  leaf: X509Certificate
  sent: X509Certificate[]
  payload: z.infer<typeof Payload>
  /** Whether the leaf's key signed it. */
  signed: boolean
}

/** Base64url with one spelling only: unused bits of the last character must be zero, or a proof could be altered and pass. */
const canonical = (segment: string) =>
  segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment

function json(segment: string): unknown {
  try {
    return JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** Null when it is no proof at all. */
export function readProof(text: string): Proof | null {
  if (text.length > MAX_PROOF_CHARS) return null
  const segments = text.split('.')
  const [header, payload, signature] = segments
  if (segments.length !== 3 || !header || !payload || !signature) return null
  if (!segments.every(canonical)) return null
  const parsedHeader = Header.safeParse(json(header))
  const parsedPayload = Payload.safeParse(json(payload))
  if (!parsedHeader.success || !parsedPayload.success) return null
  const certificates = parsedHeader.data.x5c.map(der => certificateFrom(Buffer.from(der, 'base64')))
  const [leaf, ...sent] = certificates
  if (!leaf || sent.some(certificate => certificate === null)) return null
  const { publicKey } = leaf
  const signed =
    publicKey.asymmetricKeyType === 'rsa' &&
    (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 &&
    verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'))
  return { leaf, sent: sent.filter(certificate => certificate !== null), payload: parsedPayload.data, signed }
}
