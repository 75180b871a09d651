/**
 * The PIN on its way from the console to the card process: sealed for one sign-in, by keys that both forget. What stays of it in the
 * buffers of a pipe, where neither side can wipe anything, opens nothing.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { z } from 'zod'

const KEY = z.base64().max(200)
/** `from`: the sender's public key, for this PIN alone; `box`: the digits and their seal. Base64. */
export const SealedPin = z.strictObject({ from: KEY, box: z.base64().max(200) })
export type SealedPin = z.infer<typeof SealedPin>

const TAG = 16
/** Each key serves once: the counter of its cipher may begin where it likes. */
const NONCE = Buffer.alloc(12)

const textOf = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64')
const keyOf = (text: string) => createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })

/** Runs `act` with the key that two sides share, then wipes it. */
function sharing<T>(privateKey: KeyObject, other: string, act: (key: Buffer) => T): T {
  const secret = diffieHellman({ privateKey, publicKey: keyOf(other) })
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'relais card pin', 32))
  secret.fill(0)
  try {
    return act(key)
  } finally {
    key.fill(0)
  }
}

/** Seals the digits for whoever has the private key of `to` (public key, as {@link openSeal} gives it). Wipes nothing of `pin`. */
export function sealPin(pin: Uint8Array, to: string): SealedPin {
  const mine = generateKeyPairSync('x25519')
  return sharing(mine.privateKey, to, key => {
    const cipher = createCipheriv('aes-256-gcm', key, NONCE)
    const box = Buffer.concat([cipher.update(pin), cipher.final(), cipher.getAuthTag()])
    return { from: textOf(mine.publicKey), box: box.toString('base64') }
  })
}

/** The receiving end: a public key to give away, and the way to open what comes back, once. */
export interface Seal {
  publicKey: string
  /** The digits: the caller wipes them. Throws on what was sealed for another key, altered, or comes second. */
  open(sealed: SealedPin): Buffer
}

export function openSeal(): Seal {
  const pair = generateKeyPairSync('x25519')
  let privateKey: KeyObject | null = pair.privateKey
  return {
    publicKey: textOf(pair.publicKey),
    open({ from, box }) {
      const mine = privateKey
      privateKey = null
      if (!mine) throw new Error('used')
      const bytes = Buffer.from(box, 'base64')
      return sharing(mine, from, key => {
        const decipher = createDecipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG })
        decipher.setAuthTag(bytes.subarray(-TAG))
        const pin = decipher.update(bytes.subarray(0, -TAG))
        try {
          decipher.final()
        } catch (error) {
          pin.fill(0)
          throw error
        }
        return pin
      })
    },
  }
}
