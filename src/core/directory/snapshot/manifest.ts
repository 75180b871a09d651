/** The first line of a site's directory: what the file holds, signed (Ed25519). Nothing is unpacked before it is checked. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Content = z.object({
  /** Shape of the database; a console reads one only. */
  schema: z.int(),
  contentDate: z.iso.date(),
  people: z.int().nonnegative(),
  activities: z.int().nonnegative(),
  /** Of the database, unpacked. */
  bytes: z.int().positive(),
  sha256: Sha256,
})
/** 1: the whole database. 2: what makes it out of another, whose SHA-256 is `base`. */
export const Manifest = z.discriminatedUnion('format', [
  Content.extend({ format: z.literal(1) }),
  Content.extend({ format: z.literal(2), base: Sha256 }),
])
export type Manifest = z.infer<typeof Manifest>

/** The manifest as signed, byte for byte, and its signature; both in base64. */
const FirstLine = z.object({ manifest: z.base64().max(10_000), signature: z.base64().max(200) })
const LONGEST_FIRST_LINE = 20_000

/** The line, with its end. */
export function signedLine(manifest: Manifest, key: KeyObject): string {
  const said = Buffer.from(JSON.stringify(manifest))
  return `${JSON.stringify({ manifest: said.toString('base64'), signature: sign(null, said, key).toString('base64') })}\n`
}

/** The manifest of a file and where what follows it begins. `snapshot-unreadable` {code}: no such file, or not one of ours. */
export async function readManifest(
  file: string,
  key: KeyObject,
): Promise<Result<{ manifest: Manifest; offset: number }, 'snapshot-unreadable' | 'signature-wrong'>> {
  let start: Buffer
  try {
    start = Buffer.concat(await createReadStream(file, { end: LONGEST_FIRST_LINE }).toArray())
  } catch (error) {
    return problem('snapshot-unreadable', { code: codeOf(error) })
  }
  const end = start.indexOf(0x0a)
  const line = FirstLine.safeParse(end < 0 ? null : json(start.subarray(0, end)))
  if (!line.success) return problem('snapshot-unreadable', { code: 'FORMAT' })
  const said = Buffer.from(line.data.manifest, 'base64')
  if (!verify(null, said, key, Buffer.from(line.data.signature, 'base64'))) return problem('signature-wrong')
  const manifest = Manifest.safeParse(json(said))
  if (!manifest.success) return problem('snapshot-unreadable', { code: 'MANIFEST' })
  return ok({ manifest: manifest.data, offset: end + 1 })
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** A private key in PEM; null when it is no Ed25519 key. */
export const privateKeyOf = (pem: string): KeyObject | null => keyOf(() => createPrivateKey(pem))
/** A public key in PEM; null when it is no Ed25519 key. */
export const publicKeyOf = (pem: string): KeyObject | null => keyOf(() => createPublicKey(pem))

function keyOf(read: () => KeyObject): KeyObject | null {
  try {
    const key = read()
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}
