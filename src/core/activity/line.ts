/**
 * One line of the journal: an act as JSON, chained to the line before by its hash and signed by the desk's key.
 *
 * The signature covers the very characters of the line, so that no byte can change unseen; the hash of the line before
 * makes a removed or moved line visible; `n` grows by one over all files, so that it can be said how many are gone.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

/** What was done, in codes. Never a name, a number to call, an address, a PIN or what somebody typed. */
export interface Act {
  /** `sign-in`, `lock`, `orientation`, `hand-over`… */
  what: string
  /** IDNPS of the person at the desk; null when nobody is, or when the console acts by itself. */
  who: string | null
  role: string | null
  result?: string | null
  /** Why, in a code: of a refusal, a lock, an override. */
  reason?: string | null
  orientation?: string | null
  /** IDNPS of the professional. */
  professional?: string | null
  /** Source and start of the slot. */
  source?: string | null
  slot?: string | null
  /** Facts of the journal itself. */
  facts?: Record<string, string | number | null>
}

const Line = z.object({
  v: z.literal(1),
  n: z.int().positive(),
  prev: z.string().nullable(),
  at: z.iso.datetime(),
  desk: z.string(),
  what: z.string(),
  who: z.string().nullable(),
  role: z.string().nullable(),
  result: z.string().nullish(),
  reason: z.string().nullish(),
  orientation: z.string().nullish(),
  professional: z.string().nullish(),
  source: z.string().nullish(),
  slot: z.string().nullish(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})
export type Line = z.infer<typeof Line>

const SIGNED = /^(\{.*),"sig":"([A-Za-z0-9_-]{86})"\}$/s

/** Writes a line, without its end of line. */
export function writeLine(line: Line, key: KeyObject): string {
  const text = JSON.stringify(line).slice(0, -1)
  return `${text},"sig":"${sign(null, Buffer.from(text), key).toString('base64url')}"}`
}

/** Reads a line; null when it is not one that this key signed. */
export function readLine(text: string, key: KeyObject): Line | null {
  const [, signed = '', signature = ''] = SIGNED.exec(text) ?? []
  if (signed === '' || !verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64url'))) return null
  return unsigned(text)
}

/** Reads a line without asking who signed it: to find the key that the first one names. */
export function unsigned(text: string): Line | null {
  try {
    const line = Line.safeParse(JSON.parse(text))
    return line.success ? line.data : null
  } catch {
    return null
  }
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Public half of a key, as the first line of a file carries it. */
export const publicText = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64url')

/** Null when the text is no Ed25519 key. */
export function publicKeyOf(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64url'), type: 'spki', format: 'der' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

/** Short name of a key, to be compared by eye with the one noted when the desk was set up. */
export const fingerprintOf = (publicKey: string): string =>
  (
    createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32).match(/.{4}/g) ?? []
  ).join(' ')
