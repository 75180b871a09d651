/** The proof that a card makes of a nonce: a compact JWS, RS256, the certificate in `x5c` (RFC 7515). */
import type { Result } from '../../shared/contract/kit.ts'
import { ok } from '../../shared/contract/kit.ts'

export interface Claims {
  nonce: string
  aud: string
  /** Seconds since the epoch. */
  iat: number
  workstation: string
}

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

/** Built by hand: libraries want the key, and this one never leaves its card. */
export async function makeProof<K extends string>(
  claims: Claims,
  certificates: readonly Uint8Array[],
  sign: (data: Uint8Array) => Promise<Result<Uint8Array, K>>,
): Promise<Result<string, K>> {
  const header = { alg: 'RS256', typ: 'JWT', x5c: certificates.map(der => Buffer.from(der).toString('base64')) }
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`
  const signature = await sign(Buffer.from(signed, 'ascii'))
  return signature.ok ? ok(`${signed}.${Buffer.from(signature.value).toString('base64url')}`) : signature
}
