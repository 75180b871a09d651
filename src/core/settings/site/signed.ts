/**
 * Small signed files that a site hands to its desks: settings, and the word that a new version exists. The content is
 * signed byte for byte with the site's Ed25519 key, its kind included, so that one can never be passed for the other.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

export type SignedKind = 'settings' | 'latest'

const Envelope = z.object({
  format: z.literal(1),
  kind: z.enum(['settings', 'latest']),
  content: z.base64().max(2_000_000),
  signature: z.base64().max(200),
})

/** Larger files are not read, bytes. */
export const MAX_SIGNED_BYTES = 3_000_000

const seen = (kind: SignedKind, content: Buffer) => Buffer.concat([Buffer.from(`relais-${kind}-1\n`), content])

/** Writes a signed file. `privateKey`: PEM. Throws when the key is not Ed25519. */
export function signContent(kind: SignedKind, content: unknown, privateKey: string): string {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('Ed25519')
  const bytes = Buffer.from(JSON.stringify(content))
  const signature = sign(null, seen(kind, bytes), key).toString('base64')
  return `${JSON.stringify({ format: 1, kind, content: bytes.toString('base64'), signature }, null, 1)}\n`
}

export type Opened = { kind: 'content'; content: unknown } | { kind: 'unreadable' | 'bad-signature' }

/** Opens a signed file: content only when its signature is that of `publicKey` (base64 of SPKI). */
export function openSigned(kind: SignedKind, text: string, publicKey: string): Opened {
  let envelope: z.infer<typeof Envelope>
  try {
    envelope = Envelope.parse(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return { kind: 'unreadable' }
  }
  const key = publicKeyOf(publicKey)
  const content = Buffer.from(envelope.content, 'base64')
  const genuine =
    key !== null &&
    envelope.kind === kind &&
    verify(null, seen(kind, content), key, Buffer.from(envelope.signature, 'base64'))
  if (!genuine) return { kind: 'bad-signature' }
  try {
    return { kind: 'content', content: JSON.parse(content.toString('utf8')) }
  } catch {
    return { kind: 'unreadable' }
  }
}

function publicKeyOf(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

/** A new pair: the private half in PEM, the public one as settings want it. */
export function makeSiteKey(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519')
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  }
}

/** What the command `site` does with these files. */
export const siteFiles = { makeKey: makeSiteKey, sign: signContent, open: openSigned }
